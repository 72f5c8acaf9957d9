//! From an image to what is observed when it runs.
//!
//! *Idea.* An executor enters the functions that the case names, and follows every transfer of
//! control between functions. At each crossing it records the values where the ABI tables say they
//! are, and the registers that the crossing must respect. Then it overwrites everything that the
//! tables leave undefined there (`poison`), so nothing survives by luck. It judges nothing. If
//! control goes astray, it stops and says where.
//!
//! *Executors.* See `executors`: the machine in this process, QEMU, and QEMU edge by edge.

pub(crate) mod entry;
mod executors;
mod externs;
pub(crate) mod files;
mod layouts;
pub(crate) mod loaded;
pub(crate) mod locations;
mod observed;
mod observer;
pub(crate) mod poison;
mod riscv64;
mod watch;
mod window;

pub use executors::{Executor, ExecutorChoice, Limits, MachineExecutor, budget};
pub use layouts::{CallEdge, Contract, Layouts};
pub use observed::{Astray, Changed, Event, Misread, Observed, Outcome, Prologue, Registers};
pub use observer::CrossingObserver;
pub(crate) use riscv64::{extensions, self_checking};
pub use window::StackProbes;
