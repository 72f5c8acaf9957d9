//! Removes regions.

use super::Reducer;
use crate::case::Case;
use std::collections::BTreeSet;
use std::ops::Range;

/// Moves all functions of some regions to the first region.
///
/// Needs no legalisation: functions that share a region still do.
#[derive(Debug)]
pub(super) struct DropRegions;

impl Reducer for DropRegions {
    fn name(&self) -> &'static str {
        "drop-regions"
    }

    fn sites(&self, case: &Case) -> usize {
        others(case).len()
    }

    fn reduce(&self, case: &mut Case, sites: Range<usize>, _way: usize) {
        let others = others(case);
        for spot in &mut case.placement.spots {
            if others[sites.clone()].contains(&spot.region) {
                spot.region = 0;
            }
        }
    }
}

/// The regions in use, except the first.
fn others(case: &Case) -> Vec<u8> {
    let regions: BTreeSet<u8> = case.placement.spots.iter().map(|s| s.region).collect();
    regions.into_iter().filter(|&region| region != 0).collect()
}
