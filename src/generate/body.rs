//! Bodies: small functions that make the calls the graph asks for, and in which every value that arrives is read as its type.
//!
//! An empty leaf returns what it got, a *forwarder* passes parameters on and returns what comes back. Any other body *folds*: it keeps one accumulator a type, and
//! each arriving value (a parameter, a call's result, a block's parameter) goes into its type's accumulator by an operation of
//! that type. At the end accumulators are returned, or stored to data. Some results are kept over further calls before they are folded, or
//! dropped; some values wait in stack slots.

mod builder;
mod idiom;
mod large;
mod slots;

use super::choose::Choose;
use crate::case::{
    CallKind, DataObject, Exit, FloatCondition, FuncId, Function, Home, IntCondition, Op, Operand,
    Signature, Type,
};
use arbitrary::{Result, Unstructured};
use builder::Builder;

pub(crate) use builder::{arithmetic, base};
pub(crate) use slots::slot;

/// Function `index`, which calls `callees` in this order.
pub(crate) fn function(
    u: &mut Unstructured<'_>,
    index: usize,
    callees: &[FuncId],
    signatures: &[Signature],
    data: &[DataObject],
) -> Result<Function> {
    let mut builder = Builder::new(index, signatures, data, slots::slots(u)?);
    let tail = tail_callee(u, index, callees, signatures)?;
    let plain = &callees[..callees.len() - usize::from(tail.is_some())];
    let many = u.chance(1, 100)?;
    let long = u.chance(1, 250)? && u.chance(1, 2)?;
    let has_slots = !builder.slots.is_empty();
    builder.folds = many || has_slots || callees.len() > 1 || !u.chance(1, 3)?;
    builder.arrive_params(u)?;
    if u.chance(1, 4)? {
        builder.load(u)?;
    }
    if many {
        builder.keep_many(u)?;
    }
    if has_slots {
        builder.spill(u)?;
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
    if long {
        builder.long_block(u, tail)?;
    }
    if branching {
        diamond(u, &mut builder, &plain[split..])?;
    }
    finish(u, &mut builder, tail)?;
    Ok(Function {
        signature: signatures[index].clone(),
        slots: builder.slots,
        blocks: builder.blocks,
        home: Home::Module,
    })
}

/// Function `index`, which is the host's, from `home`: it returns parameters and constants.
pub(crate) fn host(
    u: &mut Unstructured<'_>,
    index: usize,
    home: Home,
    signatures: &[Signature],
    data: &[DataObject],
) -> Result<Function> {
    let mut builder = Builder::new(index, signatures, data, Vec::new());
    let results = builder.pick_results(u)?;
    builder.end(Exit::Return(results));
    Ok(Function {
        signature: signatures[index].clone(),
        slots: builder.slots,
        blocks: builder.blocks,
        home,
    })
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
        (4, CallKind::Table),
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

/// Ends the current block: what waited in slots or was kept, some arithmetic, what is left of the accumulators to data, and a return or tail call.
fn finish(u: &mut Unstructured<'_>, builder: &mut Builder<'_>, tail: Option<FuncId>) -> Result<()> {
    builder.reload(u)?;
    builder.arrive_kept(u)?;
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
