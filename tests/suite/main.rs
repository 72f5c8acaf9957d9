//! The tests of the public interface: of the library as a whole, and of the program.
//!
//! They are one binary, so that they are linked once, and slow ones run beside the others. Tests
//! that need a `main` of their own are in `tests/processes`.

#[path = "../common/mod.rs"]
mod common;

mod builds;
mod cells;
mod cli;
mod counted_hunt;
mod doctor;
mod edges;
mod execution;
mod export_clif;
mod features;
mod frame;
mod invariants;
mod keys;
mod known;
mod ledger;
mod libcalls;
mod limits;
mod loops;
mod metadata;
mod metamorphic;
mod mutate;
mod opinion;
mod oracles;
mod placement;
mod pressure;
mod reach;
mod shrink;
mod sites;
mod stack_limit;
mod tables;
mod throttles;
mod traps;
