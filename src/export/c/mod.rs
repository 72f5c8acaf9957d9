//! C and CLIF side by side, for findings at the boundary between the two.
//!
//! *Problem.* A function that breaks the platform's convention is right for compiled callers. It
//! takes a C compiler to show that it is wrong.
//!
//! *Idea.* `NAME.S` holds the compiled functions as bytes and relocations, so that no Cranelift is
//! needed. `NAME.c` calls them through C prototypes of the same signatures, plays the extern
//! functions, and compares results, return areas and data with what the model expects. If a
//! callee-saved register is what is lost, `main` keeps a value in it. `NAME.clif` is for reading.
//! If nothing differs for the case itself, cases like it are tried (`elf/visible.rs`).
//!
//! *Invariant.* What is exported was built by gcc, and exited with 1 under QEMU.
//!
//! *Limits.* Functions that C can call: convention `system_v`, no f16, no traps, no stack limits.
//! The linker is GNU's, so faults of cranelift-jit do not show. Of several results in registers, C
//! sees the first.

mod assembly;
mod source;
mod values;

use super::elf::{explains, is_first, never_shows, rule, tool, visible};
use super::{ExportError, ExportFile, Exported, Format, Subject};
use crate::abi::{Reg, preserved};
use crate::case::{Case, Convention, Function, Origin};
use crate::check::Checker;
use crate::model::{self, End};
use crate::oracle::key::{AbiKey, PsabiKey};
use crate::oracle::{Finding, Key};
use crate::qemu::Qemu;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// The compiler, as in the lines that build.
const GCC: &str = "riscv64-linux-gnu-gcc";
const OPTIONS: [&str; 2] = ["-O1", "-static"];

/// Exports `subject`.
///
/// # Errors
/// If C cannot show it, or if the compiler or QEMU are missing.
pub(super) fn export(subject: &Subject, checker: &mut Checker) -> Result<Exported, ExportError> {
    let finding = &subject.finding;
    let refuse = |why: &str| ExportError::inexpressible(Format::C, why, finding.key.oracle());
    if let Some(why) = never_shows(&finding.key) {
        return Err(refuse(why));
    }
    if let Some(why) = beyond_c(&subject.case) {
        return Err(refuse(why));
    }
    let tools = Tools {
        gcc: tool::path(GCC)?,
        qemu: tool::qemu()?,
    };
    let mut fails = |case: &Case| -> Result<bool, ExportError> {
        Ok((*case == subject.case || is_first(finding, checker, case))
            && tools.fails(finding, checker, case)?)
    };
    let case = visible::search(&subject.case, &mut fails)?;
    let case = case.ok_or_else(|| refuse("the program exits with 0: C sees nothing wrong"))?;
    let program =
        Program::new(kept(&finding.key), checker, &case).expect("it was built a moment ago");
    Ok(program.exported(&subject.name, subject.title(), &case))
}

/// Why C cannot call the functions of `case`, if it cannot.
fn beyond_c(case: &Case) -> Option<&'static str> {
    let invoked = case
        .invocations
        .iter()
        .map(|i| &case.functions[usize::from(i.function)]);
    let externs = case.functions.iter().filter(|f| f.origin.is_extern());
    let is_c = |function: &Function| function.signature.convention == Convention::SystemV;
    if !invoked.clone().all(is_c) {
        return Some("C cannot call a function of this convention");
    }
    if case.has_context() {
        return Some("it needs a context at a fixed address");
    }
    if externs
        .clone()
        .any(|f| matches!(f.origin, Origin::Libcall(_)))
    {
        return Some("it plays a libcall, and the C library has its own");
    }
    if externs.clone().any(|f| f.signature.results.len() > 1) {
        return Some("no C function has several results");
    }
    if matches!(model::trace(case).end, End::Trapped { .. }) {
        return Some("the case ends with a trap");
    }
    None
}

/// A C program that calls the functions of `case` and exits with 0 if nothing differs from the
/// model, else with 1: its source, and the compiled functions as assembly. None if the case does
/// not link, or has what C does not.
pub fn c_program(case: &Case, checker: &mut Checker) -> Option<[String; 2]> {
    let program = Program::new(None, checker, case).filter(|_| beyond_c(case).is_none())?;
    Some([program.source, program.assembly])
}

/// What is built and run.
struct Program {
    source: String,
    assembly: String,
}

impl Program {
    /// None if the case does not link, or needs what C does not have.
    fn new(kept: Option<Reg>, checker: &mut Checker, case: &Case) -> Option<Program> {
        let image = checker.link(case).ok()?;
        Some(Program {
            assembly: assembly::text(case, &image)?,
            source: source::text(case, &model::trace(case), kept)?,
        })
    }

    fn exported(self, name: &str, title: &str, case: &Case) -> Exported {
        let build = format!("{GCC} {} {name}.c {name}.S -o {name}", OPTIONS.join(" "));
        let run = format!("qemu-riscv64 -cpu {} {name}", processor(case));
        let head = format!("// {title}.\n//\n// Build and run:\n//   {build}\n//   {run}\n");
        let head = head + "// It exits with 1 and says what differs; with 0, nothing does.\n\n";
        Exported {
            files: vec![
                ExportFile::text(format!("{name}.c"), head + &self.source),
                ExportFile::text(format!("{name}.S"), self.assembly),
                ExportFile::text(format!("{name}.clif"), format!("{case:?}")),
            ],
            advice: format!("{build} && {run}"),
        }
    }
}

/// The register that is lost, if C preserves it.
fn kept(key: &Key) -> Option<Reg> {
    let register = match rule(key) {
        Key::Psabi(PsabiKey::CalleeSaved(register)) => *register,
        Key::Abi(_, AbiKey::CalleeSaved(register)) => *register,
        _ => return None,
    };
    preserved::C
        .without(preserved::FIXED)
        .contains(register)
        .then_some(register)
}

/// A processor for `case` and a C library: without vectors, and with the extensions of the case.
fn processor(case: &Case) -> String {
    let on = case.target.extensions().into_iter().filter(|(_, on)| *on);
    let names = on.map(|(name, _)| format!(",{}=true", name.trim_start_matches("has_")));
    format!("rv64,v=false{}", names.collect::<String>())
}

struct Tools {
    gcc: PathBuf,
    qemu: Qemu,
}

impl Tools {
    /// Whether the program of `case` exits with 1, in a way that `finding` explains.
    fn fails(
        &self,
        finding: &Finding,
        checker: &mut Checker,
        case: &Case,
    ) -> Result<bool, ExportError> {
        let Some(program) = Program::new(kept(&finding.key), checker, case) else {
            return Ok(false);
        };
        let executable = self.build(&program)?;
        let output = self.qemu.run(&processor(case), &executable)?;
        let words = String::from_utf8_lossy(&output.bytes);
        Ok(output.status == Some(1) && explains(&finding.key, &words))
    }

    fn build(&self, program: &Program) -> Result<Vec<u8>, ExportError> {
        let unusable = |error: std::io::Error| {
            ExportError::Tool(format!(
                "cannot build a C program: {error}; make room, or set TMPDIR"
            ))
        };
        let directory = tempfile::tempdir().map_err(unusable)?;
        let path = |name: &str| directory.path().join(name);
        fs::write(path("case.c"), &program.source).map_err(unusable)?;
        fs::write(path("case.S"), &program.assembly).map_err(unusable)?;
        let mut command = Command::new(&self.gcc);
        command.args(OPTIONS).args([path("case.c"), path("case.S")]);
        let done = command
            .arg("-o")
            .arg(path("case"))
            .output()
            .map_err(unusable)?;
        if !done.status.success() {
            let words = String::from_utf8_lossy(&done.stderr);
            let error = words.lines().find(|line| line.contains("rror"));
            return Err(ExportError::Tool(format!(
                "{GCC} does not build the case: {}",
                error.or(words.lines().next()).unwrap_or("it said nothing")
            )));
        }
        fs::read(path("case")).map_err(unusable)
    }
}
