//! Which part of the stack the running function may access.
//!
//! *Problem.* All code shares one stack, so a stray store to it hits bytes that exist.
//!
//! *Idea.* A window says which of these bytes belong to the running function: from sp to the end of
//! the window, and one area elsewhere. The watch moves the window at each crossing, and checks it
//! before each load and store. The window does not judge accesses outside the stack.
//!
//! *Limits.* Atomic and vector accesses are not checked. Neither are loads above sp: they find
//! poison, or a caller's values, and using those shows.

use std::ops::Range;

use farcall_machine::Refused;

/// The part of the stack that belongs to the running function.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct StackWindow {
    /// All of the stack, as addresses.
    pub(super) stack: Range<u64>,
    /// The address after the highest byte that may be stored to. Every byte from sp up to there may
    /// be stored to.
    pub(super) end: u64,
    /// Another area that may be stored to.
    pub(super) area: Range<u64>,
    /// The stack probes so far, while the function may still probe.
    pub(super) probes: Option<StackProbes>,
}

/// The stack probes of a function: stores of zero at or below sp, which touch the pages of a frame
/// that the function is about to make.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StackProbes {
    /// sp where the function was entered.
    pub entry_sp: u64,
    /// The lowest sp at any access to the stack.
    pub lowest_sp: u64,
    /// The addresses of the stores, in the order of execution.
    pub addresses: Vec<u64>,
}

impl StackProbes {
    /// No probes yet, in a function that is entered with this sp.
    pub(super) fn new(sp: u64) -> StackProbes {
        StackProbes {
            entry_sp: sp,
            lowest_sp: sp,
            addresses: Vec::new(),
        }
    }
}

impl StackWindow {
    /// Checks a store of `len` bytes, which are the zeros of x0 if `zero`.
    #[inline(always)]
    pub(super) fn store(
        &mut self,
        addr: u64,
        len: u64,
        sp: u64,
        zero: bool,
    ) -> Result<(), Refused> {
        let outside = addr.wrapping_sub(self.stack.start) >= self.stack.end - self.stack.start;
        if outside {
            return Ok(());
        }
        if addr >= sp && addr + len <= self.end && self.probes.is_none() {
            return Ok(());
        }
        self.unusual_store(addr, len, sp, zero)
    }

    #[inline(never)]
    fn unusual_store(&mut self, addr: u64, len: u64, sp: u64, zero: bool) -> Result<(), Refused> {
        if let Some(probes) = &mut self.probes {
            probes.lowest_sp = probes.lowest_sp.min(sp);
            if zero && addr <= sp {
                probes.addresses.push(addr);
                return Ok(());
            }
        }
        let inside = sp <= addr && addr + len <= self.end;
        let in_area = self.area.start <= addr && addr + len <= self.area.end;
        if inside || in_area {
            Ok(())
        } else {
            Err(Refused)
        }
    }

    /// Checks a load.
    #[inline(always)]
    pub(super) fn load(&self, addr: u64, sp: u64) -> Result<(), Refused> {
        if addr >= sp || addr < self.stack.start {
            Ok(())
        } else {
            Err(Refused)
        }
    }
}
