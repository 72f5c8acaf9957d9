//! The CLIF of a case, executed by another implementation.
//!
//! *Problem.* A second opinion on what a case means must share neither the model nor the riscv64
//! backend. But it must execute the same functions that are compiled for riscv64.
//!
//! *Idea.* The same `lower::function`, then cranelift-interpreter, or Cranelift's backend for the
//! host. Extern functions and libcalls are defined like all others, with their bodies in the case.
//!
//! *Invariant.* Both give the result in the same terms, those of the case.
//!
//! *Limits.* No placement: functions and data lie wherever there is room. Crossings between
//! functions are not observed.

mod interpret;
mod left;
mod native;
mod prepare;

pub use interpret::{Interpreted, interpret};
pub use left::Left;
pub use native::Native;
