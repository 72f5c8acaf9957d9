//! The inner loop: interprets inside one code region.
//!
//! The decoded instructions and bounds of the region are in locals. Branches and direct jumps
//! without link stay in the loop while they lead inside the region, but not to its first byte;
//! every other transfer leaves it.

use super::code::CodeSpan;
use super::decode::{decode, length};
use super::decode_error::DecodeError;
use super::exec::{self, Next, Trap};
use super::exit::{RefusedAccess, RunExit};
use super::extension::Extensions;
use super::fault::{AccessKind, Fault};
use super::hart::Hart;
use super::inst::Inst;
use super::memory::{AccessError, Memory};
use super::observer::Observer;
use super::op::{Jump, Op};
use crate::registers::IntReg;

/// Where to interpret.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// The code region.
    pub(super) span: CodeSpan,
    /// The extensions that its code may use.
    pub(super) extensions: Extensions,
}

/// Why the loop ended.
#[derive(Debug)]
pub(super) enum Leave {
    /// With a transfer to report; `hart.pc` is its target.
    Transfer {
        /// The branch or jump.
        from: u64,
        /// The link register.
        link: Option<IntReg>,
        /// The register that the target comes from.
        through: Option<IntReg>,
    },
    /// With the end of the run.
    RunExit(RunExit),
}

impl Leave {
    #[cold]
    pub(super) fn fault(fault: Fault) -> Self {
        Self::RunExit(RunExit::Fault(fault))
    }
}

/// Interprets from `hart.pc`, which lies in the region, until control leaves it or `budget`
/// instructions have retired. `slots` are the region's decoded instructions, one for each halfword.
/// Also returns the remaining budget.
pub(super) fn interpret(
    hart: &mut Hart,
    memory: &mut Memory,
    observer: &mut impl Observer,
    slots: &mut [Inst],
    place: Place,
    budget: u64,
) -> (Leave, u64) {
    let mut pc = hart.pc;
    let mut remaining = budget;
    let misaligned = place.extensions.instruction_alignment() - 1;
    let leave = loop {
        if remaining == 0 {
            break Leave::RunExit(RunExit::RanAway);
        }
        let slot = &mut slots[(pc.wrapping_sub(place.span.start) >> 1) as usize];
        if slot.len == 0 {
            match fetch(memory, pc, place.extensions) {
                Ok(inst) => *slot = inst,
                Err(fault) => break Leave::fault(fault),
            }
        }
        remaining -= 1;
        match step(hart, memory, observer, slot, pc, place.span, misaligned) {
            Step::Inside(next) => pc = next,
            Step::Outside { to, link } => {
                let through =
                    matches!(slot.op, Op::Jump(Jump::Jalr)).then(|| IntReg::new(slot.rs1));
                let from = std::mem::replace(&mut pc, to);
                break Leave::Transfer {
                    from,
                    link,
                    through,
                };
            }
            Step::Through => break fell_through(pc, place.span),
            Step::Misaligned { target } => {
                remaining += 1;
                break Leave::fault(Fault::MisalignedFetch { pc, target });
            }
            Step::Trap(trap) => {
                remaining += 1;
                break Leave::RunExit(ending(*trap, memory, pc));
            }
        }
    };
    hart.pc = pc;
    (leave, remaining)
}

/// The end of a run that fell through the end of `span` after the instruction at `pc`.
#[cold]
fn fell_through(pc: u64, span: CodeSpan) -> Leave {
    Leave::fault(Fault::FellThrough {
        pc,
        end: span.end(),
    })
}

/// The effect of one instruction on control.
enum Step {
    /// Control continues inside the region, with nothing to report.
    Inside(u64),
    /// A transfer to report.
    Outside { to: u64, link: Option<IntReg> },
    /// The last instruction of the region did not jump.
    Through,
    /// A jump to a misaligned target. It has not retired.
    Misaligned { target: u64 },
    /// The instruction has not retired.
    Trap(Box<Trap>),
}

/// Executes `inst`, at `pc` in the code region `span`. `misaligned` is a mask of the address bits
/// that must be zero in a target.
#[inline(always)]
fn step(
    hart: &mut Hart,
    memory: &mut Memory,
    observer: &mut impl Observer,
    inst: &Inst,
    pc: u64,
    span: CodeSpan,
    misaligned: u64,
) -> Step {
    let following = pc.wrapping_add(inst.len.into());
    match exec::execute(hart, memory, observer, inst, pc) {
        Ok(Next::Sequential) if following.wrapping_sub(span.start) < span.len => {
            Step::Inside(following)
        }
        Ok(Next::Sequential) => Step::Through,
        Ok(Next::Jump { target, .. }) if target & misaligned != 0 => Step::Misaligned { target },
        Ok(Next::Jump {
            target,
            link,
            indirect,
        }) => {
            hart.set_x(link, following);
            // One unsigned comparison checks both: past the first byte, and before the end.
            let inside = target.wrapping_sub(span.start).wrapping_sub(1) < span.len - 1;
            if inside && link == 0 && !indirect {
                Step::Inside(target)
            } else {
                Step::Outside {
                    to: target,
                    link: (link != 0).then(|| IntReg::new(link)),
                }
            }
        }
        Err(trap) => Step::Trap(trap),
    }
}

/// Reads the encoding at `pc`, which is in a code region.
fn encoding(memory: &Memory, pc: u64) -> Result<u32, Fault> {
    let unmapped = |len| Fault::Unmapped {
        pc,
        addr: pc,
        len,
        kind: AccessKind::Fetch,
    };
    // Mostly two bytes follow even a compressed instruction, so one access is enough.
    if let Ok(word) = memory.read_u32(pc) {
        return Ok(match length(word as u16) {
            2 => word & 0xffff,
            _ => word,
        });
    }
    let low = memory.read_u16(pc).map_err(|_| unmapped(2))?;
    if length(low) == 2 {
        return Ok(low.into());
    }
    Err(match memory.region(pc.wrapping_add(2)) {
        Some(_) => Fault::NotExecutable {
            pc,
            addr: pc.wrapping_add(2),
        },
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

/// How the run ends after a trap at `pc`.
#[cold]
#[inline(never)]
fn ending(trap: Trap, memory: &Memory, pc: u64) -> RunExit {
    RunExit::Fault(match trap {
        Trap::Refused { kind, addr, len } => {
            return RunExit::Refused(RefusedAccess {
                pc,
                addr,
                len,
                kind,
            });
        }
        Trap::Load(error) => access_fault(error, pc, AccessKind::Load),
        Trap::Store(error) => access_fault(error, pc, AccessKind::Store),
        Trap::MisalignedAtomic { addr, len } => Fault::MisalignedAtomic { pc, addr, len },
        Trap::Illegal => match encoding(memory, pc) {
            Ok(encoding) => Fault::Illegal { pc, encoding },
            Err(fault) => fault,
        },
        Trap::Unboxed {
            reg,
            pattern,
            width,
        } => Fault::Unboxed {
            pc,
            reg,
            pattern,
            width,
        },
        Trap::StoresItsAddress { reg, len } => Fault::StoresItsAddress { pc, reg, len },
        Trap::Ecall => Fault::Ecall { pc },
        Trap::Breakpoint => Fault::Breakpoint { pc },
    })
}

/// The fault of a failed access by the instruction at `pc`.
fn access_fault(error: AccessError, pc: u64, kind: AccessKind) -> Fault {
    match error {
        AccessError::Unmapped { addr, len } => Fault::Unmapped {
            pc,
            addr,
            len,
            kind,
        },
        AccessError::NotWritable { addr, len } => Fault::NotWritable { pc, addr, len },
    }
}
