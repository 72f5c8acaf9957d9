//! The oracles of metadata, on untouched and tampered metadata.

use crate::common::{arena, pair, tail_pair};
use farcall::case::*;
use farcall::check::Checker;
use farcall::link::{Handler, Linker, Metadata};
use farcall::oracle::{self, FrameOffsets, Key, Unwinding};
use farcall::run::{self, Layouts, Limits, MachineExecutor};
use farcall::triage::known_issue;
use farcall::{generate, model};
use std::collections::BTreeSet;

/// The keys of the findings about `case` after `tamper` changed the metadata of its first function.
pub(crate) fn keys(case: &Case, tamper: impl FnOnce(&mut Metadata)) -> Vec<Key> {
    let mut linker = Linker::new(arena());
    let mut metadata = linker.metadata(case).expect("it compiles");
    tamper(metadata[0].as_mut().expect("it is compiled"));
    let mut image = linker.link(case).expect("it links");
    let mut findings = oracle::call_sites(&image, &metadata);
    let layouts = Layouts::new(case);
    let map = image.map.clone();
    let mut probes = (
        Unwinding::new(case, &layouts, &map, &metadata),
        FrameOffsets::new(&map, &metadata),
    );
    let budget = run::budget(model::trace(case).events.len());
    let limits = Limits::budget(budget);
    MachineExecutor::new().run_within(case, &layouts, &mut image, limits, Some(&mut probes));
    findings.extend(probes.0.findings());
    findings.extend(probes.1.finding());
    findings.into_iter().map(|finding| finding.key).collect()
}

/// The same for [`keeper`].
pub(crate) fn keeper_keys(tamper: impl FnOnce(&mut Metadata)) -> Vec<Key> {
    keys(&keeper(), tamper)
}

/// The only key after `from` in the unwind information of [`keeper`] became `to`.
pub(crate) fn rewritten(from: &[u8], to: &[u8]) -> Key {
    let mut keys = keeper_keys(|metadata| replace(metadata, from, to));
    assert_eq!(keys.len(), 1, "{from:x?} as {to:x?}: {keys:?}");
    keys.remove(0)
}

// DWARF 5, section 7.24. Registers: 1 is ra, 8 is s0, 9 is s1; offsets are in units of -8.
pub(crate) const DEF_CFA_REGISTER_S0: &[u8] = &[0x0d, 0x08];
pub(crate) const OFFSET_RA: &[u8] = &[0x81, 0x01];
const OFFSET_S0: &[u8] = &[0x88, 0x02];
pub(crate) const OFFSET_S1: &[u8] = &[0x89, 0x03];

/// Replaces the only occurrence of `from` in the unwind information by `to`.
fn replace(metadata: &mut Metadata, from: &[u8], to: &[u8]) {
    let section = metadata.unwind.as_mut().expect("there is some");
    let places: Vec<usize> = (0..section.len())
        .filter(|&at| section[at..].starts_with(from))
        .collect();
    assert_eq!(places.len(), 1, "{from:x?} in {section:x?}");
    section.splice(places[0]..places[0] + from.len(), to.iter().copied());
    // The FDE is the last entry, and begins with its length.
    let fde = behind_cie(section);
    let len = (section.len() - fde - 4) as u32;
    section[fde..fde + 4].copy_from_slice(&len.to_le_bytes());
}

/// Where the second entry of `section` begins.
fn behind_cie(section: &[u8]) -> usize {
    let len = u32::from_le_bytes(section[..4].try_into().expect("four bytes"));
    len as usize + 4
}

/// [`pair`], whose caller keeps its parameter in a callee-saved register across the call.
fn keeper() -> Case {
    let mut case = pair(CallKind::Near, None);
    let caller = &mut case.functions[0].blocks[0];
    caller.statements.push(Statement::Op {
        op: Op::Int(IntOp::Add, Type::I64),
        args: vec![Operand::Value(0), Operand::Value(2)],
    });
    caller.exit = Exit::Return(vec![Operand::Value(3)]);
    case.legalise();
    case
}

#[test]
fn unwind_information_that_is_wrong_is_caught_by_its_key_and_right_one_passes() {
    let table: [(&[u8], &[u8], &str); 9] = [
        (&[0x0e, 0x10], &[0x0e, 0x18], "unwind/cfa"),
        (DEF_CFA_REGISTER_S0, &[0x0d, 0x02], "unwind/cfa"),
        (
            DEF_CFA_REGISTER_S0,
            &[0x0d, 0x40],
            "unwind/unknown-register",
        ),
        (OFFSET_RA, &[0x81, 0x02], "unwind/return-address"),
        (OFFSET_S0, &[0x88, 0x01], "unwind/callee-saved/s0"),
        (OFFSET_S1, &[0x89, 0x04], "unwind/callee-saved/s1"),
        // "Still in the register", which holds something else by then.
        (OFFSET_S1, &[0x08, 0x09], "unwind/callee-saved/s1"),
        // There is no such instruction.
        (OFFSET_S1, &[0x3f, 0x09], "unwind/malformed"),
        // An expression.
        (OFFSET_S1, &[0x10, 0x09, 0x00], "unwind/unknown-rule"),
    ];
    assert_eq!(keeper_keys(|_| {}), [""; 0]);
    for (from, to, key) in table {
        assert_eq!(rewritten(from, to), key, "{from:x?} as {to:x?}");
    }
}

#[test]
fn a_rule_for_an_unknown_register_hides_no_other() {
    let case = keeper();
    // DW_CFA_offset of s1 at three times -8, where it is, and at four times -8; and
    // DW_CFA_offset_extended of register 64, or of 96, which is v0.
    let more = |s1: u8, other: u8| {
        keys(&case, |metadata| {
            replace(metadata, &[0x89, 0x03], &[0x89, s1, 0x05, other, 0x03]);
        })
    };
    assert_eq!(more(3, 0x60), [""; 0]);
    assert_eq!(more(3, 0x40), ["unwind/unknown-register"]);
    let both = ["unwind/unknown-register", "unwind/callee-saved/s1"];
    assert_eq!(more(4, 0x40), both);
}

#[test]
fn unwind_information_for_other_code_or_none_is_caught() {
    let case = keeper();
    let none = keys(&case, |metadata| metadata.unwind = None);
    assert_eq!(none, ["unwind/no-fde"]);
    let longer = keys(&case, |metadata| metadata.code.push(0));
    assert_eq!(longer, ["unwind/wrong-range"]);
    let only_cie = keys(&case, |metadata| {
        let section = metadata.unwind.as_mut().expect("there is some");
        section.truncate(behind_cie(section));
    });
    assert_eq!(only_cie, ["unwind/no-fde"]);
}

/// Records an exception handler at the first call.
pub(crate) fn add_handler(metadata: &mut Metadata) {
    let handler = Handler {
        tag: None,
        offset: 0,
    };
    metadata.call_sites[0].handlers.push(handler);
}

#[test]
fn call_sites_that_are_wrong_are_caught_and_right_ones_pass() {
    let case = keeper();
    let moved = keys(&case, |metadata| metadata.call_sites[0].return_address += 2);
    assert_eq!(moved, ["call-site/not-behind-a-call", "call-site/missing"]);
    let outside = keys(&case, |metadata| {
        let mut more = metadata.call_sites[0].clone();
        more.return_address = metadata.code.len() as u32 + 4;
        metadata.call_sites.push(more);
    });
    assert_eq!(outside, ["call-site/not-behind-a-call"]);
    let lost = keys(&case, |metadata| metadata.call_sites.clear());
    assert_eq!(lost, ["call-site/missing"]);
    let handled = keys(&case, add_handler);
    assert_eq!(handled, ["call-site/unexpected-handler"]);
    let mapped = keys(&case, |metadata| metadata.stack_maps.push(8));
    assert_eq!(mapped, ["stack-map/unexpected"]);
}

#[test]
fn a_wrong_frame_offset_is_caught_and_the_right_one_passes() {
    // s1 is saved right below the frame pointer, and sp is a multiple of 16.
    let at = |offset| {
        keys(&keeper(), |metadata| {
            metadata.call_sites[0].frame_offset = Some(offset)
        })
    };
    assert_eq!(at(16), [""; 0]);
    assert_eq!(at(24), ["call-site/frame-offset"]);
}

/// [`tail_pair`], whose caller names its callee as colocated.
pub(crate) fn near_tail_call() -> Case {
    let mut case = tail_pair();
    let Exit::TailCall(call) = &mut case.functions[0].blocks[0].exit else {
        panic!("the caller ends with a tail call");
    };
    call.kind = CallKind::Near;
    case
}

#[test]
fn a_call_site_at_a_tail_call_is_none_of_the_calls() {
    let far = keys(&tail_pair(), |_| {});
    assert_eq!(far, [""; 0], "a far tail call has none");
    let case = near_tail_call();
    assert_eq!(keys(&case, |_| {}), ["call-site/tail-call"]);
    assert_eq!(keys(&case, |metadata| metadata.call_sites.clear()), [""; 0]);
}

/// A tail function that makes a call, and then a tail call with `params` arguments to a function
/// that makes a call, too.
pub(crate) fn grown(params: usize) -> Case {
    let mut case = tail_pair();
    case.functions[1].signature.params = vec![Param::plain(Type::I64); params];
    let leaf = pair(CallKind::Far, None).functions.remove(1);
    case.functions.push(leaf);
    for function in 0..2 {
        let call = Call {
            callee: 2,
            kind: CallKind::Far,
            args: vec![Operand::Value(0)],
            guarded: false,
        };
        let statements = &mut case.functions[function].blocks[0].statements;
        statements.insert(statements.len(), Statement::Call(call));
    }
    case.legalise();
    case
}

#[test]
fn a_frame_that_makes_room_for_more_stack_arguments_has_a_cfa_that_is_off_by_them() {
    assert_eq!(
        keys(&grown(8), |_| {}),
        [""; 0],
        "all arguments are in registers"
    );
    // Cranelift's mistake: the CFA is fp + 16, and has to be 16 bytes more, for two more arguments.
    let known = "unwind/cfa/tail-call-arguments";
    assert_eq!(keys(&grown(10), |_| {}), [known]);
    // Right: DW_CFA_def_cfa s0, 32. The other rules count from the CFA, so they are 16 bytes
    // further away.
    let mended = keys(&grown(10), |metadata| {
        replace(metadata, &[0x0d, 0x08], &[0x0c, 0x08, 0x20]);
        replace(metadata, &[0x81, 0x01], &[0x81, 0x03]);
        replace(metadata, &[0x88, 0x02], &[0x88, 0x04]);
        replace(metadata, &[0x89, 0x03], &[0x89, 0x05]);
        replace(metadata, &[0x92, 0x04], &[0x92, 0x06]);
    });
    assert_eq!(mended, [""; 0]);
}

#[test]
fn what_cranelift_records_about_any_case_is_right_but_for_known_issues() {
    let mut checker = Checker::with_arena(arena());
    let mut keys = BTreeSet::new();
    let mut checked = 0;
    arbtest::arbtest(|u| {
        let case = generate::case_from_entropy(u.bytes(u.len())?);
        if checker.check(&case).passed() {
            let findings = checker.check_metadata(&case).expect("it links");
            keys.extend(findings.into_iter().map(|finding| finding.key.to_string()));
            checked += 1;
        }
        Ok(())
    })
    .size_min(256)
    .size_max(4096)
    .budget_ms(2000);
    assert!(checked > 0);
    keys.retain(|key| known_issue(key).is_none());
    assert_eq!(keys, BTreeSet::new());
}
