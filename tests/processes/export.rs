//! Exports as programs: run as their reader runs them. Without QEMU or gcc the tests count as
//! ignored.

use crate::common::{arena, pair, tail_pair};
use farcall::case::{CallKind, Case};
use farcall::check::{Checker, Sampling};
use farcall::doctor;
use farcall::export::{
    ExportError, Exported, Format, Subject, c_program, export, self_checking_elf,
};
use farcall::generate::case_from_entropy;
use farcall::known::{everywhere, known_issues};
use libtest_mimic::{Failed, Trial};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};

const GCC: &str = "riscv64-linux-gnu-gcc";

pub fn tests() -> Vec<Trial> {
    let qemu = doctor::locate("qemu-riscv64").is_ok();
    let gcc = qemu && doctor::locate(GCC).is_ok();
    let trial = |name, test: fn() -> Result<(), Failed>, there: bool| {
        Trial::test(name, test).with_ignored_flag(!there)
    };
    vec![
        trial("executables_of_what_shows_exit_with_1", elf, qemu),
        trial("executables_of_what_is_right_exit_with_0", right_elf, qemu),
        trial("c_programs_of_what_c_sees_exit_with_1", c, gcc),
        trial("c_programs_of_what_is_right_exit_with_0", right_c, gcc),
        trial("without_qemu_nothing_is_written", no_qemu, true),
    ]
}

fn checker() -> Checker {
    Checker::with_arena(arena()).knowing(everywhere())
}

/// A known issue's slug, and what its export comes to.
type Tried = (&'static str, Result<Exported, ExportError>);

/// Every known issue in `format`.
fn exports(format: Format) -> Result<Vec<Tried>, Failed> {
    let mut checker = checker();
    let all = known_issues().iter().map(|issue| {
        let subject = Subject::of_issue(issue, &issue.case()?, &mut checker);
        let subject = subject.map_err(|keys| format!("{}: {keys:?}", issue.slug))?;
        Ok((issue.slug, export(&subject, format, &mut checker)))
    });
    all.collect()
}

fn run(cpu: &str, program: &Path) -> Result<Output, Failed> {
    let mut command = Command::new("qemu-riscv64");
    Ok(command.args(["-cpu", cpu]).arg(program).output()?)
}

/// The processor in the line that runs a program.
fn processor(advice: &str) -> &str {
    let mut words = advice.split(' ').skip_while(|word| *word != "-cpu");
    words.nth(1).expect("it names a processor")
}

fn write(path: &Path, contents: &[u8]) -> Result<(), Failed> {
    fs::write(path, contents)?;
    Ok(fs::set_permissions(
        path,
        fs::Permissions::from_mode(0o700),
    )?)
}

fn build(directory: &Path, source: &str, assembly: &str) -> Result<(), Failed> {
    write(&directory.join("case.c"), source.as_bytes())?;
    write(&directory.join("case.S"), assembly.as_bytes())?;
    let mut gcc = Command::new(GCC);
    gcc.args(["-O1", "-static", "case.c", "case.S", "-o", "case"]);
    let done = gcc.current_dir(directory).output()?;
    match done.status.success() {
        true => Ok(()),
        false => Err(String::from_utf8_lossy(&done.stderr).into_owned().into()),
    }
}

fn elf() -> Result<(), Failed> {
    let directory = tempfile::tempdir()?;
    let mut shown = Vec::new();
    for (slug, exported) in exports(Format::Elf)? {
        let exported = match exported {
            Ok(exported) => exported,
            Err(ExportError::Inexpressible { .. }) => continue,
            Err(error) => return Err(format!("{slug}: {error}").into()),
        };
        let path = directory.path().join(&exported.files[0].name);
        assert!(exported.files[0].executable);
        write(&path, &exported.files[0].contents)?;
        let output = run(processor(&exported.advice), &path)?;
        let said = String::from_utf8(output.stdout)?;
        assert_eq!(output.status.code(), Some(1), "{slug}: {said}");
        assert!(
            said.contains("0x") && said.ends_with('\n'),
            "{slug}: {said}"
        );
        shown.push(slug);
    }
    assert_eq!(shown, ELF);
    Ok(())
}

/// The known issues that an executable shows.
const ELF: &[&str] = &[
    "f16-store-overwrites-its-value",
    "float-result-in-memory-loses-its-nan-box",
    "jit-call-just-inside-plus-2gib",
    "jit-near-data-with-addend",
    "preserve-all-loses-t3-to-stack-probes",
    "preserve-all-saves-vectors-without-v",
    "psabi-float-overflow",
    "psabi-fs1-not-preserved",
    "psabi-stack-alignment",
    "result-in-memory-is-not-extended",
    "stack-limit-far-behind-a-pointer",
];

fn c() -> Result<(), Failed> {
    let directory = tempfile::tempdir()?;
    let mut shown = Vec::new();
    for (slug, exported) in exports(Format::C)? {
        let exported = match exported {
            Ok(exported) => exported,
            Err(ExportError::Inexpressible { .. }) => continue,
            Err(error) => return Err(format!("{slug}: {error}").into()),
        };
        let text = |n: usize| String::from_utf8(exported.files[n].contents.clone());
        build(directory.path(), &text(0)?, &text(1)?)?;
        let output = run(processor(&exported.advice), &directory.path().join("case"))?;
        let said = String::from_utf8(output.stdout)?;
        assert_eq!(output.status.code(), Some(1), "{slug}: {said}");
        assert!(said.contains("expected"), "{slug}: {said}");
        shown.push(slug);
    }
    assert_eq!(shown, C);
    Ok(())
}

/// The known issues that C sees.
const C: &[&str] = &[
    "float-result-in-memory-loses-its-nan-box",
    "psabi-float-overflow",
    "psabi-fs1-not-preserved",
    "psabi-stack-alignment",
    "result-in-memory-is-not-extended",
];

/// Cases that pass.
fn right(checker: &mut Checker, count: u64) -> Vec<Case> {
    let generated = (0..count).map(|seed| {
        let mut entropy = vec![0; 2500];
        StdRng::seed_from_u64(seed).fill_bytes(&mut entropy);
        case_from_entropy(&entropy)
    });
    let made = [pair(CallKind::Near, None), tail_pair()];
    let all = made.into_iter().chain(generated);
    all.filter(|case| {
        let verdict = checker.check(case);
        verdict.passed() && verdict.unsupported.is_none()
    })
    .collect()
}

/// A processor with every extension that cases have.
const CPU: &str = "rv64,v=false,zcb=true,zba=true,zbb=true,zbs=true,zicond=true";

fn right_elf() -> Result<(), Failed> {
    let mut checker = checker().sampling(Sampling::None);
    let directory = tempfile::tempdir()?;
    let path = directory.path().join("case.elf");
    let cases = right(&mut checker, 100);
    for case in &cases {
        let elf = self_checking_elf(case, &mut checker).expect("it links");
        write(&path, &elf)?;
        let output = run(CPU, &path)?;
        let said = String::from_utf8(output.stdout)?;
        if output.status.code() != Some(0) || !said.is_empty() {
            return Err(format!("{case:?}\n{said}").into());
        }
    }
    assert!(cases.len() > 40, "{}", cases.len());
    assert!(
        cases
            .iter()
            .any(|case| case.functions.iter().any(|f| f.origin.is_extern()))
    );
    Ok(())
}

fn right_c() -> Result<(), Failed> {
    let mut checker = checker().sampling(Sampling::None);
    let directory = tempfile::tempdir()?;
    let mut tried = 0;
    for case in right(&mut checker, 150) {
        let Some([source, assembly]) = c_program(&case, &mut checker) else {
            continue;
        };
        build(directory.path(), &source, &assembly)?;
        let output = run(CPU, &directory.path().join("case"))?;
        let said = String::from_utf8(output.stdout)?;
        if output.status.code() != Some(0) || said != "nothing differs\n" {
            return Err(format!("{case:?}\n{source}\n{said}").into());
        }
        tried += 1;
    }
    assert!(tried > 5, "{tried}");
    Ok(())
}

fn no_qemu() -> Result<(), Failed> {
    let directory = tempfile::tempdir()?;
    for format in ["elf", "c"] {
        let out = directory.path().join(format);
        let mut farcall = Command::new(env!("CARGO_BIN_EXE_farcall"));
        farcall.args([
            "export",
            "psabi-fs1-not-preserved",
            "--format",
            format,
            "-o",
        ]);
        let output = farcall.arg(&out).env("PATH", "").output()?;
        let said = String::from_utf8(output.stdout)?;
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert_eq!(said.lines().count(), 1, "{said}");
        assert!(said.contains(" is not on PATH, and "), "{said}");
        assert!(said.contains("install it with: "), "{said}");
        assert_eq!(fs::read_dir(&out)?.count(), 0);
    }
    Ok(())
}
