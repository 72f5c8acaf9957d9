//! How a run line ends when its function does not return as it should.

use farcall_machine::Fault;
use thiserror::Error;

/// The most instructions for a run line: several times what the longest of Cranelift's own takes, a
/// loop of 100,000 tail calls with 26 arguments.
pub(super) const BUDGET: u64 = 50_000_000;

/// How a run line ends when its function does not return as it should.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub(super) enum Trouble {
    #[error("{0}")]
    Fault(Fault),
    #[error("no call: {0} bytes of arguments and results do not fit on the stack")]
    TooLarge(u64),
    #[error("no return within {BUDGET} instructions")]
    RanAway,
    #[error("a return with {0} changed")]
    Clobbered(String),
    #[error("{name} touches bytes that do not exist")]
    ExternAccess { name: &'static str },
    #[error("a stack overflow: {name} probes {size} bytes, and they do not fit")]
    Overflow { name: &'static str, size: u64 },
    #[error("an exception with tag {tag} that no frame catches")]
    Uncaught { tag: u32 },
    #[error("an exception whose frame pointers do not lead to the entry frame")]
    LostFrame,
    #[error("a result outside of memory")]
    LostResult,
}
