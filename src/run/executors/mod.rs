//! Who executes an image: executors of equal standing.
//!
//! *Idea.* An executor is one folder or file with one implementation of [`Executor`], and one line
//! in [`ExecutorChoice`]. `machine` runs an image in this process and `qemu` in QEMU, as a program
//! of its own; `edges` follows QEMU from one crossing to the next. The rest of Farcall chooses one
//! by value and asks no further.
//!
//! *Invariant.* What an executor observes of a case, every other one that sees it observes, too.

mod choice;
mod edges;
mod executor;
mod invoke;
mod machine;
mod qemu;

pub use choice::ExecutorChoice;
pub use executor::Executor;
pub use machine::{Limits, MachineExecutor, budget};
