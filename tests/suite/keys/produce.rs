//! Findings for the pins that no other test's helper gives.

use crate::common::scene::Scene;
use crate::common::{arena, pair};
use crate::oracles::failed;
use farcall::case::{CallKind, Case, Param, Type};
use farcall::check::Checker;
use farcall::link::{Cause, Interpreted, Left, Linker, PanicReport, RelocKind, Stage, interpret};
use farcall::model;
use farcall::opinion::{self, Opinion};
use farcall::oracle::key::Witness;
use farcall::oracle::{self, Key};
use farcall::run::{Astray, Outcome};
use farcall::triage::known_issues;
use farcall_machine::{AccessKind, Fault};

/// Somewhere in no function.
const PC: u64 = 16;

/// The first key of a known issue's smallest case.
pub(super) fn known(slug: &str) -> Key {
    let mut issues = known_issues().iter();
    let issue = issues
        .find(|issue| issue.slug == slug)
        .expect("one of them");
    let case = issue.case().expect("a test reads them all");
    let verdict = Checker::with_arena(arena()).check(&case);
    verdict.findings.first().expect("it fails").key.clone()
}

/// The key when compiling fails.
pub(super) fn stopped(cause: Cause) -> Key {
    failed(Stage::Compile(1), cause).expect("a finding").key
}

/// The key when Cranelift panics in `file`.
pub(super) fn panicked(file: &str, message: &str) -> Key {
    stopped(Cause::Panic(PanicReport {
        file: file.to_owned(),
        line: 7,
        message: message.to_owned(),
    }))
}

/// The key of the untouched call once `tamper` had its way with what was observed.
pub(super) fn call(tamper: impl FnOnce(&mut Scene)) -> Key {
    Scene::key(pair(CallKind::Near, None), tamper)
}

/// The key when execution of a call ends like this in the callee.
pub(super) fn end(outcome: Outcome) -> Key {
    call(|scene| {
        scene.observed.events.truncate(2);
        scene.observed.outcome = outcome;
    })
}

/// The key when execution of a call faults in the callee.
pub(super) fn fault(fault: Fault) -> Key {
    end(Outcome::Fault(fault))
}

/// The key when an access to what is not mapped faults.
pub(super) fn unmapped(kind: AccessKind) -> Key {
    fault(Fault::Unmapped {
        pc: PC,
        addr: 32,
        len: 4,
        kind,
    })
}

/// The key when an instruction faults that the hart does not have.
pub(super) fn illegal(encoding: u32) -> Key {
    fault(Fault::Illegal { pc: PC, encoding })
}

/// The fault of an instruction that reads a single from a register that holds `pattern`.
pub(super) fn unboxed(pattern: u64) -> Fault {
    Fault::Unboxed {
        pc: PC,
        reg: farcall::abi::FloatReg::FA0,
        pattern,
        width: 32,
    }
}

/// The key when control leaves the callee like this.
pub(super) fn astray(how: Astray) -> Key {
    end(Outcome::Astray {
        how,
        from: PC,
        to: 32,
    })
}

/// The key when a relocation is of a kind that the audit does not know.
pub(super) fn unknown_relocation() -> Key {
    let mut linker = Linker::new(arena());
    let mut image = linker.link(&pair(CallKind::Near, None)).expect("it links");
    image.map.relocations[0].kind = RelocKind::Other("Arm64Call".to_owned());
    let (_, finding) = oracle::audit(&image);
    finding.expect("it is caught").key
}

/// The key of an argument that lost its NaN box, in a case that returns floats in memory.
pub(super) fn box_beside_one_in_memory() -> Key {
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

/// The key when a witness leaves what the interpreter left of `case`, once `tamper` had its way.
pub(super) fn witnessed(case: &Case, tamper: impl FnOnce(&mut Left)) -> Key {
    let trace = model::trace(case);
    let Interpreted::Completed(mut left) = interpret(case, 100) else {
        panic!("the interpreter completes it");
    };
    tamper(&mut left);
    match opinion::compare(Witness::Host, case, &trace, &left) {
        Opinion::Disagrees(finding) => finding.key,
        other => panic!("{other:?}"),
    }
}
