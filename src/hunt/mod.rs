//! Hunting: many cases, for a while, unattended.
//!
//! *Problem.* The code under test may panic, abort, overflow the stack, hang, or use up all memory,
//! and the host may be switched off. A hunt of a night has to go on or to resume, and to lose
//! nothing.
//!
//! *Idea.* Workers are processes. `supervise/` supervises them; [`worker`] is their inside. There
//! are two kinds. A *plain* worker is this very program, and generates every case anew; case number
//! n depends on the seed and n alone. It needs no build, so a hunt starts at once. The other kind
//! is the instrumented libFuzzer target, which `build/` makes meanwhile. The engine *coverage*
//! switches to it as soon as it is built; *random* stays with plain workers.
//!
//! *Invariant.* A finding is on disk, with its case, before the same worker checks its next case.
//! Files are written whole and renamed. A fuzz target that cannot be built is reported once, and
//! does not end the hunt.
//!
//! *Limits.* A supervisor has the processes of one host.

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

/// Hunts until the bound is reached or `stop` is set, and shows its progress about four times a
/// second.
///
/// # Errors
/// See [`HuntError`]. What was found by then is on disk.
pub fn hunt(
    options: &HuntOptions,
    stop: &AtomicBool,
    show: &mut dyn FnMut(HuntReport),
) -> Result<HuntSummary, HuntError> {
    supervise::hunt(options, stop, show)
}
