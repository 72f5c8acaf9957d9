//! Faults: values with all facts.

use crate::registers::{FloatReg, IntReg};
use thiserror::Error;

/// The purpose of an access.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AccessKind {
    /// Reading data.
    Load,
    /// Writing data; an atomic read-modify-write counts as a store.
    Store,
    /// Fetching an instruction.
    Fetch,
}

impl std::fmt::Display for AccessKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Load => "load",
            Self::Store => "store",
            Self::Fetch => "fetch",
        })
    }
}

/// Why execution cannot continue. `hart.pc` stays at the faulting instruction, which has changed
/// nothing; a vector load or store has completed the elements before `vstart`, and would resume
/// there. Two faults differ: at [`Fault::FellThrough`] the instruction has retired, and at
/// [`Fault::WildJump`] `hart.pc` is the target of the jump. All addresses are guest addresses, and
/// all lengths are in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Error)]
pub enum Fault {
    /// At least one byte of the access lies in no region, or the access straddles two.
    #[error(
        "{kind} of {len} bytes at {addr:#x}, which is not mapped, by the instruction at {pc:#x}"
    )]
    Unmapped {
        /// The accessing instruction.
        pc: u64,
        /// First byte of the access.
        addr: u64,
        /// Bytes accessed.
        len: u64,
        /// The purpose of the access.
        kind: AccessKind,
    },
    /// A store to code or read-only data.
    #[error(
        "store of {len} bytes at {addr:#x}, which is not writable, by the instruction at {pc:#x}"
    )]
    NotWritable {
        /// The storing instruction.
        pc: u64,
        /// First byte of the access.
        addr: u64,
        /// Bytes accessed.
        len: u64,
    },
    /// The 4-byte instruction at `pc` has only its first half in its code region; the second half
    /// would be in another region.
    #[error("the instruction at {pc:#x} continues at {addr:#x}, past the end of its code region")]
    NotExecutable {
        /// The instruction.
        pc: u64,
        /// Its second half.
        addr: u64,
    },
    /// A taken branch or jump to an address that is not a multiple of IALIGN (RISC-V unprivileged
    /// ISA, section "Control Transfer Instructions": the exception is reported on the branch or
    /// jump). The link register is not written.
    #[error("jump at {pc:#x} to the misaligned address {target:#x}")]
    MisalignedFetch {
        /// The branch or jump. Equal to `target` if the run was started or redirected there.
        pc: u64,
        /// The target.
        target: u64,
    },
    /// An atomic access that is not naturally aligned.
    #[error(
        "atomic access of {len} bytes at the misaligned address {addr:#x} \
         by the instruction at {pc:#x}"
    )]
    MisalignedAtomic {
        /// The atomic instruction.
        pc: u64,
        /// First byte of the access.
        addr: u64,
        /// Bytes accessed, 4 or 8.
        len: u64,
    },
    /// A reserved encoding, one of an extension that is off, a float instruction under an invalid
    /// dynamic rounding mode, or a vector instruction that is reserved under the vector type.
    #[error("illegal instruction {encoding:#x} at {pc:#x}")]
    Illegal {
        /// The instruction.
        pc: u64,
        /// Its 2 or 4 bytes.
        encoding: u32,
    },
    /// An encoding that is not in the machine's table.
    #[error("unsupported instruction {encoding:#x} at {pc:#x}")]
    Unsupported {
        /// The instruction.
        pc: u64,
        /// Its 2 or 4 bytes.
        encoding: u32,
    },
    /// Control was transferred to an address in no code region.
    #[error("jump from {from:#x} to {to:#x}, where no code is")]
    WildJump {
        /// The jump. Equal to `to` if the run was started there.
        from: u64,
        /// The target, after the observer may have redirected it.
        to: u64,
    },
    /// On a strict hart, an instruction reads a float narrower than its register, and the register
    /// does not hold a NaN-boxed one.
    #[error(
        "{reg} holds {pattern:#018x}, no NaN-boxed binary{width}, \
         when the instruction at {pc:#x} reads one"
    )]
    Unboxed {
        /// The instruction.
        pc: u64,
        /// The register.
        reg: FloatReg,
        /// The contents of the register.
        pattern: u64,
        /// Width of the float in bits: 16 or 32.
        width: u32,
    },
    /// On a strict hart, a store takes its address and its value from the same register.
    #[error(
        "the instruction at {pc:#x} takes the address that it stores to \
         and what it stores from {reg}"
    )]
    StoresItsAddress {
        /// The instruction.
        pc: u64,
        /// The register.
        reg: IntReg,
        /// Bytes stored.
        len: u64,
    },
    /// ECALL.
    #[error("environment call at {pc:#x}")]
    Ecall {
        /// The instruction.
        pc: u64,
    },
    /// EBREAK.
    #[error("breakpoint at {pc:#x}")]
    Breakpoint {
        /// The instruction.
        pc: u64,
    },
    /// Execution ran sequentially past the end of a code region, even if another one follows
    /// immediately.
    #[error(
        "execution fell through the end of a code region at {end:#x} \
         after the instruction at {pc:#x}"
    )]
    FellThrough {
        /// The last instruction of the region.
        pc: u64,
        /// First address past the region.
        end: u64,
    },
}

impl Fault {
    /// The instruction at fault: for a transfer, the branch or jump.
    pub fn pc(self) -> u64 {
        match self {
            Self::Unmapped { pc, .. }
            | Self::NotWritable { pc, .. }
            | Self::NotExecutable { pc, .. }
            | Self::MisalignedFetch { pc, .. }
            | Self::MisalignedAtomic { pc, .. }
            | Self::Illegal { pc, .. }
            | Self::Unsupported { pc, .. }
            | Self::Unboxed { pc, .. }
            | Self::StoresItsAddress { pc, .. }
            | Self::Ecall { pc }
            | Self::Breakpoint { pc }
            | Self::FellThrough { pc, .. } => pc,
            Self::WildJump { from, .. } => from,
        }
    }
}
