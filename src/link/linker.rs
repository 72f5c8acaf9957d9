//! Linking a case into an image.

use super::addresses::STACK_LEN;
use super::arena::Arena;
use super::compile::Scratch;
use super::data::objects;
use super::failure::{Cause, Failure, Stage};
use super::linkers;
use super::map::Image;
use super::memory::ArenaMemory;
use super::plan::LinkPlan;
use super::planner::Planner;
use super::session::{LinkRecord, LinkSession};
use crate::case::Case;

/// Links cases, one after another, into one arena.
#[derive(Debug)]
pub struct Linker {
    arena: Arena,
    /// Cranelift's reusable state.
    pub(super) scratch: Scratch,
}

impl Linker {
    /// A linker into `arena`.
    pub fn new(arena: Arena) -> Self {
        Linker {
            arena,
            scratch: Scratch::default(),
        }
    }

    /// The arena. After a failure it holds what was placed before.
    pub fn arena(&self) -> &Arena {
        &self.arena
    }

    /// Compiles, places and links `case`.
    ///
    /// # Errors
    /// If Cranelift refuses or panics; the failure says how far it got.
    pub fn link(&mut self, case: &Case) -> Result<Image<'_>, Box<Failure>> {
        self.arena.recycle();
        self.arena.fill_stack(STACK_LEN);
        let plan = ArenaMemory::new(LinkPlan::new(Planner::new(case, self.arena.base())));
        let mut record = LinkRecord::new(case);
        let scratch = &mut self.scratch;
        let result = scratch.catch(|scratch| {
            link_modules(LinkSession::new(case, plan.clone(), scratch, &mut record)?)
        });
        let stage = record.stage;
        let (map, compiled) = record.finish(&plan);
        let spans = map.functions.iter().chain(&map.data).flatten();
        spans.for_each(|&span| self.arena.touch(span));
        match result {
            Ok(()) => Ok(Image {
                map,
                compiled,
                objects: objects(case).collect(),
                arena: &mut self.arena,
            }),
            Err(cause) => Err(Box::new(Failure { stage, cause, map })),
        }
    }
}

/// Declares the symbols of all modules. Then each module in turn defines and finalizes its batches.
fn link_modules(mut session: LinkSession<'_>) -> Result<(), Cause> {
    let described = &session.case.life_cycle.modules;
    let modules = described
        .iter()
        .map(|module| linkers::module(module.linking, &session));
    let mut modules: Vec<_> = modules.collect::<Result<_, _>>()?;
    for module in &mut modules {
        session.enter(Stage::Declare);
        module.declare(&mut session)?;
    }
    for (module, described) in modules.iter_mut().zip(described) {
        for batch in &described.batches {
            module.define(&mut session, &batch.functions)?;
            session.enter(Stage::Finalize);
            module.finalize(&mut session)?;
        }
    }
    Ok(())
}
