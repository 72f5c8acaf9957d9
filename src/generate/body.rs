//! Bodies: small functions that make the calls the graph asks for, and in which every value that arrives is read as its type.
//!
//! An empty leaf returns what it got, a *forwarder* passes parameters on and returns what comes back. Any other body *folds*: it keeps one accumulator a type, and
//! each arriving value (a parameter, a call's result, a block's parameter) goes into its type's accumulator by an operation of
//! that type. At the end accumulators are returned, or stored to data.

mod builder;

use super::choose::Choose;
use crate::case::{
    Block, CallKind, DataObject, Exit, FloatCondition, FuncId, IntCondition, Op, Operand,
    Signature, Type,
};
use arbitrary::{Result, Unstructured};
use builder::Builder;

pub(crate) use builder::arithmetic;

/// The blocks of function `index`, which calls `callees` in this order.
pub(crate) fn blocks(
    u: &mut Unstructured<'_>,
    index: usize,
    callees: &[FuncId],
    signatures: &[Signature],
    data: &[DataObject],
) -> Result<Vec<Block>> {
    let mut builder = Builder::new(index, signatures, data);
    let tail = tail_callee(u, index, callees, signatures)?;
    let plain = &callees[..callees.len() - usize::from(tail.is_some())];
    builder.folds = callees.len() > 1 || !u.chance(1, 3)?;
    builder.arrive_params(u)?;
    if u.chance(1, 4)? {
        builder.load(u)?;
    }

    let branching = u.chance(1, 3)?;
    let split = if branching {
        plain.len() / 2
    } else {
        plain.len()
    };
    for &callee in &plain[..split] {
        call(u, &mut builder, callee)?;
    }
    if branching {
        diamond(u, &mut builder, &plain[split..])?;
    }
    finish(u, &mut builder, tail)?;
    Ok(builder.blocks)
}

/// The last callee, if it may and shall be called as a tail call.
fn tail_callee(
    u: &mut Unstructured<'_>,
    index: usize,
    callees: &[FuncId],
    signatures: &[Signature],
) -> Result<Option<FuncId>> {
    let possible = callees
        .last()
        .filter(|&&callee| signatures[index].can_tail_call(&signatures[callee as usize]));
    Ok(if u.chance(3, 4)? {
        possible.copied()
    } else {
        None
    })
}

fn call(u: &mut Unstructured<'_>, builder: &mut Builder<'_>, callee: FuncId) -> Result<()> {
    let kind = call_kind(u)?;
    builder.call(u, callee, kind)
}

fn call_kind(u: &mut Unstructured<'_>) -> Result<CallKind> {
    u.weighted(&[
        (4, CallKind::Near),
        (3, CallKind::Far),
        (2, CallKind::AddressNear),
        (2, CallKind::AddressFar),
    ])
}

/// Branches on something, makes `callees`' calls in one arm, and meets again, or returns from the other arm.
fn diamond(u: &mut Unstructured<'_>, builder: &mut Builder<'_>, callees: &[FuncId]) -> Result<()> {
    let condition = condition(u, builder)?;
    let early_return = u.chance(1, 4)?;
    let outer = builder.scope();
    let current = builder.current();
    let [taken, other, join] = [current + 1, current + 2, current + 3];
    let meeting: Vec<Type> = if u.chance(1, 2)? {
        vec![u.pick(&Type::ALL)?]
    } else {
        Vec::new()
    };
    builder.end(Exit::If {
        condition,
        branches: [builder.branch(taken), builder.branch(other)],
    });

    builder.begin(Vec::new(), &outer);
    for &callee in callees {
        call(u, builder, callee)?;
    }
    let args = builder.pick_all(u, &meeting)?;
    builder.end(Exit::Jump(builder.branch_with(join, args)));

    builder.begin(Vec::new(), &outer);
    if early_return {
        finish(u, builder, None)?;
    } else {
        if u.chance(1, 2)? {
            builder.arithmetic(u)?;
        }
        let args = builder.pick_all(u, &meeting)?;
        builder.end(Exit::Jump(builder.branch_with(join, args)));
    }

    builder.begin(meeting, &outer);
    builder.arrive_block_params(u)
}

fn condition(u: &mut Unstructured<'_>, builder: &mut Builder<'_>) -> Result<Operand> {
    let ty = u.pick(&Type::ALL)?;
    let op = if ty.has_float_arithmetic() {
        Op::FloatCompare(u.pick(&FloatCondition::ALL)?, ty)
    } else {
        Op::IntCompare(u.pick(&IntCondition::ALL)?, ty.as_int())
    };
    let args = builder.pick_all(u, &op.operands())?;
    Ok(builder.op(op, args))
}

/// Ends the current block: some arithmetic, what is left of the accumulators to data, and a return or tail call.
fn finish(u: &mut Unstructured<'_>, builder: &mut Builder<'_>, tail: Option<FuncId>) -> Result<()> {
    if builder.folds {
        for _ in 0..u.int_in_range(0..=2)? {
            builder.arithmetic(u)?;
        }
    }
    let exit = match tail {
        Some(callee) => {
            let kind = call_kind(u)?;
            Exit::TailCall(builder.site(u, callee, kind)?)
        }
        None => Exit::Return(builder.pick_results(u)?),
    };
    builder.store_leftovers(u, &exit)?;
    builder.end(exit);
    Ok(())
}
