//! The benchmark's yardstick: what a plain user of cranelift-jit does with the functions of a case.

use super::data;
use super::failure::Cause;
use super::jit::{Jit, JitParts};
use super::symbols;
use crate::case::{Case, DataObject, FUEL, FuncId};
use crate::lower::{self, Naming};
use crate::panic::PanicReport;
use cranelift_codegen::Context;
use cranelift_codegen::ir::Function;
use cranelift_frontend::FunctionBuilderContext;
use cranelift_jit::SystemMemoryProvider;
use cranelift_module::{DataDescription, Linkage, Module};
use std::time::{Duration, Instant};

/// Lowers the functions of `case`; then declares, defines and finalizes them in cranelift-jit's own
/// memory, and returns the time of that second part.
///
/// # Errors
/// If Cranelift refuses a function.
pub fn bare(case: &Case) -> Result<Duration, Cause> {
    let isa = lower::isa(&case.target)?;
    let mut builder = FunctionBuilderContext::new();
    let mut lower = |f| lower::function(case, f, Naming::Numbers, &*isa, &mut builder);
    let lowered = case.compiled().map(|f| Ok((f, lower(f)?)));
    let lowered = lowered.collect::<Result<Vec<_>, PanicReport>>()?;

    let start = Instant::now();
    let memory = Box::new(SystemMemoryProvider::new());
    // Nothing is executed, so extern functions may be anywhere.
    let mut jit = Jit::new(isa, memory, |_| Some(0x1000))?;
    jit.with(|jit| define_all(jit, case, lowered))??;
    drop(jit);
    Ok(start.elapsed())
}

fn define_all(
    mut jit: JitParts<'_>,
    case: &Case,
    lowered: Vec<(FuncId, Function)>,
) -> Result<(), Cause> {
    for (number, function) in (0..).zip(&case.functions) {
        let signature = lower::signature(&function.signature);
        let linkage = if function.origin.is_extern() {
            Linkage::Import
        } else {
            Linkage::Export
        };
        let name = symbols::function_name(number);
        jit.symbols
            .declare_function(jit.module, number.into(), &name, linkage, &signature)?;
    }
    data::declare(&mut jit, case, Linkage::Export)?;
    for index in 0..=case.data.len() {
        let bytes = case.data.get(index).map(DataObject::initial);
        let bytes = bytes.unwrap_or_else(|| FUEL.to_le_bytes().to_vec());
        let mut description = DataDescription::new();
        description.define(bytes.into_boxed_slice());
        jit.module
            .define_data(jit.symbols.data(index), &description)?;
    }
    let mut context = Context::new();
    for (number, function) in lowered {
        context.clear();
        context.func = function;
        jit.symbols.to_module(&mut context.func);
        let id = jit.symbols.function(number.into());
        jit.module.define_function(id, &mut context)?;
    }
    jit.module.finalize_definitions()?;
    Ok(())
}
