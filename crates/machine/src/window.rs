//! What of the stack the running code may access.
//!
//! *Idea.* All code shares one stack, so a store that goes astray on it hits bytes that exist. A window says which of them belong to the
//! function that runs: from sp to its end, and one area elsewhere. Whoever watches the run moves it at each crossing; loads and stores
//! outside of the stack are not its business.
//!
//! *Limits.* Atomic and vector accesses are not checked. What is read above sp is not, either: it holds poison, or a caller's values, which
//! show when they are used.

use std::ops::Range;

/// The part of the stack that belongs to the running function.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StackWindow {
    /// All of the stack, as addresses.
    pub stack: Range<u64>,
    /// The address behind the highest byte that may be stored to: below it everything down to sp may.
    pub end: u64,
    /// An area that may be stored to as well.
    pub area: Range<u64>,
    /// What is known of probes below sp; none if there may not be any.
    pub probes: Option<Probes>,
}

/// Stores of zero at or below sp: a function touches the pages of a frame that it is about to make.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Probes {
    /// sp where the function was entered.
    pub entry_sp: u64,
    /// The lowest sp at any access to the stack.
    pub lowest_sp: u64,
    /// The addresses of the stores, in the order of execution.
    pub addresses: Vec<u64>,
}

impl Probes {
    /// None yet, in a function that is entered with this sp.
    pub fn new(sp: u64) -> Probes {
        Probes {
            entry_sp: sp,
            lowest_sp: sp,
            addresses: Vec::new(),
        }
    }
}

/// A load or store of the stack that the window does not allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct OutsideWindow {
    /// First byte.
    pub addr: u64,
    /// Bytes.
    pub len: u64,
    /// Whether it lies below sp.
    pub below: bool,
}

impl StackWindow {
    /// Checks a store of `len` bytes, of x0 if `zero`.
    #[inline(always)]
    pub(super) fn store(
        &mut self,
        addr: u64,
        len: u64,
        sp: u64,
        zero: bool,
    ) -> Result<(), OutsideWindow> {
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
    fn unusual_store(
        &mut self,
        addr: u64,
        len: u64,
        sp: u64,
        zero: bool,
    ) -> Result<(), OutsideWindow> {
        let below = addr < sp;
        let inside = !below && addr + len <= self.end;
        if let Some(probes) = &mut self.probes {
            probes.lowest_sp = probes.lowest_sp.min(sp);
            if zero && addr <= sp {
                probes.addresses.push(addr);
                return Ok(());
            }
        }
        let in_area = self.area.start <= addr && addr + len <= self.area.end;
        if inside || in_area {
            return Ok(());
        }
        Err(OutsideWindow { addr, len, below })
    }

    /// Checks a load of `len` bytes.
    #[inline(always)]
    pub(super) fn load(&self, addr: u64, len: u64, sp: u64) -> Result<(), OutsideWindow> {
        if addr >= sp || addr < self.stack.start {
            return Ok(());
        }
        Err(OutsideWindow {
            addr,
            len,
            below: true,
        })
    }
}
