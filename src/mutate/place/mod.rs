//! Mutators of placement.

mod order;
mod remove_edge;
mod set_edge;
mod spot;

pub(super) use order::MoveInOrder;
pub(super) use remove_edge::RemoveEdge;
pub(super) use set_edge::SetEdge;
pub(super) use spot::ChangeSpot;

use super::Weighted;

/// The mutators, each with the weight by which it is drawn.
pub(super) const MUTATORS: &[Weighted] = &[
    (3, &MoveInOrder),
    (4, &ChangeSpot),
    (6, &SetEdge),
    (2, &RemoveEdge),
];
