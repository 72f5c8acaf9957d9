//! What somebody else's execution left, against the model.

use super::Opinion;
use crate::case::{Case, Scalar};
use crate::link::Left;
use crate::model::{Crossing, Event, Trace};
use crate::oracle::key::{Key, MemoryKey, OpinionKey, Witness};
use crate::oracle::{Class, Finding, Locus};

/// The first difference between `left` and `expected`: results in the order of invocations, then memory.
pub fn compare(witness: Witness, case: &Case, expected: &Trace, left: &Left) -> Opinion {
    let difference = results(witness, case, expected, left)
        .or_else(|| memory(witness, expected, left))
        .or_else(|| addresses(witness, left));
    difference.map_or(Opinion::Agrees, Opinion::Disagrees)
}

/// A finding without a place in the trace.
pub(super) fn finding(witness: Witness, key: OpinionKey, summary: String) -> Finding {
    Finding {
        key: Key::Opinion(witness, key),
        class: Class::Conformance,
        summary: format!("the {witness} {summary}"),
        at: Locus::default(),
    }
}

/// The returns to the harness, with their indices.
fn returns(expected: &Trace) -> impl Iterator<Item = (usize, &Event)> {
    let events = expected.events.iter().enumerate();
    events.filter(|(_, event)| event.crossing == Crossing::Return && event.to.is_none())
}

fn results(witness: Witness, case: &Case, expected: &Trace, left: &Left) -> Option<Finding> {
    let (answered, asked) = (left.results.len(), case.invocations.len());
    if answered != asked {
        let summary = format!("answers {answered} of {asked} invocations");
        return Some(finding(witness, OpinionKey::MissingResult, summary));
    }
    let invocations = case.invocations.iter().zip(&left.results);
    for ((index, event), (invocation, results)) in returns(expected).zip(invocations) {
        let signature = &case.functions[invocation.function as usize].signature;
        // What the model has beyond is the address for `Purpose::StructReturn`, which is no result of CLIF.
        let wanted = expected.values[event.values.clone()].iter();
        let mut pairs = wanted
            .zip(results)
            .take(signature.results.len())
            .enumerate();
        let wrong = pairs.find(|(_, (wanted, bits))| !wanted.accepts(**bits));
        if let Some((position, (wanted, &bits))) = wrong {
            let ty = wanted.value.ty;
            let (name, got) = (invocation.function, Scalar::new(ty, bits));
            let what = format!("has {got} as result {position} of %f{name}, the model {wanted}");
            let mut finding = finding(witness, OpinionKey::Result(ty), what);
            finding.at.event = Some(index);
            finding.at.function = event.from;
            return Some(finding);
        }
    }
    None
}

fn memory(witness: Witness, expected: &Trace, left: &Left) -> Option<Finding> {
    let mut pairs = expected.memory.iter().zip(&left.memory).enumerate();
    let (index, (wanted, bytes)) = pairs.find(|(_, (wanted, bytes))| wanted != bytes)?;
    let (key, name) = if index + 1 == expected.memory.len() {
        (MemoryKey::Fuel, "%fuel".to_owned())
    } else {
        (MemoryKey::Data, format!("%data{index}"))
    };
    let summary = format!("has {name} = {bytes:02x?} at the end, the model {wanted:02x?}");
    Some(finding(witness, OpinionKey::Memory(key), summary))
}

fn addresses(witness: Witness, left: &Left) -> Option<Finding> {
    let mut objects = left.moved.iter().enumerate();
    let (index, moved) = objects.find(|(_, moved)| moved.iter().any(|&by| by != 0))?;
    let summary = format!("has changed addresses in %data{index}: moved by {moved:#x?} bytes");
    Some(finding(witness, OpinionKey::Address, summary))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::Type;
    use crate::generate::case_from_entropy;
    use crate::model::{self, Expected};

    /// A case and its trace, and what an execution leaves that agrees.
    fn evidence() -> (Case, Trace, Left) {
        let case = case_from_entropy(&[]);
        let expected = model::trace(&case);
        let results = returns(&expected).map(|(_, event)| {
            let values = expected.values[event.values.clone()].iter();
            values.map(|value| value.value.bits).collect()
        });
        let left = Left {
            results: results.collect(),
            memory: expected.memory.clone(),
            moved: vec![vec![0; 2]],
        };
        (case, expected, left)
    }

    fn key(case: &Case, expected: &Trace, left: &Left) -> String {
        match compare(Witness::Host, case, expected, left) {
            Opinion::Agrees => "agrees".to_owned(),
            Opinion::Disagrees(finding) => finding.key.to_string(),
            Opinion::Refused(why) => panic!("refused: {why}"),
        }
    }

    #[test]
    fn an_address_that_moved_is_found() {
        let (case, expected, mut left) = evidence();
        assert_eq!(key(&case, &expected, &left), "agrees");
        left.moved[0][1] = 8;
        assert_eq!(key(&case, &expected, &left), "opinion/host/memory/address");
    }

    #[test]
    fn any_nan_is_as_good_as_another_where_the_model_says_so_and_no_number_is() {
        let (mut case, mut expected, mut left) = evidence();
        let entered = case.invocations[0].function as usize;
        let signature = &mut case.functions[entered].signature;
        signature.params.clear();
        signature.results = vec![crate::case::Param::plain(Type::F32)];
        let (_, event) = returns(&expected).next().expect("it is entered");
        let event = expected.events.iter().position(|e| e == event);
        expected.events[event.expect("it is one of them")].values = 0..1;
        expected.values = vec![Expected {
            value: Scalar::new(Type::F32, Type::F32.canonical_nan()),
            any_nan: true,
        }];
        left.results[0] = vec![0xffc0_0001];
        assert_eq!(key(&case, &expected, &left), "agrees");
        left.results[0] = vec![0x3f80_0000];
        assert_eq!(key(&case, &expected, &left), "opinion/host/result/f32");
        expected.values[0].any_nan = false;
        left.results[0] = vec![0xffc0_0001];
        assert_eq!(key(&case, &expected, &left), "opinion/host/result/f32");
    }

    #[test]
    fn a_result_that_is_missing_is_found() {
        let (case, expected, mut left) = evidence();
        left.results.pop();
        assert_eq!(key(&case, &expected, &left), "opinion/host/result/missing");
    }
}
