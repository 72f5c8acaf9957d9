//! Mutators of stack slots.

mod add;
mod change;
mod remove;

pub(super) use add::AddSlot;
pub(super) use change::ChangeSlot;
pub(super) use remove::RemoveSlot;

use super::Weighted;

/// The mutators, each with its weight in the draw.
pub(super) const MUTATORS: &[Weighted] = &[(3, &AddSlot), (2, &ChangeSlot), (1, &RemoveSlot)];
