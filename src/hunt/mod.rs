//! Hunting: many cases, for a while, unattended.
//!
//! *Problem.* The code under test may panic, abort, overflow the stack, hang, or eat all memory, and the machine may be switched off; a hunt
//! of a night has to go on, or to be taken up again, and lose nothing.
//!
//! *Idea.* Two engines. *Coverage*: `build/` makes the instrumented libFuzzer target, `supervise/` runs it in processes, and
//! [`worker`] is what it does inside of them. *Random*: a plain loop on every core in this process, in which case number n depends on the seed
//! and n alone; it needs no build, and is the baseline.
//!
//! *Invariant.* A finding is on disk, with its case, before the next case of that worker is checked; files are written whole and renamed.
//!
//! *Limits.* The random engine has no supervision: an abort of the process ends the hunt.

pub(crate) mod build;
mod confirm;
mod inbox;
mod options;
mod outcome;
mod output;
mod random;
mod record;
mod stats;
mod supervise;
mod tally;
pub mod worker;

pub use build::{BuildError, BuildProgress, rustc_wrapper};
pub use confirm::confirm;
pub use options::{Assertions, Engine, Mutator, Options, Target, Trial, parse_duration};
pub use outcome::{Detection, HuntError, Mistake, Outcome, Progress, Report};
pub use output::OutputError;
pub(crate) use output::lock;
pub use record::Record;
pub use stats::{Stats, peak_rss_mb};

use std::sync::atomic::AtomicBool;

/// The most cases that are checked to shrink the first one of a new bucket: some seconds. `farcall shrink` checks more.
const SHRINK_CHECKS: u64 = 5000;

/// Hunts until the time is up or `stop` is set, and shows how it goes about four times a second.
///
/// # Errors
/// See [`HuntError`]. What was found before is on disk.
pub fn hunt(
    options: &Options,
    stop: &AtomicBool,
    show: &mut dyn FnMut(Report),
) -> Result<Outcome, HuntError> {
    match options.engine {
        Engine::Coverage => supervise::hunt(options, stop, show),
        Engine::Random => random::hunt(options, stop, show),
    }
}
