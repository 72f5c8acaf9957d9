//! Executors by value.

use super::edges::EdgeExecutor;
use super::executor::Executor;
use super::machine::MachineExecutor;
use super::qemu::QemuExecutor;
use crate::qemu::Qemu;

/// One of the executors.
#[derive(Clone, Debug)]
pub enum ExecutorChoice {
    /// The checked machine, inside this process.
    Machine,
    /// QEMU: observes crossings between the harness and functions, and memory.
    Qemu(Qemu),
    /// QEMU edge by edge: observes what the machine does, slowly.
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

    /// The chosen executor; `machine` is the one in this process.
    pub fn executor<'e>(&'e self, machine: &'e mut MachineExecutor) -> Box<dyn Executor + 'e> {
        match self {
            ExecutorChoice::Machine => Box::new(machine),
            ExecutorChoice::Qemu(qemu) => Box::new(QemuExecutor(qemu)),
            ExecutorChoice::QemuEdges(qemu) => Box::new(EdgeExecutor(qemu)),
        }
    }
}
