//! Hunting: many cases, for a while, unattended.
//!
//! *Problem.* The code under test may panic, abort, overflow the stack, hang, or eat all memory, and the machine may be switched off; a hunt
//! of a night has to go on, or to be taken up again, and lose nothing.
//!
//! *Idea.* Workers are processes, which `supervise/` looks after; [`worker`] is what they do
//! inside. There are two kinds. A *plain* worker is this very program and generates every case
//! anew; case number n depends on the seed and n alone. It needs no build, so a hunt begins at
//! once. The other is the instrumented libFuzzer target, which `build/` makes meanwhile. The engine
//! *coverage* goes over to it as soon as it is there, *random* stays with plain workers.
//!
//! *Invariant.* A finding is on disk, with its case, before the next case of that worker is
//! checked; files are written whole and renamed. That a fuzz target cannot be built is said once
//! and ends no hunt.
//!
//! *Limits.* A supervisor looks after the processes of one machine.

pub(crate) mod build;
mod confirm;
mod error;
mod inbox;
mod options;
mod output;
mod record;
mod stats;
mod summary;
mod supervise;
mod tally;
pub mod worker;

pub use build::{BuildError, BuildProgress, rustc_wrapper};
pub use confirm::confirm;
pub use error::{HuntError, OutputError};
pub use options::{
    Assertions, Engine, FuzzTarget, HuntBound, HuntOptions, MutatorChoice, ProgramSource, Trial,
    parse_duration,
};
pub(crate) use output::lock;
pub use record::Record;
pub use stats::Stats;
pub use summary::{Detection, HuntProgress, HuntReport, HuntSummary, Mistake};

use std::sync::atomic::AtomicBool;

/// Hunts until its bound is reached or `stop` is set, and shows how it goes about four times a
/// second.
///
/// # Errors
/// See [`HuntError`]. What was found before is on disk.
pub fn hunt(
    options: &HuntOptions,
    stop: &AtomicBool,
    show: &mut dyn FnMut(HuntReport),
) -> Result<HuntSummary, HuntError> {
    supervise::hunt(options, stop, show)
}
