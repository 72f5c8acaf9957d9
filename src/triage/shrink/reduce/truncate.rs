//! Shortens data objects.

use super::Reducer;
use crate::case::{Case, limits};
use std::ops::Range;

/// Truncates data objects to the minimum size, or to half of their size.
///
/// Legalisation wraps offsets.
#[derive(Debug)]
pub(super) struct TruncateData;

impl Reducer for TruncateData {
    fn name(&self) -> &'static str {
        "truncate-data"
    }

    fn sites(&self, case: &Case) -> usize {
        case.data.len()
    }

    fn ways(&self) -> usize {
        2
    }

    fn reduce(&self, case: &mut Case, sites: Range<usize>, way: usize) {
        for object in &mut case.data[sites] {
            let half = limits::MIN_DATA_BYTES.max(object.bytes.len() / 2);
            object.bytes.truncate([limits::MIN_DATA_BYTES, half][way]);
        }
    }
}
