//! Changes where a function lies.

use crate::case::{Case, limits};
use crate::generate;
use crate::mutate::{Mutator, draw};
use rand::RngExt;
use rand::rngs::StdRng;

/// Changes the region, the side or the gap of a function's spot.
///
/// Legalisation puts functions with near references to each other into the region of the first of
/// them, which would undo a move of one function alone. So half of the time the whole region moves.
#[derive(Debug)]
pub(crate) struct ChangeSpot;

impl Mutator for ChangeSpot {
    fn name(&self) -> &'static str {
        "change-spot"
    }

    fn mutate(&self, case: &mut Case, rng: &mut StdRng) -> bool {
        let function = draw::function(rng, case);
        let spots = &mut case.placement.spots;
        let old = spots[function];
        let spot = &mut spots[function];
        match rng.random_range(0..4) {
            0 => {
                let region = rng.random_range(0..limits::REGIONS);
                spot.region = region;
                if draw::once_in(rng, 2) {
                    let neighbours = spots.iter_mut().filter(|s| s.region == old.region);
                    neighbours.for_each(|s| s.region = region);
                }
            }
            1 => spot.side = spot.side.other(),
            2 => spot.gap = spot.gap.wrapping_add_signed(2 * rng.random_range(-4..=4)),
            _ => spot.gap = draw::generated(rng, 16, generate::gap),
        }
        spots[function] != old
    }
}
