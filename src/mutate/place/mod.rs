//! Mutators of placement.

mod order;
mod remove_edge;
mod set_edge;
mod spot;

pub(super) use order::MoveInOrder;
pub(super) use remove_edge::RemoveEdge;
pub(super) use set_edge::SetEdge;
pub(super) use spot::ChangeSpot;
