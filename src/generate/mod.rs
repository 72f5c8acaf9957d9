//! From entropy to a case.
//!
//! *Problem.* Independent random choices give neither a call graph worth running nor a callee at
//! the last reachable byte.
//!
//! *Idea.* Decide from the outside in: target settings, signatures, a call graph of some shape, a
//! body for each function that makes the graph's calls, then placement. Every part draws from one
//! [`Unstructured`], so a coverage-guided engine can steer it by flipping bytes. When entropy runs
//! out, every choice falls back to its first, plainest alternative.
//!
//! *Invariant.* Generation never fails. It ends with [`Case::legalise`], so the result is legal
//! whatever was drawn. Most cases with a feature that known issues break then lose it
//! ([`Known::throttle`]); the rest of the generator knows nothing of known issues.
//!
//! *Limits.* Weights are constants next to the choices that they weigh. Nothing here learns.

mod body;
mod choose;
mod graph;
mod invocation;
mod placement;
mod signature;
mod target;

use crate::case::{
    Address, Case, Convention, DataObject, Extension, FuncId, Libcall, Origin, Param, Purpose,
    Signature, binary, limits,
};
use crate::known::{self, Known};
use arbitrary::{Arbitrary, Result, Unstructured};
use rand::rngs::StdRng;
use rand::{Rng, RngExt};

// Parts of a case that mutators draw again.
pub(crate) use body::{arithmetic, base, function, slot};
pub(crate) use choose::Choose;
pub(crate) use placement::{distance, gap};
pub(crate) use signature::signatures;

/// The case that `bytes` stand for: the stored case, if they are one; otherwise the case generated
/// from them as entropy.
///
/// Never fails: a fuzzer's inputs go through this function.
pub fn case_from_bytes(bytes: &[u8]) -> Case {
    Case::read(bytes).unwrap_or_else(|_| case_from_entropy(bytes))
}

/// The case generated from `entropy`, even if it looks like a stored case.
pub fn case_from_entropy(entropy: &[u8]) -> Case {
    let entropy = &entropy[..entropy.len().min(binary::MAX_LEN)];
    let mut u = Unstructured::new(entropy);
    Case::arbitrary(&mut u).expect("every choice falls back when entropy runs out")
}

/// A case generated from 256 to 4096 random bytes.
pub fn random_case(rng: &mut StdRng) -> Case {
    case_from_entropy(&random_entropy(rng))
}

/// The entropy for [`random_case`].
pub fn random_entropy(rng: &mut StdRng) -> Vec<u8> {
    let mut entropy = vec![0; rng.random_range(256..=4096)];
    rng.fill_bytes(&mut entropy);
    entropy
}

impl<'a> Arbitrary<'a> for Case {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        case_for(u, known::linked())
    }
}

/// The case generated from entropy, with the throttles of the `known` issues.
///
/// # Errors
/// Never: every choice falls back when entropy runs out.
pub fn case_for(u: &mut Unstructured<'_>, known: &Known) -> Result<Case> {
    let mut case = draft(u)?;
    case.legalise();
    known.throttle(&mut case);
    Ok(case)
}

/// A case before legalisation. Bodies already use final value numbers. So legalisation leaves them
/// alone, except for guards, sizes beyond the limits, sites that goals isolate, and references
/// through data that does not hold the address.
fn draft(u: &mut Unstructured<'_>) -> Result<Case> {
    let target = target::target(u)?;
    let count = function_count(u)?;
    let graph = graph::calls(u, count)?;
    let mut signatures = signature::signatures(u, &graph, &target)?;
    let origins = origins(u, &graph, &mut signatures)?;
    let data = data(u, count)?;
    let mut functions = Vec::with_capacity(count);
    for (index, callees) in graph.iter().enumerate() {
        functions.push(match origins[index] {
            Origin::Compiled => body::function(u, index, callees, &signatures, &data)?,
            origin => body::extern_function(u, index, origin, &signatures, &data)?,
        });
    }
    let invocations = invocation::invocations(u, &signatures)?;
    let life_cycle = placement::life_cycle(u, count)?;
    let placement = placement::placement(u, &functions)?;
    Ok(Case {
        target,
        functions,
        data,
        placement,
        life_cycle,
        invocations,
    })
}

/// The origins of functions. In half of the cases some leaves are extern, and half of those become
/// libcalls if the name is free, which replaces their signatures.
fn origins(
    u: &mut Unstructured<'_>,
    graph: &[Vec<FuncId>],
    signatures: &mut [Signature],
) -> Result<Vec<Origin>> {
    let some = u.chance(1, 2)?;
    let mut origins = Vec::with_capacity(graph.len());
    for (index, callees) in graph.iter().enumerate() {
        let is_extern = some && index > 0 && callees.is_empty() && u.chance(1, 3)?;
        let mut origin = Origin::Compiled;
        if is_extern {
            let signature = &mut signatures[index];
            signature.convention = Convention::SystemV;
            for param in &mut signature.params {
                param.purpose = Purpose::Normal;
            }
            origin = Origin::Extern;
            let libcall = u.pick(&Libcall::ALL)?;
            if !origins.contains(&Origin::Libcall(libcall)) && u.chance(1, 2)? {
                signatures[index] = libcall_signature(u, libcall)?;
                origin = Origin::Libcall(libcall);
            }
        }
        origins.push(origin);
    }
    Ok(origins)
}

/// The signature of `libcall`, where an `int` has any extension.
pub(crate) fn libcall_signature(u: &mut Unstructured<'_>, libcall: Libcall) -> Result<Signature> {
    let mut signature = libcall.signature();
    let values = signature.params.iter_mut().chain(&mut signature.results);
    for value in values.filter(|value| Param::extensible(value.ty)) {
        value.extension = u.pick(&Extension::ALL)?;
    }
    Ok(signature)
}

/// About ten functions on average: most cases are small, some as large as the limit.
fn function_count(u: &mut Unstructured<'_>) -> Result<usize> {
    let most = u.pick(&[6, 12, 16, limits::MAX_FUNCTIONS])?;
    u.int_in_range(limits::MIN_FUNCTIONS..=most)
}

/// One or two objects. Half of them have a table of addresses after their bytes.
fn data(u: &mut Unstructured<'_>, functions: usize) -> Result<Vec<DataObject>> {
    let count = u.int_in_range(1..=2)?;
    let object = |u: &mut Unstructured<'_>| {
        let len = u.int_in_range(limits::MIN_DATA_BYTES..=64)?;
        let mut bytes = vec![0; len];
        u.fill_buffer(&mut bytes)?;
        let mut addresses = Vec::new();
        if u.chance(1, 2)? {
            for _ in 0..u.int_in_range(1..=limits::MAX_ADDRESSES)? {
                addresses.push(address(u, functions, count)?);
            }
        }
        Ok(DataObject { bytes, addresses })
    };
    (0..count).map(|_| object(u)).collect()
}

/// The address of a function, mostly; otherwise a place around one of `objects` data objects.
pub(crate) fn address(
    u: &mut Unstructured<'_>,
    functions: usize,
    objects: usize,
) -> Result<Address> {
    if !u.chance(1, 4)? {
        let function = u.int_in_range(0..=functions - 1)? as FuncId;
        return Ok(Address::Function(function));
    }
    let addend = match u.int_in_range(0..=3)? {
        0 => 0,
        1 => u.arbitrary()?,
        _ => i16::from(u.arbitrary::<i8>()?),
    };
    Ok(Address::Data {
        data: u.int_in_range(0..=objects - 1)? as u8,
        addend,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::rngs::StdRng;
    use rand::{Rng, SeedableRng};

    #[test]
    fn drafts_number_their_values_as_the_legal_case_does() {
        let mut compared = 0;
        for seed in 0..400 {
            let mut entropy = vec![0; 3000];
            StdRng::seed_from_u64(seed).fill_bytes(&mut entropy);
            let draft = draft(&mut Unstructured::new(&entropy)).expect("it falls back");
            let mut case = draft.clone();
            case.legalise();
            for (drafted, legal) in draft.functions.iter().zip(&mut case.functions) {
                let statements: usize = drafted.blocks.iter().map(|b| b.statements.len()).sum();
                // Long bodies are cut off; slots shrink if they do not fit on the stack.
                if statements > limits::MAX_STATEMENTS || drafted.slots != legal.slots {
                    continue;
                }
                for (call, drafted) in legal.calls_mut().zip(drafted.calls()) {
                    call.guarded = false;
                    // A goal isolated it, or no table holds the callee.
                    call.kind = drafted.kind;
                }
                for (access, drafted) in legal.accesses_mut().zip(drafted.accesses()) {
                    // A goal isolated it, or no data holds the pointer.
                    access.memory = drafted.memory;
                }
                assert_eq!(drafted, legal, "seed {seed}");
                compared += 1;
            }
        }
        assert!(compared > 2000, "{compared}");
    }
}
