//! From entropy to a case.
//!
//! *Problem.* Chance alone makes neither a call graph worth running nor a callee at the last reachable byte.
//!
//! *Idea.* Decide from the outside in: target settings, signatures, a call graph of some shape, a body for each function that
//! makes the graph's calls, then placement. Each part draws from one [`Unstructured`], so that a coverage-guided engine can
//! steer it by flipping bytes. When entropy runs out every choice falls back to its first, plainest alternative.
//!
//! *Invariant.* Generation never fails, and ends with [`Case::legalise`]: the result is legal whatever was drawn.
//!
//! *Limits.* Weights are constants next to the choice they weigh; nothing here learns.

mod body;
mod choose;
mod graph;
mod invocation;
mod placement;
mod signature;

use crate::case::{Case, DataObject, Function, OptLevel, Target, binary, limits};
use arbitrary::{Arbitrary, Result, Unstructured};

// Parts of a case, which mutators draw anew.
pub(crate) use body::{arithmetic, blocks};
pub(crate) use choose::Choose;
pub(crate) use placement::{gap, goal};
pub(crate) use signature::signatures;

/// The case that any bytes stand for: a stored case if they are one, else the case generated from them as entropy.
///
/// Never fails: this is what a fuzzer's inputs go through.
pub fn case_from_bytes(bytes: &[u8]) -> Case {
    Case::read(bytes).unwrap_or_else(|_| case_from_entropy(bytes))
}

/// The case generated from `entropy`, whether or not it looks like a stored one.
pub fn case_from_entropy(entropy: &[u8]) -> Case {
    let entropy = &entropy[..entropy.len().min(binary::MAX_LEN)];
    let mut u = Unstructured::new(entropy);
    Case::arbitrary(&mut u).expect("every choice falls back when entropy runs out")
}

impl<'a> Arbitrary<'a> for Case {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let mut case = draft(u)?;
        case.legalise();
        Ok(case)
    }
}

/// A case before it is made legal. Bodies number their values as they will be, so legalisation has nothing to change in them but guards.
fn draft(u: &mut Unstructured<'_>) -> Result<Case> {
    let target = target(u)?;
    let count = function_count(u)?;
    let signatures = signature::signatures(u, count, &target)?;
    let graph = graph::calls(u, count)?;
    let data = data(u)?;
    let mut functions = Vec::with_capacity(count);
    for (index, callees) in graph.iter().enumerate() {
        functions.push(Function {
            blocks: body::blocks(u, index, callees, &signatures, &data)?,
            signature: signatures[index].clone(),
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

fn target(u: &mut Unstructured<'_>) -> Result<Target> {
    let zca = u.chance(1, 2)?;
    Ok(Target {
        opt_level: u.pick(&[OptLevel::None, OptLevel::Speed])?,
        zca,
        zcb: zca && u.chance(1, 2)?,
        multi_ret_implicit_sret: u.chance(1, 4)?,
    })
}

/// About ten on average: most cases small, some as large as allowed.
fn function_count(u: &mut Unstructured<'_>) -> Result<usize> {
    let most = u.pick(&[6, 12, 16, limits::MAX_FUNCTIONS])?;
    u.int_in_range(limits::MIN_FUNCTIONS..=most)
}

fn data(u: &mut Unstructured<'_>) -> Result<Vec<DataObject>> {
    let count = u.int_in_range(1..=2)?;
    let object = |u: &mut Unstructured<'_>| {
        let len = u.int_in_range(limits::MIN_DATA_BYTES..=64)?;
        let mut bytes = vec![0; len];
        u.fill_buffer(&mut bytes)?;
        Ok(DataObject { bytes })
    };
    (0..count).map(|_| object(u)).collect()
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
                if statements > limits::MAX_STATEMENTS {
                    continue;
                }
                for (call, drafted) in legal.calls_mut().zip(drafted.calls()) {
                    call.guarded = false;
                    // Isolated by an edge.
                    call.kind = drafted.kind;
                }
                assert_eq!(drafted, legal, "seed {seed}");
                compared += 1;
            }
        }
        assert!(compared > 2000, "{compared}");
    }
}
