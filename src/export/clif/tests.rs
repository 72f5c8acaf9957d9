//! What makes a finding visible keeps the case legal, and what a run test cannot say is refused.

use super::callers::{between, pressed};
use super::expressible::{Lacking, check};
use super::{emitted, returning, run_test};
use crate::case::{Case, Function};
use crate::filetest::{TextKind, Trial};
use crate::generate::case_from_entropy;
use crate::known::known_issues;
use crate::model;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

fn generated(seed: u64) -> Case {
    let mut entropy = vec![0; 2500];
    StdRng::seed_from_u64(seed).fill_bytes(&mut entropy);
    case_from_entropy(&entropy)
}

fn is_legal(case: &Case) -> bool {
    let mut legal = case.clone();
    legal.legalise();
    legal == *case
}

fn smallest() -> impl Iterator<Item = Case> {
    let cases = known_issues().iter().map(|issue| issue.case());
    cases.map(|case| case.expect("a test reads them all"))
}

/// The results that the harness gets.
fn results(case: &Case) -> Vec<String> {
    let seen = model::trace(case).of_the_harness();
    let returns = seen.events.iter().filter(|event| event.to.is_none());
    let values = returns.flat_map(|event| &seen.values[event.values.clone()]);
    values.map(ToString::to_string).collect()
}

#[test]
fn a_compiled_caller_gives_back_what_it_got() {
    let mut tried = 0;
    for case in (0..200).map(generated) {
        // Another caller may change which calls are guarded. What C would return is the address
        // of a struct, which is no result.
        let guards = |case: &Case| {
            let returns_structs = |f: &Function| f.signature.struct_return().is_some();
            case.guarded_share() > 0.0 || case.functions.iter().any(returns_structs)
        };
        let Some(entered) = between(&case).filter(|entered| !guards(&case) && !guards(entered))
        else {
            continue;
        };
        assert!(is_legal(&entered));
        assert_eq!(results(&entered), results(&case), "{case:?}");
        tried += 1;
    }
    assert!(tried > 10, "{tried}");
}

#[test]
fn forms_that_show_more_are_legal() {
    let mut tried = 0;
    for case in smallest() {
        let forms: Vec<Case> = returning::forms(&case).chain(pressed(&case)).collect();
        for form in &forms {
            assert!(is_legal(form), "{form:?}");
        }
        tried += forms.iter().filter(|&form| *form != case).count();
    }
    assert!(tried > 20, "{tried}");
}

#[test]
fn what_a_run_test_cannot_say_is_refused() {
    let mut reasons: Vec<Lacking> = (0..300)
        .map(generated)
        .filter_map(|case| check(&case, &model::trace(&case)).err())
        .collect();
    reasons.sort_by_key(ToString::to_string);
    reasons.dedup();
    for reason in [Lacking::Data, Lacking::Extern, Lacking::Trap] {
        assert!(reasons.contains(&reason), "{reasons:?} lack {reason}");
    }
}

#[test]
fn a_run_test_has_the_models_results_and_no_comment_of_the_printer() {
    let mut case = smallest()
        .find(|case| check(case, &model::trace(case)).is_ok() && !case.has_context())
        .expect("some are expressible");
    case.target.opt_level = crate::case::OptLevel::Speed;
    let text = run_test::text(&case, &model::trace(&case), true);
    assert!(
        text.starts_with("test interpret\ntest run\nset opt_level=speed\n"),
        "{text}"
    );
    assert!(text.contains("; run: %f0"), "{text}");
    let comments = text.lines().filter(|line| line.contains(';'));
    assert!(
        comments.into_iter().all(|line| line.starts_with("; run: ")),
        "{text}"
    );
}

#[test]
fn what_is_emitted_is_what_its_directives_say() {
    let mut trial = Trial::new().expect("an arena");
    for kind in [TextKind::Code, TextKind::Unwind] {
        for case in smallest() {
            let text = emitted::text(&case, kind, &mut trial).expect("it compiles");
            let report = trial.run("emitted", &text);
            assert_eq!(report.summary.failed, 0, "{:?}\n{text}", report.notes);
            assert_eq!(
                report.summary.passed,
                case.compiled().count() as u64,
                "{text}"
            );
        }
    }
}
