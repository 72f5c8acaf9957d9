//! A Rust test for `cranelift/jit/tests/`.
//!
//! *Problem.* What cranelift-jit does wrong depends on where functions lie, and what
//! cranelift-codegen records shows in no filetest. A maintainer wants a `#[test]` that needs no
//! other program.
//!
//! *Idea.* The test holds the CLIF of the functions that matter, which cranelift-reader parses. A
//! memory provider of a few lines puts each function at its distance from the others, inside one
//! mapping. A finding's key gives a [`Claim`]; one template for each kind of claim asserts it. The
//! code that decodes instructions in the test is the code that decodes them here.
//!
//! *Invariant.* The test executes no riscv64 code, so it runs on any host. A claim about code is
//! false of the code that the linked Cranelift gives, or the test is not written. That something
//! does not compile or link at all is taken from the finding.
//!
//! *Limits.* No claim about what code does when it runs. Data is zero, and no address is stored in
//! it. The mapping needs Linux.

mod claim;
mod compile;
mod layout;
mod link;
mod program;
mod site;
mod text;

use super::{ExportError, ExportFile, Exported, Format, Subject};
use crate::case::{FuncId, Linking};
use crate::check::{Checker, Inspection};
use crate::version;
use claim::{Claim, Reason};
use program::Program;

const RUNTIME: Reason = "it calls a routine of the runtime library, which a test cannot place";
const LINKER: Reason = "it does not show when the module compiles functions as they are defined";
const UNBUILT: Reason = "cranelift-frontend does not build one of its functions";
const UNSEEN: Reason = "what the test would assert holds for the linked Cranelift";

/// Exports `subject`.
///
/// # Errors
/// If this format cannot show it.
pub(super) fn export(subject: &Subject, checker: &mut Checker) -> Result<Exported, ExportError> {
    let refuse = |why| ExportError::inexpressible(Format::Rust, why, subject.finding.key.oracle());
    let test = test(subject, checker).map_err(refuse)?;
    let name = &subject.name;
    let manifest = include_str!("text/Cargo.toml.in");
    let version = version::linked().version.to_string();
    let manifest = text::fill(manifest, &[("VERSION", version)]);
    Ok(Exported {
        files: vec![
            ExportFile::text(format!("{CRATE}/tests/{name}.rs"), test),
            ExportFile::text(format!("{CRATE}/Cargo.toml"), manifest),
        ],
        advice: format!(
            "run it with `cargo test --test {name}` in {CRATE}/; it belongs in cranelift/jit/tests/"
        ),
    })
}

/// The crate that all exported tests are in, so that they share one build of Cranelift.
const CRATE: Reason = "regressions";

fn test(subject: &Subject, checker: &mut Checker) -> Result<String, Reason> {
    let at = subject.finding.at;
    let claim = Claim::of(&subject.finding.key, at.function.is_some())?;
    let subject = &direct(subject, checker)?;
    let inspection = checker.inspect(&subject.case, None);
    let all: Vec<FuncId> = match at.function {
        Some(function) if claim != Claim::Links => vec![function],
        _ => subject.case.compiled().collect(),
    };
    let test = Test {
        subject,
        inspection: &inspection,
        function: all[0],
    };
    match claim {
        Claim::Leads { site, or_refused } => test.leads(site, or_refused),
        Claim::Links => test.links(all),
        Claim::Compiles => test.compiles(),
        Claim::CallSites => test.call_sites(),
    }
}

/// The subject with the linker that a test uses. It has to show the finding, too.
fn direct(subject: &Subject, checker: &mut Checker) -> Result<Subject, Reason> {
    if !subject.case.life_cycle.links(Linking::Planned) {
        return Ok(subject.clone());
    }
    let mut case = subject.case.clone();
    let linkings = case.life_cycle.linkings_mut();
    linkings.for_each(|linking| *linking = Linking::Direct);
    let verdict = checker.check_by_all(&case);
    let mut found = verdict.buckets_of(&case);
    let finding = found.find(|(_, finding)| finding.key == subject.finding.key);
    let (case, finding) = finding.ok_or(LINKER)?;
    Ok(Subject {
        case: case.clone(),
        finding: finding.clone(),
        ..subject.clone()
    })
}

/// What a test is written from.
struct Test<'t> {
    subject: &'t Subject,
    inspection: &'t Inspection,
    /// The function that it is about, the first one if it is about all.
    function: FuncId,
}

impl Test<'_> {
    /// The part of the case around these functions.
    fn program(&self, roots: impl IntoIterator<Item = FuncId>) -> Result<Program<'_>, Reason> {
        let program = Program::around(&self.subject.case, &self.inspection.map, roots);
        if program.needs_runtime() {
            Err(RUNTIME)
        } else {
            Ok(program)
        }
    }

    /// The name of the test function.
    fn name(&self) -> String {
        text::identifier(&self.subject.name)
    }
}
