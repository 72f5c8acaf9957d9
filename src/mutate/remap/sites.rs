//! Call sites by number, as distance goals name them.

use super::values::Point;
use crate::case::Case;

/// How many call sites of its function come before `place`: what a placement goal calls a site.
pub(super) fn site_number(case: &Case, place: Point) -> u16 {
    let blocks = &case.functions[place.function].blocks;
    let before = blocks[..place.block].iter().map(|b| b.calls().count());
    let here = blocks[place.block].statements[..place.statement].iter();
    let here = here.filter(|statement| statement.call().is_some()).count();
    (before.sum::<usize>() + here) as u16
}

/// Call sites of `function` from number `at` on change: `removed` go, with their goals, and `added` come.
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
