//! What a user of cranelift-jit would do with the functions of a case, and nothing else: the yardstick of the benchmark.

use super::compile::{self, module_error};
use super::failure::Cause;
use crate::case::{Case, FUEL, FuncId};
use crate::lower::{self, Naming};
use cranelift_codegen::Context;
use cranelift_frontend::FunctionBuilderContext;
use cranelift_jit::{JITBuilder, JITModule};
use cranelift_module::{DataDescription, Linkage, Module, default_libcall_names};
use std::time::{Duration, Instant};

/// Declares, defines and finalizes the functions of `case`, lowered before, with cranelift-jit's own memory, and gives the time that took.
///
/// # Errors
/// If Cranelift refuses a function.
pub fn bare(case: &Case) -> Result<Duration, Cause> {
    let isa = lower::isa(&case.target);
    let mut builder = FunctionBuilderContext::new();
    let functions = 0..case.functions.len() as FuncId;
    let lowered: Vec<_> = functions
        .map(|f| lower::function(case, f, Naming::Numbers, &*isa, &mut builder))
        .collect();
    let mut context = Context::new();

    let start = Instant::now();
    let mut module = JITModule::new(JITBuilder::with_isa(isa, default_libcall_names()));
    let result = (|| {
        for (index, function) in case.functions.iter().enumerate() {
            let signature = lower::signature(&function.signature);
            module.declare_function(&format!("f{index}"), Linkage::Export, &signature)?;
        }
        for index in 0..=case.data.len() {
            let id = module.declare_data(&format!("data{index}"), Linkage::Export, true, false)?;
            let bytes = case.data.get(index).map(|d| d.bytes.clone());
            let bytes = bytes.unwrap_or_else(|| FUEL.to_le_bytes().to_vec());
            let mut description = DataDescription::new();
            description.define(bytes.into_boxed_slice());
            module.define_data(id, &description)?;
        }
        for (index, function) in lowered.into_iter().enumerate() {
            context.clear();
            context.func = function;
            module.define_function(compile::module_id(index as FuncId), &mut context)?;
        }
        module.finalize_definitions()
    })();
    // SAFETY: nothing of this module was executed, and nothing of it is used afterwards.
    unsafe { module.free_memory() };
    result.map_err(|error| module_error(&error))?;
    Ok(start.elapsed())
}
