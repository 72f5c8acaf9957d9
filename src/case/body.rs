//! Bodies: blocks of statements over numbered values.
//!
//! Values are numbered through a function in one order: for each block in turn its parameters, then the results of its
//! statements. The entry block's parameters are the function's. A value is in scope where its definition dominates.

use super::{Base, Op, Type};
use serde::{Deserialize, Serialize};

/// Index of a function in [`super::Case::functions`].
pub type FuncId = u16;
/// Index of a block in [`super::Function::blocks`].
pub type BlockId = u16;
/// Number of a value within its function.
pub type ValueId = u32;

/// What a statement reads: a value in scope, or a constant of the type that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Operand {
    /// A value by number.
    Value(ValueId),
    /// A constant by its bits; those above the type's width are zero.
    Const(u128),
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

/// One step of a block.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Statement {
    /// A pure operation; defines one value.
    Op {
        /// What is computed.
        op: Op,
        /// As many operands as [`Op::operands`] names.
        args: Vec<Operand>,
    },
    /// Loads from a data object; defines one value.
    Load {
        /// Index in [`super::Case::data`].
        data: u8,
        /// Offset in bytes; the whole access lies inside the object.
        offset: u16,
        /// From where the instruction counts; the byte that is accessed does not depend on it.
        #[serde(default)]
        base: Base,
        /// The type that is loaded.
        ty: Type,
    },
    /// Stores to a data object. A NaN of a type with arithmetic is stored as the canonical one.
    Store {
        /// Index in [`super::Case::data`].
        data: u8,
        /// Offset in bytes; the whole access lies inside the object.
        offset: u16,
        /// From where the instruction counts; the byte that is accessed does not depend on it.
        #[serde(default)]
        base: Base,
        /// The type that is stored.
        ty: Type,
        /// The value.
        value: Operand,
    },
    /// A call; defines the callee's results.
    Call(Call),
    /// Loads from a stack slot of this activation; defines one value. Every byte was stored by a statement that dominates this one.
    SlotLoad {
        /// Index in [`super::Function::slots`].
        slot: u8,
        /// Offset in bytes; the whole access lies inside the slot.
        offset: u16,
        /// The type that is loaded.
        ty: Type,
    },
    /// Stores to a stack slot of this activation. A NaN is stored as the canonical one.
    SlotStore {
        /// Index in [`super::Function::slots`].
        slot: u8,
        /// Offset in bytes; the whole access lies inside the slot.
        offset: u16,
        /// The type that is stored.
        ty: Type,
        /// The value.
        value: Operand,
    },
}

/// How a callee is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum CallKind {
    /// Directly, as a colocated function.
    Near,
    /// Directly, as a function that may be anywhere.
    Far,
    /// Indirectly, through the address of a colocated function.
    AddressNear,
    /// Indirectly, through the address of a function that may be anywhere.
    AddressFar,
    /// Indirectly, through the first address of the function in data ([`super::Case::table_entry`]).
    Table,
}

impl CallKind {
    /// Every kind.
    pub const ALL: [CallKind; 5] = [
        CallKind::Near,
        CallKind::Far,
        CallKind::AddressNear,
        CallKind::AddressFar,
        CallKind::Table,
    ];

    /// Whether the site names its callee as colocated.
    pub fn is_near(self) -> bool {
        matches!(self, CallKind::Near | CallKind::AddressNear)
    }

    /// Whether the call instruction itself is indirect.
    pub fn is_indirect(self) -> bool {
        !matches!(self, CallKind::Near | CallKind::Far)
    }

    /// The same callee, reached by its address if this is direct, and directly if it is by address; through a table as ever.
    pub fn otherwise_direct(self) -> CallKind {
        match self {
            CallKind::Near => CallKind::AddressNear,
            CallKind::Far => CallKind::AddressFar,
            CallKind::AddressNear => CallKind::Near,
            CallKind::AddressFar => CallKind::Far,
            CallKind::Table => CallKind::Table,
        }
    }

    /// The same kind of call to a colocated callee.
    pub fn as_near(self) -> CallKind {
        match self {
            CallKind::Near | CallKind::Far => CallKind::Near,
            CallKind::AddressNear | CallKind::AddressFar | CallKind::Table => CallKind::AddressNear,
        }
    }

    /// The same kind of call to a callee that may be anywhere.
    pub fn as_far(self) -> CallKind {
        match self {
            CallKind::Near | CallKind::Far => CallKind::Far,
            CallKind::AddressNear | CallKind::AddressFar => CallKind::AddressFar,
            CallKind::Table => CallKind::Table,
        }
    }
}

/// A call site, ordinary or tail.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Call {
    /// Who is called.
    pub callee: FuncId,
    /// How.
    pub kind: CallKind,
    /// One operand a parameter of the callee.
    pub args: Vec<Operand>,
    /// Whether the call is made only while there is fuel. Decided by [`super::Case::legalise`], not by the input. Without
    /// fuel the call's results are zeros.
    pub guarded: bool,
}

/// A jump to a later block, with one operand a parameter of that block.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Branch {
    /// The target; its index is higher than that of the block that jumps.
    pub target: BlockId,
    /// The target's parameters.
    pub args: Vec<Operand>,
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
}

impl Block {
    /// The call sites in order, a tail call last.
    pub fn calls(&self) -> impl Iterator<Item = &Call> {
        let plain = self.statements.iter().filter_map(|s| match s {
            Statement::Call(call) => Some(call),
            _ => None,
        });
        let tail = match &self.exit {
            Exit::TailCall(call) => Some(call),
            _ => None,
        };
        plain.chain(tail)
    }

    /// The call sites in order, a tail call last, for change.
    pub fn calls_mut(&mut self) -> impl Iterator<Item = &mut Call> {
        let plain = self.statements.iter_mut().filter_map(|s| match s {
            Statement::Call(call) => Some(call),
            _ => None,
        });
        let tail = match &mut self.exit {
            Exit::TailCall(call) => Some(call),
            _ => None,
        };
        plain.chain(tail)
    }

    /// The branches to other blocks.
    pub fn branches(&self) -> &[Branch] {
        self.exit.branches()
    }
}

impl Exit {
    /// The branches to other blocks.
    pub fn branches(&self) -> &[Branch] {
        match self {
            Exit::Jump(branch) => std::slice::from_ref(branch),
            Exit::If { branches, .. } => branches,
            Exit::Return(_) | Exit::TailCall(_) => &[],
        }
    }

    /// The branches to other blocks, for change.
    pub fn branches_mut(&mut self) -> &mut [Branch] {
        match self {
            Exit::Jump(branch) => std::slice::from_mut(branch),
            Exit::If { branches, .. } => branches,
            Exit::Return(_) | Exit::TailCall(_) => &mut [],
        }
    }
}
