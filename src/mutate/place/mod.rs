//! Mutators of placement.

mod order;
mod remove_goal;
mod set_goal;
mod spot;

pub(super) use order::MoveInOrder;
pub(super) use remove_goal::RemoveGoal;
pub(super) use set_goal::SetGoal;
pub(super) use spot::ChangeSpot;

use super::Weighted;

/// The mutators, each with its weight in the draw.
pub(super) const MUTATORS: &[Weighted] = &[
    (3, &MoveInOrder),
    (4, &ChangeSpot),
    (6, &SetGoal),
    (2, &RemoveGoal),
];
