//! The tests that need more than one module of the library, or the program: one binary, so that
//! they are linked once and run side by side.

#[path = "../common/mod.rs"]
mod common;

mod cells;
mod cli;
mod counted_hunt;
mod doctor;
mod edges;
mod execution;
mod features;
mod frame;
mod invariants;
mod keys;
mod known;
mod ledger;
mod libcalls;
mod limits;
mod metadata;
mod metamorphic;
mod mutants;
mod mutate;
mod opinion;
mod oracles;
mod placement;
mod pressure;
mod reach;
mod relink;
mod shrink;
mod sites;
mod stack_limit;
mod throttles;
