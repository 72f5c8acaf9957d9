//! Farcall: a fuzzer for cross-function call lowering in Cranelift, aimed at riscv64.
//!
//! Data flows one way, a folder a stage; see `ARCHITECTURE.md`.

pub mod abi;
mod atomic;
pub mod bench;
pub mod case;
pub mod check;
mod children;
mod class;
pub mod cli;
pub mod doctor;
pub mod export;
pub mod filetest;
pub mod fixes;
pub mod fuzz;
pub mod generate;
pub mod hunt;
pub mod known;
pub mod link;
pub mod lower;
mod mirror;
pub mod model;
pub mod mutants;
pub mod mutate;
pub mod opinion;
pub mod oracle;
mod panic;
mod proc;
pub mod qemu;
mod regular;
pub mod relink;
pub mod run;
pub mod selftest;
pub mod triage;
pub mod version;
