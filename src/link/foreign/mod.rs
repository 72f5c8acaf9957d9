//! CLIF functions that no case describes, linked by the real cranelift-jit.
//!
//! *Problem.* The functions of a filetest are as its author wrote them: with names, conventions and operations that no case has, and with
//! calls to functions that the host plays. One that Cranelift refuses must not take the others with it.
//!
//! *Idea.* Each function is compiled with its own `Context`, panics caught, and handed over with `define_function_bytes`, one behind another
//! in the arena. What refers to a function that could not be had cannot be had, either. What the module looks up besides gets the address of
//! a stub, where whoever executes the image plays it.
//!
//! *Limits.* One module, no data, no placement: where things lie is the business of cases.

mod memory;
mod meta;
mod names;

pub use meta::Meta;

use super::arena::{
    Arena, FOREIGN_STACK_LEN, HOST, HOST_ENTRIES, HOST_ENTRY_LEN, STACK, host_entry,
};
use super::compile::{self, Compiled};
use super::failure::Cause;
use super::map::Span;
use super::panic;
use crate::case::FuncId;
use cranelift_codegen::Context;
use cranelift_codegen::ir::Function;
use cranelift_codegen::isa::{OwnedTargetIsa, TargetIsa};
use cranelift_jit::{JITBuilder, JITModule};
use cranelift_module::{self as module, Linkage, Module};
use memory::Memory;
use names::Names;
use std::ptr;
use thiserror::Error;

/// How many functions have numbers, those of the host among them.
const MOST_FUNCTIONS: usize = FuncId::MAX as usize;

/// Why a function cannot be entered.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Unlinked {
    /// Cranelift does not compile it.
    #[error("{0}")]
    Refused(Cause),
    /// Another function of this name comes before it.
    #[error("another function before it has the same name")]
    Duplicate,
    /// It refers to something that is not there.
    #[error("it refers to {0}, which is not defined")]
    Undefined(String),
    /// It refers to another function that cannot be had.
    #[error("it refers to {0}, which cannot be compiled")]
    Needs(String),
}

/// A function in the arena.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Linked {
    /// Its bytes.
    pub span: Span,
    /// What was recorded about them.
    pub meta: Meta,
}

/// Functions in the arena, as they were handed over: some of them may be missing.
#[derive(Debug)]
pub struct ForeignImage<'a> {
    /// Each function, or why it cannot be entered.
    pub functions: Vec<Result<Linked, Unlinked>>,
    /// How many functions the host has.
    stubs: usize,
    arena: &'a mut Arena,
}

impl ForeignImage<'_> {
    /// The function whose code contains `address`, and its index.
    pub fn function_at(&self, address: u64) -> Option<(usize, &Linked)> {
        let mut linked = self.functions.iter().enumerate();
        linked.find_map(|(index, function)| {
            let function = function.as_ref().ok()?;
            function.span.contains(address).then_some((index, function))
        })
    }

    /// The stack for running this image.
    pub fn stack(&self) -> Span {
        Span {
            start: self.arena.base() + STACK,
            len: FOREIGN_STACK_LEN,
        }
    }

    /// An address that belongs to the host: where the harness is returned to. Nothing lies there.
    pub fn host(&self) -> u64 {
        self.arena.base() + HOST
    }

    /// The number of the host's function at `address`, where nothing lies.
    pub fn stub_at(&self, address: u64) -> Option<usize> {
        let offset = address.wrapping_sub(self.host() + HOST_ENTRIES);
        let number = (offset / HOST_ENTRY_LEN) as usize;
        (number < self.stubs && offset.is_multiple_of(HOST_ENTRY_LEN)).then_some(number)
    }

    /// The first of the bytes of `span`, for a machine to run on.
    pub fn pointer(&mut self, span: Span) -> *mut u8 {
        self.arena.pointer(span)
    }
}

/// Links functions of filetests, one file after another, into one arena.
pub struct ForeignLinker {
    arena: Arena,
    /// Cranelift's reusable state; thrown away after a panic.
    context: Context,
}

impl std::fmt::Debug for ForeignLinker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ForeignLinker({:?})", self.arena)
    }
}

impl ForeignLinker {
    /// A linker into `arena`.
    pub fn new(arena: Arena) -> Self {
        ForeignLinker {
            arena,
            context: Context::new(),
        }
    }

    /// Compiles and links `functions` for `isa`. `host` has the symbols of the host's functions, by their number.
    ///
    /// # Errors
    /// If the module as a whole cannot be linked.
    pub fn link(
        &mut self,
        isa: OwnedTargetIsa,
        functions: &[Function],
        host: &'static [&'static str],
    ) -> Result<ForeignImage<'_>, Cause> {
        if functions.len() + host.len() > MOST_FUNCTIONS {
            return Err(Cause::Error(format!(
                "{} functions are too many to be numbered; split them",
                functions.len()
            )));
        }
        self.arena.recycle();
        self.arena.fill_stack(FOREIGN_STACK_LEN);
        let names = Names::new(functions, host);
        let compiled = functions.iter().enumerate();
        let compiled =
            compiled.map(|(index, function)| self.compile(&*isa, &names, index, function));
        let mut compiled: Vec<_> = compiled.collect();
        names.leave_out_dependents(functions, &mut compiled);

        let memory = Memory::new(self.arena.base());
        // The module is owned out here, so that it can be freed whatever happens inside.
        let mut module = JITModule::new(builder(isa, &self.arena, memory.clone(), host));
        let result = panic::catch(|| define(&mut module, functions, &names, &compiled));
        // SAFETY: the provider owns no memory, so freeing it invalidates nothing; nothing of this module is used afterwards but bytes of the
        // arena.
        unsafe { module.free_memory() };
        let spans = memory.spans();
        spans.iter().for_each(|&span| self.arena.touch(span));
        result.map_err(Cause::Panic)??;
        let mut spans = spans.into_iter();
        let linked = compiled.into_iter().map(|compiled| {
            let (_, meta) = compiled?;
            let span = spans.next().expect("every compiled function was defined");
            Ok(Linked { span, meta })
        });
        Ok(ForeignImage {
            functions: linked.collect(),
            stubs: host.len(),
            arena: &mut self.arena,
        })
    }

    fn compile(
        &mut self,
        isa: &dyn TargetIsa,
        names: &Names<'_>,
        index: usize,
        function: &Function,
    ) -> Result<(Compiled, Meta), Unlinked> {
        let renamed = names.rename(index, function)?;
        let context = &mut self.context;
        let compiled = panic::catch(|| {
            context.clear();
            context.func = renamed;
            // There is no case.
            compile::compile(&[], index as u16, context, isa)
        });
        match compiled {
            Ok(Ok(compiled)) => Ok((compiled, meta::read(&self.context))),
            Ok(Err(cause)) => Err(Unlinked::Refused(cause)),
            Err(report) => {
                self.context = Context::new();
                Err(Unlinked::Refused(Cause::Panic(report)))
            }
        }
    }
}

fn builder(
    isa: OwnedTargetIsa,
    arena: &Arena,
    memory: Memory,
    host: &'static [&'static str],
) -> JITBuilder {
    let mut builder = JITBuilder::with_isa(isa, module::default_libcall_names());
    builder.memory_provider(Box::new(memory));
    let base = arena.base() + HOST;
    // Every name that the module may look up is one of these, so that the host's symbols are never asked.
    builder.symbol_lookup_fn(Box::new(move |name| {
        let number = host.iter().position(|&known| known == name)?;
        Some(ptr::without_provenance(
            (base + host_entry(number as u16)) as usize,
        ))
    }));
    builder
}

/// Declares all `functions`, and the host's behind them; defines those that were compiled.
fn define(
    module: &mut JITModule,
    functions: &[Function],
    names: &Names<'_>,
    compiled: &[Result<(Compiled, Meta), Unlinked>],
) -> Result<(), Cause> {
    for (index, function) in functions.iter().enumerate() {
        // Not by the name that the file has, which may be one of the host's.
        let name = format!("function {index}");
        let declared = module.declare_function(&name, Linkage::Local, &function.signature);
        declared.map_err(|error| compile::module_error(&error))?;
    }
    for name in names.host() {
        // Nothing depends on the signature of an import.
        let signature = module.make_signature();
        let declared = module.declare_function(name, Linkage::Import, &signature);
        declared.map_err(|error| compile::module_error(&error))?;
    }
    for (index, compiled) in compiled.iter().enumerate() {
        let Ok((compiled, _)) = compiled else {
            continue;
        };
        let defined = module.define_function_bytes(
            compile::module_id(index as u16),
            compiled.align,
            &compiled.bytes,
            &compiled.recorded,
        );
        defined.map_err(|error| compile::module_error(&error))?;
    }
    let finalized = module.finalize_definitions();
    finalized.map_err(|error| compile::module_error(&error))
}
