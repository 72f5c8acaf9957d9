//! Who executes an image: executors of equal standing.
//!
//! *Idea.* An executor is one folder or file with one implementation of [`Executor`], and one line
//! in [`ExecutorChoice`]. `machine` runs an image in this process and `qemu` in QEMU, as a program
//! of its own; `edges` follows QEMU from one crossing to the next. The rest of Farcall chooses one
//! by value and asks no further.
//!
//! *Invariant.* What an executor observes of a case, every other one that sees it observes, too.

mod edges;
mod invoke;
mod machine;
mod qemu;

pub use machine::{Limits, MachineExecutor, budget};

use super::layouts::Layouts;
use super::observed::Observed;
use crate::case::Case;
use crate::link::Image;
use crate::model::Trace;
use crate::qemu::{Qemu, QemuError};

/// Executes images.
pub trait Executor {
    /// What this executor sees of the trace that is expected: all of it, if it follows every
    /// crossing.
    fn sees(&self, expected: Trace) -> Trace {
        expected
    }

    /// Runs every invocation of `case` on `image`. `budget` limits how far a run goes: in
    /// instructions, or in jumps where those are what it follows.
    ///
    /// # Errors
    /// If the executor cannot be used. Whatever the code does is no error.
    fn execute(
        &mut self,
        case: &Case,
        layouts: &Layouts,
        image: &mut Image<'_>,
        budget: u64,
    ) -> Result<Observed, QemuError>;
}

/// One of the executors.
#[derive(Clone, Debug)]
pub enum ExecutorChoice {
    /// The checked machine, inside of this process.
    Machine,
    /// QEMU: what crosses between the harness and functions, and memory.
    Qemu(Qemu),
    /// QEMU from one crossing to the next: what the machine sees, and slowly.
    QemuEdges(Qemu),
}

impl ExecutorChoice {
    /// The name, for people.
    pub fn name(&self) -> &'static str {
        match self {
            ExecutorChoice::Machine => "machine",
            ExecutorChoice::Qemu(_) => "qemu",
            ExecutorChoice::QemuEdges(_) => "edges",
        }
    }

    /// The executor that is chosen; `machine` is the one in this process.
    pub fn executor<'e>(&'e self, machine: &'e mut MachineExecutor) -> Box<dyn Executor + 'e> {
        match self {
            ExecutorChoice::Machine => Box::new(machine),
            ExecutorChoice::Qemu(qemu) => Box::new(qemu::QemuExecutor(qemu)),
            ExecutorChoice::QemuEdges(qemu) => Box::new(edges::EdgeExecutor(qemu)),
        }
    }
}
