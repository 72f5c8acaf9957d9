//! One run of linking: a case on its way to an image, through one module or several.
//!
//! *Idea.* A session holds what the modules of a case share: the plan of the arena, code that was
//! compiled before its turn, and what was recorded. A module is an implementation of
//! `linkers::ModuleLinker`. Each module has symbol numbers of its own; the session knows none of
//! them.
//!
//! *Limits.* Today a case is one module, and all its functions are one batch.

use super::compile::{self, CompiledFunction, Scratch};
use super::failure::{Cause, Stage};
use super::map::{LinkMap, Relocation, Trap};
use super::memory::ArenaMemory;
use super::plan::LinkPlan;
use crate::case::{Case, FuncId};
use crate::lower::{self, Naming};
use cranelift_codegen::isa::OwnedTargetIsa;

/// A run of linking.
pub(super) struct LinkSession<'s> {
    pub(super) case: &'s Case,
    pub(super) isa: OwnedTargetIsa,
    pub(super) plan: ArenaMemory<LinkPlan>,
    scratch: &'s mut Scratch,
    record: &'s mut LinkRecord,
}

/// What is known about a run, even one that fails.
pub(super) struct LinkRecord {
    /// The current step.
    pub(super) stage: Stage,
    functions: Vec<FunctionRecord>,
}

/// What is known about a function.
#[derive(Default)]
struct FunctionRecord {
    /// Its code, if it was compiled before its turn and is not defined yet.
    ahead: Option<CompiledFunction>,
    relocations: Vec<Relocation>,
    traps: Vec<Trap>,
    /// Its code as its module got it.
    code: Vec<u8>,
}

impl LinkRecord {
    /// An empty record for `case`.
    pub(super) fn new(case: &Case) -> LinkRecord {
        let functions = case.functions.iter();
        LinkRecord {
            stage: Stage::Declare,
            functions: functions.map(|_| FunctionRecord::default()).collect(),
        }
    }

    /// The map that `plan` and the record give, and the code of each function.
    pub(super) fn finish(self, plan: &ArenaMemory<LinkPlan>) -> (LinkMap, Vec<Vec<u8>>) {
        let (mut relocations, mut traps, mut code) = (Vec::new(), Vec::new(), Vec::new());
        for function in self.functions {
            relocations.extend(function.relocations);
            traps.extend(function.traps);
            code.push(function.code);
        }
        let map = plan.with(|LinkPlan { planner, .. }| LinkMap {
            functions: planner.functions().to_vec(),
            data: planner.data().to_vec(),
            relocations,
            traps,
            goals: planner.goals(),
        });
        (map, code)
    }

    fn of(&mut self, function: FuncId) -> &mut FunctionRecord {
        &mut self.functions[function as usize]
    }
}

impl<'s> LinkSession<'s> {
    /// A run for `case`; `record` says how far it gets.
    pub(super) fn new(
        case: &'s Case,
        plan: ArenaMemory<LinkPlan>,
        scratch: &'s mut Scratch,
        record: &'s mut LinkRecord,
    ) -> Result<LinkSession<'s>, Cause> {
        Ok(LinkSession {
            case,
            isa: lower::isa(&case.target)?,
            plan,
            scratch,
            record,
        })
    }

    /// Records the current step.
    pub(super) fn enter(&mut self, stage: Stage) {
        self.record.stage = stage;
    }

    /// Lowers `function` into the scratch state, and returns that.
    pub(super) fn lower(&mut self, function: FuncId) -> Result<&mut Scratch, Cause> {
        let Scratch { context, builder } = &mut *self.scratch;
        context.clear();
        let isa = &*self.isa;
        context.func = lower::function(self.case, function, Naming::Numbers, isa, builder)?;
        Ok(self.scratch)
    }

    /// Compiles `function` outside any module, before its turn.
    pub(super) fn compile_ahead(&mut self, function: FuncId) -> Result<(), Cause> {
        self.enter(Stage::Compile(function));
        self.lower(function)?;
        let context = &mut self.scratch.context;
        let code = compile::compile(function.into(), context, &*self.isa)?;
        let compiled = CompiledFunction::new(&self.case.functions, function, code);
        self.learn(function, &compiled);
        self.record.of(function).ahead = Some(compiled);
        Ok(())
    }

    /// Takes the code of `function`, if it was compiled before its turn.
    pub(super) fn take_ahead(&mut self, function: FuncId) -> Option<CompiledFunction> {
        self.record.of(function).ahead.take()
    }

    /// Records what `function` refers to.
    pub(super) fn learn(&mut self, function: FuncId, compiled: &CompiledFunction) {
        let relocations = &compiled.relocations;
        self.plan
            .with(|plan| plan.planner.learn(function, relocations));
        let record = self.record.of(function);
        record.relocations.clone_from(relocations);
        let traps = compiled.code.traps.iter();
        let traps = traps.map(|(offset, kind)| Trap {
            function,
            offset: *offset,
            kind: kind.clone(),
        });
        record.traps = traps.collect();
    }

    /// Records the code of `function`, which its module has defined.
    pub(super) fn defined(&mut self, function: FuncId, compiled: CompiledFunction) {
        self.record.of(function).code = compiled.code.bytes;
    }

    /// Reserves places for the functions whose goals lead to `function`, and first for those that
    /// lead to these. Only then is it known where `function` has to lie.
    pub(super) fn reserve_callers(&mut self, function: FuncId) -> Result<(), Cause> {
        self.reserve_callers_but(function, &mut Vec::new())
    }

    fn reserve_callers_but(
        &mut self,
        function: FuncId,
        visiting: &mut Vec<FuncId>,
    ) -> Result<(), Cause> {
        visiting.push(function);
        let callers = self.plan.with(|plan| plan.planner.callers_first(function));
        for caller in callers {
            if visiting.contains(&caller) {
                continue;
            }
            self.reserve_callers_but(caller, visiting)?;
            self.learn_sites(caller)?;
            let Some(compiled) = &self.record.of(caller).ahead else {
                continue;
            };
            let (len, align) = (compiled.code.bytes.len() as u64, compiled.code.align);
            self.plan.with(|LinkPlan { planner, .. }| {
                if planner.functions()[caller as usize].is_none() {
                    planner.place(caller, len, align);
                }
            });
        }
        visiting.pop();
        Ok(())
    }

    /// Compiles `function` in advance if a goal leads from it: its call sites decide where it and
    /// its callees lie.
    pub(super) fn learn_sites(&mut self, function: FuncId) -> Result<(), Cause> {
        let is_caller = self.plan.with(|plan| plan.planner.is_caller(function));
        if is_caller && self.record.of(function).ahead.is_none() {
            self.compile_ahead(function)?;
        }
        Ok(())
    }
}
