//! The throttles of the known issues: how much is left of their shapes, and where.

use crate::common::arena;
use arbitrary::Unstructured;
use farcall::case::{Access, Base, Case, FuncId, Function};
use farcall::check::{Checker, Sample, Sampling};
use farcall::generate::case_for;
use farcall::known::{self, Known, SHAPES, Throttle, known_issues};
use farcall::mutate::{crossover, mutate};
use farcall::version::{self, Cranelift};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

const CASES: u64 = 3000;

/// Known issues, none of them in force.
fn nothing() -> Known {
    known::linked().about(&Cranelift {
        version: "0.1.0".parse().expect("a version"),
        commit: None,
        fixed: Vec::new(),
    })
}

fn generated(seed: u64, known: &Known) -> Case {
    let mut entropy = vec![0; 3000];
    StdRng::seed_from_u64(seed).fill_bytes(&mut entropy);
    case_for(&mut Unstructured::new(&entropy), known).expect("generation never fails")
}

/// The throttles of all issues, in force or not.
fn throttles() -> impl Iterator<Item = &'static Throttle> {
    let issues = known::everywhere().issues().iter();
    issues.filter_map(|issue| issue.description.throttle.as_ref())
}

/// Whether an issue that the linked Cranelift has throttles the same shape.
fn is_in_force(throttle: &Throttle) -> bool {
    let issues = known::linked().in_force();
    let mut others = issues.filter_map(|issue| issue.description.throttle.as_ref());
    others.any(|other| other.shape.name == throttle.shape.name)
}

/// Whether a count is the share of all, within five standard deviations.
fn is_about(count: u64, share: f64, all: u64) -> bool {
    let expected = share * all as f64;
    let spread = 5.0 * (expected * (1.0 - share)).sqrt();
    (count as f64 - expected).abs() < spread
}

#[test]
fn every_shape_is_generated_often_and_kept_as_rarely_as_its_issue_says() {
    let nothing = nothing();
    for throttle in throttles() {
        let (mut with, mut kept) = (0, 0);
        for seed in 0..CASES {
            let natural = throttle.shape.sites(&generated(seed, &nothing)).len();
            let case = generated(seed, known::everywhere());
            let left = throttle.shape.sites(&case).len();
            let most = throttle
                .most
                .map_or(natural, |most| most.get().min(natural));
            assert!(left == 0 || left == most, "{left} of {natural}");
            with += u64::from(natural > 0);
            kept += u64::from(left > 0);
        }
        let name = throttle.shape.name;
        assert!(with * 10 > CASES, "{name} in {with} of {CASES}");
        let share = throttle.cases.value();
        assert!(is_about(kept, share, with), "{name} in {kept} of {with}");
    }
}

#[test]
fn every_shape_of_the_table_is_throttled_by_some_issue() {
    for shape in &SHAPES {
        let mut throttles = throttles();
        assert!(
            throttles.any(|t| t.shape.name == shape.name),
            "{}",
            shape.name
        );
    }
}

#[test]
fn a_case_without_its_shapes_is_legal_and_nothing_else_of_it_changes() {
    let nothing = nothing();
    for shape in &SHAPES {
        let mut changed = 0;
        for seed in 0..400 {
            let case = generated(seed, &nothing);
            let mut without = case.clone();
            for (n, site) in shape.sites(&case).into_iter().enumerate() {
                let before = shape.sites(&without);
                shape.take_away(&mut without, site);
                let left: Vec<_> = before.into_iter().filter(|s| *s != site).collect();
                assert_eq!(shape.sites(&without), left, "{} {n}", shape.name);
                changed += 1;
            }
            let mut legal = without.clone();
            legal.legalise();
            assert!(legal == without, "{}: {without:?}", shape.name);
            let events = |case: &Case| farcall::model::trace(case);
            assert!(events(&without) == events(&case), "{}", shape.name);
        }
        assert!(changed > 40, "{} {changed} times", shape.name);
    }
}

#[test]
fn what_is_generated_depends_on_entropy_alone_and_is_not_throttled_when_read() {
    let nothing = nothing();
    let mut differ = 0;
    for seed in 0..300 {
        let case = generated(seed, known::everywhere());
        assert!(case == generated(seed, known::everywhere()));
        let natural = generated(seed, &nothing);
        differ += u64::from(natural != case);
        assert!(Case::read(&natural.to_bytes()).as_ref() == Ok(&natural));
    }
    assert!(differ > 60, "{differ} of 300 are throttled");
}

#[test]
fn shapes_are_rare_in_what_comes_of_mutation_and_crossover() {
    let nothing = nothing();
    for throttle in throttles() {
        let (mut mutated, mut crossed, mut all) = (0, 0, 0);
        let has = |case: &Case| u64::from(!throttle.shape.sites(case).is_empty());
        for seed in 0..1500 {
            let mut case = generated(seed, &nothing);
            if has(&case) == 0 {
                continue;
            }
            let mut rng = StdRng::seed_from_u64(seed);
            crossed += has(&crossover(&case, &generated(seed + 1, &nothing), &mut rng));
            mutate(&mut case, &mut rng);
            mutated += has(&case);
            all += 1;
        }
        // A mutation may remove the shape, so there may be less than the share.
        let name = throttle.shape.name;
        let most = throttle.cases.value() * all as f64;
        let in_force = is_in_force(throttle);
        for count in [mutated, crossed] {
            let is_rare = (count as f64) < 1.6 * most;
            assert!(count > 0 && is_rare == in_force, "{name}: {count} of {all}");
        }
    }
}

/// A case with this many displaced accesses to far symbols.
fn displaced(seed: u64) -> Option<Case> {
    let mut case = generated(seed, &nothing());
    let accesses = case.functions.iter_mut().flat_map(Function::accesses_mut);
    let bases = accesses.filter_map(Access::base_mut);
    let mut count = 0;
    for base in bases {
        if let Base::Symbol { near, displacement } = base {
            *near = false;
            *displacement = 8;
            count += 1;
        }
    }
    case.legalise();
    (count > 0).then_some(case)
}

#[test]
fn a_variant_has_no_shape_that_its_case_lacks() {
    let shape = &SHAPES[0];
    let near = |case: &Case, known: &Known| {
        let variants = Sample::of(case, Sampling::All).variants(case, known);
        let near = variants.into_iter().find(|(v, _)| v.name == "near");
        near.map(|(_, variant)| variant)
    };
    let (mut limited, mut free) = (0, 0);
    for case in (0..40).filter_map(displaced) {
        assert_eq!(shape.sites(&case), []);
        if let Some(variant) = near(&case, known::everywhere()) {
            assert_eq!(shape.sites(&variant), [], "{variant:?}");
            limited += 1;
        }
        let variant = near(&case, &nothing());
        free += variant.map_or(0, |variant| shape.sites(&variant).len());
    }
    assert!(limited > 20 && free > 20, "{limited}, {free}");
}

#[test]
fn a_case_that_several_of_them_stop_is_eased_of_all_and_executed() {
    let mut issues = known_issues().iter();
    let issue = issues.find(|issue| issue.slug == "jit-near-data-with-addend");
    let issue = issue.expect("one of them");
    let mut case = issue.case().expect("a stored case");
    let function = case.functions[0].clone();
    case.functions.push(function);
    let mut invocation = case.invocations[0].clone();
    invocation.function = (case.functions.len() - 1) as FuncId;
    case.invocations.push(invocation);
    case.legalise();
    let sites = SHAPES[0].sites(&case);
    assert!(sites.len() > 1, "{case:?}");
    let checker = Checker::with_arena(arena());
    let verdict = checker.sampling(Sampling::None).check(&case);
    assert!(!verdict.masked);
    if !issue.is_in(version::linked()) {
        assert!(verdict.passed(), "{:?}", verdict.findings);
        return;
    }
    let eased = verdict.eased().next_back().expect("it was stopped");
    assert_eq!(SHAPES[0].sites(&eased.case), []);
    assert_eq!(eased.findings, []);
}
