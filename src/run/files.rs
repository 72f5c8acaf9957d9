//! The contents of both register files.

use crate::abi::{Reg, RegSet};
use farcall_machine::Hart;

/// What x0 to x31 and f0 to f31 hold, as bit patterns.
#[derive(Debug)]
pub(crate) struct Files {
    pub(crate) x: [u64; 32],
    pub(crate) f: [u64; 32],
}

impl Files {
    /// What they hold now.
    pub(crate) fn of(hart: &Hart) -> Files {
        Files {
            x: hart.x,
            f: hart.f,
        }
    }

    /// What `register` holds.
    pub(crate) fn get(&self, register: Reg) -> u64 {
        match register {
            Reg::Int(reg) => self.x[reg.index()],
            Reg::Float(reg) => self.f[reg.index()],
        }
    }

    /// The registers among `set` that hold something else now.
    pub(crate) fn changed(&self, hart: &Hart, set: RegSet) -> RegSet {
        RegSet::from_masks(differ(&self.x, &hart.x), differ(&self.f, &hart.f)).and(set)
    }

    /// Puts the contents of the registers in `set` into the hart.
    pub(crate) fn write(&self, hart: &mut Hart, set: RegSet) {
        select(&mut hart.x, set.int_mask(), &self.x);
        select(&mut hart.f, set.float_mask(), &self.f);
    }
}

/// A bit for each register of a bank: whether both contents differ.
fn differ(before: &[u64; 32], now: &[u64; 32]) -> u32 {
    let pairs = before.iter().zip(now).zip(0..);
    pairs.fold(0, |mask, ((before, now), n)| {
        mask | u32::from(before != now) << n
    })
}

fn select(registers: &mut [u64; 32], mask: u32, from: &[u64; 32]) {
    for (n, (register, &from)) in registers.iter_mut().zip(from).enumerate() {
        if mask >> n & 1 == 1 {
            *register = from;
        }
    }
}
