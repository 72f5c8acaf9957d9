//! The executors, all of equal standing: each runs an image.
//!
//! *Idea.* An executor is one folder or file that implements [`Executor`], and one line in
//! [`ExecutorChoice`]. `machine` runs an image in this process. `qemu` runs it in QEMU, as a
//! program of its own. `edges` follows QEMU edge by edge. The rest of Farcall chooses an executor
//! by value.
//!
//! *Invariant.* Executors agree: where two of them observe the same thing, they observe the same
//! value.

mod choice;
mod edges;
mod executor;
mod invoke;
mod machine;
mod qemu;

pub use choice::ExecutorChoice;
pub use executor::Executor;
pub use machine::{Limits, MachineExecutor, budget};
