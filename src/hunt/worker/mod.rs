//! The inside of a worker: what a fuzz target does differently when a hunt runs it, and what this
//! program does when a hunt runs it in the place of one.
//!
//! *Problem.* libFuzzer ends at the first finding, and a fault in the code under test ends the process.
//!
//! *Idea.* A finding goes into the inbox and the worker goes on. Before each input, the worker copies it to a [`Page`] that it
//! shares with its supervisor, and there it says what it is at; so whatever ends it, the supervisor knows the input.
//!
//! *Invariant.* A finding is on disk before the next input. A worker that cannot write ends, and the input stays on its page.

mod coverage;
mod fault;
mod numbers;
mod page;
mod plain;
mod room;
mod session;

pub use coverage::{Counters, Map};
pub use page::{MAX_INPUT, Page, Phase};
pub use plain::plain_worker;
pub use session::{Session, note_panic, note_step};

pub(super) use numbers::Numbers;
pub(super) use page::now;
pub(super) use session::{Settings, Shrink};

use sha1::{Digest, Sha1};

/// Exit code of a worker that cannot write a finding; its last words say why.
pub(super) const CANNOT_WRITE: i32 = 3;

/// The name that libFuzzer gives the file of an input: the SHA-1 of its bytes.
pub(super) fn name_of(input: &[u8]) -> String {
    let digest = Sha1::digest(input);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
