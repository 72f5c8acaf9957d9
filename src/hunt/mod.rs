//! Hunting: many cases, for a while, unattended.
//!
//! *Idea.* A plain random loop on every core, in this process. Case number n is generated from entropy that depends on the seed and n
//! alone, so a hunt can be repeated whatever the number of workers.
//!
//! *Invariant.* A finding is on disk, with its case, before the next case of that worker is checked; files are written whole and renamed.
//!
//! *Limits.* No coverage, no corpus, no supervision yet: an abort of the process ends the hunt.

mod atomic;
mod options;
mod output;
mod random;
mod stats;

pub use options::{Options, parse_duration};
pub use output::{OutputError, Record};
pub use random::{HuntError, Outcome, Progress, hunt};
pub use stats::{Stats, peak_rss_mb};
