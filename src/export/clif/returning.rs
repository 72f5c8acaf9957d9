//! Makes functions return what they got.

use crate::case::{Case, Exit, FuncId, Operand, Param, Purpose, Scalar, Type, ValueId};
use crate::mutate::remap;
use std::collections::BTreeSet;

/// Forms of `case` in which some function returns one of its values, and its callers return that:
/// one form for each value of an entry block. Constants get distinct bits.
pub(super) fn forms(case: &Case) -> impl Iterator<Item = Case> {
    let case = distinct(case);
    let values: Vec<(FuncId, ValueId, Type)> = case
        .compiled()
        .flat_map(|function| values(&case, function))
        .collect();
    values
        .into_iter()
        .filter_map(move |(function, value, ty)| form(&case, function, value, ty))
}

/// The values of the entry block of `function`, with their types.
fn values(case: &Case, function: FuncId) -> Vec<(FuncId, ValueId, Type)> {
    let source = &case.functions[function as usize];
    let block = &source.blocks[0];
    let defined = block.statements.iter().flat_map(|s| s.defines(case));
    let types = block.params.iter().copied().chain(defined);
    let numbered = (0..).zip(types);
    let purpose = |value: ValueId| source.signature.params.get(value as usize);
    let ordinary =
        numbered.filter(|&(value, _)| purpose(value).is_none_or(|p| p.purpose == Purpose::Normal));
    ordinary.map(|(value, ty)| (function, value, ty)).collect()
}

/// The form in which `function` returns `value`.
fn form(case: &Case, function: FuncId, value: ValueId, ty: Type) -> Option<Case> {
    let mut case = case.clone();
    let mut changed = BTreeSet::new();
    let mut waiting = BTreeSet::from([function]);
    while let Some(next) = waiting.pop_first() {
        if !changed.insert(next) {
            continue;
        }
        let signature = &case.functions[next as usize].signature;
        if !signature.convention.has_results() || case.functions[next as usize].origin.is_extern() {
            return None;
        }
        let old = signature.results.len();
        remap::replace_results(&mut case, next as usize, 0, old, &[Param::plain(ty)]);
        waiting.extend(neighbours(&case, next).difference(&changed));
    }
    for block in &mut case.functions[function as usize].blocks {
        if let Exit::Return(values) = &mut block.exit {
            *values = vec![Operand::Value(value)];
        }
    }
    remap::settle(&mut case);
    case.legalise();
    Some(case)
}

/// The callers of a function, and those that it tail-calls.
fn neighbours(case: &Case, function: FuncId) -> BTreeSet<FuncId> {
    let calls = |caller: &FuncId| case.calls(*caller).any(|call| call.callee == function);
    let callers = case.compiled().filter(calls);
    let exits = case.functions[function as usize].blocks.iter();
    let tail_callees = exits.filter_map(|block| match &block.exit {
        Exit::TailCall(call) => Some(call.callee),
        _ => None,
    });
    callers.chain(tail_callees).collect()
}

/// `case`, with other bits in each constant that is an argument: ones that tell arguments apart.
fn distinct(case: &Case) -> Case {
    let mut distinct = case.clone();
    let mut number = 0;
    let mut bits = |ty: Type| {
        number += 1;
        Scalar::new(ty, pattern(ty, number)).bits
    };
    for function in 0..case.functions.len() {
        let calls: Vec<Vec<Type>> = case.functions[function]
            .calls()
            .map(|call| call.params(case).collect())
            .collect();
        let arguments = distinct.functions[function].calls_mut().zip(calls);
        for (call, types) in arguments {
            for (operand, ty) in call.args.iter_mut().zip(types) {
                if let Operand::Const(old) = operand {
                    *old = bits(ty);
                }
            }
        }
    }
    for invocation in &mut distinct.invocations {
        let params = &case.functions[invocation.function as usize]
            .signature
            .params;
        for (old, param) in invocation.args.iter_mut().zip(params) {
            *old = bits(param.ty);
        }
    }
    distinct.legalise();
    distinct
}

/// Bits of a value of type `ty` that stand out: a small float, or an integer with its sign bit set.
fn pattern(ty: Type, number: u32) -> u128 {
    match ty {
        Type::F16 => 0x3c00 + u128::from(number),
        Type::F32 => (1.0 + f32_of(number)).to_bits().into(),
        Type::F64 => (1.0 + f64::from(number)).to_bits().into(),
        Type::F128 => 0x3fff_u128 << 112 | u128::from(number) << 96,
        _ => u128::MAX - u128::from(number),
    }
}

fn f32_of(number: u32) -> f32 {
    f32::from(number as u16)
}
