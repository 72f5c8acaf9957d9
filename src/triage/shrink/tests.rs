//! Properties of every reducer, then tests of each one.

mod bodies;
mod driver;
mod placement;
mod program;
mod signatures;
mod values;

use super::reduce::REDUCERS;
use super::*;
use crate::case::*;
use crate::generate::case_from_entropy;
use arbitrary::{Result, Unstructured};
use arbtest::arbtest;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use std::collections::BTreeSet;

/// The first `count` of a fixed sequence of generated cases.
fn cases(count: u64) -> impl Iterator<Item = Case> {
    (0..count).map(|seed| {
        let mut entropy = vec![0; 2500];
        StdRng::seed_from_u64(seed).fill_bytes(&mut entropy);
        case_from_entropy(&entropy)
    })
}

/// What the reducer of this name makes of `case` while `keep` holds.
fn alone(name: &str, case: &Case, mut keep: impl FnMut(&Case) -> bool) -> Case {
    assert!(keep(case), "{case:?}");
    let reducer = REDUCERS.iter().find(|reducer| reducer.name() == name);
    let stop = AtomicBool::new(false);
    let limits = Limits {
        checks: 10_000,
        stop: &stop,
    };
    let mut show = |_| ();
    let mut shrinker = Shrinker::new(case, &mut keep, &limits, &mut show);
    let end = shrinker.run(&[*reducer.expect("a reducer of this name")]);
    assert_eq!(end, End::Smallest);
    let smallest = shrinker.case;
    assert!(keep(&smallest));
    smallest
}

/// What all reducers together make of `case` while `keep` holds.
fn together(case: &Case, mut keep: impl FnMut(&Case) -> bool) -> Case {
    let stop = AtomicBool::new(false);
    let limits = Limits {
        checks: u64::MAX,
        stop: &stop,
    };
    let shrunk = shrink(case, &mut keep, &limits, &mut |_| ());
    assert_eq!(shrunk.end, End::Smallest);
    shrunk.case
}

/// A function that adds 1 to its argument, an i64, and then executes what `last` makes of a call to
/// `callee` with the sum.
fn chain_link(callee: Option<FuncId>, last: &impl Fn(Call) -> Statement) -> Function {
    let add = Statement::Op {
        op: Op::Int(IntOp::Add, Type::I64),
        args: vec![Operand::Value(0), Operand::Const(1)],
    };
    let call = callee.map(|callee| Call {
        callee,
        kind: CallKind::Near,
        args: vec![Operand::Value(1)],
        guarded: false,
    });
    Function {
        laps: 0,
        origin: Origin::Compiled,
        signature: Signature {
            convention: Convention::SystemV,
            params: vec![Param::plain(Type::I64)],
            results: Vec::new(),
        },
        slots: Vec::new(),
        blocks: vec![Block {
            params: Vec::new(),
            statements: [add].into_iter().chain(call.map(last)).collect(),
            exit: Exit::Return(Vec::new()),
        }],
    }
}

/// Functions 0 to `length - 1`, entered with 20. Each adds 1 to its argument, an i64, and calls the
/// next one with the sum.
fn chain(length: FuncId, last: impl Fn(Call) -> Statement) -> Case {
    let functions = (1..=length).map(|next| chain_link((next < length).then_some(next), &last));
    let mut case = Case {
        target: Target::default(),
        functions: functions.collect(),
        data: Vec::new(),
        placement: Placement {
            spots: Vec::new(),
            goals: Vec::new(),
        },
        life_cycle: LifeCycle::single(Linking::Direct, Vec::new()),
        invocations: vec![Invocation {
            function: 0,
            args: vec![20],
        }],
    };
    case.legalise();
    case
}

/// The compiler already checks that each reducer has a row: one without is dead code.
#[test]
fn no_two_reducers_have_one_name() {
    let names: BTreeSet<_> = REDUCERS.iter().map(|reducer| reducer.name()).collect();
    assert_eq!(names.len(), REDUCERS.len());
}

/// A generated case. In every second one, all conditional branches are decided, so that some blocks
/// only jump.
fn any_case(u: &mut Unstructured<'_>) -> Result<Case> {
    let decide = u.arbitrary()?;
    let case = case_from_entropy(u.bytes(u.len() / 2)?);
    Ok(if decide {
        alone("decide-branches", &case, |_| true)
    } else {
        case
    })
}

/// What `reducer` makes of some of its sites in some way. `None` if it changes nothing.
fn some_of(u: &mut Unstructured<'_>, case: &Case, reducer: &dyn Reducer) -> Result<Option<Case>> {
    let sites = reducer.sites(case);
    if sites == 0 {
        return Ok(None);
    }
    let end = u.int_in_range(1..=sites)?;
    let start = u.int_in_range(0..=end - 1)?;
    let way = u.int_in_range(0..=reducer.ways() - 1)?;
    Ok(reduced(case, reducer, start..end, way))
}

#[test]
fn what_a_reducer_makes_of_a_case_is_legal() {
    for &reducer in REDUCERS {
        let property = |u: &mut Unstructured<'_>| {
            let case = any_case(u)?;
            if let Some(candidate) = some_of(u, &case, reducer)? {
                let mut again = candidate.clone();
                again.legalise();
                assert!(again == candidate, "{}: {case:?}", reducer.name());
                assert!(Case::read(&candidate.to_bytes()).as_ref() == Ok(&candidate));
            }
            Ok(())
        };
        arbtest(property).budget_ms(100).size_min(2048).run();
    }
}

#[test]
fn every_reducer_finds_something_and_mostly_makes_it_smaller() {
    for &reducer in REDUCERS {
        let (mut changed, mut not_smaller) = (0, 0);
        for seed in 0..150 {
            let mut entropy = vec![0; 5000];
            StdRng::seed_from_u64(seed).fill_bytes(&mut entropy);
            let mut u = Unstructured::new(&entropy);
            let case = any_case(&mut u).expect("enough entropy");
            let candidate = some_of(&mut u, &case, reducer).expect("enough entropy");
            if let Some(candidate) = candidate.filter(|candidate| *candidate != case) {
                changed += 1;
                not_smaller += u32::from(Size::of(&candidate) >= Size::of(&case));
            }
        }
        let name = reducer.name();
        assert!(changed > 10, "{name} changed {changed}");
        assert!(
            not_smaller * 4 <= changed,
            "{name}: {not_smaller} of {changed}"
        );
    }
}
