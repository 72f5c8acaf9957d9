//! The QEMU executor on cases that are right, on known issues, and on nothing at all. Without QEMU
//! the tests count as ignored, and say why.

use crate::common::{arena, pair, tail_pair};
use farcall::case::*;
use farcall::check::{Checker, Sampling, Verdict};
use farcall::doctor;
use farcall::generate::case_from_entropy;
use farcall::hunt::confirm;
use farcall::link::Linker;
use farcall::model;
use farcall::oracle::{self, Evidence, Key};
use farcall::qemu::Qemu;
use farcall::run::{ExecutorChoice, Layouts, MachineExecutor, Outcome};
use farcall::selftest;
use farcall::triage::{known_issue, known_issues};
use libtest_mimic::{Failed, Trial};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

/// A test by the name of a function.
macro_rules! trial {
    ($test:ident, $there:expr) => {
        Trial::test(stringify!($test), $test).with_ignored_flag(!$there)
    };
}

pub fn tests() -> Vec<Trial> {
    let there = doctor::locate("qemu-riscv64").is_ok();
    if !there {
        println!("qemu-riscv64 10 or later is not on PATH: its tests are ignored");
    }
    let gcc = doctor::locate("riscv64-linux-gnu-gcc").is_ok();
    if !gcc {
        println!("riscv64-linux-gnu-gcc is not on PATH: its test is ignored");
    }
    vec![
        trial!(hand_made_cases_pass, there),
        trial!(traps_and_data_at_a_trap_show_in_qemu_too, there),
        trial!(generated_cases_show_nothing_but_known_issues, there),
        trial!(known_issues_show_in_qemu_too, there),
        trial!(edge_by_edge_qemu_does_exactly_what_the_machine_does, there),
        trial!(the_machine_executes_every_instruction_as_qemu_does, there),
        trial!(the_psabi_table_says_what_gcc_does, there && gcc),
        trial!(
            what_shows_in_an_execution_is_confirmed_and_nothing_else,
            there
        ),
        trial!(a_broken_qemu_is_an_error, there),
    ]
}

fn qemu() -> Result<Qemu, Failed> {
    let program = doctor::locate("qemu-riscv64").map_err(|d| format!("{d:?}"))?;
    Ok(Qemu::new(program))
}

fn generated(seed: u64) -> Case {
    let mut entropy = vec![0; 2500];
    StdRng::seed_from_u64(seed).fill_bytes(&mut entropy);
    case_from_entropy(&entropy)
}

fn hand_made_cases_pass() -> Result<(), Failed> {
    let mut checker = Checker::with_arena(arena());
    for case in [
        pair(CallKind::Near, None),
        pair(CallKind::Table, None),
        tail_pair(),
    ] {
        let verdict = checker.check_with(&ExecutorChoice::Qemu(qemu()?), &case)?;
        if !verdict.passed() {
            return Err(format!("{case:?}\n{verdict:#?}").into());
        }
        assert_eq!(verdict.counts.calls_checked, 2);
    }
    Ok(())
}

/// A pair whose callee stores to data and then traps if `value` is zero.
fn trapping(value: u128) -> Case {
    let mut case = pair(CallKind::Near, None);
    let statements = &mut case.functions[1].blocks[0].statements;
    statements.push(Statement::Store {
        access: Access::data(0, 0, Type::I64),
        value: Operand::Const(0x1122_3344),
    });
    statements.push(Statement::Trap {
        if_zero: true,
        ty: Type::I64,
        value: Operand::Const(value),
        code: TrapCode::FIRST,
    });
    case.legalise();
    case
}

fn traps_and_data_at_a_trap_show_in_qemu_too() -> Result<(), Failed> {
    let mut checker = Checker::with_arena(arena());
    for by in [
        ExecutorChoice::Qemu(qemu()?),
        ExecutorChoice::QemuEdges(qemu()?),
    ] {
        for case in [trapping(0), trapping(1)] {
            let verdict = checker.check_with(&by, &case)?;
            if !verdict.passed() {
                return Err(format!("{case:?}\n{verdict:#?}").into());
            }
        }
    }

    // What QEMU saw of the one that traps, held against the model of another.
    let mut linker = Linker::new(arena());
    let case = trapping(0);
    let mut expected = model::trace(&case).of_the_harness();
    expected.memory[0][0] ^= 1;
    let layouts = Layouts::new(&case);
    let by = ExecutorChoice::Qemu(qemu()?);
    let mut machine = MachineExecutor::new();
    let mut image = linker.link(&case).expect("it links");
    let mut executor = by.executor(&mut machine);
    let observed = executor.execute(&case, &layouts, &mut image, u64::MAX)?;
    drop(executor);
    let findings = oracle::judge(&Evidence {
        case: &case,
        layouts: &layouts,
        map: &image.map,
        expected: &expected,
        observed: &observed,
    });
    let keys: Vec<&Key> = findings.iter().map(|finding| &finding.key).collect();
    assert_eq!(keys, ["memory/data"]);
    Ok(())
}

fn generated_cases_show_nothing_but_known_issues() -> Result<(), Failed> {
    // QEMU sees no variants.
    let mut checker = Checker::with_arena(arena()).sampling(Sampling::None);
    let by = ExecutorChoice::Qemu(qemu()?);
    let (mut hosts, mut passed) = (0, 0);
    for seed in 0..300 {
        let case = generated(seed);
        let in_machine = checker.check(&case);
        // Wrong code may do anything, and the machine notices earlier.
        let wrong = in_machine
            .buckets()
            .any(|f| !matches!(f.key, Key::Psabi(_)));
        if wrong {
            continue;
        }
        let verdict = checker.check_with(&by, &case)?;
        if let Some(new) = verdict.buckets().find(|f| known_issue(&f.key).is_none()) {
            return Err(format!("seed {seed}: {new:#?}\n{case:?}").into());
        }
        hosts += u32::from(case.functions.iter().any(|f| f.origin.is_extern()));
        passed += 1;
    }
    assert!(
        passed > 150 && hosts > 30,
        "{passed} passed, {hosts} of them with functions of the host"
    );
    Ok(())
}

fn known_issues_show_in_qemu_too() -> Result<(), Failed> {
    // QEMU sees no variants.
    let mut checker = Checker::with_arena(arena()).sampling(Sampling::None);
    let by = ExecutorChoice::Qemu(qemu()?);
    for issue in farcall::known::linked().in_force() {
        let case = issue.case()?;
        let keys = |verdict: &Verdict| -> Vec<String> {
            verdict.buckets().map(|f| f.key.to_string()).collect()
        };
        let expected = match issue.slug {
            // It happens between two functions, and the value goes nowhere.
            "f16-store-overwrites-its-value" => Vec::new(),
            // The start stub looks at what C preserves.
            "preserve-all-loses-t3-to-stack-probes" => Vec::new(),
            // Only the machine watches each access.
            "stack-probe-loop-skips-the-first-page" => Vec::new(),
            // Nothing goes wrong, but for who unwinds.
            "tail-call-has-a-call-site"
            | "unwind-cfa-without-tail-call-arguments"
            | "unwind-numbers-vector-registers-wrongly" => Vec::new(),
            // Both functions of convention preserve_all need vectors.
            "preserve-all-saves-vectors-without-v" | "preserve-all-saves-t6-too-late" => {
                vec!["fault/signal-4".to_owned()]
            }
            "stack-limit-far-behind-a-pointer" => vec!["fault/signal-11".to_owned()],
            // The machine stops at the instruction.
            "float-result-in-memory-loses-its-nan-box" => {
                vec!["value/result/f32/register/return".to_owned()]
            }
            _ => keys(&checker.check(&case)),
        };
        assert_eq!(
            keys(&checker.check_with(&by, &case)?),
            expected,
            "{}",
            issue.slug
        );
    }
    Ok(())
}

/// Not only the verdicts: every register, value and byte that was observed.
fn edge_by_edge_qemu_does_exactly_what_the_machine_does() -> Result<(), Failed> {
    let mut linker = Linker::new(arena());
    let mut executor = MachineExecutor::new();
    let edges = ExecutorChoice::QemuEdges(qemu()?);
    let mut crossings = 0;
    for case in (0..60).map(generated) {
        let Ok(mut image) = linker.link(&case) else {
            continue;
        };
        if farcall::oracle::audit(&image).1.is_some() {
            continue;
        }
        let layouts = Layouts::new(&case);
        let budget = farcall::run::budget(farcall::model::trace(&case).events.len());
        let mut in_qemu = edges
            .executor(&mut executor)
            .execute(&case, &layouts, &mut image, budget)?;
        let mut in_machine = executor.run(&case, &layouts, &mut image, budget);
        // From edge to edge nobody sees how the stack was probed.
        in_machine.prologues.clear();
        if let Outcome::Fault(_) = in_machine.outcome {
            // The machine is stricter than a processor.
            continue;
        }
        in_qemu.retired = in_machine.retired;
        if in_qemu != in_machine {
            return Err(format!("{case:?}\n{in_qemu:#?}\n{in_machine:#?}").into());
        }
        crossings += in_machine.events.len();
    }
    assert!(crossings > 1000, "{crossings}");
    Ok(())
}

fn the_machine_executes_every_instruction_as_qemu_does() -> Result<(), Failed> {
    let stop = AtomicBool::new(false);
    let report = selftest::machine(&qemu()?, 20_000, 7, &stop, &mut |_| {})?;
    if let Some(difference) = report.differences.first() {
        return Err(difference.to_string().into());
    }
    assert_eq!(report.sequences, 20_000);
    // Jumps and calls of the system are not among random instructions, c.addi16sp moves the stack
    // pointer, and the type of VSETVL is in a register.
    for mnemonic in report.left_out() {
        let jumps = mnemonic.contains('j') || mnemonic.contains("break") || mnemonic == "ecall";
        assert!(
            jumps || ["c.addi16sp", "vsetvl"].contains(&mnemonic),
            "{mnemonic}"
        );
    }
    Ok(())
}

fn the_psabi_table_says_what_gcc_does() -> Result<(), Failed> {
    let gcc = doctor::locate("riscv64-linux-gnu-gcc").map_err(|d| format!("{d:?}"))?;
    let stop = AtomicBool::new(false);
    let report = selftest::abi(gcc, Some(&qemu()?), 300, 3, &stop, &mut |_| {})?;
    assert_eq!(report.disagreements, []);
    assert_eq!(report.signatures, 300);
    // Each as a callee and as a caller, in the machine and in QEMU.
    assert!(report.values > 300 * 4 * 5, "{}", report.values);
    let broken = selftest::abi("/bin/false".into(), None, 1, 3, &stop, &mut |_| {});
    let error = broken.expect_err("it compiles nothing").to_string();
    assert_eq!(error, "/bin/false does not compile a test: it said nothing");
    Ok(())
}

fn what_shows_in_an_execution_is_confirmed_and_nothing_else() -> Result<(), Failed> {
    let mut checker = Checker::with_arena(arena());
    let qemu = qemu()?;
    let mut by = |slug: &str, key: &str| {
        let issue = known_issues().iter().find(|issue| issue.slug == slug);
        let case = issue
            .expect("a known issue")
            .case()
            .expect("it can be read");
        confirm(&mut checker, &qemu, &case, key)
    };
    let how = "qemu-riscv64, from edge to edge";
    let key = "psabi/callee-saved/fs1";
    assert_eq!(by("psabi-fs1-not-preserved", key).as_deref(), Some(how));
    let key = "fault/stores-its-address/2-bytes/scratch";
    let as_value = format!("{how}, as value/argument/f16/stack/tail-call");
    assert_eq!(by("f16-store-overwrites-its-value", key), Some(as_value));
    let key = "reloc/riscv-pcrel-hi20/wrong-target/reachable/with-addend";
    assert_eq!(by("jit-near-data-with-addend", key), None);
    assert_eq!(by("psabi-fs1-not-preserved", "ran-away"), None);
    Ok(())
}

fn a_broken_qemu_is_an_error() -> Result<(), Failed> {
    let mut checker = Checker::with_arena(arena());
    let case = pair(CallKind::Near, None);
    let missing = ExecutorChoice::Qemu(Qemu::new(PathBuf::from("/nowhere/qemu")));
    let error = checker
        .check_with(&missing, &case)
        .expect_err("it does not start");
    assert!(
        error
            .to_string()
            .starts_with("cannot start /nowhere/qemu: "),
        "{error}"
    );
    let refusing = ExecutorChoice::Qemu(Qemu::new(PathBuf::from("/bin/false")));
    let error = checker
        .check_with(&refusing, &case)
        .expect_err("it runs nothing");
    assert_eq!(
        error.to_string(),
        "QEMU did not run the case: it said nothing"
    );
    Ok(())
}
