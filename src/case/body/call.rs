//! Call sites: who is called, how, and with what.

use super::{FuncId, Operand, Signatures, Types};
use serde::{Deserialize, Serialize};

/// How a callee is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum CallKind {
    /// Directly, as a colocated function.
    Near,
    /// Directly, as a function that may be anywhere.
    Far,
    /// Indirectly, through the address of a colocated function.
    AddressNear,
    /// Indirectly, through the address of a function that may be anywhere.
    AddressFar,
    /// Indirectly, through the first address of the function in data ([`crate::case::Case::table_entry`]).
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

    /// The same callee, reached by its address if this kind is direct, directly if it goes by the
    /// address, and through the table if it does so.
    pub fn otherwise_direct(self) -> CallKind {
        match self {
            CallKind::Near => CallKind::AddressNear,
            CallKind::Far => CallKind::AddressFar,
            CallKind::AddressNear => CallKind::Near,
            CallKind::AddressFar => CallKind::Far,
            CallKind::Table => CallKind::Table,
        }
    }

    /// The same kind of call to a colocated callee.
    pub fn as_near(self) -> CallKind {
        match self {
            CallKind::Near | CallKind::Far => CallKind::Near,
            CallKind::AddressNear | CallKind::AddressFar | CallKind::Table => CallKind::AddressNear,
        }
    }

    /// The same kind of call to a callee that may be anywhere.
    pub fn as_far(self) -> CallKind {
        match self {
            CallKind::Near | CallKind::Far => CallKind::Far,
            CallKind::AddressNear | CallKind::AddressFar => CallKind::AddressFar,
            CallKind::Table => CallKind::Table,
        }
    }
}

/// A call site, ordinary or tail.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Call {
    /// Who is called.
    pub callee: FuncId,
    /// How.
    pub kind: CallKind,
    /// One operand a parameter of the callee.
    pub args: Vec<Operand>,
    /// Whether the call is made only while there is fuel; without it the call's results are zeros.
    /// Decided by [`crate::case::Case::legalise`], not by the input.
    pub guarded: bool,
}

impl Call {
    /// The types that its arguments are read as.
    pub fn params<'t>(&self, signatures: &'t (impl Signatures + ?Sized)) -> Types<'t> {
        signatures.signature(self.callee).params[..].into()
    }

    /// The types of its results.
    pub fn results<'t>(&self, signatures: &'t (impl Signatures + ?Sized)) -> Types<'t> {
        signatures.signature(self.callee).results[..].into()
    }
}
