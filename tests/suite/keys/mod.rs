//! Bucket keys: every kind is given by a real finding, and no text has a number of its case.

mod pins;
mod produce;

use crate::common::arena;
use farcall::abi::{FloatReg, IntReg};
use farcall::check::{Checker, Sampling};
use farcall::generate::case_from_entropy;
use farcall::oracle::metamorphic::VARIATIONS;
use farcall::oracle::{Key, Oracle};
use farcall::triage::known_issues;
pub(crate) use pins::PINS;
use pins::kind;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use std::collections::HashSet;

/// A kind of key.
pub(crate) struct Pin {
    /// The text of one of its keys.
    pub(crate) text: &'static str,
    /// Gives that key by a finding.
    produce: fn() -> Key,
}

#[test]
fn a_key_of_every_kind_is_given_by_a_finding() {
    for pin in PINS {
        let key = (pin.produce)();
        assert_eq!(key, pin.text);
        // An earlier pin of the table does not have it.
        assert_eq!(kind(&key), pin.text);
        assert_has_its_oracle(&key);
        assert_eq!(case_specific(pin.text), None);
    }
    let texts: HashSet<&str> = PINS.iter().map(|pin| pin.text).collect();
    assert_eq!(texts.len(), PINS.len());
}

/// The text of a key is enough to find its oracle.
fn assert_has_its_oracle(key: &Key) {
    assert_eq!(Oracle::of_text(&key.to_string()), Some(key.oracle()));
}

/// A word of a key with a digit in it that is not one of the few that names have.
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
fn keys_of_random_cases_have_no_numbers_of_their_case() {
    let mut checker = Checker::with_arena(arena()).sampling(Sampling::All);
    let mut keys = HashSet::new();
    for seed in 0..40 {
        let mut entropy = vec![0; 2000];
        StdRng::seed_from_u64(seed).fill_bytes(&mut entropy);
        let verdict = checker.check(&case_from_entropy(&entropy));
        let beside = verdict.beside.iter().flat_map(|beside| &beside.findings);
        keys.extend(verdict.findings.iter().chain(beside).map(|f| f.key.clone()));
    }
    assert!(keys.len() >= 10, "{keys:?}");
    for key in &keys {
        assert_has_its_oracle(key);
        assert_eq!(case_specific(&key.to_string()), None, "{key}");
    }
}

#[test]
fn keys_of_known_issues_have_an_oracle_and_no_numbers() {
    let known = known_issues().iter();
    let known = known.flat_map(|issue| &issue.description.keys);
    for key in known.filter(|key| !key.contains('*')) {
        assert_ne!(Oracle::of_text(key), None, "{key}");
        assert_eq!(case_specific(key), None, "{key}");
    }
}

#[test]
fn the_key_of_a_variant_names_its_variation() {
    for variation in &VARIATIONS {
        let key = format!("metamorphic/{}/value", variation.name);
        assert_eq!(Oracle::of_text(&key), Some(Oracle::Metamorphic(variation)));
        assert_eq!(case_specific(&key), None);
    }
}
