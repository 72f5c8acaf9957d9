//! The default executor: the checked machine, on the image in place.

use super::executor::Executor;
use super::invoke::{CaseRun, Processor};
use crate::case::{self, Case, limits};
use crate::link::{Image, LinkMap, RelocKind};
use crate::qemu::QemuError;
use crate::run::layouts::Layouts;
use crate::run::loaded::Loaded;
use crate::run::observed::{Misread, Observed, Outcome};
use crate::run::observer::CrossingObserver;
use crate::run::riscv64::extensions;
use crate::run::watch::Watch;
use farcall_machine::{Hart, Machine, Memory, Region, Rights, RunExit};
use std::convert::Infallible;

/// The most instructions that one activation of a function takes: its statements, each with a guard
/// and up to 30 operands to materialise, its results, the moves of its blocks' parameters, prologue
/// and epilogue; all of it once for each lap. This is far above what the limits of cases allow, as
/// a test checks.
const INSTRUCTIONS_AN_ACTIVATION: u64 = 128_000 * (1 + limits::MAX_LAPS as u64);

/// The most instructions for a case with this many events in its trace. Each activation leaves at
/// least one event.
pub fn budget(events: usize) -> u64 {
    (events as u64 + 1) * INSTRUCTIONS_AN_ACTIVATION
}

/// The limits of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Instructions.
    pub budget: u64,
    /// The index of the event at which it stops.
    pub stop_at: usize,
    /// The stack limit that functions check; by default the lower end of the stack.
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

/// Runs images in the machine, one after another.
#[derive(Debug, Default)]
pub struct MachineExecutor {
    machine: Machine,
    /// Whether only a processor's faults are faults.
    lenient: bool,
    /// The registers as the last run left them.
    hart: Hart,
}

impl Executor for &mut MachineExecutor {
    fn execute(
        &mut self,
        case: &Case,
        layouts: &Layouts,
        image: &mut Image<'_>,
        budget: u64,
    ) -> Result<Observed, QemuError> {
        Ok(self.run(case, layouts, image, budget))
    }
}

impl MachineExecutor {
    /// An executor.
    pub fn new() -> Self {
        MachineExecutor::default()
    }

    /// The same executor, in which only a processor's faults are faults. By default, reading an
    /// unboxed float is one, too, and so is storing an address to that address: no operation of a
    /// case does either.
    pub fn lenient(self) -> Self {
        MachineExecutor {
            lenient: true,
            ..self
        }
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

    /// Runs every invocation of `case` on `image` as far as `limits` allow, observed by `observer`.
    /// [`MachineExecutor::hart`] then returns the final registers.
    pub fn run_within(
        &mut self,
        case: &Case,
        layouts: &Layouts,
        image: &mut Image<'_>,
        limits: Limits,
        observer: Option<&mut dyn CrossingObserver>,
    ) -> Observed {
        let context = case.has_context().then(|| {
            let (start, bytes) = case::context(limits.stack.unwrap_or(image.stack().start));
            Region::owned(start, bytes, Rights::ReadOnly)
        });
        let mut loaded = Loaded::new(
            &mut self.machine,
            &mut *image,
            context,
            extensions(&case.target),
        );
        let (machine, mapped) = loaded.parts();
        machine.hart.strict = !self.lenient;
        let run = CaseRun {
            case,
            layouts,
            image: mapped,
            stop_at: limits.stop_at,
        };
        let mut budgeted = Budgeted {
            machine,
            budget: limits.budget,
        };
        let Ok(mut observed) = run.invoke_all(&mut budgeted, observer);
        observed.retired = machine.retired();
        observed.misread = misread(machine, &mapped.map);
        self.hart = machine.hart.clone();
        drop(loaded);
        let data = (0..image.map.data.len()).map(|index| image.data(index));
        observed.memory = data.map(|span| image.bytes(span).to_vec()).collect();
        observed
    }

    /// The registers as the last run left them.
    pub fn hart(&self) -> &Hart {
        &self.hart
    }
}

/// A machine with a budget of instructions, counted since it was loaded.
struct Budgeted<'b> {
    machine: &'b mut Machine,
    budget: u64,
}

impl Processor for Budgeted<'_> {
    type Error = Infallible;

    fn state(&mut self) -> (&mut Hart, &mut Memory) {
        let Machine { hart, memory, .. } = &mut *self.machine;
        (hart, memory)
    }

    fn follow(&mut self, watch: &mut Watch<'_>) -> Result<Option<Outcome>, Infallible> {
        let left = self.budget.saturating_sub(self.machine.retired());
        Ok(match self.run(watch, left) {
            RunExit::Stopped => None,
            RunExit::Refused(access) => Some(Watch::refused(access, &self.machine.hart)),
            RunExit::Fault(fault) => Some(Outcome::Fault(fault)),
            RunExit::RanAway => Some(Outcome::RanAway),
        })
    }
}

impl Budgeted<'_> {
    /// Runs the machine; in single steps if the watch observes each instruction.
    fn run(&mut self, watch: &mut Watch<'_>, budget: u64) -> RunExit {
        if !watch.is_stepped() {
            return self.machine.run(watch, budget);
        }
        for _ in 0..budget {
            match self.machine.run(watch, 1) {
                RunExit::RanAway => watch.stepped(&self.machine.hart),
                exit => return exit,
            }
        }
        RunExit::RanAway
    }
}

/// Executed bytes that are not an instruction, if there are any.
fn misread(machine: &Machine, map: &LinkMap) -> Option<Misread> {
    if let Some((outer, inner)) = machine.overlapping() {
        return Some(Misread::Overlap { outer, inner });
    }
    let addresses = map
        .relocations
        .iter()
        .filter(|r| r.kind == RelocKind::Abs64);
    let mut literals = addresses.filter_map(|r| map.distance(r).map(|(at, _)| at));
    let executed = literals.find(|&at| machine.executed(at..at + 8));
    executed.map(|at| Misread::Literal { at })
}
