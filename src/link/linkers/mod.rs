//! The linkers, all of equal standing.
//!
//! *Idea.* A linker is one file that implements [`ModuleLinker`], and one line in [`module`]. The
//! planner decides where things lie, for every linker. A linker compiles functions, or takes code
//! that was compiled in advance ([`LinkSession::compile_ahead`]). It passes what Cranelift recorded
//! to the session, and puts bytes where the plan says.
//!
//! *Invariant.* No other code depends on which linker is in use.

mod direct;
mod jit_module;
mod module_linker;
mod planned;

pub(super) use module_linker::ModuleLinker;

use super::failure::Cause;
use super::session::LinkSession;
use crate::case::Linking;

/// A module of the session's case, with this linker.
pub(super) fn module(
    linking: Linking,
    session: &LinkSession<'_>,
) -> Result<Box<dyn ModuleLinker>, Cause> {
    Ok(match linking {
        Linking::Planned => Box::new(planned::Planned::new(session)?),
        Linking::Direct => Box::new(direct::Direct::new(session)?),
    })
}
