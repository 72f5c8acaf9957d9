//! Cranelift 0.136: all that differs in later versions is as in 0.135.

pub(in crate::link) use super::v0_135::{alignment, call_sites};
