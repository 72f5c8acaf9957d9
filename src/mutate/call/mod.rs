//! Mutators of call sites.

mod add;
mod kind;
mod make_tail;
mod remove;
mod retarget;
mod split_tail;

pub(super) use add::AddCall;
pub(super) use kind::ChangeCallKind;
pub(super) use make_tail::MakeTailCall;
pub(super) use remove::RemoveCall;
pub(super) use retarget::RetargetCall;
pub(super) use split_tail::SplitTailCall;

use super::Weighted;

/// The mutators, each with its weight in the draw.
pub(super) const MUTATORS: &[Weighted] = &[
    (6, &AddCall),
    (2, &RemoveCall),
    (6, &RetargetCall),
    (5, &ChangeCallKind),
    (6, &MakeTailCall),
    (2, &SplitTailCall),
];
