//! Who links: the ways from the functions of a module to linked code, of equal standing.
//!
//! *Idea.* A linker is one file with one implementation of [`ModuleLinker`], and one line in
//! [`module`]. The planner decides where things lie, whoever links: a linker compiles functions or
//! takes code that was compiled before its turn ([`Session::compile_ahead`]), tells the session
//! what it records, and puts bytes where the plan says.
//!
//! *Invariant.* Nobody else asks which linker is at work.

mod direct;
mod jit_module;
mod module_linker;
mod planned;

pub(super) use module_linker::ModuleLinker;

use super::failure::Cause;
use super::session::Session;
use crate::case::Linking;

/// A module of the session's case that is linked like this.
pub(super) fn module(
    linking: Linking,
    session: &Session<'_>,
) -> Result<Box<dyn ModuleLinker>, Cause> {
    Ok(match linking {
        Linking::Planned => Box::new(planned::Planned::new(session)?),
        Linking::Direct => Box::new(direct::Direct::new(session)?),
    })
}
