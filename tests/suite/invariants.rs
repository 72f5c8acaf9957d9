//! The invariants of the architecture, each tested for a second on random input.

use crate::common::arena;
use arbitrary::Unstructured;
use arbtest::arbtest;
use cranelift_codegen::isa::TargetIsa;
use cranelift_reader::ParseOptions;
use farcall::case::{Case, Linking};
use farcall::check::{Checker, Sampling, Verdict};
use farcall::generate::case_from_bytes;
use farcall::lower;
use farcall::model;
use farcall::oracle::Key;
use farcall::triage::known_issue;
use std::cell::RefCell;

/// Tests `property` on random inputs for a second.
fn for_a_second(property: impl FnMut(&mut Unstructured<'_>) -> arbitrary::Result<()>) {
    arbtest(property).budget_ms(1000).size_min(512).run();
}

/// Random bytes, or a stored case with random damage.
fn bytes(u: &mut Unstructured<'_>) -> arbitrary::Result<Vec<u8>> {
    let stored = u.arbitrary()?;
    let flips: Vec<(u16, u8)> = if stored { u.arbitrary()? } else { Vec::new() };
    let entropy = u.bytes(u.len())?;
    if !stored {
        return Ok(entropy.to_vec());
    }
    let mut bytes = case_from_bytes(entropy).to_bytes();
    let len = bytes.len();
    for (at, byte) in flips.into_iter().take(8) {
        bytes[at as usize % len] = byte;
    }
    Ok(bytes)
}

/// A verdict without its addresses.
fn essence(verdict: &Verdict) -> Vec<(Key, Option<usize>, Option<u16>)> {
    let buckets = verdict.buckets();
    buckets
        .map(|f| (f.key.clone(), f.at.event, f.at.function))
        .collect()
}

#[test]
fn every_byte_string_is_a_legal_case() {
    let mut checker = Checker::with_arena(arena());
    for_a_second(|u| {
        let case = case_from_bytes(&bytes(u)?);
        let mut again = case.clone();
        again.legalise();
        assert!(again == case, "legalising a legal case changes it");
        assert!(Case::read(&case.to_bytes()).as_ref() == Ok(&case));

        let verdict = checker.check(&case);
        let illegal = verdict
            .buckets()
            .find(|f| matches!(f.key, Key::Verifier(_)));
        assert_eq!(illegal, None, "{case:?}");
        Ok(())
    });
}

#[test]
fn a_verdict_depends_on_the_case_alone() {
    let mut here = Checker::with_arena(arena());
    let mut there = Checker::with_arena(arena());
    for_a_second(|u| {
        let case = case_from_bytes(&bytes(u)?);
        let first = here.check(&case);
        let second = there.check(&case);
        assert_eq!(essence(&first), essence(&second), "{case:?}");
        assert_eq!(first.counts, second.counts);
        let third = here.check(&case);
        assert!(first == third, "the same checker changes its mind");
        Ok(())
    });
}

#[test]
fn findings_are_values_and_nothing_else_is_found() {
    let mut checker = Checker::with_arena(arena());
    for_a_second(|u| {
        let case = case_from_bytes(&bytes(u)?);
        // Every finding is a value, and belongs to a known issue.
        for finding in checker.check(&case).buckets() {
            let known = known_issue(&finding.key);
            assert!(known.is_some(), "{finding:?}\n{case:?}");
        }
        Ok(())
    });
}

#[test]
fn every_call_edge_is_checked() {
    let mut checker = Checker::with_arena(arena());
    for_a_second(|u| {
        let case = case_from_bytes(&bytes(u)?);
        let verdict = checker.check(&case);
        if verdict.findings.is_empty() {
            let expected = model::trace(&case).events.len() as u64;
            assert_eq!(verdict.counts.calls_checked, expected);
        }
        // Cranelift refuses no legal case today.
        assert_eq!(verdict.unsupported, None);
        Ok(())
    });
}

/// All settings, shared and of the target.
fn settings(isa: &dyn TargetIsa) -> Vec<String> {
    let all = isa.flags().iter().chain(isa.isa_flags());
    all.map(|value| value.to_string()).collect()
}

#[test]
fn a_case_prints_as_clif_that_parses_again() {
    for_a_second(|u| {
        let case = case_from_bytes(&bytes(u)?);
        let text = format!("{case:?}");
        // The reader has another default than Cranelift for this setting, which changes no code.
        let options = ParseOptions {
            unwind_info: true,
            ..ParseOptions::default()
        };
        #[expect(
            clippy::disallowed_methods,
            reason = "a panic here is this test's failure"
        )]
        let file = cranelift_reader::parse_test(&text, options);
        let file = file.unwrap_or_else(|error| panic!("{error}\n{text}"));
        assert_eq!(file.functions.len(), case.compiled().count());
        let parsed = file.isa_spec.unique_isa().expect("one target line");
        let isa = lower::isa(&case.target).expect("no panic");
        assert_eq!(settings(parsed), settings(&*isa));
        Ok(())
    });
}

#[test]
fn both_ways_to_link_give_the_same_verdict() {
    // The two cases would draw different sampled oracles.
    let checker = Checker::with_arena(arena());
    let checker = RefCell::new(checker.sampling(Sampling::None));
    for_a_second(|u| {
        let mut case = case_from_bytes(&bytes(u)?);
        let mut verdict = |linking| {
            case.life_cycle
                .linkings_mut()
                .for_each(|own| *own = linking);
            essence(&checker.borrow_mut().check(&case))
        };
        let planned = verdict(Linking::Planned);
        let direct = verdict(Linking::Direct);
        assert_eq!(planned, direct, "{case:?}");
        Ok(())
    });
}
