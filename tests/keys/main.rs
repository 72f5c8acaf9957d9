//! Bucket keys: every kind there is, each with a test that pins a key of it, and no key with a number of its case.

#[path = "../common/mod.rs"]
mod common;
mod kinds;

use common::scene::Scene;
use common::{arena, pair};
use farcall::abi::{FloatReg, IntReg};
use farcall::case::CallKind;
use farcall::check::{Checker, Sampling};
use farcall::generate::case_from_entropy;
use farcall::link::{Arena, Linker, RelocKind};
use farcall::machine::{AccessKind, Fault};
use farcall::oracle;
use farcall::oracle::metamorphic::VARIATIONS;
use farcall::run::Outcome;
use farcall::triage::known_issues;
use kinds::{By, Here, KINDS, Kind};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use std::collections::BTreeSet;

/// Where tests of keys are.
const FILES: [&str; 12] = [
    include_str!("../oracles.rs"),
    include_str!("../frame.rs"),
    include_str!("../stack_limit.rs"),
    include_str!("../sites.rs"),
    include_str!("../metadata.rs"),
    include_str!("../opinion.rs"),
    include_str!("../../src/opinion/compare.rs"),
    include_str!("../metamorphic.rs"),
    include_str!("../edges.rs"),
    include_str!("../reach.rs"),
    include_str!("../supervision/main.rs"),
    include_str!("../../src/oracle/link.rs"),
];

/// What pins `kind` does.
fn pins(kind: &Kind) -> bool {
    match kind.pinned {
        Here(produce) => produce() == kind.key,
        By(test) => FILES.iter().any(|file| {
            let start = file.find(&format!("fn {test}("));
            let body = start.map(|start| file[start..].split("\n}").next().unwrap_or(""));
            body.is_some_and(|body| body.contains(&format!("\"{}\"", kind.key)))
        }),
    }
}

#[test]
fn a_key_of_every_kind_is_pinned() {
    for kind in KINDS {
        assert!(kind.has(kind.key), "{} is no {}", kind.key, kind.parts);
        assert!(pins(kind), "nothing gives {}", kind.key);
        assert_eq!(case_specific(kind.key), None);
    }
}

impl Kind {
    fn has(&self, key: &str) -> bool {
        let (mut parts, mut own) = (key.split('/'), self.parts.split('/'));
        let fits = |(part, own): (&str, &str)| match own.split_once('*') {
            Some((before, after)) => {
                let rest = part.strip_prefix(before);
                rest.is_some_and(|rest| rest.ends_with(after) && rest.len() > after.len())
            }
            None => part == own,
        };
        loop {
            match (parts.next(), own.next()) {
                (None, None) => return true,
                (Some(part), Some(own)) if fits((part, own)) => {}
                _ => return false,
            }
        }
    }
}

/// A word of `key` with a digit in it that is not one of the few that names have.
fn case_specific(key: &str) -> Option<&str> {
    let types = [
        "i8", "i16", "i32", "i64", "i128", "f16", "f32", "f64", "f128",
    ];
    let parts = [
        "2gib",
        "64",
        "hi20",
        "lo12",
        "isle_riscv64",
        "regalloc2",
        "1",
        "2",
        "4",
        "8",
    ];
    let is_register = |word: &str| {
        let int = (0..32).map(|n| IntReg::new(n).to_string());
        let float = (0..32).map(|n| FloatReg::new(n).to_string());
        int.chain(float).any(|name| name == word)
    };
    key.split(['/', '-']).find(|word| {
        let has_digit = word.chars().any(|c| c.is_ascii_digit());
        let is_name = types.contains(word) || parts.contains(word) || is_register(word);
        // A signal's number is its name.
        has_digit && !is_name && !key.starts_with("fault/signal-")
    })
}

#[test]
fn keys_of_random_cases_are_of_these_kinds_and_have_no_numbers_of_their_case() {
    let checker = Checker::new(arena()).expect("an arena");
    let mut checker = checker.sampling(Sampling::All);
    let mut keys = BTreeSet::new();
    for seed in 0..25 {
        let mut entropy = vec![0; 2000];
        StdRng::seed_from_u64(seed).fill_bytes(&mut entropy);
        let verdict = checker.check(&case_from_entropy(&entropy));
        let beside = verdict.beside.iter().flat_map(|beside| &beside.findings);
        keys.extend(
            verdict
                .findings
                .iter()
                .chain(beside)
                .map(|f| f.key.to_string()),
        );
    }
    let known = known_issues().iter();
    let known = known.flat_map(|issue| &issue.description.keys);
    keys.extend(known.filter(|key| !key.contains('*')).cloned());
    for variation in &VARIATIONS {
        keys.insert(format!("metamorphic/{}/value", variation.name));
    }
    assert!(keys.len() > VARIATIONS.len() + 10, "{keys:?}");
    for key in &keys {
        let kinds = KINDS.iter().filter(|kind| kind.has(key));
        assert_ne!(kinds.count(), 0, "{key} is of no kind");
        assert_eq!(case_specific(key), None, "{key}");
    }
}

#[test]
fn every_fault_has_its_key() {
    let (pc, addr, len) = (16, 32, 4);
    let unmapped = |kind| Fault::Unmapped {
        pc,
        addr,
        len,
        kind,
    };
    let faults = [
        (unmapped(AccessKind::Load), "unmapped-load"),
        (unmapped(AccessKind::Store), "unmapped-store"),
        (unmapped(AccessKind::Fetch), "unmapped-fetch"),
        (Fault::NotWritable { pc, addr, len }, "store-to-code"),
        (Fault::NotExecutable { pc, addr }, "not-executable"),
        (Fault::MisalignedFetch { pc, target: 1 }, "misaligned-fetch"),
        (
            Fault::MisalignedAtomic { pc, addr, len },
            "misaligned-atomic",
        ),
        (
            Fault::Illegal { pc, encoding: 0 },
            "illegal-instruction/reserved",
        ),
        (Fault::WildJump { from: pc, to: addr }, "wild-jump"),
        (Fault::Ecall { pc }, "environment-call"),
        (Fault::Breakpoint { pc }, "breakpoint"),
        (Fault::FellThrough { pc, end: 20 }, "fell-through"),
    ];
    for (fault, name) in faults {
        assert_eq!(end(Outcome::Fault(fault)), format!("fault/{name}"));
    }
}

/// The key when execution of a call ends like this in the callee.
fn end(outcome: Outcome) -> String {
    Scene::key(pair(CallKind::Near, None), |scene| {
        scene.observed.events.truncate(2);
        scene.observed.outcome = outcome;
    })
    .to_string()
}

/// The first key of a known issue's smallest case.
fn known(slug: &str) -> String {
    let mut issues = known_issues().iter();
    let issue = issues
        .find(|issue| issue.slug == slug)
        .expect("one of them");
    let case = issue.case().expect("a test reads them all");
    let verdict = Checker::new(arena()).expect("an arena").check(&case);
    let finding = verdict.findings.first();
    finding.expect("it fails").key.to_string()
}

/// The key when a relocation is of a kind that the audit does not know.
fn unknown_relocation() -> String {
    let mut linker = Linker::new(Arena::map(arena()).expect("an arena"));
    let mut image = linker.link(&pair(CallKind::Near, None)).expect("it links");
    image.map.relocations[0].kind = RelocKind::Other("Arm64Call".to_owned());
    let (_, finding) = oracle::audit(&image);
    finding.expect("it is caught").key.to_string()
}

/// The key of an argument that lost its NaN box, in a case that returns floats in memory.
fn box_beside_one_in_memory() -> String {
    use farcall::case::{Param, Type};
    let mut case = pair(CallKind::Near, None);
    case.target.multi_ret_implicit_sret = true;
    let signature = &mut case.functions[1].signature;
    signature.params = vec![Param::plain(Type::F32)];
    signature.results = vec![Param::plain(Type::F32); 3];
    case.legalise();
    Scene::key(case, |scene| {
        let at = scene.observed.events[1].values.start;
        scene.observed.above[at] ^= 1;
    })
    .to_string()
}
