//! Keys about what Cranelift records beside code and relocations.

use super::word::words;
use crate::abi::Reg;
use std::fmt;

words! {
    /// A recorded call site is wrong or missing.
    pub enum CallSiteKey {
        /// A call has none.
        Missing = "missing",
        /// It is no return address.
        NotBehindACall = "not-behind-a-call",
        /// It has an exception handler, and CLIF has none.
        UnexpectedHandler = "unexpected-handler",
        /// It is at a tail call, which has no return address.
        TailCall = "tail-call",
        /// Its frame offset is not the distance from the frame pointer to sp.
        FrameOffset = "frame-offset",
    }
}

/// Unwind information is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UnwindKey {
    /// The canonical frame address.
    Cfa,
    /// The canonical frame address, off by the stack arguments of a tail call.
    TailCallArguments,
    /// The return address.
    ReturnAddress,
    /// A register that the convention preserves.
    CalleeSaved(Reg),
    /// It does not decode.
    Malformed,
    /// It has a rule for a register that is none of the base and float files.
    UnknownRegister,
    /// It has a rule that is an expression.
    UnknownRule,
    /// A function has none.
    NoFde,
    /// It is for other bytes than the function's.
    WrongRange,
}

impl fmt::Display for UnwindKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            UnwindKey::Cfa => "cfa",
            UnwindKey::TailCallArguments => "cfa/tail-call-arguments",
            UnwindKey::ReturnAddress => "return-address",
            UnwindKey::CalleeSaved(register) => return write!(f, "callee-saved/{register}"),
            UnwindKey::Malformed => "malformed",
            UnwindKey::UnknownRegister => "unknown-register",
            UnwindKey::UnknownRule => "unknown-rule",
            UnwindKey::NoFde => "no-fde",
            UnwindKey::WrongRange => "wrong-range",
        })
    }
}
