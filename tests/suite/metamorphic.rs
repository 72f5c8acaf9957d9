//! The metamorphic oracle: on tampered executions, on their untouched twins, and on the whole road.

use crate::common::scene::Scene;
use crate::common::{arena, pair, pair_with_table};
use farcall::case::*;
use farcall::check::{Beside, Checker, Sampling, Verdict, Why};
use farcall::generate::case_from_entropy;
use farcall::link::Symbol;
use farcall::oracle::key::{DifferenceKind, MetamorphicKey};
use farcall::oracle::metamorphic::{self, Compilation, VARIATIONS, Variation};
use farcall::oracle::{Finding, Key};
use farcall::run::Outcome;
use farcall::triage::known_issue;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

fn variation(name: &str) -> &'static Variation {
    let mut all = VARIATIONS.iter();
    all.find(|v| v.name == name).expect("a variation")
}

/// The executions of `case` and of its variation.
fn scenes(case: Case, name: &str) -> [Scene; 2] {
    let variant = variation(name)
        .of(&case)
        .expect("there is something to change");
    [Scene::of(case), Scene::of(variant)]
}

fn compare(scenes: &[Scene; 2], name: &str) -> Option<Key> {
    let [this, that] = [&scenes[0], &scenes[1]].map(Scene::evidence);
    metamorphic::compare(variation(name), &this, &that).map(|finding| finding.key)
}

/// The key after `tamper` changed the execution of the variant. Untouched, both are the same.
pub(crate) fn key(case: Case, name: &str, tamper: impl FnOnce(&mut Scene)) -> Key {
    let mut scenes = scenes(case, name);
    assert_eq!(compare(&scenes, name), None, "the untouched twin passes");
    tamper(&mut scenes[1]);
    compare(&scenes, name).expect("the tampered one is caught")
}

#[test]
fn every_variation_of_a_pair_behaves_the_same() {
    let goal = Distance::Split {
        pages: 3,
        step: Margin::Last,
    };
    let cases = [
        pair(CallKind::Near, Some(goal)),
        pair(CallKind::Far, None),
        pair_with_table(),
    ];
    let mut varied = 0;
    for case in cases {
        for variation in &VARIATIONS {
            if variation.of(&case).is_some() {
                let scenes = scenes(case.clone(), variation.name);
                assert_eq!(compare(&scenes, variation.name), None);
                varied += 1;
            }
        }
    }
    assert!(varied > 2 * VARIATIONS.len(), "{varied}");
}

#[test]
fn another_value_is_caught() {
    let key = key(pair(CallKind::Near, None), "zbb", |scene| {
        let result = scene.observed.events[2].values.start;
        scene.observed.values[result] = Some(41);
    });
    assert_eq!(key, "metamorphic/zbb/value");
}

#[test]
fn another_order_is_caught() {
    let other = key(pair(CallKind::Near, None), "far", |scene| {
        scene.observed.events[1].to = Some(0);
    });
    assert_eq!(other, "metamorphic/far/order");
    let fewer = key(pair(CallKind::Near, None), "linking", |scene| {
        scene.observed.events.truncate(3);
    });
    assert_eq!(fewer, "metamorphic/linking/order");
}

#[test]
fn another_end_is_caught() {
    let key = key(pair(CallKind::Near, None), "opt-level", |scene| {
        scene.observed.outcome = Outcome::RanAway;
    });
    assert_eq!(key, "metamorphic/opt-level/outcome");
}

#[test]
fn other_memory_is_caught() {
    let byte = key(pair(CallKind::Near, None), "block-padding", |scene| {
        scene.observed.memory[0][3] ^= 1;
    });
    assert_eq!(byte, "metamorphic/block-padding/memory");
    let fuel = key(pair(CallKind::Near, None), "sides", |scene| {
        scene.observed.memory[1][0] -= 1;
    });
    assert_eq!(fuel, "metamorphic/sides/memory");
}

#[test]
fn addresses_in_data_are_compared_by_what_they_are_an_address_of() {
    let case = pair_with_table();
    let scenes = scenes(case.clone(), "regions");
    let held = scenes
        .each_ref()
        .map(|scene| scene.observed.memory[0].clone());
    assert_ne!(held[0], held[1], "functions lie elsewhere");
    let entry = usize::from(case.data[0].address_offset(1));
    let key = key(case, "regions", |scene| {
        scene.observed.memory[0][entry] ^= 4
    });
    assert_eq!(key, "metamorphic/regions/memory");
}

#[test]
fn nans_that_arithmetic_made_are_the_same() {
    const NAN: u64 = 0x7ff8_0000_0000_0000;
    let after = |any_nan: bool, bits: u64| {
        let mut scenes = scenes(pair(CallKind::Near, None), "zba");
        let at = scenes[0].observed.events[2].values.start;
        for scene in &mut scenes {
            scene.expected.values[at].value = Scalar::new(Type::F64, NAN.into());
            scene.expected.values[at].any_nan = any_nan;
            scene.observed.values[at] = Some(NAN.into());
        }
        scenes[1].observed.values[at] = Some(bits.into());
        compare(&scenes, "zba")
    };
    let wrong = Some(Key::Metamorphic(MetamorphicKey {
        variation: variation("zba"),
        difference: DifferenceKind::Value,
    }));
    assert_eq!(after(true, NAN | 7), None);
    assert_eq!(after(true, 7), wrong);
    assert_eq!(after(false, NAN | 7), wrong);
    assert_eq!(after(false, NAN), None);
}

/// The finding about two compilations after `tamper` changed the case, the code and the first
/// relocation's symbol of one of them.
fn recompiled(tamper: impl FnOnce(&mut Case, &mut Vec<Vec<u8>>, &mut Symbol)) -> Option<Finding> {
    let case = pair(CallKind::Near, None);
    let scene = Scene::of(case.clone());
    let relocations = scene.map.relocations;
    let code = vec![vec![1, 2], vec![3]];
    let mut other = (case.clone(), code.clone(), relocations.clone());
    tamper(&mut other.0, &mut other.1, &mut other.2[0].symbol);
    let this = Compilation {
        case: &case,
        code: &code,
        relocations: &relocations,
    };
    let that = Compilation {
        case: &other.0,
        code: &other.1,
        relocations: &other.2,
    };
    metamorphic::recompiled(&this, &that)
}

#[test]
fn other_code_for_the_same_function_is_caught() {
    let finding = recompiled(|_, code, _| code[1][0] ^= 1).expect("it is caught");
    assert_eq!(finding.key, "compile/nondeterministic");
    assert_eq!(finding.at.function, Some(1));
    let finding = recompiled(|_, _, symbol| *symbol = Symbol::Function(0)).expect("it is caught");
    assert_eq!(finding.at.function, Some(0));
    assert_eq!(recompiled(|_, _, _| ()), None);
    // The compiler got another input.
    let given = recompiled(|case, code, _| {
        case.target.zbb = true;
        code[1][0] ^= 1;
    });
    assert_eq!(given, None);
}

/// The number of cases that are checked with every variation.
const CASES: u64 = 25;

fn generated(seed: u64) -> Case {
    let mut entropy = vec![0; 1500];
    StdRng::seed_from_u64(seed).fill_bytes(&mut entropy);
    case_from_entropy(&entropy)
}

#[test]
fn variants_show_nothing_but_known_issues_and_no_difference() {
    let checker = Checker::with_arena(arena());
    let mut checker = checker.sampling(Sampling::All);
    let mut variants = 0;
    for seed in 0..CASES {
        let case = generated(seed);
        let verdict = checker.check(&case);
        variants += verdict.counts.variants;
        assert_eq!(verdict.variants_unsupported, [""; 0]);
        for Beside { why, findings, .. } in &verdict.beside {
            assert!(!matches!(why, Why::Compared(_)), "{findings:?}\n{case:?}");
            let unknown = findings.iter().find(|f| known_issue(&f.key).is_none());
            assert_eq!(unknown, None, "{why:?}\n{case:?}");
        }
    }
    assert!(variants > CASES * 15, "{variants}");
}

#[test]
fn what_only_a_variant_shows_is_a_bucket_of_that_variant() {
    let checker = Checker::with_arena(arena());
    let mut checker = checker.sampling(Sampling::All);
    let mut seen = 0;
    for seed in 0..CASES {
        let case = generated(seed);
        let verdict = checker.check(&case);
        let mut keys: Vec<String> = verdict.buckets().map(|f| f.key.to_string()).collect();
        let count = keys.len();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), count, "a bucket is named once: {keys:?}");
        for (its, finding) in verdict.buckets_of(&case) {
            assert!(
                checker
                    .check_for(its, Some(finding.key.oracle()))
                    .falls_into(&finding.key)
            );
            let own = checker.check_for(&case, Some(finding.key.oracle()));
            seen += u64::from(!own.falls_into(&finding.key));
        }
    }
    assert!(seen > 0, "no variant shows what its case does not");
}

#[test]
fn a_sampled_verdict_is_a_part_of_the_whole_one() {
    let [sampled, all, none] = [Sampling::Drawn, Sampling::All, Sampling::None].map(|sampling| {
        let checker = Checker::with_arena(arena());
        checker.sampling(sampling)
    });
    let [mut sampled, mut all, mut none] = [sampled, all, none];
    let mut variants = 0;
    for seed in 0..300 {
        let case = generated(seed);
        let drawn = sampled.check(&case);
        assert!(drawn.counts.variants <= 1);
        variants += drawn.counts.variants;
        let none = none.check(&case);
        let keys = |verdict: &Verdict| -> Vec<Key> {
            verdict.findings.iter().map(|f| f.key.clone()).collect()
        };
        assert_eq!((keys(&drawn), 0), (keys(&none), none.counts.variants));
        assert_eq!(drawn.counts.calls_checked, none.counts.calls_checked);
        if drawn.counts.variants > 0 {
            let all = all.check(&case);
            assert!(drawn.buckets().all(|finding| all.falls_into(&finding.key)));
        }
    }
    assert!(variants > 0, "no case drew a variation");
}
