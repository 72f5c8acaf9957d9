//! The types of a list of values.

use crate::case::op::Operands;
use crate::case::{Param, Type};

/// The types of a list of values, in order.
#[derive(Clone, Debug)]
pub enum Types<'t> {
    /// Up to three types.
    Few(std::iter::Take<std::array::IntoIter<Type, 3>>),
    /// The types of parameters or results.
    Params(std::slice::Iter<'t, Param>),
    /// The types of a block's parameters.
    Listed(std::slice::Iter<'t, Type>),
}

impl Types<'_> {
    /// No values.
    pub fn none() -> Self {
        Types::Few([Type::I8; 3].into_iter().take(0))
    }

    /// One value of type `ty`.
    pub fn one(ty: Type) -> Self {
        Types::Few([ty; 3].into_iter().take(1))
    }
}

impl From<Operands> for Types<'_> {
    fn from(operands: Operands) -> Self {
        Types::Few(operands.types.into_iter().take(operands.len))
    }
}

impl<'t> From<&'t [Param]> for Types<'t> {
    fn from(params: &'t [Param]) -> Self {
        Types::Params(params.iter())
    }
}

impl<'t> From<&'t [Type]> for Types<'t> {
    fn from(types: &'t [Type]) -> Self {
        Types::Listed(types.iter())
    }
}

impl Iterator for Types<'_> {
    type Item = Type;

    fn next(&mut self) -> Option<Type> {
        match self {
            Types::Few(types) => types.next(),
            Types::Params(params) => params.next().map(|param| param.ty),
            Types::Listed(types) => types.next().copied(),
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        match self {
            Types::Few(types) => types.size_hint(),
            Types::Params(params) => params.size_hint(),
            Types::Listed(types) => types.size_hint(),
        }
    }
}

impl ExactSizeIterator for Types<'_> {}
