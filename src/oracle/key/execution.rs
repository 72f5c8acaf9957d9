//! Keys about how execution ended.

use super::abi::beside_return_area;
use super::word::words;
use crate::case::{Convention, Type};
use farcall_machine::{AccessKind, Extension};
use std::fmt;

/// Execution faults.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FaultKey {
    /// A signal ended the process that executed the case.
    Signal(i32),
    /// An access to what is not mapped.
    Unmapped(AccessKind),
    /// A store to code or to read-only data.
    StoreToCode,
    /// An instruction whose second half is not code.
    NotExecutable,
    /// A jump to an address that is not a multiple of IALIGN.
    MisalignedFetch,
    /// An atomic access that is not naturally aligned.
    MisalignedAtomic,
    /// An instruction that the hart does not have.
    Illegal {
        /// The extension that it needs; none if no extension has it.
        needs: Option<Extension>,
        /// The convention of the function that it is in, if it is in one.
        convention: Option<Convention>,
    },
    /// A single is read from a register without a NaN box.
    Unboxed {
        /// What the upper half holds instead.
        above: UpperHalf,
        /// Whether some function of the case returns a single in memory, where it has no box.
        in_return_area: bool,
    },
    /// A store whose value is the register that holds its address.
    StoresItsAddress {
        /// Its size in bytes.
        bytes: u64,
        /// Whether that register is reserved for emission.
        scratch: bool,
    },
    /// A jump to where no code is.
    WildJump,
    /// An environment call.
    EnvironmentCall,
    /// A breakpoint.
    Breakpoint,
    /// Execution runs past the end of the code.
    FellThrough,
}

words! {
    /// What stands above a single that has no NaN box.
    pub enum UpperHalf {
        /// Zeros.
        Zeros = "zeros-above",
        /// Anything else.
        Other = "other-above",
    }
}

impl fmt::Display for FaultKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            FaultKey::Signal(number) => write!(f, "signal-{number}"),
            FaultKey::Unmapped(kind) => write!(f, "unmapped-{kind}"),
            FaultKey::StoreToCode => f.write_str("store-to-code"),
            FaultKey::NotExecutable => f.write_str("not-executable"),
            FaultKey::MisalignedFetch => f.write_str("misaligned-fetch"),
            FaultKey::MisalignedAtomic => f.write_str("misaligned-atomic"),
            FaultKey::Illegal { needs, convention } => {
                let needs = needs.map_or("Reserved".to_owned(), |needs| format!("{needs:?}"));
                write!(f, "illegal-instruction/{}", needs.to_lowercase())?;
                convention.map_or(Ok(()), |convention| write!(f, "/{convention}"))
            }
            FaultKey::Unboxed {
                above,
                in_return_area,
            } => {
                write!(f, "unboxed-float/{above}")?;
                beside_return_area(f, Type::F32, in_return_area)
            }
            FaultKey::StoresItsAddress { bytes, scratch } => {
                let whose = if scratch { "/scratch" } else { "" };
                write!(f, "stores-its-address/{bytes}-bytes{whose}")
            }
            FaultKey::WildJump => f.write_str("wild-jump"),
            FaultKey::EnvironmentCall => f.write_str("environment-call"),
            FaultKey::Breakpoint => f.write_str("breakpoint"),
            FaultKey::FellThrough => f.write_str("fell-through"),
        }
    }
}

words! {
    /// Control leads where it must not.
    pub enum ControlFlowKey {
        /// A jump with link leads to no entry of a function.
        CallToNoEntry = "call-to-no-entry",
        /// A call links in another register than ra.
        WrongLinkRegister = "wrong-link-register",
        /// A jump without link leaves the function, and leads to no entry.
        JumpAstray = "jump-astray",
        /// A jump through ra does not lead to the return address.
        WrongReturn = "wrong-return",
        /// An instruction was executed that starts inside another one.
        OverlappingInstructions = "overlapping-instructions",
        /// An address that is stored in the code was executed.
        ExecutedLiteral = "executed-literal",
        /// The process ended before every function had returned.
        Ended = "ended",
    }
}
