//! A machine and who watches it.

use super::code::CodeCache;
use super::extension::Extensions;
use super::fault::Fault;
use super::hart::Hart;
use super::interpret::{Leave, Place, interpret};
use super::memory::Memory;
use super::region::{MemoryError, Region};
use super::vector::VectorState;
use crate::registers::IntReg;
use std::ops::Range;

/// What watches a run. The machine knows nothing of calling conventions: it reports each transfer of control that leaves the code region it
/// was in or leads to its first byte, and every jump that links or whose target comes from a register, wherever it leads (a return into a
/// recursive function stays in its region). A taken branch is a transfer like a jump.
pub trait Observer {
    /// Called after the transferring instruction has retired: `hart.pc` is already [`Transfer::to`], the link register is already written. May
    /// change the hart and memory, and redirect `hart.pc`. `transfer.to` need not be code; if `hart.pc` then is not, the run ends with
    /// [`Fault::WildJump`].
    fn transfer(&mut self, hart: &mut Hart, memory: &mut Memory, transfer: Transfer) -> Flow;
}

/// A transfer of control.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Transfer {
    /// Address of the branch or jump.
    pub from: u64,
    /// Where it goes; a multiple of IALIGN, mapped or not.
    pub to: u64,
    /// The link register, if the instruction is a JAL or JALR (or expands to one) whose destination is not x0.
    pub link: Option<IntReg>,
    /// The register that the target comes from, if it is a JALR.
    pub through: Option<IntReg>,
    /// Instructions retired since the regions were loaded, the transferring one included.
    pub retired: u64,
}

/// Whether a run goes on after a transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Flow {
    /// At `hart.pc`.
    Continue,
    /// No: the run ends with [`Exit::Stopped`].
    Stop,
}

/// Why a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Exit {
    /// The observer said so. The run can be resumed at `hart.pc`.
    Stopped,
    /// The program did something that it must not, or asked the environment.
    Fault(Fault),
    /// The instruction budget is used up. The run can be resumed.
    RanAway,
}

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

    /// Replaces memory and extensions, sets all registers and the count of retired instructions to zero. Allocations are reused.
    ///
    /// # Errors
    ///
    /// As [`Memory::with_regions`]; the machine has no memory then.
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

    /// Runs from `hart.pc` until the observer stops the run, a fault, or `budget` further instructions have retired.
    ///
    /// A start address in no code region is a [`Fault::WildJump`] from itself, a misaligned one a [`Fault::MisalignedFetch`] from itself.
    pub fn run(&mut self, observer: &mut impl Observer, budget: u64) -> Exit {
        let limit = self.retired.saturating_add(budget);
        let mut from = self.hart.pc;
        loop {
            self.hart.x[0] = 0;
            let (instruction, link, through) = match self.run_region(from, limit) {
                Leave::Transfer {
                    from,
                    link,
                    through,
                } => (from, link, through),
                Leave::Exit(exit) => return exit,
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
                return Exit::Stopped;
            }
        }
    }

    /// The first instruction that starts inside of another one, both of which were executed since the regions were loaded: their addresses,
    /// that of the outer one first. Never in code that is followed from one instruction to the next.
    pub fn overlapping(&self) -> Option<(u64, u64)> {
        self.code.overlapping()
    }

    /// Whether an instruction that starts at one of these addresses was executed since the regions were loaded.
    pub fn executed(&self, addresses: Range<u64>) -> bool {
        self.code.executed(addresses)
    }

    /// Runs in the code region around `hart.pc` until control leaves it. `from` is the instruction that led there, `limit` the count of
    /// retired instructions at which the budget is used up.
    fn run_region(&mut self, from: u64, limit: u64) -> Leave {
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
        let (leave, remaining) = interpret(&mut self.hart, &mut self.memory, slots, place, budget);
        self.retired = limit - remaining;
        leave
    }
}
