//! The interface of linkers.

use crate::case::FuncId;
use crate::link::failure::Cause;
use crate::link::session::LinkSession;

/// A module of a case, and how it is linked. Every call is inside a catch.
pub(in crate::link) trait ModuleLinker {
    /// Declares all symbols, and defines the module's data.
    fn declare(&mut self, session: &mut LinkSession<'_>) -> Result<(), Cause>;

    /// Defines the compiled functions of `batch`, in this order.
    fn define(&mut self, session: &mut LinkSession<'_>, batch: &[FuncId]) -> Result<(), Cause>;

    /// Applies the relocations of everything defined since the last call.
    fn finalize(&mut self, session: &mut LinkSession<'_>) -> Result<(), Cause>;
}
