//! What a user of cranelift-jit would do with the functions of a case, and nothing else: the yardstick of the benchmark.

use super::compile::{self, module_error};
use super::failure::Cause;
use super::module::Jit;
use crate::case::{Case, DataObject, FUEL, FuncId};
use crate::lower::{self, Naming};
use crate::panic::PanicReport;
use cranelift_codegen::Context;
use cranelift_codegen::ir::Function;
use cranelift_frontend::FunctionBuilderContext;
use cranelift_jit::{JITModule, SystemMemoryProvider};
use cranelift_module::{DataDescription, Linkage, Module};
use std::time::{Duration, Instant};

/// Declares, defines and finalizes the functions of `case`, lowered before, with cranelift-jit's own memory, and gives the time that took.
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
    // Nothing is executed, so the host's functions may be anywhere.
    let mut jit = Jit::new(isa, memory, |_| Some(0x1000))?;
    jit.with(|module| define_all(module, case, lowered))??;
    drop(jit);
    Ok(start.elapsed())
}

fn define_all(
    module: &mut JITModule,
    case: &Case,
    lowered: Vec<(FuncId, Function)>,
) -> Result<(), Cause> {
    for (index, function) in case.functions.iter().enumerate() {
        let signature = lower::signature(&function.signature);
        let linkage = match function.home.is_host() {
            true => Linkage::Import,
            false => Linkage::Export,
        };
        let declared = module.declare_function(&format!("f{index}"), linkage, &signature);
        declared.map_err(|error| module_error(&error))?;
    }
    for index in 0..=case.data.len() {
        let declared = module.declare_data(&format!("data{index}"), Linkage::Export, true, false);
        let id = declared.map_err(|error| module_error(&error))?;
        let bytes = case.data.get(index).map(DataObject::initial);
        let bytes = bytes.unwrap_or_else(|| FUEL.to_le_bytes().to_vec());
        let mut description = DataDescription::new();
        description.define(bytes.into_boxed_slice());
        let defined = module.define_data(id, &description);
        defined.map_err(|error| module_error(&error))?;
    }
    let mut context = Context::new();
    for (index, function) in lowered {
        context.clear();
        context.func = function;
        let id = compile::module_id(index);
        let defined = module.define_function(id, &mut context);
        defined.map_err(|error| module_error(&error))?;
    }
    let finalized = module.finalize_definitions();
    finalized.map_err(|error| module_error(&error))
}
