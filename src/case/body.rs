//! Bodies: blocks of statements over numbered values.
//!
//! *Problem.* Legalisation, the model, lowering, mutators and reducers all traverse bodies. If each
//! of them knew every kind of statement and exit, a new kind would touch them all.
//!
//! *Idea.* [`Statement`] and [`Exit`] describe themselves: the values that they define, the
//! operands that they read and their types, the memory that they access, the call that they make,
//! and where control goes. All other code asks them. Only the *meaning* of a kind is matched
//! elsewhere: in `model/` and in `lower/`.
//!
//! *Numbering.* One numbering covers all values of a function. It goes block by block: first the
//! block's parameters, then the values that its statements define. The parameters of the entry
//! block are the function's parameters.
//!
//! *Invariant.* A value is in scope wherever its definition dominates. Every block is reachable by
//! forward branches alone. So the order of blocks is a topological order of these branches, and a
//! block's dominators come before it. An activation takes at most [`super::Function::laps`] back
//! edges.

mod access;
mod call;
mod exit;
pub(super) mod graph;
mod statement;
mod types;

pub use access::{Access, Base, MemoryKind};
pub use call::{Call, CallKind};
pub use exit::{Branch, Exit, Offer};
pub use statement::Statement;
pub use types::Types;

use super::{Case, Function, Signature, Type};
use serde::{Deserialize, Serialize};

/// Index of a function in [`super::Case::functions`].
pub type FuncId = u16;
/// Index of a block in [`super::Function::blocks`].
pub type BlockId = u16;
/// Number of a value within its function.
pub type ValueId = u32;

/// An input of a statement or an exit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Operand {
    /// A value in scope, by number.
    Value(ValueId),
    /// A constant, as bits; those above the type's width are zero.
    Const(u128),
    /// Result number `.0` of the call that ends the block. Allowed only on the branch taken when
    /// that call returns ([`Offer::results`]).
    Result(u8),
    /// Payload number `.0` of an exception. Allowed only on a branch taken when the exception is
    /// caught ([`Offer::payloads`]).
    Payload(u8),
}

impl Operand {
    /// The `n`-th most recent value in scope of the required type, where 0 is the last one.
    /// [`Case::legalise`] resolves it.
    pub fn recent(n: u32) -> Operand {
        Operand::Value(u32::MAX - n)
    }
}

/// A basic block.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Block {
    /// The types of the block's parameters. Those of the entry block are the signature's.
    pub params: Vec<Type>,
    /// The steps of the block, in order.
    pub statements: Vec<Statement>,
    /// How the block ends.
    pub exit: Exit,
}

/// Access to the signatures that the types in a body depend on.
pub trait Signatures {
    /// The signature of a function.
    fn signature(&self, function: FuncId) -> &Signature;
}

impl Signatures for Case {
    fn signature(&self, function: FuncId) -> &Signature {
        &self.functions[function as usize].signature
    }
}

impl Signatures for [Signature] {
    fn signature(&self, function: FuncId) -> &Signature {
        &self[function as usize]
    }
}

impl Block {
    /// The call sites in order. A call in the exit comes last.
    pub fn calls(&self) -> impl Iterator<Item = &Call> {
        let plain = self.statements.iter().filter_map(Statement::call);
        plain.chain(self.exit.call())
    }

    /// As [`Block::calls`], but mutable.
    pub fn calls_mut(&mut self) -> impl Iterator<Item = &mut Call> {
        let plain = self.statements.iter_mut().filter_map(Statement::call_mut);
        plain.chain(self.exit.call_mut())
    }

    /// The branches to other blocks.
    pub fn branches(&self) -> &[Branch] {
        self.exit.branches()
    }

    /// Every operand: first those of the statements in order, then those of the exit.
    pub fn operands(&self) -> impl Iterator<Item = &Operand> {
        let plain = self.statements.iter().flat_map(Statement::operands);
        plain.chain(self.exit.all_operands())
    }

    /// As [`Block::operands`], but mutable.
    pub fn operands_mut(&mut self) -> impl Iterator<Item = &mut Operand> {
        let plain = self.statements.iter_mut().flat_map(Statement::operands_mut);
        plain.chain(self.exit.all_operands_mut())
    }

    /// How many values the block defines: its parameters, and the values of its statements.
    pub fn width(&self, signatures: &(impl Signatures + ?Sized)) -> usize {
        let statements = self.statements.iter();
        let defined = statements.map(|statement| statement.defines(signatures).len());
        self.params.len() + defined.sum::<usize>()
    }
}

impl Function {
    /// Every call site, in the order of blocks and statements, including exits.
    pub fn calls(&self) -> impl Iterator<Item = &Call> {
        self.blocks.iter().flat_map(Block::calls)
    }

    /// As [`Function::calls`], but mutable.
    pub fn calls_mut(&mut self) -> impl Iterator<Item = &mut Call> {
        self.blocks.iter_mut().flat_map(Block::calls_mut)
    }

    /// Every operand, block by block.
    pub fn operands(&self) -> impl Iterator<Item = &Operand> {
        self.blocks.iter().flat_map(Block::operands)
    }

    /// As [`Function::operands`], but mutable.
    pub fn operands_mut(&mut self) -> impl Iterator<Item = &mut Operand> {
        self.blocks.iter_mut().flat_map(Block::operands_mut)
    }

    /// The types of all operands, in the order of [`Function::operands`]. The function must be
    /// legal.
    pub fn operand_types(&self, signatures: &(impl Signatures + ?Sized)) -> Vec<Type> {
        let mut types = Vec::new();
        for block in &self.blocks {
            for statement in &block.statements {
                types.extend(statement.reads(signatures));
            }
            types.extend(block.exit.reads(&self.signature, signatures));
            for branch in block.branches() {
                types.extend_from_slice(&self.blocks[usize::from(branch.target)].params);
            }
        }
        types
    }

    /// Every load and store, in order.
    pub fn accesses(&self) -> impl Iterator<Item = &Access> {
        let statements = self.blocks.iter().flat_map(|b| &b.statements);
        statements.filter_map(Statement::access)
    }

    /// As [`Function::accesses`], but mutable.
    pub fn accesses_mut(&mut self) -> impl Iterator<Item = &mut Access> {
        let statements = self.blocks.iter_mut().flat_map(|b| &mut b.statements);
        statements.filter_map(Statement::access_mut)
    }

    /// How many statements the function has.
    pub fn statement_count(&self) -> usize {
        self.blocks.iter().map(|b| b.statements.len()).sum()
    }
}
