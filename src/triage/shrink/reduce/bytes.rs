//! Simplifies data.

use super::Reducer;
use crate::case::Case;
use crate::triage::shrink::simpler::{Simpler, simplify};
use std::ops::Range;

/// Replaces initial bytes of data by simpler ones.
///
/// Needs no legalisation.
#[derive(Debug)]
pub(super) struct SimplifyBytes;

impl Reducer for SimplifyBytes {
    fn name(&self) -> &'static str {
        "simplify-bytes"
    }

    fn sites(&self, case: &Case) -> usize {
        case.data.iter().map(|object| object.bytes.len()).sum()
    }

    fn ways(&self) -> usize {
        u8::WAYS
    }

    fn reduce(&self, case: &mut Case, sites: Range<usize>, way: usize) {
        let parts = case.data.iter_mut().flat_map(|object| &mut object.bytes);
        simplify(parts, sites, way);
    }
}
