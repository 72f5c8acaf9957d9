//! CLIF functions that no case describes, linked by the real cranelift-jit.
//!
//! *Problem.* Filetests use names, conventions and operations that no case has, and call functions
//! that the file does not define. A function that Cranelift refuses must not stop the others.
//!
//! *Idea.* Each function is compiled with its own `Context`, inside a catch, and defined with
//! `define_function_bytes`; functions lie one after another in the arena. If the relocations of one
//! cannot be applied, it is left out and the others are linked again. A function that refers to one
//! that is left out is left out, too. All other symbols are extern functions, which the executor
//! plays. Their entries lie within reach of all code, so a reference to one may be colocated.
//!
//! *Invariant.* The same functions give the same image, whichever arena they are linked into: the
//! image is moved to the addresses of arena 0 at the end. A function is left out only for its own
//! sake, or for that of one it refers to.
//!
//! *Limits.* One module, no data, no placement.

mod dependents;
mod externs;
mod image;
mod memory;
mod meta;
mod module;
mod names;
mod references;
mod text;
mod unit;
mod unlinked;

pub use externs::ExternFunction;
pub use image::{ForeignImage, Linked};
pub use meta::Meta;
pub use text::FunctionText;
pub use unlinked::Unlinked;

use super::addresses::{BASE, FOREIGN_STACK_LEN};
use super::arena::Arena;
use super::compile::{self, MachineCode, Scratch};
use super::failure::Cause;
use super::riscv64::{self, RelocKind};
use super::span::Span;
use crate::case::FuncId;
use crate::panic::{PanicReport, catch};
use cranelift_codegen::ir::Function;
use cranelift_codegen::isa::{OwnedTargetIsa, TargetIsa};
use cranelift_module::ModuleRelocTarget;
use dependents::Dependents;
use module::{Broken, LinkJob};
use names::NameTable;
use unit::ForeignFunction;

/// The most functions that can have numbers, including extern ones.
const MOST_FUNCTIONS: usize = FuncId::MAX as usize;

/// Links functions of filetests, one file after another, into one arena.
pub struct ForeignLinker {
    arena: Arena,
    /// Cranelift's reusable state.
    scratch: Scratch,
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
            scratch: Scratch::default(),
        }
    }

    /// Discards any state that a panic may have left.
    pub fn reset(&mut self) {
        self.scratch = Scratch::default();
        self.arena.forget_stack();
    }

    /// Compiles `functions` for `isa`; returns Cranelift's verdict on each.
    ///
    /// # Errors
    /// If Cranelift panics over their names.
    pub fn compile(
        &mut self,
        isa: &dyn TargetIsa,
        functions: &[Function],
        externs: &[ExternFunction],
    ) -> Result<Vec<Result<(), Cause>>, PanicReport> {
        let units =
            catch(|| self.units(isa, &NameTable::new(functions, externs), functions.len()))?;
        let verdict = |unit: ForeignFunction| match unit.wrong {
            Some(Unlinked::Refused(cause)) => Err(cause),
            _ => Ok(()),
        };
        Ok(units.into_iter().map(verdict).collect())
    }

    /// Compiles and links `functions` for `isa`. An extern function's index is its number.
    ///
    /// # Errors
    /// If there are too many functions, or Cranelift panics over their names.
    pub fn link(
        &mut self,
        isa: OwnedTargetIsa,
        functions: &[Function],
        externs: &[ExternFunction],
    ) -> Result<ForeignImage<'_>, Cause> {
        if functions.len() + externs.len() > MOST_FUNCTIONS {
            return Err(Cause::Error(format!(
                "{} functions are too many to be numbered; split them",
                functions.len()
            )));
        }
        self.arena.recycle();
        self.arena.fill_stack(FOREIGN_STACK_LEN);
        let functions = catch(|| {
            let names = NameTable::new(functions, externs);
            let mut units = self.units(&*isa, &names, functions.len());
            let job = LinkJob {
                isa,
                functions,
                names: &names,
                base: self.arena.base(),
            };
            let spans = self.link_units(&job, &mut units);
            linked(units, spans)
        })?;
        Ok(ForeignImage::new(functions, externs.len(), &mut self.arena))
    }

    fn units(
        &mut self,
        isa: &dyn TargetIsa,
        names: &NameTable<'_>,
        count: usize,
    ) -> Vec<ForeignFunction> {
        (0..count).map(|n| self.unit(isa, names, n)).collect()
    }

    fn unit(
        &mut self,
        isa: &dyn TargetIsa,
        names: &NameTable<'_>,
        index: usize,
    ) -> ForeignFunction {
        let renamed = names.rename(index);
        let compiled = self.scratch.catch(|Scratch { context, .. }| {
            context.clear();
            context.func = renamed.function;
            let code = compile::compile(index as u32, context, isa)?;
            Ok((code, meta::read(context)))
        });
        let (compiled, wrong) = match compiled {
            Ok(compiled) => {
                let libcalls = compiled.0.relocations.iter();
                let unknown = libcalls.filter_map(|relocation| match relocation.name {
                    ModuleRelocTarget::LibCall(libcall) => names.unknown(libcall),
                    _ => None,
                });
                let wrong = renamed.wrong.or(unknown.into_iter().next());
                (Some(compiled), wrong)
            }
            Err(cause) => (None, Some(Unlinked::Refused(cause))),
        };
        ForeignFunction {
            compiled,
            needs: renamed.needs,
            wrong,
        }
    }

    /// Links the sound ones among `units`, and records what goes wrong. Returns the span of each
    /// unit in the image, in order.
    fn link_units(&mut self, job: &LinkJob<'_>, units: &mut [ForeignFunction]) -> Vec<Span> {
        let dependents = Dependents::of(units);
        loop {
            dependents.leave_out(job.functions, units);
            let all = units.iter().enumerate();
            let ready = all.filter(|(_, unit)| unit.wrong.is_none());
            let definitions = ready.filter_map(|(n, unit)| Some((n, &unit.compiled.as_ref()?.0)));
            let definitions: Vec<_> = definitions.collect();
            match module::link(job, &definitions) {
                Ok(spans) => {
                    let placed = spans.iter().zip(&definitions);
                    let settled = placed.map(|(&span, (_, code))| self.settle(span, code));
                    return settled.collect();
                }
                Err(Broken::Functions(broken)) => {
                    for (index, cause) in broken {
                        units[index].wrong = Some(Unlinked::Broken(cause));
                    }
                }
                Err(Broken::Module(cause)) => {
                    for unit in units.iter_mut() {
                        let why = || Unlinked::Module(cause.clone());
                        unit.wrong.get_or_insert_with(why);
                    }
                    return Vec::new();
                }
            }
        }
    }

    /// Moves code from `span` to the image's addresses; only absolute addresses change. Returns its
    /// new place.
    fn settle(&mut self, span: Span, code: &MachineCode) -> Span {
        self.arena.touch(span);
        let moved = self.arena.base().wrapping_sub(BASE);
        let bytes = self.arena.bytes_mut(span);
        let relocations = code.relocations.iter();
        for relocation in relocations.filter(|r| riscv64::kind(r.kind) == RelocKind::Abs64) {
            let at = relocation.offset as usize;
            let word = bytes[at..].first_chunk_mut::<8>();
            let word = word.expect("the module relocated it");
            *word = u64::from_le_bytes(*word).wrapping_sub(moved).to_le_bytes();
        }
        let start = span.start.wrapping_sub(moved);
        Span { start, ..span }
    }
}

/// The functions of an image. `spans` has the place of each sound unit, in order.
fn linked(units: Vec<ForeignFunction>, spans: Vec<Span>) -> Vec<Result<Linked, Unlinked>> {
    let mut spans = spans.into_iter();
    let functions = units
        .into_iter()
        .map(|unit| match (unit.wrong, unit.compiled) {
            (Some(wrong), _) => Err(wrong),
            (None, compiled) => {
                let (_, meta) = compiled.expect("nothing is wrong with it");
                let span = spans.next().expect("every such function was defined");
                Ok(Linked { span, meta })
            }
        });
    functions.collect()
}
