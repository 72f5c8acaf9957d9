//! The inside of a worker: a fuzz target that a hunt runs, or this program in its place.
//!
//! *Problem.* libFuzzer ends at the first finding, and a fault in the code under test ends the
//! process.
//!
//! *Idea.* A finding goes into the inbox, and the worker goes on. The worker copies each input to a
//! [`Page`] that it shares with its supervisor, and marks its current phase there. So the
//! supervisor knows the input, whatever ends the worker.
//!
//! *Invariant.* A finding is on disk before the next input. A worker that cannot write ends, and
//! the input stays on its page.

mod coverage;
mod fault;
mod input;
mod numbers;
mod page;
mod plain;
mod room;
mod session;

pub use coverage::{Counters, Map};
pub use page::{MAX_INPUT, Page, Phase};
pub use plain::plain_worker;
pub use session::{Session, note_panic, note_step};

pub(super) use input::name_of;
pub(super) use numbers::CaseNumbers;
pub(super) use page::now;
pub(super) use session::{CANNOT_WRITE, Settings, ShrinkJob};
