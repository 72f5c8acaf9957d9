//! From a case whose fault nobody outside sees to one whose fault shows in results or data.
//!
//! *Problem.* The smallest case of a finding passes zeros, and ignores what arrives.
//!
//! *Idea.* Two changes keep signatures, calls and frames. Arguments become values that differ from
//! each other and from zero. Values that arrive (parameters, results of calls, loads) are stored to
//! a data object of their own, which is compared at the end. The first case that fails is taken.
//!
//! *Limits.* A handful of cases is tried. Stores move registers and code, so a fault that depends
//! on those may go away.

use crate::case::{
    Access, Case, DataObject, FuncId, Operand, Purpose, Statement, Type, ValueId, limits,
};

/// The initial bytes of the object that values are stored to.
const UNTOUCHED: u8 = 0x5a;
/// Bytes of each value in it.
const SLOT: usize = 16;

/// The first of `case` and cases like it that `fails`.
pub(in crate::export) fn search<E>(
    case: &Case,
    mut fails: impl FnMut(&Case) -> Result<bool, E>,
) -> Result<Option<Case>, E> {
    for candidate in candidates(case) {
        if fails(&candidate)? {
            return Ok(Some(candidate));
        }
    }
    Ok(None)
}

/// `case`, and cases in which more can be seen: those with fewer changes first, but telling values
/// before zeros.
pub(in crate::export) fn candidates(case: &Case) -> impl Iterator<Item = Case> {
    let lively = lively(case);
    let kept: Vec<Case> = [&lively, case].into_iter().flat_map(storing).collect();
    let all = [case.clone(), lively].into_iter().chain(kept);
    all.map(|mut case| {
        case.legalise();
        case
    })
}

/// `case` with other values for the arguments of its invocations and calls, and in data.
fn lively(case: &Case) -> Case {
    let mut lively = case.clone();
    for invocation in &mut lively.invocations {
        let params = &case.functions[invocation.function as usize]
            .signature
            .params;
        for (n, (arg, param)) in invocation.args.iter_mut().zip(params).enumerate() {
            if param.purpose == Purpose::Normal {
                *arg = value(param.ty, n);
            }
        }
    }
    for function in &mut lively.functions {
        for call in function.calls_mut() {
            let params = &case.functions[call.callee as usize].signature.params;
            for (n, (arg, param)) in call.args.iter_mut().zip(params).enumerate() {
                if matches!(arg, Operand::Const(_)) && param.purpose == Purpose::Normal {
                    *arg = Operand::Const(value(param.ty, n));
                }
            }
        }
    }
    for object in &mut lively.data {
        let bytes = object.bytes.iter_mut().zip(1..);
        bytes.for_each(|(byte, n)| *byte = n);
    }
    lively
}

/// Value number `n` of type `ty`: not zero, and unlike its neighbours.
fn value(ty: Type, n: usize) -> u128 {
    let float = n as f32 + 1.5;
    match ty {
        Type::F16 => 0x3c00 + ((n as u128) << 4) + 1,
        Type::F32 => float.to_bits().into(),
        Type::F64 => f64::from(float).to_bits().into(),
        Type::F128 => (0x3fff << 112) | ((n as u128 + 1) << 64) | (n as u128 + 1),
        int => ((0x0101_u128 * (n as u128 + 1)) | 0x80 | (0x11 << 64)) & int.mask(),
    }
}

/// A value that arrives in a function, and the statement before which it can be stored.
struct Arrival {
    function: FuncId,
    block: usize,
    statement: usize,
    value: ValueId,
    ty: Type,
}

/// `case` with a store of each value that arrives, and with stores of all of them.
fn storing(case: &Case) -> Vec<Case> {
    let all: Vec<Arrival> = case.compiled().flat_map(|f| arrivals(case, f)).collect();
    if all.is_empty() || case.data.len() == limits::MAX_DATA {
        return Vec::new();
    }
    let last = all.len().min(limits::MAX_DATA_BYTES / SLOT);
    let together = stored(case, &all[..last]);
    let alone = all
        .iter()
        .map(|one| stored(case, std::slice::from_ref(one)));
    alone.take(24).chain([together]).collect()
}

fn arrivals(case: &Case, function: FuncId) -> Vec<Arrival> {
    let mut next = 0;
    let mut all = Vec::new();
    for (block, contents) in case.functions[function as usize].blocks.iter().enumerate() {
        let mut arrive = |statement: usize, types: &mut dyn Iterator<Item = Type>, seen: bool| {
            for ty in types {
                let value = next;
                next += 1;
                all.extend(seen.then_some(Arrival {
                    function,
                    block,
                    statement,
                    value,
                    ty,
                }));
            }
        };
        arrive(0, &mut contents.params.iter().copied(), block == 0);
        for (n, statement) in contents.statements.iter().enumerate() {
            let seen = matches!(statement, Statement::Call(_) | Statement::Load(_));
            arrive(n + 1, &mut statement.defines(case), seen);
        }
    }
    all
}

/// `case` with a further data object that these values are stored to.
fn stored(case: &Case, arrivals: &[Arrival]) -> Case {
    let mut case = case.clone();
    let index = case.data.len() as u8;
    case.data.push(DataObject {
        bytes: vec![UNTOUCHED; SLOT * arrivals.len()],
        addresses: Vec::new(),
    });
    // Backwards, so that the positions of earlier ones stay.
    for (n, arrival) in arrivals.iter().enumerate().rev() {
        let block = &mut case.functions[arrival.function as usize].blocks[arrival.block];
        let store = Statement::Store {
            access: Access::data(index, (SLOT * n) as u16, arrival.ty),
            value: Operand::Value(arrival.value),
        };
        block.statements.insert(arrival.statement, store);
    }
    case
}
