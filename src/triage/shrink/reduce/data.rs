//! Removes data objects.

use super::Reducer;
use crate::case::Case;
use crate::mutate::remap;
use std::ops::Range;

/// Removes data objects. Accesses to them go to another object.
///
/// Legalisation wraps offsets, and keeps at least one object.
#[derive(Debug)]
pub(super) struct DropData;

impl Reducer for DropData {
    fn name(&self) -> &'static str {
        "drop-data"
    }

    fn sites(&self, case: &Case) -> usize {
        case.data.len()
    }

    fn reduce(&self, case: &mut Case, sites: Range<usize>, _way: usize) {
        for object in sites.rev() {
            remap::remove_data(case, object);
        }
    }
}
