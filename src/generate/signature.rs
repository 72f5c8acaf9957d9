//! Signatures: how many values of which types, and which functions share a list of results.

use super::choose::Choose;
use crate::case::{
    Convention, Extension, FuncId, Param, Purpose, Signature, StackLimit, Target, Type, limits,
};
use arbitrary::{Result, Unstructured};

/// The types in a list of parameters or results.
#[derive(Clone, Copy)]
enum Flavour {
    Mixed,
    Ints,
    Narrow,
    Floats,
    Words,
    Pairs,
}

/// One signature for each function of the call graph.
///
/// Leaves get preserve_all more often: other functions with that convention save all registers,
/// most of them for nothing. Results come from a pool of at most three lists. Tail calls need equal
/// results, so a small pool lets them find callees.
pub(crate) fn signatures(
    u: &mut Unstructured<'_>,
    graph: &[Vec<FuncId>],
    target: &Target,
) -> Result<Vec<Signature>> {
    let tail_share = u.pick(&[1, 0, 3, 4])?;
    let context_share = u.weighted(&[(5, 0), (1, 2), (1, 4)])?;
    let pool_size = u.int_in_range(1..=3)?;
    let pool = (0..pool_size)
        .map(|_| results(u, target))
        .collect::<Result<Vec<_>>>()?;
    let signature = |u: &mut Unstructured<'_>, calls: &[FuncId]| {
        let convention = if u.chance(tail_share, 4)? {
            Convention::Tail
        } else {
            u.weighted(&[
                (24, Convention::SystemV),
                (8, Convention::Fast),
                (
                    if calls.is_empty() { 8 } else { 1 },
                    Convention::PreserveAll,
                ),
            ])?
        };
        let mut results = pool[u.choose_index(pool.len()).unwrap_or(0)].clone();
        let mut params = params(u)?;
        if !convention.has_results() {
            results.clear();
        } else if results.is_empty() && u.chance(1, 2)? {
            add_address(u, &mut params)?;
        }
        if u.chance(context_share, 4)? {
            add_context(u, &mut params)?;
        }
        Ok(Signature {
            convention,
            params,
            results,
        })
    };
    graph.iter().map(|calls| signature(u, calls)).collect()
}

fn params(u: &mut Unstructured<'_>) -> Result<Vec<Param>> {
    let most = limits::MAX_PARAMS;
    let count = match u.weighted(&[(6, 0), (3, 1), (1, 2)])? {
        0 => u.int_in_range(0..=4)?,
        1 => u.pick(&[7, 8, 9, 12, 17, 8, 9, most])?,
        _ => u.int_in_range(0..=most)?,
    };
    list(u, count)
}

/// Inserts the `sret` address as the first parameter, or at any position.
fn add_address(u: &mut Unstructured<'_>, params: &mut Vec<Param>) -> Result<()> {
    params.truncate(limits::MAX_PARAMS - 1);
    let at = if u.chance(1, 2)? {
        u.int_in_range(0..=params.len())?
    } else {
        0
    };
    let address = Param {
        purpose: Purpose::StructReturn,
        ..Param::plain(Type::I64)
    };
    params.insert(at, address);
    Ok(())
}

/// Inserts the context as the first parameter, or at another early position.
fn add_context(u: &mut Unstructured<'_>, params: &mut Vec<Param>) -> Result<()> {
    params.truncate(limits::MAX_PARAMS - 1);
    let last = params.len().min(limits::MAX_BEFORE_CONTEXT);
    let at = if u.chance(1, 4)? {
        u.int_in_range(0..=last)?
    } else {
        0
    };
    let limit = u.weighted(&[
        (4, StackLimit::Near),
        (2, StackLimit::Far),
        (4, StackLimit::Pointed),
        (1, StackLimit::Unchecked),
        (2, StackLimit::FarPointed),
    ])?;
    let context = Param {
        purpose: Purpose::Context(limit),
        ..Param::plain(Type::I64)
    };
    params.insert(at, context);
    Ok(())
}

fn results(u: &mut Unstructured<'_>, target: &Target) -> Result<Vec<Param>> {
    let count = if target.multi_ret_implicit_sret && u.chance(1, 2)? {
        let most = limits::MAX_RESULTS;
        match u.weighted(&[(5, 3), (4, 5), (2, 13), (1, most), (2, 0)])? {
            0 => u.int_in_range(3..=most)?,
            count => count,
        }
    } else {
        u.weighted(&[(4, 1), (1, 0), (3, 2), (2, 4)])?
    };
    let mut results = list(u, count)?;
    target.fit_results(Convention::SystemV, &mut results);
    Ok(results)
}

fn list(u: &mut Unstructured<'_>, count: usize) -> Result<Vec<Param>> {
    let flavour = u.weighted(&[
        (4, Flavour::Mixed),
        (2, Flavour::Ints),
        (2, Flavour::Narrow),
        (2, Flavour::Floats),
        (2, Flavour::Words),
        (2, Flavour::Pairs),
    ])?;
    (0..count).map(|_| param(u, flavour)).collect()
}

fn param(u: &mut Unstructured<'_>, flavour: Flavour) -> Result<Param> {
    let ty = match flavour {
        Flavour::Mixed => u.pick(&Type::ALL)?,
        Flavour::Ints => u.pick(&Type::INTS)?,
        Flavour::Narrow => u.pick(&[Type::I8, Type::I16, Type::I32])?,
        Flavour::Floats => u.pick(&Type::FLOATS)?,
        Flavour::Words => u.pick(&[Type::I64, Type::F64])?,
        Flavour::Pairs => u.pick(&[Type::I128, Type::I64, Type::F128])?,
    };
    let extension = if Param::extensible(ty) {
        u.pick(&Extension::ALL)?
    } else {
        Extension::None
    };
    Ok(Param {
        extension,
        ..Param::plain(ty)
    })
}
