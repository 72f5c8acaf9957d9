//! Mutators of signatures. Each one changes the definition together with every call site.

mod add_param;
mod add_result;
mod context;
mod convention;
mod extension;
mod param_type;
mod permute_params;
mod remove_param;
mod remove_result;
mod result_type;
mod struct_return;

pub(super) use add_param::AddParam;
pub(super) use add_result::AddResult;
pub(super) use context::ChangeContext;
pub(super) use convention::ChangeConvention;
pub(super) use extension::ChangeExtension;
pub(super) use param_type::ChangeParamType;
pub(super) use permute_params::PermuteParams;
pub(super) use remove_param::RemoveParam;
pub(super) use remove_result::RemoveResult;
pub(super) use result_type::ChangeResultType;
pub(super) use struct_return::ToggleStructReturn;

use super::{Weighted, draw};
use crate::case::{Convention, Extension, Param, Target, Type};
use rand::RngExt;
use rand::rngs::StdRng;

/// The mutators, each with its weight in the draw.
pub(super) const MUTATORS: &[Weighted] = &[
    (4, &AddParam),
    (3, &RemoveParam),
    (5, &ChangeParamType),
    (4, &PermuteParams),
    (3, &AddResult),
    (2, &RemoveResult),
    (3, &ChangeResultType),
    (3, &ChangeExtension),
    (3, &ChangeConvention),
    (2, &ToggleStructReturn),
    (2, &ChangeContext),
];

/// A parameter or result of one of `types`, with a random extension if the type allows one. `None`
/// if `types` is empty.
fn param(rng: &mut StdRng, types: &[Type]) -> Option<Param> {
    let ty = draw::pick(rng, types)?;
    let extension = if Param::extensible(ty) {
        Extension::ALL[rng.random_range(0..Extension::ALL.len())]
    } else {
        Extension::None
    };
    Some(Param {
        extension,
        ..Param::plain(ty)
    })
}

/// The types that a function of this convention can return in addition to `results`.
fn room_beside(target: &Target, convention: Convention, results: &[Param]) -> Vec<Type> {
    let has_room = |ty: &Type| {
        let mut all = results.to_vec();
        all.push(Param::plain(*ty));
        target.returns(convention, &all).last() == Some(&true)
    };
    Type::ALL.into_iter().filter(has_room).collect()
}
