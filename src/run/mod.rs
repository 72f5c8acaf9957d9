//! From an image to what happens when it runs.
//!
//! *Idea.* An executor enters the functions that the case names, follows every transfer of control between functions, and writes down
//! what crosses: values read where the ABI tables say they are, and the registers that a crossing has to respect. Then it overwrites
//! whatever the tables leave undefined at that crossing (`poison`), so that nothing survives by luck. It judges nothing; where control
//! goes astray it stops and says where.
//!
//! *Limits.* One executor today: [`machine`], inside the process.

mod entry;
mod files;
mod host;
mod layouts;
pub mod machine;
mod observed;
mod poison;
mod watch;

pub use layouts::{Contract, Edge, Layouts};
pub use machine::{Executor, budget};
pub use observed::{Astray, Changed, Event, Observed, Outcome, Registers};
