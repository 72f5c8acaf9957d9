//! The default executor: the checked machine, on the image where it lies.

use super::entry;
use super::layouts::Layouts;
use super::observed::{Observed, Outcome};
use super::watch::Watch;
use crate::case::{Case, Target};
use crate::link::{Image, Span};
use crate::machine::{Access, Exit, Extension, Extensions, Hart, Machine, Region};

/// Instructions that one invocation may take. Fuel and the call budget keep a legal case far below.
const BUDGET: u64 = 4_000_000;

/// Runs images, one after another.
#[derive(Debug, Default)]
pub struct Executor {
    machine: Machine,
}

impl Executor {
    /// An executor.
    pub fn new() -> Self {
        Executor::default()
    }

    /// Runs every invocation of `case` on `image`.
    pub fn run(&mut self, case: &Case, layouts: &Layouts, image: &Image<'_>) -> Observed {
        self.run_until(case, layouts, image, usize::MAX)
    }

    /// Runs until event number `stop_at` or the end, and leaves the machine as it is then; see [`Executor::hart`].
    pub fn run_until(
        &mut self,
        case: &Case,
        layouts: &Layouts,
        image: &Image<'_>,
        stop_at: usize,
    ) -> Observed {
        let mut observed = Observed {
            events: Vec::new(),
            values: Vec::new(),
            outcome: Outcome::Completed,
            memory: Vec::new(),
            retired: 0,
        };
        let loaded = self
            .machine
            .load(regions(case, image), extensions(&case.target));
        loaded.expect("the planner keeps spans apart");

        for invocation in &case.invocations {
            let callee = invocation.function;
            let layout = layouts.of(None, callee);
            let Machine { hart, memory, .. } = &mut self.machine;
            let top = image.stack().end();
            entry::enter(hart, memory, layout, &invocation.args, top, image.host());
            hart.pc = image.function(callee).start;

            let mut watch = Watch::new(&image.map, layouts, &mut observed, stop_at);
            let flow = watch.enter(hart, memory, callee);
            if flow == crate::machine::Flow::Stop {
                break;
            }
            let exit = self.machine.run(&mut watch, BUDGET);
            let done = watch.is_done();
            match exit {
                Exit::Stopped => {}
                Exit::Fault(fault) => observed.outcome = Outcome::Fault(fault),
                Exit::RanAway => observed.outcome = Outcome::RanAway,
            }
            if !done || observed.outcome != Outcome::Completed {
                break;
            }
        }
        observed.retired = self.machine.retired();
        let data = (0..image.map.data.len()).map(|index| image.data(index));
        observed.memory = data.map(|span| image.bytes(span).to_vec()).collect();
        observed
    }

    /// The registers as the last run left them.
    pub fn hart(&self) -> &Hart {
        &self.machine.hart
    }
}

fn regions<'i>(case: &'i Case, image: &'i Image<'_>) -> impl Iterator<Item = Region> + 'i {
    let region = |span: Span, access: Access| {
        // SAFETY: the span lies inside the arena, a mapping that outlives the image and is readable and writable; linking has
        // initialised it (anonymous pages read as zeros). The image borrows the arena, so no linker writes to it, and observed memory
        // is read as slices only while the machine does not run.
        unsafe { Region::from_raw(span.start, span.len, image.pointer(span), access) }
    };
    let code = (0..case.functions.len()).map(move |f| (image.function(f as u16), Access::Code));
    let data = (0..image.map.data.len()).map(move |d| (image.data(d), Access::ReadWrite));
    let stack = std::iter::once((image.stack(), Access::Stack));
    let spans = code.chain(data).chain(stack);
    spans.map(move |(span, access)| region(span, access))
}

/// The machine has what the compiler was told that the target has, and no more.
fn extensions(target: &Target) -> Extensions {
    let toggles = [(Extension::Zca, target.zca), (Extension::Zcb, target.zcb)];
    let base = Extensions::GC
        .without(Extension::Zca)
        .without(Extension::Zcd);
    toggles
        .into_iter()
        .filter(|&(_, on)| on)
        .fold(base, |all, (extension, _)| all.with(extension))
}
