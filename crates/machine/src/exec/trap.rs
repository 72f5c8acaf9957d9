//! The effects of an instruction on control, besides its results.

use crate::fault::AccessKind;
use crate::memory::AccessError;
use crate::registers::{FloatReg, IntReg};

/// Where execution continues after an instruction.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Next {
    /// To the following instruction.
    Sequential,
    /// To `target`, after the address of the following instruction is written to register x`link`.
    Jump {
        target: u64,
        link: u8,
        /// Whether `target` comes from a register.
        indirect: bool,
    },
}

/// Why an instruction could not execute. The run loop adds where.
///
/// It is boxed, so that the result of an instruction stays in registers. A trap ends the run, so an
/// allocation is affordable.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Trap {
    /// A load failed.
    Load(AccessError),
    /// A store or atomic read-modify-write failed.
    Store(AccessError),
    /// The observer refused a load or store.
    Refused {
        kind: AccessKind,
        addr: u64,
        len: u64,
    },
    /// An atomic access is not naturally aligned.
    MisalignedAtomic { addr: u64, len: u64 },
    /// An invalid dynamic rounding mode, or a vector instruction that is reserved under the vector
    /// type and register numbers.
    Illegal,
    /// A register without the NaN box that a strict hart requires.
    Unboxed {
        reg: FloatReg,
        pattern: u64,
        /// Width of the float in bits.
        width: u32,
    },
    /// A store of the register that holds its address, on a strict hart.
    StoresItsAddress { reg: IntReg, len: u64 },
    /// ECALL.
    Ecall,
    /// EBREAK.
    Breakpoint,
}

impl Trap {
    /// The trap of a failed load.
    #[cold]
    pub(super) fn load(error: AccessError) -> Box<Self> {
        Box::new(Self::Load(error))
    }

    /// The trap of a failed store.
    #[cold]
    pub(super) fn store(error: AccessError) -> Box<Self> {
        Box::new(Self::Store(error))
    }

    /// The trap of an access that the observer refused.
    #[cold]
    pub(super) fn refused(kind: AccessKind, addr: u64, len: u64) -> Box<Self> {
        Box::new(Self::Refused { kind, addr, len })
    }
}
