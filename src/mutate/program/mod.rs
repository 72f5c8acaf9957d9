//! Mutators of everything outside bodies: whole functions, invocations, data, settings.

mod add_function;
mod add_invocation;
mod argument;
mod data;
mod duplicate_function;
mod externs;
mod flags;
mod libcall;
mod remove_function;
mod remove_invocation;
mod table;

pub(super) use add_function::AddFunction;
pub(super) use add_invocation::AddInvocation;
pub(super) use argument::ChangeArgument;
pub(super) use data::ChangeData;
pub(super) use duplicate_function::DuplicateFunction;
pub(super) use externs::ToggleExtern;
pub(super) use flags::ToggleFlag;
pub(super) use libcall::ToggleLibcall;
pub(super) use remove_function::RemoveFunction;
pub(super) use remove_invocation::RemoveInvocation;
pub(super) use table::ChangeTable;

use super::Weighted;

/// The mutators, each with its weight in the draw.
pub(super) const MUTATORS: &[Weighted] = &[
    (4, &ToggleFlag),
    (3, &ChangeData),
    (4, &ChangeTable),
    (4, &ChangeArgument),
    (3, &ToggleExtern),
    (3, &ToggleLibcall),
    (3, &AddFunction),
    (3, &RemoveFunction),
    (2, &DuplicateFunction),
    (2, &AddInvocation),
    (2, &RemoveInvocation),
];
