//! Handing compiled functions to a module.

use super::memory::Consecutive;
use super::names::NameTable;
use crate::link::addresses::{ENTRY_LEN, FOREIGN_ENTRIES};
use crate::link::compile::MachineCode;
use crate::link::failure::Cause;
use crate::link::jit::{Jit, JitParts};
use crate::link::memory::ArenaMemory;
use crate::link::span::Span;
use cranelift_codegen::ir::{Function, Signature};
use cranelift_codegen::isa::OwnedTargetIsa;
use cranelift_module::{Linkage, Module};
use std::collections::HashMap;

/// What is to be linked.
pub(super) struct LinkJob<'j> {
    pub(super) isa: OwnedTargetIsa,
    pub(super) functions: &'j [Function],
    pub(super) names: &'j NameTable<'j>,
    /// The address of the arena.
    pub(super) base: u64,
}

/// A function that is to be defined: its index, and its code.
pub(super) type Definition<'d> = (usize, &'d MachineCode);

/// Why a module cannot be linked.
pub(super) enum Broken {
    /// No module exists with these settings, or no single function is to blame.
    Module(Cause),
    /// These functions are to blame, by index.
    Functions(Vec<(usize, Cause)>),
}

impl From<Cause> for Broken {
    fn from(cause: Cause) -> Broken {
        Broken::Module(cause)
    }
}

/// Links `definitions`, one after another, and returns the span of each.
pub(super) fn link(job: &LinkJob<'_>, definitions: &[Definition<'_>]) -> Result<Vec<Span>, Broken> {
    let memory = ArenaMemory::new(Consecutive::new(job.base));
    let mut jit = job.jit(memory.clone(), HashMap::new())?;
    let defined = jit.with(|mut jit| {
        declare(&mut jit, job)?;
        for &(index, code) in definitions {
            let defined = jit.define_code(index as u32, code);
            defined.map_err(|cause| Broken::Functions(vec![(index, cause)]))?;
        }
        Ok::<_, Broken>(())
    });
    defined.map_err(Cause::Panic)??;
    let finalized = jit.finalize();
    let spans = memory.with(|sequence| sequence.spans());
    let Err(cause) = finalized else {
        return Ok(spans);
    };
    drop(jit);
    // A relocation cannot be applied, and the module does not say which.
    match culprits(job, definitions, &spans)? {
        culprits if culprits.is_empty() => Err(Broken::Module(cause)),
        culprits => Err(Broken::Functions(culprits)),
    }
}

/// The functions whose relocations cannot be applied at `spans`. Each is defined and finalized
/// alone, and finds the others by name.
fn culprits(
    job: &LinkJob<'_>,
    definitions: &[Definition<'_>],
    spans: &[Span],
) -> Result<Vec<(usize, Cause)>, Cause> {
    let places = definitions.iter().zip(spans);
    let places = places.map(|(&(index, _), span)| (name(index), span.start));
    let mut jit = job.jit(
        ArenaMemory::new(Consecutive::new(job.base)),
        places.collect(),
    )?;
    jit.with(|mut jit| declare(&mut jit, job))??;
    let mut culprits = Vec::new();
    for &(index, code) in definitions {
        let defined = jit.with(|mut jit| jit.define_code(index as u32, code));
        let linked = defined.map_err(Cause::Panic).flatten();
        if let Err(cause) = linked.and_then(|()| jit.finalize()) {
            culprits.push((index, cause));
        }
    }
    Ok(culprits)
}

/// Declares all functions of the job, then the extern functions.
fn declare(jit: &mut JitParts<'_>, job: &LinkJob<'_>) -> Result<(), Cause> {
    let mut numbers = 0..;
    let mut declare = |jit: &mut JitParts<'_>, name: &str, linkage, signature: &Signature| {
        let number = numbers.next().expect("numbers go on");
        let JitParts { module, symbols } = jit;
        symbols.declare_function(*module, number, name, linkage, signature)
    };
    for (index, function) in job.functions.iter().enumerate() {
        declare(jit, &name(index), Linkage::Local, &function.signature)?;
    }
    for name in job.names.externs() {
        // Nothing depends on the signature of an import.
        let signature = jit.module.make_signature();
        declare(jit, name, Linkage::Import, &signature)?;
    }
    Ok(())
}

/// A name of our own: the file's may be that of an extern function.
fn name(index: usize) -> String {
    format!("function {index}")
}

impl LinkJob<'_> {
    /// A module that finds extern functions at their entries, and others at `places`.
    fn jit(
        &self,
        memory: ArenaMemory<Consecutive>,
        places: HashMap<String, u64>,
    ) -> Result<Jit, Cause> {
        let base = self.base + FOREIGN_ENTRIES;
        let externs = self.names.externs().zip(0..);
        let externs = externs.map(|(name, number)| (name.to_owned(), base + number * ENTRY_LEN));
        let symbols: HashMap<String, u64> = externs.chain(places).collect();
        // This process's symbols are never looked up.
        let unknown = base - ENTRY_LEN;
        let symbol = move |name: &str| Some(symbols.get(name).copied().unwrap_or(unknown));
        Ok(Jit::new(self.isa.clone(), Box::new(memory), symbol)?)
    }
}
