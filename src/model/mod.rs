//! What a case means: the trace that correct code would leave.
//!
//! *Problem.* The final result alone hides most errors, and the compiler cannot be asked what it
//! should have done.
//!
//! *Idea.* A direct interpreter of the case. It knows types and values, not registers. It records
//! every call and return with the values that cross, then the final memory.
//!
//! *Invariant.* The trace depends on the case alone. Arithmetic is the soft-float library's, never
//! the host's.
//!
//! *Limits.* The model leaves open which NaN an arithmetic operation produces. Such a value says
//! that it may be any NaN ([`Expected::any_nan`]), and compares equal to each of them. Moves keep
//! every bit. Operations that make bits visible ([`crate::case::Op::ToBits`], stores) make a NaN
//! canonical first.

mod interpret;
mod op;
mod trace;

pub use interpret::trace;
pub use trace::{Crossing, End, Event, Expected, Trace};
