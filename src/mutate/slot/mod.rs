//! Mutators of stack slots.

mod add;
mod change;
mod remove;

pub(super) use add::AddSlot;
pub(super) use change::ChangeSlot;
pub(super) use remove::RemoveSlot;
