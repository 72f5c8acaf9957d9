//! The planned linker: every function is compiled with its own `Context`, placed, and handed to
//! cranelift-jit as bytes with `define_function_bytes`.

use super::jit_module;
use super::module_linker::ModuleLinker;
use crate::case::FuncId;
use crate::link::failure::{Cause, Stage};
use crate::link::jit::Jit;
use crate::link::plan::PlannedItem;
use crate::link::session::LinkSession;

/// A module whose functions are compiled before any of them is defined.
pub(super) struct Planned(Jit);

impl Planned {
    /// A module of the session's case.
    pub(super) fn new(session: &LinkSession<'_>) -> Result<Planned, Cause> {
        Ok(Planned(jit_module::new(session)?))
    }
}

impl ModuleLinker for Planned {
    fn declare(&mut self, session: &mut LinkSession<'_>) -> Result<(), Cause> {
        jit_module::declare(&mut self.0, session)?;
        let case = session.case;
        case.compiled().try_for_each(|f| session.compile_ahead(f))
    }

    fn define(&mut self, session: &mut LinkSession<'_>, batch: &[FuncId]) -> Result<(), Cause> {
        self.0.with(|mut jit| {
            for function in jit_module::compiled(session, batch) {
                session.reserve_callers(function)?;
                session.enter(Stage::Define(function));
                session
                    .plan
                    .with(|plan| plan.expect(PlannedItem::Function(function)));
                let compiled = session.take_ahead(function);
                let compiled = compiled.expect("all were compiled, and each is defined once");
                let result = jit.define_code(function.into(), &compiled.code);
                session.defined(function, compiled);
                result?;
            }
            Ok(())
        })?
    }

    fn finalize(&mut self, _: &mut LinkSession<'_>) -> Result<(), Cause> {
        self.0.finalize()
    }
}
