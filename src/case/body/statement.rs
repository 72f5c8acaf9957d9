//! Statements: the steps of a block.

use super::{Access, Call, Operand, Signatures, Types};
use crate::case::{Op, TrapCode, Type};
use serde::{Deserialize, Serialize};

/// One step of a block.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Statement {
    /// A pure operation; defines one value.
    Op {
        /// The operation.
        op: Op,
        /// The operands, as many as [`Op::operands`] requires.
        args: Vec<Operand>,
    },
    /// Loads from memory; defines one value.
    Load(Access),
    /// Stores to memory. A NaN of a type with arithmetic is stored as the canonical NaN.
    Store {
        /// Where to store.
        access: Access,
        /// The value to store.
        value: Operand,
    },
    /// A call; defines the callee's results.
    Call(Call),
    /// Traps if an integer is zero, or if it is not.
    Trap {
        /// Whether it traps if the integer is zero.
        if_zero: bool,
        /// The type of the integer.
        ty: Type,
        /// The integer.
        value: Operand,
        /// Why it traps.
        code: TrapCode,
    },
}

impl Statement {
    /// The types of the values that it defines, in order.
    pub fn defines<'t>(&self, signatures: &'t (impl Signatures + ?Sized)) -> Types<'t> {
        match self {
            Statement::Op { op, .. } => Types::one(op.result()),
            Statement::Load(access) => Types::one(access.ty),
            Statement::Store { .. } | Statement::Trap { .. } => Types::none(),
            Statement::Call(call) => call.results(signatures),
        }
    }

    /// The types of its operands, in order.
    pub fn reads<'t>(&self, signatures: &'t (impl Signatures + ?Sized)) -> Types<'t> {
        match self {
            Statement::Op { op, .. } => op.operands().into(),
            Statement::Load(_) => Types::none(),
            Statement::Store { access, .. } => Types::one(access.ty),
            Statement::Call(call) => call.params(signatures),
            Statement::Trap { ty, .. } => Types::one(*ty),
        }
    }

    /// Its operands.
    pub fn operands(&self) -> &[Operand] {
        match self {
            Statement::Op { args, .. } => args,
            Statement::Load(_) => &[],
            Statement::Store { value, .. } | Statement::Trap { value, .. } => {
                std::slice::from_ref(value)
            }
            Statement::Call(call) => &call.args,
        }
    }

    /// As [`Statement::operands`], but mutable.
    pub fn operands_mut(&mut self) -> &mut [Operand] {
        match self {
            Statement::Op { args, .. } => args,
            Statement::Load(_) => &mut [],
            Statement::Store { value, .. } | Statement::Trap { value, .. } => {
                std::slice::from_mut(value)
            }
            Statement::Call(call) => &mut call.args,
        }
    }

    /// Its operands, if their number may vary.
    pub(in crate::case) fn operand_list(&mut self) -> Option<&mut Vec<Operand>> {
        match self {
            Statement::Op { args, .. } => Some(args),
            Statement::Load(_) | Statement::Store { .. } | Statement::Trap { .. } => None,
            Statement::Call(call) => Some(&mut call.args),
        }
    }

    /// The call, if it is one.
    pub fn call(&self) -> Option<&Call> {
        match self {
            Statement::Call(call) => Some(call),
            _ => None,
        }
    }

    /// As [`Statement::call`], but mutable.
    pub fn call_mut(&mut self) -> Option<&mut Call> {
        match self {
            Statement::Call(call) => Some(call),
            _ => None,
        }
    }

    /// The access, if it loads or stores.
    pub fn access(&self) -> Option<&Access> {
        match self {
            Statement::Load(access) | Statement::Store { access, .. } => Some(access),
            _ => None,
        }
    }

    /// As [`Statement::access`], but mutable.
    pub fn access_mut(&mut self) -> Option<&mut Access> {
        match self {
            Statement::Load(access) | Statement::Store { access, .. } => Some(access),
            _ => None,
        }
    }

    /// The access, if it stores.
    pub fn stored(&self) -> Option<&Access> {
        match self {
            Statement::Store { access, .. } => Some(access),
            _ => None,
        }
    }

    /// Replaces types that it cannot work on, and codes that it cannot have, by the nearest.
    pub(in crate::case) fn repair(&mut self) {
        match self {
            Statement::Op { op, .. } => op.legalise(),
            Statement::Trap { ty, code, .. } => {
                *ty = ty.as_int();
                *code = (*code).clamp(TrapCode::FIRST, TrapCode::LAST);
            }
            Statement::Load(_) | Statement::Store { .. } | Statement::Call(_) => {}
        }
    }

    /// The types that it names itself, mutable. The types of a call follow from its callee.
    pub fn types_mut(&mut self) -> Vec<&mut Type> {
        match self {
            Statement::Op { op, .. } => op.types_mut(),
            Statement::Load(access) | Statement::Store { access, .. } => vec![&mut access.ty],
            Statement::Trap { ty, .. } => vec![ty],
            Statement::Call(_) => Vec::new(),
        }
    }
}
