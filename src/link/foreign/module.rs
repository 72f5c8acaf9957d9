//! Functions that are compiled, handed to a module.

use super::Job;
use super::memory::Memory;
use crate::link::arena::{FOREIGN_HOST, HOST_ENTRY_LEN};
use crate::link::compile::{self, Compiled};
use crate::link::failure::Cause;
use crate::link::map::Span;
use crate::link::module::Jit;
use cranelift_jit::JITModule;
use cranelift_module::{Linkage, Module};
use std::collections::HashMap;

/// A function that is to be defined: its index, and its code.
pub(super) type Definition<'d> = (usize, &'d Compiled);

/// Why a module is not linked.
pub(super) enum Broken {
    /// It cannot be had with these settings, or breaks for no single function.
    Module(Cause),
    /// These functions break it, by index.
    Functions(Vec<(usize, Cause)>),
}

impl From<Cause> for Broken {
    fn from(cause: Cause) -> Broken {
        Broken::Module(cause)
    }
}

/// Links `definitions`, one behind another, and gives the span of each.
pub(super) fn link(job: &Job<'_>, definitions: &[Definition<'_>]) -> Result<Vec<Span>, Broken> {
    let memory = Memory::new(job.base);
    let mut jit = job.jit(memory.clone(), HashMap::new())?;
    let defined = jit.with(|module| {
        declare(module, job)?;
        for &(index, compiled) in definitions {
            let defined = define(module, index, compiled);
            defined.map_err(|cause| Broken::Functions(vec![(index, cause)]))?;
        }
        Ok::<_, Broken>(())
    });
    defined.map_err(Cause::Panic)??;
    let finalized = jit.with(JITModule::finalize_definitions);
    let spans = memory.spans();
    let cause = match finalized {
        Ok(Ok(())) => return Ok(spans),
        Ok(Err(error)) => compile::module_error(&error),
        Err(report) => Cause::Panic(report),
    };
    drop(jit);
    // Some relocation cannot be applied, and the module does not say which.
    match culprits(job, definitions, &spans)? {
        culprits if culprits.is_empty() => Err(Broken::Module(cause)),
        culprits => Err(Broken::Functions(culprits)),
    }
}

/// The functions whose relocations cannot be applied where `spans` are: each is defined and
/// finalized alone, and finds the others by name.
fn culprits(
    job: &Job<'_>,
    definitions: &[Definition<'_>],
    spans: &[Span],
) -> Result<Vec<(usize, Cause)>, Cause> {
    let places = definitions.iter().zip(spans);
    let places = places.map(|(&(index, _), span)| (name(index), span.start));
    let mut jit = job.jit(Memory::new(job.base), places.collect())?;
    jit.with(|module| declare(module, job))??;
    let mut culprits = Vec::new();
    for &(index, compiled) in definitions {
        let linked = jit.with(|module| {
            define(module, index, compiled)?;
            let finalized = module.finalize_definitions();
            finalized.map_err(|error| compile::module_error(&error))
        });
        if let Err(cause) = linked.map_err(Cause::Panic).flatten() {
            culprits.push((index, cause));
        }
    }
    Ok(culprits)
}

/// Declares all functions of the job, and the host's behind them.
fn declare(module: &mut JITModule, job: &Job<'_>) -> Result<(), Cause> {
    for (index, function) in job.functions.iter().enumerate() {
        let declared = module.declare_function(&name(index), Linkage::Local, &function.signature);
        declared.map_err(|error| compile::module_error(&error))?;
    }
    for name in job.names.host() {
        // Nothing depends on the signature of an import.
        let signature = module.make_signature();
        let declared = module.declare_function(name, Linkage::Import, &signature);
        declared.map_err(|error| compile::module_error(&error))?;
    }
    Ok(())
}

/// Not by the name that the file has, which may be one of the host's.
fn name(index: usize) -> String {
    format!("function {index}")
}

fn define(module: &mut JITModule, index: usize, compiled: &Compiled) -> Result<(), Cause> {
    let defined = module.define_function_bytes(
        compile::module_id(index as u16),
        compiled.align,
        &compiled.bytes,
        &compiled.recorded,
    );
    defined.map_err(|error| compile::module_error(&error))
}

impl Job<'_> {
    /// A module that finds functions of the host at their stubs, and others at `places`.
    fn jit(&self, memory: Memory, places: HashMap<String, u64>) -> Result<Jit, Cause> {
        let base = self.base + FOREIGN_HOST;
        let hosts = self.names.host().zip(0..);
        let hosts = hosts.map(|(name, number)| (name.to_owned(), base + number * HOST_ENTRY_LEN));
        let symbols: HashMap<String, u64> = hosts.chain(places).collect();
        // Nothing of this process is ever looked up.
        let unknown = base - HOST_ENTRY_LEN;
        let symbol = move |name: &str| Some(symbols.get(name).copied().unwrap_or(unknown));
        Ok(Jit::new(self.isa.clone(), Box::new(memory), symbol)?)
    }
}
