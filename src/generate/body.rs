//! Bodies: small functions that make the calls of the call graph and read every arriving value as
//! its type.
//!
//! An empty leaf returns its arguments. A *forwarder* passes parameters on and returns the results
//! of its call. Every other body *folds*: it keeps one accumulator for each type. Each arriving
//! value (a parameter, a result of a call, a parameter of a block) enters the accumulator of its
//! type through an operation of that type. At the end, accumulators are returned or stored to data.
//! Some results are dropped, or kept across further calls before they are folded. Some values wait
//! in stack slots.

mod branches;
mod builder;
mod idiom;
mod large;
mod slots;

use super::choose::Choose;
use crate::case::{CallKind, DataObject, Exit, FuncId, Function, Origin, Signature};
use arbitrary::{Result, Unstructured};
use builder::Builder;

pub(crate) use builder::{arithmetic, base};
pub(crate) use slots::slot;

/// Generates function `index`, which calls `callees` in this order.
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
    begin(u, &mut builder, callees)?;
    middle(u, &mut builder, plain, tail)?;
    finish(u, &mut builder, tail)?;
    Ok(Function {
        signature: signatures[index].clone(),
        slots: builder.slots,
        blocks: builder.blocks,
        laps: builder.laps,
        origin: Origin::Compiled,
    })
}

/// Lets the parameters arrive, and keeps values for later.
fn begin(u: &mut Unstructured<'_>, builder: &mut Builder<'_>, callees: &[FuncId]) -> Result<()> {
    let many = u.chance(1, 100)?;
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
    Ok(())
}

/// Makes the calls to `callees`: some in a row, some in a loop, some in one arm of a branch.
fn middle(
    u: &mut Unstructured<'_>,
    builder: &mut Builder<'_>,
    callees: &[FuncId],
    tail: Option<FuncId>,
) -> Result<()> {
    // One in 500, which `chance` cannot express in one draw.
    let long = u.chance(1, 250)? && u.chance(1, 2)?;
    let branching = u.chance(1, 3)?;
    let looping = u.chance(1, 20)?;
    let parts = 1 + usize::from(looping) + usize::from(branching);
    let (first, rest) = callees.split_at(callees.len().div_ceil(parts));
    let (looped, branched) = rest.split_at(if looping { rest.len() / (parts - 1) } else { 0 });
    for &callee in first {
        call(u, builder, callee)?;
    }
    if looping {
        builder.repeat(u, looped)?;
    }
    if u.chance(1, 40)? {
        builder.trap(u)?;
    }
    if long {
        builder.long_block(u, tail)?;
    }
    if branching {
        builder.diamond(u, branched)?;
    }
    Ok(())
}

/// Generates function `index`, which is extern, with this `origin`: it returns parameters and
/// constants.
pub(crate) fn extern_function(
    u: &mut Unstructured<'_>,
    index: usize,
    origin: Origin,
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
        laps: 0,
        origin,
    })
}

/// The last callee, if it becomes a tail call.
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

/// Ends the current block: folds what waits in slots or was kept, does some arithmetic, stores the
/// remaining accumulators to data, and returns or makes a tail call.
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
