//! How blocks end.

use super::{BlockId, Call, Operand, Signatures, Types};
use crate::case::{Signature, Type};
use serde::{Deserialize, Serialize};

/// A jump to a block, with one operand for each parameter of that block.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Branch {
    /// The target, never the entry block. If the target does not come after the jumping block, the
    /// branch is a *back edge*: it is taken while the activation has laps left
    /// ([`crate::case::Function::laps`]).
    pub target: BlockId,
    /// The values of the target's parameters.
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

    /// Whether it leads from block `from` to that block or an earlier one.
    pub fn goes_back(&self, from: usize) -> bool {
        usize::from(self.target) <= from
    }
}

/// How a block ends.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Exit {
    /// Continues at another block.
    Jump(Branch),
    /// Continues at the first block if the condition, an i8, is not zero; otherwise at the second.
    If {
        /// The condition.
        condition: Operand,
        /// The branches: taken, not taken.
        branches: [Branch; 2],
    },
    /// Returns, with one operand for each result.
    Return(Vec<Operand>),
    /// Replaces this activation by an activation of the callee.
    TailCall(Call),
    /// Goes to the branch with this number, or to the last one if there are not so many.
    Table {
        /// The number, an i32.
        index: Operand,
        /// Where to go: at least two.
        branches: Vec<Branch>,
    },
}

/// What a branch can pass besides values in scope and constants.
#[derive(Clone, Debug)]
pub struct Offer<'t> {
    /// The types of the results of the call that ends the block ([`Operand::Result`]).
    pub results: Types<'t>,
    /// The types of the payloads of the exception that was caught ([`Operand::Payload`]).
    pub payloads: Types<'t>,
}

impl Exit {
    /// The types of its own operands, in order. `own` is the signature of its function. Operands of
    /// branches have the types of their targets' parameters.
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

    /// Its own operands.
    pub fn operands(&self) -> &[Operand] {
        match self {
            Exit::Jump(_) => &[],
            Exit::If { condition, .. } => std::slice::from_ref(condition),
            Exit::Table { index, .. } => std::slice::from_ref(index),
            Exit::Return(values) => values,
            Exit::TailCall(call) => &call.args,
        }
    }

    /// Its own operands and its branches, mutable.
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

    /// Its own operands, if their number may vary.
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

    /// As [`Exit::branches`], but mutable.
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

    /// As [`Exit::call`], but mutable.
    pub fn call_mut(&mut self) -> Option<&mut Call> {
        match self {
            Exit::TailCall(call) => Some(call),
            Exit::Jump(_) | Exit::If { .. } | Exit::Return(_) | Exit::Table { .. } => None,
        }
    }

    /// What branch number `branch` can pass besides values in scope and constants. Today nothing:
    /// no exit makes a call and then continues at a block.
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

    /// Every operand: its own, then those of its branches.
    pub fn all_operands(&self) -> impl Iterator<Item = &Operand> {
        let passed = self.branches().iter().flat_map(|branch| &branch.args);
        self.operands().iter().chain(passed)
    }

    /// As [`Exit::all_operands`], but mutable.
    pub fn all_operands_mut(&mut self) -> impl Iterator<Item = &mut Operand> {
        let (own, branches) = self.parts_mut();
        own.iter_mut()
            .chain(branches.iter_mut().flat_map(|branch| &mut branch.args))
    }

    /// The number of its first forward branch from block `from`: where control goes when no lap is
    /// left for a back edge.
    pub fn onward(&self, from: usize) -> Option<usize> {
        self.branches().iter().position(|b| !b.goes_back(from))
    }
}
