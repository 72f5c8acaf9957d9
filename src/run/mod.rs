//! From an image to what happens when it runs.
//!
//! *Idea.* An executor enters the functions that the case names, follows every transfer of control between functions, and writes down
//! what crosses: values read where the ABI tables say they are, and the registers that a crossing has to respect. Then it overwrites
//! whatever the tables leave undefined at that crossing (`poison`), so that nothing survives by luck. It judges nothing; where control
//! goes astray it stops and says where.
//!
//! *Executors.* [`machine`], inside the process, and `qemu`, a second opinion.

pub(crate) mod entry;
pub(crate) mod files;
mod host;
mod layouts;
pub mod machine;
mod observed;
pub(crate) mod places;
pub(crate) mod poison;
mod probe;
mod qemu;
mod watch;
mod window;

pub use layouts::{Contract, Edge, Layouts};
pub(crate) use machine::extensions;
pub use machine::{Executor, Limits, budget};
pub use observed::{Astray, Changed, Event, Misread, Observed, Outcome, Prologue, Registers};
pub use probe::Probe;
pub use window::Probes;
