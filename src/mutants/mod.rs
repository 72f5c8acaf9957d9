//! Mutants: known faults in copies of Cranelift, to measure whether and how fast a hunt finds them.
//!
//! *Problem.* Whether a fuzzer finds bugs cannot be told from bugs that it has not found. Faults that somebody else wrote down can be
//! planted; but each build of Cranelift takes minutes.
//!
//! *Idea.* `plant` finds the places in copies of the crates. All mutants that can be chosen at run time share one program (`programs`),
//! each other gets its own. A `trial` is one hunt, with the same workers and oracles as any other, on one core, from an empty corpus,
//! until something is found that is no known issue; what it costs is counted in processor time, because machines are noisy. Before, the
//! same hunts are made with no mutant in force: what they find does not count ([`MutantsReport::Note`] says it). `stats` and `curve` compare
//! ways to hunt.
//!
//! *Invariant.* With no mutant in force, the shared program compiles every case as Farcall itself does (`digest`); a program that does
//! not is never hunted in. The registry's crates and `Cargo.lock` are only read. A trial that has ended is written
//! down at once, under a digest of all that it depends on; so the same command goes on where it was, and nothing stale is counted.
//!
//! *Limits.* Only crates that are linked into the fuzz target and their build dependencies can be mutated. A mutant with a build of its own
//! does not say whether its function was executed; where one shares its build, that is all that "reached" says. Programs stay in Cargo's
//! target directory until that is cleaned.

mod bench;
mod crates;
mod curve;
pub(crate) mod digest;
mod error;
mod inherit;
mod journal;
mod list;
mod mode;
mod options;
mod plant;
mod pool;
mod programs;
mod run;
mod stats;
mod summary;
mod trial;

pub use error::MutantsError;
pub use list::{ListError, Mutant, parse};
pub use mode::Mode;
pub use options::{MutantsOptions, MutantsReport};
pub use run::{run, verify};
pub use stats::Comparison;
pub use summary::{Builds, MutantResult, MutantsSummary, Pair, Total};
pub use trial::TrialResult;
