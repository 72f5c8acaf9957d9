//! How blocks end, and what each kind of exit holds.

use super::{BlockId, Call, Operand, Signatures, Types};
use crate::case::{Signature, Type};
use serde::{Deserialize, Serialize};

/// A jump to a block, with one operand a parameter of that block.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Branch {
    /// The target, not the entry. One that is not behind the block that jumps makes this a *back
    /// edge*, which is taken while the activation has laps left ([`crate::case::Function::laps`]).
    pub target: BlockId,
    /// The target's parameters.
    pub args: Vec<Operand>,
}

impl Branch {
    /// A jump to a block without parameters.
    pub fn to(target: BlockId) -> Branch {
        Branch {
            target,
            args: Vec::new(),
        }
    }

    /// Whether it leads from block `from` to itself or to an earlier one.
    pub fn goes_back(&self, from: usize) -> bool {
        usize::from(self.target) <= from
    }
}

/// How a block ends.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Exit {
    /// Goes to another block.
    Jump(Branch),
    /// Goes to the first block if the condition, an i8, is not zero, and to the second otherwise.
    If {
        /// The condition.
        condition: Operand,
        /// Where to go: taken, not taken.
        branches: [Branch; 2],
    },
    /// Returns, with one operand a result.
    Return(Vec<Operand>),
    /// Replaces this function's activation by the callee's.
    TailCall(Call),
    /// Goes to the branch with this number, or to the last one if there are not so many.
    Table {
        /// The number, an i32.
        index: Operand,
        /// Where to go: at least two.
        branches: Vec<Branch>,
    },
}

/// What a branch can pass on besides values in scope and constants.
#[derive(Clone, Debug)]
pub struct Offer<'t> {
    /// The types of the results of the call that ends the block ([`Operand::Result`]).
    pub results: Types<'t>,
    /// The types of the payloads of the exception that was caught ([`Operand::Payload`]).
    pub payloads: Types<'t>,
}

impl Exit {
    /// The types that its own operands are read as, in order; `own` is the signature of the function
    /// that it is in. What its branches pass is read as the parameters of their targets.
    pub fn reads<'t>(
        &self,
        own: &'t Signature,
        signatures: &'t (impl Signatures + ?Sized),
    ) -> Types<'t> {
        match self {
            Exit::Jump(_) => Types::none(),
            Exit::If { .. } => Types::one(Type::I8),
            Exit::Table { .. } => Types::one(Type::I32),
            Exit::Return(_) => own.results[..].into(),
            Exit::TailCall(call) => call.params(signatures),
        }
    }

    /// What it reads itself.
    pub fn operands(&self) -> &[Operand] {
        match self {
            Exit::Jump(_) => &[],
            Exit::If { condition, .. } => std::slice::from_ref(condition),
            Exit::Table { index, .. } => std::slice::from_ref(index),
            Exit::Return(values) => values,
            Exit::TailCall(call) => &call.args,
        }
    }

    /// What it reads itself, and its branches, both for change.
    pub fn parts_mut(&mut self) -> (&mut [Operand], &mut [Branch]) {
        match self {
            Exit::Jump(branch) => (&mut [], std::slice::from_mut(branch)),
            Exit::If {
                condition,
                branches,
            } => (std::slice::from_mut(condition), branches),
            Exit::Table { index, branches } => (std::slice::from_mut(index), branches),
            Exit::Return(values) => (values, &mut []),
            Exit::TailCall(call) => (&mut call.args, &mut []),
        }
    }

    /// Its own operands, if their number is a matter of the list that holds them.
    pub(in crate::case) fn operand_list(&mut self) -> Option<&mut Vec<Operand>> {
        match self {
            Exit::Jump(_) | Exit::If { .. } | Exit::Table { .. } => None,
            Exit::Return(values) => Some(values),
            Exit::TailCall(call) => Some(&mut call.args),
        }
    }

    /// The branches to other blocks.
    pub fn branches(&self) -> &[Branch] {
        match self {
            Exit::Jump(branch) => std::slice::from_ref(branch),
            Exit::If { branches, .. } => branches,
            Exit::Table { branches, .. } => branches,
            Exit::Return(_) | Exit::TailCall(_) => &[],
        }
    }

    /// The branches to other blocks, for change.
    pub fn branches_mut(&mut self) -> &mut [Branch] {
        self.parts_mut().1
    }

    /// The call that it makes.
    pub fn call(&self) -> Option<&Call> {
        match self {
            Exit::TailCall(call) => Some(call),
            Exit::Jump(_) | Exit::If { .. } | Exit::Return(_) | Exit::Table { .. } => None,
        }
    }

    /// The call that it makes, for change.
    pub fn call_mut(&mut self) -> Option<&mut Call> {
        match self {
            Exit::TailCall(call) => Some(call),
            Exit::Jump(_) | Exit::If { .. } | Exit::Return(_) | Exit::Table { .. } => None,
        }
    }

    /// What its branch number `branch` can pass on besides values in scope and constants: nothing,
    /// for there is no exit yet that makes a call and goes on.
    pub fn offer(&self, _branch: usize) -> Offer<'_> {
        Offer {
            results: Types::none(),
            payloads: Types::none(),
        }
    }

    /// Whether control leaves the function.
    pub fn leaves(&self) -> bool {
        self.branches().is_empty()
    }

    /// Every operand: its own, then what its branches pass.
    pub fn all_operands(&self) -> impl Iterator<Item = &Operand> {
        let passed = self.branches().iter().flat_map(|branch| &branch.args);
        self.operands().iter().chain(passed)
    }

    /// Every operand, for change, in the same order as [`Exit::all_operands`].
    pub fn all_operands_mut(&mut self) -> impl Iterator<Item = &mut Operand> {
        let (own, branches) = self.parts_mut();
        own.iter_mut()
            .chain(branches.iter_mut().flat_map(|branch| &mut branch.args))
    }

    /// The number of its first branch that leads forward from block `from`: where control goes if a
    /// back edge is not taken any more.
    pub fn onward(&self, from: usize) -> Option<usize> {
        self.branches().iter().position(|b| !b.goes_back(from))
    }
}
