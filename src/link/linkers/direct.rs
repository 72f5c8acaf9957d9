//! The direct linker: cranelift-jit compiles each function as it is defined, with
//! `define_function`.
//!
//! Only callers with distance goals are also compiled in advance, because their call sites decide
//! where they and their callees lie. Both compilations must agree.

use super::jit_module;
use super::module_linker::ModuleLinker;
use crate::case::FuncId;
use crate::link::compile::{CompiledFunction, MachineCode, Scratch};
use crate::link::failure::{Cause, Stage};
use crate::link::jit::{Jit, JitParts};
use crate::link::plan::PlannedItem;
use crate::link::session::LinkSession;
use cranelift_module::Module;

/// A module that compiles its functions itself.
pub(super) struct Direct(Jit);

impl Direct {
    /// A module of the session's case.
    pub(super) fn new(session: &LinkSession<'_>) -> Result<Direct, Cause> {
        Ok(Direct(jit_module::new(session)?))
    }
}

impl ModuleLinker for Direct {
    fn declare(&mut self, session: &mut LinkSession<'_>) -> Result<(), Cause> {
        jit_module::declare(&mut self.0, session)
    }

    fn define(&mut self, session: &mut LinkSession<'_>, batch: &[FuncId]) -> Result<(), Cause> {
        self.0.with(|mut jit| {
            for function in jit_module::compiled(session, batch) {
                session.reserve_callers(function)?;
                session.learn_sites(function)?;
                define(&mut jit, session, function)?;
            }
            Ok(())
        })?
    }

    fn finalize(&mut self, _: &mut LinkSession<'_>) -> Result<(), Cause> {
        self.0.finalize()
    }
}

fn define(
    jit: &mut JitParts<'_>,
    session: &mut LinkSession<'_>,
    function: FuncId,
) -> Result<(), Cause> {
    session.enter(Stage::Define(function));
    let case = session.case;
    let plan = session.plan.clone();
    let Scratch { context, .. } = session.lower(function)?;
    jit.symbols.to_module(&mut context.func);
    plan.with(|plan| plan.expect(PlannedItem::Function(function)));
    let id = jit.symbols.function(function.into());
    let result = jit.module.define_function(id, context);
    let compiled = MachineCode::of(id, context).map(|mut code| {
        jit.symbols.relocations_to_source(&mut code.relocations);
        CompiledFunction::new(&case.functions, function, code)
    });
    let ahead = session.take_ahead(function);
    if let (Some(ahead), Some(compiled)) = (ahead, &compiled)
        && !ahead.agrees(compiled)
    {
        return Err(Cause::Nondeterministic);
    }
    result?;
    let compiled = compiled.expect("what was defined was compiled");
    session.learn(function, &compiled);
    session.defined(function, compiled);
    Ok(())
}
