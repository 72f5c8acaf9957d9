//! A function under construction: what its parts share.

use super::{Naming, op};
use crate::case::{Case, Function, Operand, Type, Types};
use cranelift_codegen::ir::{self, FuncRef, GlobalValue, StackSlot};
use cranelift_frontend::{FunctionBuilder, Variable};

/// A function under construction.
pub(super) struct Lowering<'c, 'f> {
    pub(super) case: &'c Case,
    pub(super) source: &'c Function,
    pub(super) naming: Naming,
    pub(super) builder: FunctionBuilder<'f>,
    /// The CLIF block of each block of the case.
    pub(super) blocks: Vec<ir::Block>,
    /// The CLIF stack slot of each slot of the case.
    pub(super) slots: Vec<StackSlot>,
    /// The CLIF value of each value of the case.
    pub(super) values: Vec<ir::Value>,
    /// Functions imported so far, by number and colocation.
    pub(super) callees: Vec<((u16, bool), FuncRef)>,
    /// Data objects declared so far, by number, colocation and symbol offset.
    pub(super) objects: Vec<((usize, bool, i16), GlobalValue)>,
    /// How many back edges the activation may still take, if the function has back edges.
    pub(super) laps: Option<Variable>,
    /// Lap checks of the current exit that are not filled yet.
    pub(super) turns: Vec<LapCheck>,
}

/// A lap check: the block in front of a back edge.
pub(super) struct LapCheck {
    pub(super) block: ir::Block,
    /// The number of the back edge among the branches of the current exit.
    pub(super) branch: usize,
}

impl Lowering<'_, '_> {
    pub(super) fn define(&mut self, value: ir::Value) {
        self.values.push(value);
    }

    /// The values of `operands`, which have these types.
    pub(super) fn operands(&mut self, operands: &[Operand], types: Types<'_>) -> Vec<ir::Value> {
        let pairs = operands.iter().zip(types);
        pairs
            .map(|(&operand, ty)| self.operand(operand, ty))
            .collect()
    }

    pub(super) fn operand(&mut self, operand: Operand, ty: Type) -> ir::Value {
        match operand {
            Operand::Value(value) => self.values[value as usize],
            Operand::Const(bits) => op::constant(&mut self.builder, ty, bits),
            Operand::Result(_) | Operand::Payload(_) => {
                unreachable!("only branches pass on what an exit offers")
            }
        }
    }

    /// Zeros of these types.
    pub(super) fn zeros(&mut self, types: Types<'_>) -> Vec<ir::Value> {
        types
            .map(|ty| op::constant(&mut self.builder, ty, 0))
            .collect()
    }
}
