//! Bucket keys: every kind there is, each with a test that pins a key of it, and no key with a number of its case.

mod common;

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
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use std::collections::BTreeSet;

/// A kind of key: its parts, of which `*` is one or several from a closed list, and an exact key of it.
struct Kind {
    parts: &'static str,
    key: &'static str,
    pinned: Pinned,
}

/// What pins the key.
enum Pinned {
    /// It is what this gives.
    Here(fn() -> String),
    /// A test, by name, in one of [`FILES`].
    By(&'static str),
}
use Pinned::{By, Here};

/// Where tests of keys are.
const FILES: [&str; 11] = [
    include_str!("oracles.rs"),
    include_str!("frame.rs"),
    include_str!("sites.rs"),
    include_str!("metadata.rs"),
    include_str!("opinion.rs"),
    include_str!("../src/opinion/compare.rs"),
    include_str!("metamorphic.rs"),
    include_str!("edges.rs"),
    include_str!("reach.rs"),
    include_str!("supervision.rs"),
    include_str!("../src/oracle/link.rs"),
];

const fn kind(parts: &'static str, key: &'static str, pinned: Pinned) -> Kind {
    Kind { parts, key, pinned }
}

/// A kind that is a single key.
const fn exact(key: &'static str, pinned: Pinned) -> Kind {
    kind(key, key, pinned)
}

/// Every kind of key, by oracle.
const KINDS: &[Kind] = &[
    // Compiling and linking; `oracle/link.rs`.
    kind(
        "panic/isle_*/*",
        "panic/isle_riscv64/lower",
        By("generated_code_is_named_by_its_term"),
    ),
    kind(
        "panic/*/*/*",
        "panic/cranelift-codegen/abi/assertion-failed-off",
        By("failures_to_link_have_a_key_a_kind"),
    ),
    kind(
        "panic/*/*/*/*/*",
        "panic/cranelift-jit/compiled_blob/unwrap-try-from-int-error/riscv-call-plt/last-reachable-below-minus-2gib",
        Here(|| known("jit-call-last-reachable-below-minus-2gib")),
    ),
    kind(
        "verifier/*",
        "verifier/iadd-uses-value-from-non-dominating",
        By("failures_to_link_have_a_key_a_kind"),
    ),
    kind(
        "error/*",
        "error/duplicate-definition-of-symbol",
        By("failures_to_link_have_a_key_a_kind"),
    ),
    exact(
        "compile/nondeterministic",
        By("failures_to_link_have_a_key_a_kind"),
    ),
    // Relocations; `oracle/relocation.rs`, `oracle/address.rs`.
    exact(
        "reloc/clobbered-code",
        By("code_that_no_relocation_is_for_stays_as_it_was_compiled"),
    ),
    exact(
        "reloc/data/clobbered",
        By("wrong_data_is_caught_before_execution"),
    ),
    exact(
        "reloc/data/riscv-64/wrong-target",
        By("wrong_data_is_caught_before_execution"),
    ),
    kind(
        "reloc/*/wrong-place",
        "reloc/riscv-call-plt/wrong-place",
        By("a_relocation_on_another_instruction_is_caught"),
    ),
    exact("reloc/other/wrong-place", Here(unknown_relocation)),
    exact(
        "reloc/riscv-64/wrong-target",
        By("a_relocation_that_leads_elsewhere_is_caught"),
    ),
    kind(
        "reloc/*/wrong-target/*",
        "reloc/riscv-pcrel-hi20/wrong-target/reachable",
        By("a_relocation_that_leads_elsewhere_is_caught"),
    ),
    kind(
        "reloc/*/wrong-target/*/with-addend",
        "reloc/riscv-pcrel-hi20/wrong-target/reachable/with-addend",
        Here(|| known("jit-near-data-with-addend")),
    ),
    // Crossings; `oracle/edge.rs`.
    kind(
        "value/*/*/*/*",
        "value/argument/i64/stack/tail-call",
        By("a_wrong_stack_argument_of_a_tail_call_is_caught"),
    ),
    kind(
        "edge/wrong-callee/*",
        "edge/wrong-callee/call",
        By("a_wrong_callee_is_caught"),
    ),
    kind(
        "edge/wrong-order/*",
        "edge/wrong-order/call",
        By("missing_and_extra_edges_are_caught"),
    ),
    exact("edge/missing", By("missing_and_extra_edges_are_caught")),
    // Registers at crossings; `oracle/stack.rs`, `oracle/preserved.rs`.
    kind(
        "abi/*-edge/sp",
        "abi/return-edge/sp",
        By("a_stack_pointer_that_is_off_is_caught_at_its_edge"),
    ),
    kind(
        "abi/*-edge/sp-alignment",
        "abi/call-edge/sp-alignment",
        By("a_misaligned_stack_pointer_is_caught_at_the_call"),
    ),
    kind(
        "abi/*-edge/ra",
        "abi/tail-call-edge/ra",
        By("a_lost_return_address_is_caught"),
    ),
    kind(
        "abi/*-edge/return-area",
        "abi/call-edge/return-area",
        By("a_return_area_that_the_callee_may_destroy_is_caught"),
    ),
    kind(
        "abi/*-edge/callee-saved/*",
        "abi/tail-call-edge/callee-saved/fs11",
        By("a_lost_register_is_caught_at_its_edge"),
    ),
    kind(
        "abi/*-edge/fixed/*",
        "abi/return-edge/fixed/gp",
        By("a_lost_register_is_caught_at_its_edge"),
    ),
    // What stands above values; `oracle/extension.rs`.
    kind(
        "abi/*-edge/extension/*/*",
        "abi/call-edge/extension/i16-sext/register",
        By("wrong_bits_above_a_value_are_caught"),
    ),
    kind(
        "abi/*-edge/nan-box/*",
        "abi/call-edge/nan-box/f32",
        By("wrong_bits_above_a_value_are_caught"),
    ),
    kind(
        "abi/*-edge/nan-box/*/*-in-return-area",
        "abi/call-edge/nan-box/f32/f32-in-return-area",
        Here(box_beside_one_in_memory),
    ),
    // C; `oracle/psabi.rs`.
    kind(
        "psabi/callee-saved/*",
        "psabi/callee-saved/fs1",
        By("a_lost_register_is_caught_at_its_edge"),
    ),
    exact(
        "psabi/argument/float-overflow",
        By("a_float_that_c_passes_in_an_integer_register_is_reported_for_c_only"),
    ),
    exact(
        "psabi/argument/stack-alignment",
        Here(|| known("psabi-stack-alignment")),
    ),
    // The end; `oracle/outcome.rs`, `oracle/control_flow.rs`. The kinds of faults are in `every_fault_has_its_key`.
    kind("ran-away", "ran-away", By("a_bad_end_is_caught")),
    exact("control-flow/jump-astray", By("a_bad_end_is_caught")),
    exact("control-flow/call-to-no-entry", By("a_bad_end_is_caught")),
    exact(
        "control-flow/wrong-link-register",
        By("a_bad_end_is_caught"),
    ),
    exact("control-flow/wrong-return", By("a_bad_end_is_caught")),
    exact(
        "control-flow/overlapping-instructions",
        By("an_instruction_inside_of_another_one_is_caught"),
    ),
    exact(
        "control-flow/executed-literal",
        By("an_executed_address_is_caught"),
    ),
    exact("control-flow/ended", Here(|| end(Outcome::Ended))),
    kind(
        "fault/signal-*",
        "fault/signal-11",
        Here(|| end(Outcome::Signal(11))),
    ),
    kind(
        "fault/*",
        "fault/breakpoint",
        Here(|| end(Outcome::Fault(Fault::Breakpoint { pc: 16 }))),
    ),
    kind(
        "fault/illegal-instruction/*",
        "fault/illegal-instruction/reserved",
        By("a_bad_end_is_caught"),
    ),
    kind(
        "fault/illegal-instruction/*/*",
        "fault/illegal-instruction/v/preserve_all",
        Here(|| known("preserve-all-saves-vectors-without-v")),
    ),
    kind(
        "fault/stores-its-address/*-bytes/scratch",
        "fault/stores-its-address/8-bytes/scratch",
        By("a_store_of_its_own_address_is_caught"),
    ),
    kind(
        "fault/stores-its-address/*-bytes",
        "fault/stores-its-address/8-bytes",
        By("a_store_of_its_own_address_is_caught"),
    ),
    kind(
        "fault/unboxed-float/*-above",
        "fault/unboxed-float/zeros-above",
        By("a_bad_end_is_caught"),
    ),
    kind(
        "fault/unboxed-float/*-above/*-in-return-area",
        "fault/unboxed-float/zeros-above/f32-in-return-area",
        By("a_float_without_its_box_is_caught_beside_one_in_memory"),
    ),
    // Stack discipline; `oracle/frame.rs`.
    exact(
        "stack/store-below-sp",
        By("an_access_below_the_stack_pointer_is_caught"),
    ),
    exact(
        "stack/load-below-sp",
        By("an_access_below_the_stack_pointer_is_caught"),
    ),
    exact(
        "stack/store-outside-frame",
        By("a_store_to_the_callers_frame_is_caught"),
    ),
    kind(
        "stack/probe/*",
        "stack/probe/missing",
        By("a_missing_probe_is_caught"),
    ),
    exact(
        "stack/probe/out-of-order",
        By("probes_in_another_order_are_caught"),
    ),
    exact(
        "stack/probe/astray",
        By("a_probe_below_the_frame_is_caught"),
    ),
    // Sites; `oracle/site.rs`.
    kind(
        "site/*/wrong-symbol",
        "site/call/wrong-symbol",
        By("a_site_that_names_what_clif_does_not_is_caught"),
    ),
    kind(
        "site/*/no-symbol",
        "site/address/no-symbol",
        By("a_site_that_leads_nowhere_is_caught_and_half_a_pair"),
    ),
    exact(
        "site/half-a-pair",
        By("a_site_that_leads_nowhere_is_caught_and_half_a_pair"),
    ),
    // What is recorded beside code; `oracle/call_site.rs`, `oracle/frame_offset.rs`, `oracle/unwind.rs`.
    exact(
        "call-site/missing",
        By("call_sites_that_are_wrong_are_caught_and_right_ones_pass"),
    ),
    exact(
        "call-site/not-behind-a-call",
        By("call_sites_that_are_wrong_are_caught_and_right_ones_pass"),
    ),
    exact(
        "call-site/unexpected-handler",
        By("call_sites_that_are_wrong_are_caught_and_right_ones_pass"),
    ),
    exact(
        "call-site/tail-call",
        By("a_call_site_at_a_tail_call_is_none_of_the_calls"),
    ),
    exact(
        "call-site/frame-offset",
        By("a_wrong_frame_offset_is_caught_and_the_right_one_passes"),
    ),
    exact(
        "stack-map/unexpected",
        By("call_sites_that_are_wrong_are_caught_and_right_ones_pass"),
    ),
    exact(
        "unwind/cfa",
        By("unwind_information_that_is_wrong_is_caught_by_its_key_and_right_one_passes"),
    ),
    exact(
        "unwind/cfa/tail-call-arguments",
        By("a_frame_that_makes_room_for_more_stack_arguments_has_a_cfa_that_is_off_by_them"),
    ),
    exact(
        "unwind/return-address",
        By("unwind_information_that_is_wrong_is_caught_by_its_key_and_right_one_passes"),
    ),
    kind(
        "unwind/callee-saved/*",
        "unwind/callee-saved/s1",
        By("unwind_information_that_is_wrong_is_caught_by_its_key_and_right_one_passes"),
    ),
    exact(
        "unwind/malformed",
        By("unwind_information_that_is_wrong_is_caught_by_its_key_and_right_one_passes"),
    ),
    exact(
        "unwind/unknown-register",
        By("unwind_information_that_is_wrong_is_caught_by_its_key_and_right_one_passes"),
    ),
    exact(
        "unwind/unknown-rule",
        By("unwind_information_that_is_wrong_is_caught_by_its_key_and_right_one_passes"),
    ),
    exact(
        "unwind/no-fde",
        By("unwind_information_for_other_code_or_none_is_caught"),
    ),
    exact(
        "unwind/wrong-range",
        By("unwind_information_for_other_code_or_none_is_caught"),
    ),
    // Second opinions; `opinion/`.
    kind(
        "opinion/*/result/*",
        "opinion/host/result/f32",
        By("any_nan_is_as_good_as_another_where_the_model_says_so_and_no_number_is"),
    ),
    kind(
        "opinion/*/result/missing",
        "opinion/host/result/missing",
        By("a_result_that_is_missing_is_found"),
    ),
    kind(
        "opinion/*/memory/*",
        "opinion/host/memory/address",
        By("an_address_that_moved_is_found"),
    ),
    exact(
        "opinion/interpreter/trap",
        By("the_interpreter_s_traps_and_loops_are_found_and_its_panics_are_not"),
    ),
    kind(
        "opinion/*/ran-away",
        "opinion/host/ran-away",
        By("a_death_is_an_answer"),
    ),
    exact("opinion/host/died", By("a_death_is_an_answer")),
    // Memory; `oracle/memory.rs`.
    kind("memory/data", "memory/data", By("wrong_memory_is_caught")),
    kind("memory/fuel", "memory/fuel", By("wrong_memory_is_caught")),
    // Variants; `oracle/metamorphic/`.
    kind(
        "metamorphic/*/value",
        "metamorphic/zbb/value",
        By("another_value_is_caught"),
    ),
    kind(
        "metamorphic/*/order",
        "metamorphic/far/order",
        By("another_order_is_caught"),
    ),
    kind(
        "metamorphic/*/outcome",
        "metamorphic/opt-level/outcome",
        By("another_end_is_caught"),
    ),
    kind(
        "metamorphic/*/memory",
        "metamorphic/sides/memory",
        By("other_memory_is_caught"),
    ),
    // Processes; `hunt/supervise/judge.rs`.
    kind(
        "death/*/link",
        "death/stack-overflow/link",
        By("each_death"),
    ),
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
        keys.extend(verdict.findings.iter().chain(beside).map(|f| f.key.clone()));
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
    finding.expect("it fails").key.clone()
}

/// The key when a relocation is of a kind that the audit does not know.
fn unknown_relocation() -> String {
    let mut linker = Linker::new(Arena::map(arena()).expect("an arena"));
    let mut image = linker.link(&pair(CallKind::Near, None)).expect("it links");
    image.map.relocations[0].kind = RelocKind::Other("Arm64Call".to_owned());
    let (_, finding) = oracle::audit(&image);
    finding.expect("it is caught").key
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
}
