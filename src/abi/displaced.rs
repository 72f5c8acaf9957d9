//! Where the two tables differ.

use super::layout::{Location, ValueLayout};
use super::{internal, psabi};
use crate::case::Signature;

/// Whether the two tables put some value of `signature` in different places, or extend it
/// differently.
#[cfg(test)]
pub(super) fn differ(signature: &Signature) -> bool {
    psabi::layout(signature) != internal::layout(signature)
}

/// An argument that the two tables put in different places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Displaced {
    /// Its position.
    pub position: usize,
    /// Where compiled functions expect it.
    pub inner: ValueLayout,
    /// Where C expects it.
    pub c: ValueLayout,
}

/// The first displaced argument of `signature`. Later ones may be displaced because of it. None if
/// the results need a return area, because no C function has so many results.
pub fn first_displaced(signature: &Signature) -> Option<Displaced> {
    let (c, inner) = (psabi::layout(signature), internal::layout(signature));
    if inner.return_area.is_some() {
        return None;
    }
    let places = |value: &ValueLayout| -> Vec<Location> {
        let parts = value.parts.iter();
        parts.map(|part| part.location).collect()
    };
    let pairs = inner.args.into_iter().zip(c.args).enumerate();
    pairs
        .map(|(position, (inner, c))| Displaced { position, inner, c })
        .find(|displaced| places(&displaced.inner) != places(&displaced.c))
}
