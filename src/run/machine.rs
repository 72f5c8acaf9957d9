//! The default executor: the checked machine, on the image where it lies.

use super::entry;
use super::layouts::Layouts;
use super::observed::{Misread, Observed, Outcome};
use super::poison;
use super::probe::Probe;
use super::watch::Watch;
use crate::case::{self, Case, Invocation, Target, limits};
use crate::link::{Image, LinkMap, RelocKind, Span};
use farcall_machine::{Access, Exit, Extension, Extensions, Flow, Hart, Machine, Region};

/// Instructions that one activation of a function takes at most: its statements, each with up to 30
/// operands to materialise and a guard, its results, the moves of its blocks' parameters, prologue
/// and epilogue; all of it once a lap. Far above what the limits of cases allow (a test tries those).
const INSTRUCTIONS_AN_ACTIVATION: u64 = 128_000 * (1 + limits::MAX_LAPS as u64);

/// The instructions that a case may take which leaves this many events in its trace. An activation leaves at least one.
pub fn budget(events: usize) -> u64 {
    (events as u64 + 1) * INSTRUCTIONS_AN_ACTIVATION
}

/// How far a run goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Instructions.
    pub budget: u64,
    /// The index of the event at which it stops.
    pub stop_at: usize,
    /// What functions that check the limit of their stack find; if nothing is said, the lower end of all of it.
    pub stack: Option<u64>,
}

impl Limits {
    /// At most `budget` instructions.
    pub fn budget(budget: u64) -> Limits {
        Limits {
            budget,
            stop_at: usize::MAX,
            stack: None,
        }
    }
}

/// Runs images, one after another.
#[derive(Debug, Default)]
pub struct Executor {
    machine: Machine,
    /// The registers as the last run left them.
    hart: Hart,
}

impl Executor {
    /// An executor.
    pub fn new() -> Self {
        Executor::default()
    }

    /// Runs every invocation of `case` on `image`, with at most `budget` instructions.
    pub fn run(
        &mut self,
        case: &Case,
        layouts: &Layouts,
        image: &mut Image<'_>,
        budget: u64,
    ) -> Observed {
        self.run_within(case, layouts, image, Limits::budget(budget), None)
    }

    /// Runs every invocation of `case` on `image` as far as `limits` allow, and lets `probe` look on; [`Executor::hart`] has the registers as they
    /// are then.
    pub fn run_within(
        &mut self,
        case: &Case,
        layouts: &Layouts,
        image: &mut Image<'_>,
        limits: Limits,
        mut probe: Option<&mut dyn Probe>,
    ) -> Observed {
        let mut observed = Observed::default();
        let Limits {
            budget, stop_at, ..
        } = limits;
        let mut regions = regions(image);
        if case.has_context() {
            let (start, bytes) = case::context(limits.stack.unwrap_or(image.stack().start));
            regions.push(Region::owned(start, bytes, Access::ReadOnly));
        }
        let loaded = self.machine.load(regions, extensions(&case.target));
        loaded.expect("the planner keeps spans apart");
        // No operation of a case means to read anything but the float that it was given, or to store an address.
        self.machine.hart.strict = true;
        for invocation in &case.invocations {
            let watch = Watch::new(case, &image.map, layouts, &mut observed, stop_at)
                .probed_by(probe.as_mut().map(|probe| &mut **probe as &mut dyn Probe));
            let returned = self.invoke(invocation, layouts, image, watch, budget);
            // No run sees what another one left.
            poison::below(&mut self.machine.memory, image.stack().end());
            if let Err(outcome) = returned {
                observed.outcome = outcome.unwrap_or(observed.outcome);
                break;
            }
            if observed.events.len() > stop_at {
                break;
            }
        }
        observed.retired = self.machine.retired();
        observed.misread = self.misread(&image.map);
        // The machine forgets the image: its regions must not outlive it.
        self.hart = self.machine.hart.clone();
        let forgotten = self.machine.load([], Extensions::BASE);
        forgotten.expect("no regions overlap");
        let data = (0..image.map.data.len()).map(|index| image.data(index));
        observed.memory = data.map(|span| image.bytes(span).to_vec()).collect();
        observed
    }

    /// What was executed and is no instruction.
    fn misread(&self, map: &LinkMap) -> Option<Misread> {
        if let Some((outer, inner)) = self.machine.overlapping() {
            return Some(Misread::Overlap { outer, inner });
        }
        let addresses = map
            .relocations
            .iter()
            .filter(|r| r.kind == RelocKind::Abs64);
        let mut literals = addresses.filter_map(|r| map.distance(r).map(|(at, _)| at));
        let executed = literals.find(|&at| self.machine.executed(at..at + 8));
        executed.map(|at| Misread::Literal { at })
    }

    /// Enters a function and runs until it returns; else says how it ended, unless the watch did already.
    fn invoke(
        &mut self,
        invocation: &Invocation,
        layouts: &Layouts,
        image: &Image<'_>,
        mut watch: Watch<'_>,
        budget: u64,
    ) -> Result<(), Option<Outcome>> {
        let callee = invocation.function;
        let layout = layouts.of(callee);
        let Machine { hart, memory, .. } = &mut self.machine;
        let top = image.stack().end();
        entry::enter(hart, memory, layout, &invocation.args, top, image.host());
        hart.pc = image.function(callee).start;
        if watch.enter(hart, memory, callee) == Flow::Stop {
            return Err(None);
        }
        let left = budget.saturating_sub(self.machine.retired());
        match self.follow(&mut watch, left) {
            Exit::Stopped if watch.is_done() => Ok(()),
            Exit::Stopped => Err(None),
            Exit::Refused(access) => Err(Some(Watch::refused(access, &self.machine.hart))),
            Exit::Fault(fault) => Err(Some(Outcome::Fault(fault))),
            Exit::RanAway => Err(Some(Outcome::RanAway)),
        }
    }

    /// Runs, one instruction after another if someone wants to see each.
    fn follow(&mut self, watch: &mut Watch<'_>, budget: u64) -> Exit {
        if !watch.is_stepped() {
            return self.machine.run(watch, budget);
        }
        for _ in 0..budget {
            match self.machine.run(watch, 1) {
                Exit::RanAway => watch.stepped(&self.machine.hart),
                exit => return exit,
            }
        }
        Exit::RanAway
    }

    /// The registers as the last run left them.
    pub fn hart(&self) -> &Hart {
        &self.hart
    }
}

/// The spans of `image` that exist for its code.
fn regions(image: &mut Image<'_>) -> Vec<Region> {
    let map = &image.map;
    let host = image.host();
    let functions = map.functions.iter().flatten();
    let code = functions
        .filter(|span| span.start < host)
        .map(|&span| (span, Access::Code));
    let data = map
        .data
        .iter()
        .flatten()
        .map(|&span| (span, Access::ReadWrite));
    let stack = (image.stack(), Access::Stack);
    let spans: Vec<(Span, Access)> = code.chain(data).chain([stack]).collect();
    let region = |(span, access): (Span, Access)| {
        // SAFETY: the span lies inside the arena, a readable and writable mapping, initialised by linking (anonymous pages read as zeros).
        // `execute` holds the image, and with it the arena, exclusively, takes slices of it only when the machine does not run, and
        // makes the machine forget the region before it returns.
        unsafe { Region::from_raw(span.start, span.len, image.pointer(span), access) }
    };
    spans.into_iter().map(region).collect()
}

/// The machine has what the compiler was told that the target has, and no more.
pub(crate) fn extensions(target: &Target) -> Extensions {
    let toggles = [
        (Extension::Zca, target.zca),
        (Extension::Zcb, target.zcb),
        (Extension::Zba, target.zba),
        (Extension::Zbb, target.zbb),
        (Extension::Zbs, target.zbs),
        (Extension::Zicond, target.zicond),
    ];
    let base = Extensions::GC
        .without(Extension::Zca)
        .without(Extension::Zcd);
    toggles
        .into_iter()
        .filter(|&(_, on)| on)
        .fold(base, |all, (extension, _)| all.with(extension))
}
