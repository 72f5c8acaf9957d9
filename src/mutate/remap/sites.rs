//! Call sites by number, as distance goals name them.

use super::values::Point;
use crate::case::Case;

/// The number of a call site at `place` within its function; placement goals name sites by it.
pub(super) fn site_number(case: &Case, place: Point) -> u16 {
    let blocks = &case.functions[place.function].blocks;
    let before = blocks[..place.block].iter().map(|b| b.calls().count());
    let here = blocks[place.block].statements[..place.statement].iter();
    let here = here.filter(|statement| statement.call().is_some()).count();
    (before.sum::<usize>() + here) as u16
}

/// Renumbers the call sites of `function` from number `at` on: `removed` sites go, with their
/// goals, and `added` sites come.
pub(super) fn shift_sites(case: &mut Case, function: usize, at: u16, removed: u16, added: u16) {
    case.placement.goals.retain_mut(|goal| {
        if goal.caller as usize != function || goal.site < at {
            return true;
        }
        let stays = goal.site - at >= removed;
        if stays {
            goal.site = goal.site - removed + added;
        }
        stays
    });
}
