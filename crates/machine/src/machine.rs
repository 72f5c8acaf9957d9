//! A hart with its memory, and how it runs.

use super::code::CodeCache;
use super::exit::RunExit;
use super::extension::Extensions;
use super::fault::Fault;
use super::hart::Hart;
use super::interpret::{Leave, Place, interpret};
use super::memory::Memory;
use super::observer::{Flow, Observer, Transfer};
use super::region::{MemoryError, Region};
use super::vector::VectorState;
use std::ops::Range;

/// A hart with its memory.
#[derive(Debug)]
pub struct Machine {
    /// The registers.
    pub hart: Hart,
    /// The memory.
    pub memory: Memory,
    code: CodeCache,
    retired: u64,
}

impl Default for Machine {
    fn default() -> Self {
        Self::new()
    }
}

impl Machine {
    /// A machine with all registers zero and no memory.
    pub fn new() -> Self {
        Self {
            hart: Hart::new(),
            memory: Memory::new(),
            code: CodeCache::new(),
            retired: 0,
        }
    }

    /// Replaces memory and extensions. Sets all registers and the count of retired instructions to
    /// zero. Reuses allocations.
    ///
    /// # Errors
    ///
    /// As for [`Memory::with_regions`]. The machine then has no memory.
    pub fn load(
        &mut self,
        regions: impl IntoIterator<Item = Region>,
        extensions: Extensions,
    ) -> Result<(), MemoryError> {
        self.hart = Hart::new();
        self.hart.vector = VectorState::of(extensions);
        self.retired = 0;
        let loaded = self.memory.load(regions);
        self.code.load(&self.memory, extensions);
        loaded
    }

    /// Instructions retired since the regions were loaded. A faulting instruction does not retire.
    pub fn retired(&self) -> u64 {
        self.retired
    }

    /// The extensions that are on.
    pub fn extensions(&self) -> Extensions {
        self.code.extensions
    }

    /// Runs from `hart.pc` until the observer stops the run, an instruction faults, an access is
    /// refused, or `budget` more instructions have retired.
    ///
    /// A start address outside all code regions is a [`Fault::WildJump`] from itself; a misaligned
    /// one is a [`Fault::MisalignedFetch`] from itself.
    pub fn run(&mut self, observer: &mut impl Observer, budget: u64) -> RunExit {
        let limit = self.retired.saturating_add(budget);
        let mut from = self.hart.pc;
        loop {
            self.hart.x[0] = 0;
            let (instruction, link, through) = match self.run_region(observer, from, limit) {
                Leave::Transfer {
                    from,
                    link,
                    through,
                } => (from, link, through),
                Leave::RunExit(exit) => return exit,
            };
            from = instruction;
            let transfer = Transfer {
                from,
                to: self.hart.pc,
                link,
                through,
                retired: self.retired,
            };
            self.hart.reservation = None;
            if observer.transfer(&mut self.hart, &mut self.memory, transfer) == Flow::Stop {
                self.hart.x[0] = 0;
                return RunExit::Stopped;
            }
        }
    }

    /// The first instruction that starts inside another one, where both were executed since the
    /// regions were loaded. Returns their addresses, that of the outer one first. Code that is
    /// executed in sequence has none.
    pub fn overlapping(&self) -> Option<(u64, u64)> {
        self.code.overlapping()
    }

    /// Whether an instruction that starts at one of these addresses was executed since the regions
    /// were loaded.
    pub fn executed(&self, addresses: Range<u64>) -> bool {
        self.code.executed(addresses)
    }

    /// Runs in the code region around `hart.pc` until control leaves it. `from` is the instruction
    /// that led there; `limit` is the count of retired instructions at which the budget is used up.
    fn run_region(&mut self, observer: &mut impl Observer, from: u64, limit: u64) -> Leave {
        let to = self.hart.pc;
        let alignment = self.code.extensions.instruction_alignment();
        if !to.is_multiple_of(alignment) {
            return Leave::fault(Fault::MisalignedFetch {
                pc: from,
                target: to,
            });
        }
        let extensions = self.code.extensions;
        let Some((span, slots)) = self.code.enter(to) else {
            return Leave::fault(Fault::WildJump { from, to });
        };
        let place = Place { span, extensions };
        let budget = limit - self.retired;
        let (leave, remaining) = interpret(
            &mut self.hart,
            &mut self.memory,
            observer,
            slots,
            place,
            budget,
        );
        self.retired = limit - remaining;
        leave
    }
}
