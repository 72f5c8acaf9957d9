//! Value numbers: who defines which, who reads which, and how they shift.

use crate::case::{Case, Exit, Function, Operand, Statement, Type, ValueId};

/// Numbers from here on are [`Operand::recent`], which names no certain value.
const RECENT: ValueId = ValueId::MAX / 2;

/// A statement, or with the number of a block's statements its exit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// Index of the function.
    pub(crate) function: usize,
    /// Index of the block.
    pub(crate) block: usize,
    /// Index of the statement.
    pub(crate) statement: usize,
}

/// How many values `statement` defines.
pub(crate) fn defined(case: &Case, statement: &Statement) -> u32 {
    match statement {
        Statement::Op { .. } | Statement::Load { .. } | Statement::SlotLoad { .. } => 1,
        Statement::Store { .. } | Statement::SlotStore { .. } => 0,
        Statement::Call(call) => {
            let callee = &case.functions[call.callee as usize];
            callee.signature.results.len() as u32
        }
    }
}

/// The number of the first value that a statement at `place` defines or would define.
pub(crate) fn value_at(case: &Case, place: Place) -> ValueId {
    let blocks = &case.functions[place.function].blocks;
    let widths =
        |statements: &[Statement]| -> u32 { statements.iter().map(|s| defined(case, s)).sum() };
    let before = blocks[..place.block]
        .iter()
        .map(|b| b.params.len() as u32 + widths(&b.statements));
    let block = &blocks[place.block];
    before.sum::<u32>() + block.params.len() as u32 + widths(&block.statements[..place.statement])
}

/// The values from `at` on change: `removed` of them go, `added` others come in their place. Operands that named one behind them
/// follow; those that named the i-th one that goes name the i-th one that comes, or a recent value if there is none.
pub(crate) fn splice(function: &mut Function, at: ValueId, removed: u32, added: u32) {
    rename(function, |value| match value.checked_sub(at) {
        None => Operand::Value(value),
        Some(i) if i >= removed => Operand::Value(value - removed + added),
        Some(i) if i < added => Operand::Value(value),
        Some(i) => Operand::recent(i),
    });
}

/// Replaces every operand that names a certain value.
pub(crate) fn rename(function: &mut Function, mut to: impl FnMut(ValueId) -> Operand) {
    for operand in operands_mut(function) {
        if let Operand::Value(value) = *operand
            && value < RECENT
        {
            *operand = to(value);
        }
    }
}

/// Every operand of a function, for change.
pub(crate) fn operands_mut(function: &mut Function) -> Vec<&mut Operand> {
    let mut operands = Vec::new();
    for block in &mut function.blocks {
        for statement in &mut block.statements {
            match statement {
                Statement::Op { args, .. } => operands.extend(args),
                Statement::Load { .. } | Statement::SlotLoad { .. } => {}
                Statement::Store { value, .. } | Statement::SlotStore { value, .. } => {
                    operands.push(value);
                }
                Statement::Call(call) => operands.extend(&mut call.args),
            }
        }
        match &mut block.exit {
            Exit::Jump(branch) => operands.extend(&mut branch.args),
            Exit::If {
                condition,
                branches,
            } => {
                operands.push(condition);
                operands.extend(branches.iter_mut().flat_map(|b| &mut b.args));
            }
            Exit::Return(values) => operands.extend(values),
            Exit::TailCall(call) => operands.extend(&mut call.args),
        }
    }
    operands
}

/// The types that the operands of function `index` of a legal case are read as, in the order of [`operands_mut`].
pub(crate) fn operand_types(case: &Case, index: usize) -> Vec<Type> {
    let function = &case.functions[index];
    let mut types = Vec::new();
    let params = |callee: u16| {
        let signature = &case.functions[callee as usize].signature;
        signature.params.iter().map(|p| p.ty)
    };
    for block in &function.blocks {
        for statement in &block.statements {
            match statement {
                Statement::Op { op, .. } => types.extend_from_slice(&op.operands()),
                Statement::Load { .. } | Statement::SlotLoad { .. } => {}
                Statement::Store { ty, .. } | Statement::SlotStore { ty, .. } => types.push(*ty),
                Statement::Call(call) => types.extend(params(call.callee)),
            }
        }
        if let Exit::If { .. } = block.exit {
            types.push(Type::I8);
        }
        for branch in block.branches() {
            types.extend_from_slice(&function.blocks[branch.target as usize].params);
        }
        match &block.exit {
            Exit::Return(_) => types.extend(function.signature.results.iter().map(|p| p.ty)),
            Exit::TailCall(call) => types.extend(params(call.callee)),
            Exit::Jump(_) | Exit::If { .. } => {}
        }
    }
    types
}
