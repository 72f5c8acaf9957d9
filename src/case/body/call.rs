//! Call sites: the callee, how it is reached, and the arguments.

use super::{FuncId, Operand, Signatures, Types};
use serde::{Deserialize, Serialize};

/// How a callee is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum CallKind {
    /// Direct, as a colocated function.
    Near,
    /// Direct, as a function that may be anywhere.
    Far,
    /// Indirect, through the address of a colocated function.
    AddressNear,
    /// Indirect, through the address of a function that may be anywhere.
    AddressFar,
    /// Indirect, through the first occurrence of the function's address in data
    /// ([`crate::case::Case::table_entry`]).
    Table,
}

impl CallKind {
    /// Every kind.
    pub const ALL: [CallKind; 5] = [
        CallKind::Near,
        CallKind::Far,
        CallKind::AddressNear,
        CallKind::AddressFar,
        CallKind::Table,
    ];

    /// Whether the site names its callee as colocated.
    pub fn is_near(self) -> bool {
        matches!(self, CallKind::Near | CallKind::AddressNear)
    }

    /// Whether the call instruction itself is indirect.
    pub fn is_indirect(self) -> bool {
        !matches!(self, CallKind::Near | CallKind::Far)
    }

    /// Swaps a direct call and a call through the address, with the same colocation. A call through
    /// a table stays one.
    pub fn otherwise_direct(self) -> CallKind {
        match self {
            CallKind::Near => CallKind::AddressNear,
            CallKind::Far => CallKind::AddressFar,
            CallKind::AddressNear => CallKind::Near,
            CallKind::AddressFar => CallKind::Far,
            CallKind::Table => CallKind::Table,
        }
    }

    /// The same kind of call, to a colocated callee.
    pub fn as_near(self) -> CallKind {
        match self {
            CallKind::Near | CallKind::Far => CallKind::Near,
            CallKind::AddressNear | CallKind::AddressFar | CallKind::Table => CallKind::AddressNear,
        }
    }

    /// The same kind of call, to a callee that may be anywhere.
    pub fn as_far(self) -> CallKind {
        match self {
            CallKind::Near | CallKind::Far => CallKind::Far,
            CallKind::AddressNear | CallKind::AddressFar => CallKind::AddressFar,
            CallKind::Table => CallKind::Table,
        }
    }
}

/// A call site, for an ordinary call or a tail call.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Call {
    /// The function that is called.
    pub callee: FuncId,
    /// How it is reached.
    pub kind: CallKind,
    /// One operand for each parameter of the callee.
    pub args: Vec<Operand>,
    /// Whether the call is made only while there is fuel. Without fuel its results are zeros.
    /// [`crate::case::Case::legalise`] decides this, not the input.
    pub guarded: bool,
}

impl Call {
    /// The types of its arguments.
    pub fn params<'t>(&self, signatures: &'t (impl Signatures + ?Sized)) -> Types<'t> {
        signatures.signature(self.callee).params[..].into()
    }

    /// The types of its results.
    pub fn results<'t>(&self, signatures: &'t (impl Signatures + ?Sized)) -> Types<'t> {
        signatures.signature(self.callee).results[..].into()
    }
}
