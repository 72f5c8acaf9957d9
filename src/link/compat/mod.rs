//! What differs between the Cranelifts that Farcall can be linked with.
//!
//! *Problem.* Cranelift renames parts of its interface now and then, and Farcall hunts in several
//! of its versions.
//!
//! *Idea.* One module a version, each with the same few functions. A Cargo feature chooses one when
//! Farcall is built, 0.135 if there is none; `farcall --cranelift` chooses the feature. What is the
//! same in all versions stays where it is used.
//!
//! *Invariant.* Nothing else in Farcall names what differs.
//!
//! *Limits.* Versions before 0.135 are not supported. A commit between two releases goes by the
//! module whose names it has; `relink/wanted.rs` decides which that is.

#[cfg(not(feature = "cranelift-0-137"))]
mod v0_135;
#[cfg(all(feature = "cranelift-0-136", not(feature = "cranelift-0-137")))]
mod v0_136;
#[cfg(feature = "cranelift-0-137")]
mod v0_137;

#[cfg(not(any(feature = "cranelift-0-136", feature = "cranelift-0-137")))]
pub(super) use v0_135::{alignment, call_sites};
#[cfg(all(feature = "cranelift-0-136", not(feature = "cranelift-0-137")))]
pub(super) use v0_136::{alignment, call_sites};
#[cfg(feature = "cranelift-0-137")]
pub(super) use v0_137::{alignment, call_sites};
