//! The run loop.
//!
//! The loop keeps the decoded instructions and bounds of the current code region in locals. Jumps inside the region, except to its first
//! byte, stay in the inner loop; everything else goes through the observer.

use super::code::{CodeCache, Span};
use super::decode::{DecodeError, decode, length};
use super::exec::{self, Next, Trap};
use super::extension::Extensions;
use super::fault::{AccessKind, Fault};
use super::hart::Hart;
use super::inst::Inst;
use super::memory::{AccessError, Memory};
use super::reg::Reg;
use super::region::{MemoryError, Region};

/// What watches a run. The machine knows nothing of calling conventions: it reports each transfer of control that leaves the code region it
/// was in, or that jumps to the first byte of a code region (its own included). A taken branch is a transfer like a jump.
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
    pub link: Option<Reg>,
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
        Self { hart: Hart::new(), memory: Memory::new(), code: CodeCache::new(), retired: 0 }
    }

    /// Replaces memory and extensions, sets all registers and the count of retired instructions to zero. Allocations are reused.
    ///
    /// # Errors
    ///
    /// As [`Memory::load`]; the machine has no memory then.
    pub fn load(
        &mut self,
        regions: impl IntoIterator<Item = Region>,
        extensions: Extensions,
    ) -> Result<(), MemoryError> {
        self.hart = Hart::new();
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
            let leave = self.run_region(from, limit);
            let transfer = match leave {
                Leave::Transfer(transfer) => transfer,
                Leave::Exit(exit) => return exit,
            };
            from = transfer.from;
            self.hart.reservation = None;
            if observer.transfer(&mut self.hart, &mut self.memory, transfer) == Flow::Stop {
                self.hart.x[0] = 0;
                return Exit::Stopped;
            }
        }
    }

    /// Runs in the code region around `hart.pc` until control leaves it. `from` is the instruction that led there.
    fn run_region(&mut self, from: u64, limit: u64) -> Leave {
        let Self { hart, memory, code, retired } = self;
        let mut pc = hart.pc;
        let extensions = code.extensions;
        let misaligned = extensions.instruction_alignment() - 1;
        if pc & (misaligned | 1) != 0 {
            return Leave::fault(Fault::MisalignedFetch { pc: from, target: pc });
        }
        let Some((span, slots)) = code.enter(pc) else {
            return Leave::fault(Fault::WildJump { from, to: pc });
        };
        let mut remaining = limit - *retired;
        let leave = loop {
            if remaining == 0 {
                break Leave::Exit(Exit::RanAway);
            }
            let slot = &mut slots[(pc.wrapping_sub(span.start) >> 1) as usize];
            if slot.len == 0 {
                match fetch(memory, pc, extensions) {
                    Ok(inst) => *slot = inst,
                    Err(fault) => break Leave::fault(fault),
                }
            }
            let next = match exec::execute(hart, memory, slot, pc) {
                Ok(next) => next,
                Err(trap) => break Leave::fault(trap_fault(trap, memory, pc)),
            };
            let following = pc.wrapping_add(slot.len.into());
            match next {
                Next::Sequential => {
                    remaining -= 1;
                    if following.wrapping_sub(span.start) >= span.len {
                        break Leave::fault(Fault::FellThrough { pc, end: span.end() });
                    }
                    pc = following;
                }
                Next::Jump { target, link } => {
                    if target & misaligned != 0 {
                        break Leave::fault(Fault::MisalignedFetch { pc, target });
                    }
                    remaining -= 1;
                    hart.set_x(link, following);
                    // Inside the region but not at its first byte.
                    if target.wrapping_sub(span.start).wrapping_sub(1) >= span.len - 1 {
                        let link = (link != 0).then(|| Reg::new(link));
                        let from = pc;
                        pc = target;
                        break Leave::Transfer(Transfer { from, to: target, link, retired: limit - remaining });
                    }
                    pc = target;
                }
            }
        };
        *retired = limit - remaining;
        hart.pc = pc;
        leave
    }
}

/// Why the inner loop ended.
enum Leave {
    Transfer(Transfer),
    Exit(Exit),
}

impl Leave {
    #[cold]
    fn fault(fault: Fault) -> Self {
        Self::Exit(Exit::Fault(fault))
    }
}

/// Reads the encoding at `pc`, which is in a code region.
fn encoding(memory: &Memory, pc: u64) -> Result<u32, Fault> {
    let unmapped = |len| Fault::Unmapped { pc, addr: pc, len, kind: AccessKind::Fetch };
    let low = memory.read_u16(pc).map_err(|_| unmapped(2))?;
    if length(low) == 2 {
        return Ok(low.into());
    }
    memory.read_u32(pc).map_err(|_| match memory.region(pc.wrapping_add(2)) {
        Some(_) => Fault::NotExecutable { pc, addr: pc.wrapping_add(2) },
        None => unmapped(4),
    })
}

/// Fetches and decodes the instruction at `pc`, which is in a code region.
#[cold]
#[inline(never)]
fn fetch(memory: &Memory, pc: u64, extensions: Extensions) -> Result<Inst, Fault> {
    decode(encoding(memory, pc)?, extensions).map_err(|error| match error {
        DecodeError::Illegal { encoding } => Fault::Illegal { pc, encoding },
        DecodeError::Unsupported { encoding } => Fault::Unsupported { pc, encoding },
    })
}

/// The fault of a trap at `pc`.
#[cold]
#[inline(never)]
fn trap_fault(trap: Trap, memory: &Memory, pc: u64) -> Fault {
    match trap {
        Trap::Load(error) => access_fault(error, pc, AccessKind::Load),
        Trap::Store(error) => access_fault(error, pc, AccessKind::Store),
        Trap::MisalignedAtomic { addr, len } => Fault::MisalignedAtomic { pc, addr, len },
        Trap::Illegal => match encoding(memory, pc) {
            Ok(encoding) => Fault::Illegal { pc, encoding },
            Err(fault) => fault,
        },
        Trap::Ecall => Fault::Ecall { pc },
        Trap::Breakpoint => Fault::Breakpoint { pc },
    }
}

/// The fault of a failed access by the instruction at `pc`.
fn access_fault(error: AccessError, pc: u64, kind: AccessKind) -> Fault {
    match error {
        AccessError::Unmapped { addr, len } => Fault::Unmapped { pc, addr, len, kind },
        AccessError::NotWritable { addr, len } => Fault::NotWritable { pc, addr, len },
    }
}

impl Span {
    /// First guest address past the region.
    fn end(&self) -> u64 {
        self.start.wrapping_add(self.len)
    }
}
