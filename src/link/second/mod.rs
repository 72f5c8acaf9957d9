//! The CLIF of a case, executed by somebody else.
//!
//! *Problem.* Whoever is to say what a case means, beside the model, must share neither the model nor the riscv64 backend, but must get the very
//! functions that are compiled for riscv64.
//!
//! *Idea.* The same `lower::function`, and then cranelift-interpreter, or Cranelift's backend for the machine that this runs on. Functions of the
//! host and libcalls are defined with the bodies that the case gives them, as any other.
//!
//! *Invariant.* What is left is in Farcall's own terms, the same from both.
//!
//! *Limits.* No placement: functions and data lie wherever there is room. What crosses between functions is not seen.

mod interpret;
mod left;
mod native;
mod prepare;

pub use interpret::{Interpreted, interpret};
pub use left::Left;
pub use native::Native;
