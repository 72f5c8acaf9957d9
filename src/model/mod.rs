//! What a case means: the trace that correct code would leave.
//!
//! *Problem.* The final result alone hides most mistakes, and the compiler cannot be asked what it should have done.
//!
//! *Idea.* A direct interpreter of the case. It knows types and values, not registers, and records every call and return with
//! the values that cross, then the final memory.
//!
//! *Invariant.* The trace depends on the case alone. Arithmetic is the soft-float library's, never the host's.
//!
//! *Limits.* NaNs: which NaN an arithmetic operation makes is left open, so a value that may be "some NaN" says so
//! ([`Expected::any_nan`]) and compares equal to each of them. Moves keep every bit; operations that let bits be seen
//! ([`crate::case::Op::ToBits`], stores) make the NaN canonical first.

mod interpret;
mod op;
mod trace;

pub use interpret::trace;
pub use trace::{Crossing, End, Event, Expected, Trace};
