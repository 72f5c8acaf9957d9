//! Second opinions: they agree with what is right, and find what is wrong.

use crate::common::pair;
use assert_cmd::Command;
use farcall::case::*;
use farcall::generate::random_case;
use farcall::link::{Interpreted, interpret};
use farcall::model::{self, Crossing, Trace};
use farcall::opinion::host::Host;
use farcall::opinion::{Opinion, interpreter};
use farcall::oracle::Key;
use rand::SeedableRng;
use rand::rngs::StdRng;
use std::path::PathBuf;
use std::time::Duration;
use tempfile::TempDir;

fn generated(seeds: std::ops::Range<u64>) -> impl Iterator<Item = Case> {
    seeds.map(|seed| random_case(&mut StdRng::seed_from_u64(seed)))
}

/// A witness.
type Judge<'j> = &'j mut dyn FnMut(&Case, &Trace) -> Opinion;

fn key(opinion: &Opinion) -> String {
    match opinion {
        Opinion::Agrees => "agrees".to_owned(),
        Opinion::Disagrees(finding) => finding.key.to_string(),
        Opinion::Refused(_) => "refused".to_owned(),
    }
}

/// The index of a result of this type that the harness gets and that may not be just any NaN.
fn result_of(ty: Type, case: &Case, trace: &Trace) -> Option<usize> {
    let returns = trace.events.iter().filter(|event| event.to.is_none());
    let mut returns = returns.zip(&case.invocations);
    returns.find_map(|(event, invocation)| {
        assert_eq!(event.crossing, Crossing::Return);
        let results = &case.functions[invocation.function as usize]
            .signature
            .results;
        let position = results.iter().position(|result| result.ty == ty)?;
        let index = event.values.start + position;
        (!trace.values[index].any_nan).then_some(index)
    })
}

/// `judge` finds a change of one bit in the expectation, under the right key, and agrees with the
/// untouched twin.
fn one_bit_is_found(by: &str, judge: Judge<'_>) {
    for ty in Type::ALL {
        let found = generated(0..400).find_map(|case| {
            let trace = model::trace(&case);
            let index = result_of(ty, &case, &trace)?;
            (judge(&case, &trace) == Opinion::Agrees).then_some((case, trace, index))
        });
        let (case, mut trace, index) = found.expect("some case has such a result");
        trace.values[index].value.bits ^= 1;
        assert_eq!(
            key(&judge(&case, &trace)),
            format!("opinion/{by}/result/{ty}")
        );
    }
    let mut case = pair(CallKind::Table, None);
    case.data = vec![DataObject {
        bytes: vec![7; 21],
        addresses: vec![
            Address::Function(1),
            Address::Data {
                data: 0,
                addend: -3,
            },
        ],
    }];
    case.legalise();
    let trace = model::trace(&case);
    assert_eq!(judge(&case, &trace), Opinion::Agrees);
    for (object, wanted) in [(0, "data"), (1, "fuel")] {
        let mut trace = trace.clone();
        trace.memory[object][0] ^= 1;
        assert_eq!(
            key(&judge(&case, &trace)),
            format!("opinion/{by}/memory/{wanted}")
        );
    }
}

/// The number of cases that `judge` judges. It must disagree about none.
fn judged(seeds: std::ops::Range<u64>, judge: Judge<'_>) -> usize {
    let judged = generated(seeds).filter(|case| match judge(case, &model::trace(case)) {
        Opinion::Agrees => true,
        Opinion::Refused(_) => false,
        Opinion::Disagrees(finding) => panic!("{}\n{case:?}", finding.summary),
    });
    judged.count()
}

#[test]
fn the_interpreter_agrees_about_nearly_every_case() {
    // It judged all of 100,000 when this was written.
    let judged = judged(0..500, &mut interpreter::judge);
    assert!(judged >= 490, "it judges {judged} of 500");
}

#[test]
fn the_interpreter_finds_one_bit_that_is_wrong() {
    one_bit_is_found("interpreter", &mut interpreter::judge);
}

/// Whether the function has an access with a negative offset in its instruction.
fn has_negative_offset(function: &Function) -> bool {
    let mut accesses = function.accesses();
    accesses.any(|access| match access.base() {
        Some(Base::Symbol { displacement, .. }) => i32::from(displacement) > access.offset.into(),
        Some(Base::Pointer) | None => false,
    })
}

#[test]
fn what_the_interpreter_lacks_by_itself_is_judged() {
    type Has = fn(&Case) -> bool;
    let features: [(&str, Has); 8] = [
        ("a negative offset", |case| {
            case.functions.iter().any(has_negative_offset)
        }),
        ("an aligned slot", |case| {
            let mut slots = case.functions.iter().flat_map(|f| &f.slots);
            slots.any(|slot| slot.by_address && slot.align_log2 >= 4)
        }),
        ("a guarded call", |case| case.guarded_share() > 0.0),
        ("a call through data", |case| {
            let mut calls = case.functions.iter().flat_map(Function::calls);
            calls.any(|call| call.kind == CallKind::Table)
        }),
        ("an access through data", |case| {
            let mut accesses = case.functions.iter().flat_map(Function::accesses);
            accesses.any(|access| access.base() == Some(Base::Pointer))
        }),
        ("a function of the host", |case| {
            case.functions.iter().any(|f| f.origin == Origin::Extern)
        }),
        ("a libcall", |case| {
            case.functions.iter().any(|f| f.origin.libcall().is_some())
        }),
        ("a return area", |case| {
            case.functions
                .iter()
                .any(|f| f.signature.struct_return().is_some())
        }),
    ];
    for (name, has) in features {
        let case = generated(0..500).find(has);
        let case = case.unwrap_or_else(|| panic!("no case has {name}"));
        assert_eq!(
            interpreter::judge(&case, &model::trace(&case)),
            Opinion::Agrees,
            "{name}"
        );
    }
}

/// The key when the interpreter traps.
pub(crate) fn trap() -> Key {
    // No longer legal: a load from where the slot has ended.
    let mut astray = pair(CallKind::Near, None);
    let trace = model::trace(&astray);
    astray.functions[0].slots = vec![Slot::SMALLEST];
    let load = Statement::Load(Access::slot(0, 400, Type::I64));
    astray.functions[0].blocks[0].statements.push(load);
    disagreement(interpreter::judge(&astray, &trace))
}

/// The key of a disagreement.
pub(crate) fn disagreement(opinion: Opinion) -> Key {
    match opinion {
        Opinion::Disagrees(finding) => finding.key,
        other => panic!("{other:?}"),
    }
}

/// The greeting of a child, and its message that a case is compiled, as `printf` takes them.
const GREET: &str = r"printf '\016\000\000\000farcall host 1'";
const COMPILED: &str = r"printf '\001\000\000\000\000'";

/// A shell script in the place of farcall. A process of its own writes it, so that no other test's
/// child holds it open when it is started.
fn script(dir: &TempDir, text: &str) -> PathBuf {
    let path = dir.path().join("child");
    let mut command = Command::new("/bin/sh");
    command
        .args(["-c", r#"cat > "$0" && chmod 755 "$0""#])
        .arg(&path);
    command
        .write_stdin(format!("#!/bin/sh\n{text}\n"))
        .assert()
        .success();
    path
}

/// The opinion about a case if this script is the process that executes it natively.
fn said_by(text: &str) -> Opinion {
    let case = pair(CallKind::Near, None);
    let dir = TempDir::new().expect("a temporary directory");
    let mut host = Host::with_program(&script(&dir, text), Duration::from_secs(2));
    host.judge(&case, &model::trace(&case)).expect("it starts")
}

/// The key if that process does this after the case is compiled.
pub(crate) fn child(text: &str) -> Key {
    disagreement(said_by(&format!("{GREET}; {COMPILED}; {text}")))
}

#[test]
fn a_death_is_an_answer() {
    let loops = "exec sleep 100";
    for (text, wanted, says) in [
        (
            format!("{GREET}; {COMPILED}; kill -SEGV $$"),
            "opinion/host/died",
            "signal 11",
        ),
        (
            format!("{GREET}; {COMPILED}; exit 0"),
            "opinion/host/died",
            "ends the process",
        ),
        (
            format!("{GREET}; {COMPILED}; {loops}"),
            "opinion/host/ran-away",
            "does not end",
        ),
        (format!("{GREET}; kill -ABRT $$"), "refused", "signal 6"),
        (format!("{GREET}; {loops}"), "refused", "does not end"),
    ] {
        let opinion = said_by(&text);
        assert_eq!(key(&opinion), wanted, "{text}");
        assert!(format!("{opinion:?}").contains(says), "{opinion:?}");
    }
}

#[test]
fn the_interpreter_s_traps_and_loops_are_found_and_its_panics_are_not() {
    let good = pair(CallKind::Near, None);
    let trace = model::trace(&good);
    assert!(matches!(interpret(&good, 100), Interpreted::Completed(_)));
    assert_eq!(interpret(&good, 3), Interpreted::RanAway { invocation: 0 });

    assert_eq!(trap(), "opinion/interpreter/trap");

    // It asserts that there are as many arguments as parameters.
    let mut panics = good.clone();
    panics.invocations[0].args.clear();
    let Opinion::Refused(why) = interpreter::judge(&panics, &trace) else {
        panic!("it has too few arguments");
    };
    assert!(why.contains("cranelift-interpreter/src/frame.rs"), "{why}");
    assert_eq!(interpreter::judge(&good, &trace), Opinion::Agrees);
}

#[cfg(feature = "host")]
mod host {
    use super::*;
    use farcall::opinion::host::HostError;
    use std::path::Path;

    const FARCALL: &str = env!("CARGO_BIN_EXE_farcall");

    fn host(program: &Path) -> Host {
        Host::with_program(program, Duration::from_secs(10))
    }

    fn of_farcall() -> impl FnMut(&Case, &Trace) -> Opinion {
        let mut host = host(Path::new(FARCALL));
        move |case, trace| host.judge(case, trace).expect("it starts")
    }

    #[test]
    fn the_host_agrees_about_most_cases() {
        let judged = judged(0..200, &mut of_farcall());
        assert!(judged >= 170, "it judges {judged} of 200");
    }

    #[test]
    fn the_host_finds_one_bit_that_is_wrong() {
        one_bit_is_found("host", &mut of_farcall());
    }

    #[test]
    fn the_same_is_said_by_one_process_after_many_cases_and_by_another() {
        let mut one = of_farcall();
        for case in generated(0..40) {
            let trace = model::trace(&case);
            assert_eq!(one(&case, &trace), of_farcall()(&case, &trace));
        }
    }

    #[test]
    fn a_death_that_does_not_repeat_costs_nothing() {
        let dir = TempDir::new().expect("a temporary directory");
        let first = format!(
            "if [ -e $0.again ]; then exec {FARCALL}; fi; touch $0.again; \
             {GREET}; {COMPILED}; kill -SEGV $$"
        );
        let mut host = host(&script(&dir, &first));
        let case = pair(CallKind::Near, None);
        let opinion = host.judge(&case, &model::trace(&case));
        assert_eq!(opinion.expect("it starts"), Opinion::Agrees);
        assert!(dir.path().join("child.again").exists());
    }

    #[test]
    fn a_stranger_is_no_opinion() {
        let case = pair(CallKind::Near, None);
        let trace = model::trace(&case);
        let opinion = host(Path::new("/bin/true")).judge(&case, &trace);
        assert!(
            matches!(opinion, Err(HostError::Stranger(_))),
            "{opinion:?}"
        );
        let opinion = host(Path::new("/no/such/program")).judge(&case, &trace);
        assert!(
            matches!(opinion, Err(HostError::Start { .. })),
            "{opinion:?}"
        );
    }

    #[test]
    fn replay_tells_what_the_host_says() {
        let dir = TempDir::new().expect("a temporary directory");
        let file = dir.path().join("good.case");
        std::fs::write(&file, pair(CallKind::Near, None).to_bytes()).expect("there is room");
        let replay = |arguments: &[&str]| {
            let mut command = Command::new(FARCALL);
            let output = command.arg("replay").args(arguments).arg(&file).output();
            let output = output.expect("it starts");
            assert_eq!(output.status.code(), Some(0));
            String::from_utf8(output.stdout).expect("text")
        };
        assert_eq!(replay(&["--host"]), replay(&[]));
        let json: serde_json::Value =
            serde_json::from_str(&replay(&["--host", "--json"])).expect("one object");
        let wanted = serde_json::json!([{ "by": "host", "verdict": "pass" }]);
        assert_eq!(json["opinions"], wanted);
    }
}
