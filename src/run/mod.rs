//! From an image to what happens when it runs.
//!
//! *Idea.* An executor enters the functions that the case names, follows every transfer of control between functions, and writes down
//! what crosses: values read where the ABI tables say they are, and the registers that a crossing has to respect. Then it overwrites
//! whatever the tables leave undefined at that crossing (`poison`), so that nothing survives by luck. It judges nothing; where control
//! goes astray it stops and says where.
//!
//! *Executors.* See `executors`: the machine, inside of this process, and QEMU, a second opinion.

pub(crate) mod entry;
mod executors;
pub(crate) mod files;
mod host;
mod layouts;
pub(crate) mod loaded;
mod observed;
pub(crate) mod places;
pub(crate) mod poison;
mod probe;
mod target;
mod watch;
mod window;

pub use executors::{Executor, ExecutorChoice, Limits, MachineExecutor, budget};
pub use layouts::{Contract, Edge, Layouts};
pub use observed::{Astray, Changed, Event, Misread, Observed, Outcome, Prologue, Registers};
pub use probe::Probe;
pub(crate) use target::extensions;
pub use window::Probes;
