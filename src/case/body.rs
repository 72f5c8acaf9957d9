//! Bodies: blocks of statements over numbered values.
//!
//! *Problem.* Legalisation, model, lowering, mutators and reducers all walk over bodies. If each of
//! them knew what every kind of statement and exit holds, a new kind would touch them all.
//!
//! *Idea.* [`Statement`] and [`Exit`] describe themselves: which values they define, which operands
//! they read and as which types, what they access in memory, which call they hold, and where
//! control goes. Everyone else asks. Only what a kind *means* is matched elsewhere: in `model/` and
//! in `lower/`.
//!
//! *Numbering.* Values are numbered through a function in one order: for each block in turn its
//! parameters, then the values that its statements define. The parameters of the entry block are
//! the function's.
//!
//! *Invariant.* A value is in scope where its definition dominates. Every block can be reached by
//! forward branches alone, so blocks are in topological order of these, and a block's dominators
//! come before it. Control goes back at most [`super::Function::laps`] times in an activation.

mod access;
mod call;
mod exit;
pub(super) mod graph;
mod statement;
mod types;

pub use access::{Access, Base, Memory};
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

/// What a statement or an exit reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Operand {
    /// A value in scope, by number.
    Value(ValueId),
    /// A constant by its bits; those above the type's width are zero.
    Const(u128),
    /// Result number `.0` of the call that ends the block: only on a branch that is taken when that
    /// call returns ([`Offer::results`]).
    Result(u8),
    /// Payload number `.0` of the exception: only on a branch that is taken when it is caught
    /// ([`Offer::payloads`]).
    Payload(u8),
}

impl Operand {
    /// The `n`-th most recent value in scope of the type that is asked for, 0 being the last one;
    /// resolved by [`Case::legalise`].
    pub fn recent(n: u32) -> Operand {
        Operand::Value(u32::MAX - n)
    }
}

/// A basic block.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Block {
    /// Types of the block's parameters. Those of the entry block mirror the signature.
    pub params: Vec<Type>,
    /// What it does, in order.
    pub statements: Vec<Statement>,
    /// How it ends.
    pub exit: Exit,
}

/// Whoever knows the signatures that the types in a body depend on.
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
    /// The call sites in order, that of the exit last.
    pub fn calls(&self) -> impl Iterator<Item = &Call> {
        let plain = self.statements.iter().filter_map(Statement::call);
        plain.chain(self.exit.call())
    }

    /// The call sites in order, that of the exit last, for change.
    pub fn calls_mut(&mut self) -> impl Iterator<Item = &mut Call> {
        let plain = self.statements.iter_mut().filter_map(Statement::call_mut);
        plain.chain(self.exit.call_mut())
    }

    /// The branches to other blocks.
    pub fn branches(&self) -> &[Branch] {
        self.exit.branches()
    }

    /// Every operand: those of the statements in order, then those of the exit.
    pub fn operands(&self) -> impl Iterator<Item = &Operand> {
        let plain = self.statements.iter().flat_map(Statement::operands);
        plain.chain(self.exit.all_operands())
    }

    /// Every operand, for change, in the same order as [`Block::operands`].
    pub fn operands_mut(&mut self) -> impl Iterator<Item = &mut Operand> {
        let plain = self.statements.iter_mut().flat_map(Statement::operands_mut);
        plain.chain(self.exit.all_operands_mut())
    }

    /// How many values it defines: its parameters, and what its statements define.
    pub fn width(&self, signatures: &(impl Signatures + ?Sized)) -> usize {
        let statements = self.statements.iter();
        let defined = statements.map(|statement| statement.defines(signatures).len());
        self.params.len() + defined.sum::<usize>()
    }
}

impl Function {
    /// Every call site, in the order of blocks and statements, those of exits included.
    pub fn calls(&self) -> impl Iterator<Item = &Call> {
        self.blocks.iter().flat_map(Block::calls)
    }

    /// Every call site, for change, in the same order as [`Function::calls`].
    pub fn calls_mut(&mut self) -> impl Iterator<Item = &mut Call> {
        self.blocks.iter_mut().flat_map(Block::calls_mut)
    }

    /// Every operand, block by block.
    pub fn operands(&self) -> impl Iterator<Item = &Operand> {
        self.blocks.iter().flat_map(Block::operands)
    }

    /// Every operand, for change, in the same order as [`Function::operands`].
    pub fn operands_mut(&mut self) -> impl Iterator<Item = &mut Operand> {
        self.blocks.iter_mut().flat_map(Block::operands_mut)
    }

    /// The types that its operands are read as, in the order of [`Function::operands`]. The function
    /// is legal.
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

    /// Every load and store, for change, in the same order as [`Function::accesses`].
    pub fn accesses_mut(&mut self) -> impl Iterator<Item = &mut Access> {
        let statements = self.blocks.iter_mut().flat_map(|b| &mut b.statements);
        statements.filter_map(Statement::access_mut)
    }

    /// How many statements it has.
    pub fn statement_count(&self) -> usize {
        self.blocks.iter().map(|b| b.statements.len()).sum()
    }
}
