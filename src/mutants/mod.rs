//! Mutants: known faults in copies of Cranelift, to measure whether and how fast a hunt finds them.
//!
//! *Problem.* Bugs that a fuzzer has not found say nothing about how well it finds bugs. Faults
//! that others wrote down can be planted, but each build of Cranelift takes minutes.
//!
//! *Idea.* `plant` finds the places in copies of the crates. All mutants that can be selected at
//! run time share one program (`programs`); each of the others gets its own. A `trial` is one hunt,
//! with the same workers and oracles as any other, on one core, from an empty corpus, until it
//! finds something that is no known issue. Its cost is processor time, because wall-clock time is
//! noisy. First, the same hunts run with no mutant in force: what they find does not count
//! ([`MutantsReport::Note`] says so). `stats` and `curve` compare ways to hunt.
//!
//! *Invariant.* With no mutant in force, the shared program compiles every case as Farcall itself
//! does (`digest`); a program that does not is never hunted in. The registry's crates and
//! `Cargo.lock` are only read. A trial that has ended is recorded at once, under a digest of
//! everything that it depends on. So the same command resumes, and counts nothing stale.
//!
//! *Limits.* Only crates that are linked into the fuzz target and their build dependencies can be
//! mutated. A mutant in the shared build reports whether its function was executed ("reached"); one
//! with its own build does not. Programs stay in Cargo's target directory until that is cleaned.

mod bench;
pub(crate) mod crates;
mod curve;
pub(crate) mod digest;
mod error;
mod inherit;
mod journal;
mod list;
mod mode;
mod options;
pub(crate) mod plant;
mod pool;
pub(crate) mod programs;
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
