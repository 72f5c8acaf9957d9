//! What linking knows of riscv64: relocations and distances. A second instruction set would have a
//! module next to this one.

pub mod reach;
mod relocation;

pub use relocation::RelocKind;
pub(super) use relocation::kind;
