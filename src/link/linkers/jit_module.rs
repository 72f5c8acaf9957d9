//! A module of cranelift-jit with the symbols and data of a case, for the planned and the direct
//! linker.

use crate::case::{Case, FuncId};
use crate::link::data::{self, objects};
use crate::link::failure::Cause;
use crate::link::jit::{Jit, JitParts};
use crate::link::plan::PlannedItem;
use crate::link::session::LinkSession;
use crate::link::symbols;
use crate::lower;
use cranelift_module::{Linkage, Module};

/// A module in the session's arena.
pub(super) fn new(session: &LinkSession<'_>) -> Result<Jit, Cause> {
    let plan = session.plan.clone();
    let address = move |name: &str| Some(plan.with(|plan| plan.address(name)));
    let memory = Box::new(session.plan.clone());
    Ok(Jit::new(session.isa.clone(), memory, address)?)
}

/// Declares every function and data object of the case, and defines the data.
pub(super) fn declare(jit: &mut Jit, session: &LinkSession<'_>) -> Result<(), Cause> {
    jit.with(|mut jit| {
        declare_functions(&mut jit, session.case)?;
        data::declare(&mut jit, session.case, Linkage::Export)?;
        define_data(&mut jit, session)
    })?
}

/// Libcalls are not declared: CLIF and data name them as Cranelift does.
fn declare_functions(jit: &mut JitParts<'_>, case: &Case) -> Result<(), Cause> {
    for (number, function) in (0..).zip(&case.functions) {
        if function.origin.libcall().is_some() {
            continue;
        }
        let linkage = if function.origin.is_extern() {
            Linkage::Import
        } else {
            Linkage::Export
        };
        let signature = lower::signature(&function.signature);
        let name = symbols::function_name(number);
        jit.symbols
            .declare_function(jit.module, number.into(), &name, linkage, &signature)?;
    }
    Ok(())
}

fn define_data(jit: &mut JitParts<'_>, session: &LinkSession<'_>) -> Result<(), Cause> {
    let case = session.case;
    let libcall = |function: FuncId| case.functions[function as usize].origin.libcall();
    for (index, object) in objects(case).enumerate() {
        session
            .plan
            .with(|plan| plan.expect(PlannedItem::Data(index)));
        let description = data::describe(jit.module, jit.symbols, &object, libcall);
        jit.module
            .define_data(jit.symbols.data(index), &description)?;
    }
    Ok(())
}

/// The functions of `batch` that are compiled.
pub(super) fn compiled<'b>(
    session: &LinkSession<'b>,
    batch: &'b [FuncId],
) -> impl Iterator<Item = FuncId> + use<'b> {
    let functions = &session.case.functions;
    let batch = batch.iter().copied();
    batch.filter(|&function| !functions[function as usize].origin.is_extern())
}
