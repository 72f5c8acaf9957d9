//! Tries each fix alone.

use super::error::FixesError;
use super::locate::{Located, LocatedFix};
use super::programs::Programs;
use super::proof::{Comparison, Outcome, Proof};
use super::trial::{Keys, Trial};
use crate::check::Checker;
use crate::hunt::build;
use crate::known::{self, Fix, Known, KnownIssue, Patch};
use crate::relink::RelinkProgress;
use crate::triage;
use std::env;
use std::path::{Path, PathBuf};
use std::slice;
use std::sync::atomic::AtomicBool;

/// What to try.
#[derive(Clone, Debug, Default)]
pub struct FixesOptions {
    /// The slugs of the issues whose fixes are tried; all if empty.
    pub only: Vec<String>,
    /// A directory of filetests to compare, with and without each fix.
    pub filetests: Option<PathBuf>,
}

/// The progress of trying fixes.
#[derive(Debug)]
pub enum FixesReport<'r> {
    /// A program is being built: for what, and how far it is.
    Building(&'r str, RelinkProgress),
    /// A fix was tried.
    Proof(&'r Proof),
}

/// A check that is made of each fix: what is wrong, each in one line.
type FixCheck = fn(&Bench<'_>, &KnownIssue, &Patch, &Trial<'_>) -> Result<Vec<String>, FixesError>;

/// All checks that are made of each fix.
const CHECKS: [FixCheck; 2] = [cases, filetests];

/// Everything that trying a fix needs.
#[derive(Debug)]
struct Bench<'b> {
    known: &'static Known,
    options: &'b FixesOptions,
    located: Located,
    stop: &'b AtomicBool,
    /// The keys without any fix.
    without: Keys,
    /// The counts of filetests without any fix.
    counts: Option<String>,
}

/// Tries the fix of each known issue alone.
///
/// # Errors
/// If a fix does not fit, a program cannot be built, or one does not answer. A fix that does
/// something else than it says is no error, but [`Outcome::Refuted`].
pub fn prove(
    options: &FixesOptions,
    stop: &AtomicBool,
    show: &mut dyn FnMut(FixesReport<'_>),
) -> Result<Vec<Proof>, FixesError> {
    let known = known::embedded()?;
    let chosen = chosen(known, options)?;
    let workspace = build::workspace(Path::new("/dev/null"))?;
    // All of them, so that every choice shares the same program.
    let with_fix: Vec<&KnownIssue> = known.in_force().filter(|i| i.patch().is_some()).collect();
    let located = Located::find(&with_fix, &workspace.packages)?;
    let programs = Programs::new(&workspace, located.crates.clone(), stop)?;
    let mut bench = Bench {
        known,
        options,
        located,
        stop,
        without: without(known)?,
        counts: None,
    };
    bench.counts = bench.count_without()?;
    let mut proofs = Vec::new();
    for issue in chosen {
        let proof = Proof {
            slug: issue.slug,
            outcome: bench.outcome(issue, &programs, show)?,
        };
        show(FixesReport::Proof(&proof));
        proofs.push(proof);
    }
    Ok(proofs)
}

/// The issues whose fixes are tried.
fn chosen(
    known: &'static Known,
    options: &FixesOptions,
) -> Result<Vec<&'static KnownIssue>, FixesError> {
    let is_known = |slug: &&String| known.issues().iter().any(|issue| issue.slug == **slug);
    if let Some(slug) = options.only.iter().find(|slug| !is_known(slug)) {
        return Err(FixesError::Unknown(slug.clone()));
    }
    for issue in known.issues() {
        let also = issue.patch().map_or(&[][..], |patch| &patch.also);
        if let Some(other) = also.iter().find(|slug| !is_known(slug)) {
            return Err(FixesError::Also {
                slug: issue.slug,
                other: other.clone(),
            });
        }
    }
    let is_chosen = |issue: &&KnownIssue| {
        options.only.is_empty() || options.only.iter().any(|slug| slug == issue.slug)
    };
    Ok(known.issues().iter().filter(is_chosen).collect())
}

/// What the cases do in this program.
fn without(known: &Known) -> Result<Keys, FixesError> {
    let rechecked = triage::recheck(Checker::new(0)?, known).map(|(issue, again)| {
        let again = again.map_err(|error| FixesError::Case {
            slug: issue.slug,
            reason: error.to_string(),
        })?;
        Ok((issue.slug.to_owned(), again.keys))
    });
    rechecked.collect()
}

impl Bench<'_> {
    fn outcome(
        &self,
        issue: &KnownIssue,
        programs: &Programs<'_>,
        show: &mut dyn FnMut(FixesReport<'_>),
    ) -> Result<Outcome, FixesError> {
        let patch = match issue.fix() {
            None => return Ok(Outcome::Missing),
            Some(Fix::Design(reason)) => {
                return Ok(Outcome::Design {
                    reason: reason.clone(),
                });
            }
            Some(Fix::Patch(patch)) => patch,
        };
        let mut fixes = (1..).zip(&self.located.fixes);
        let Some((number, fix)) = fixes.find(|(_, fix)| fix.slug == issue.slug) else {
            return Ok(Outcome::NotInForce);
        };
        let trial = self.trial(number, fix, programs, show)?;
        let mut problems = Vec::new();
        for check in CHECKS {
            problems.extend(check(self, issue, patch, &trial)?);
        }
        Ok(if problems.is_empty() {
            Outcome::Proven {
                edits: patch.edits.len(),
                also: patch.also.clone(),
                others: self.known.issues().len() - 1 - patch.also.len(),
                filetests: self.counts.clone(),
            }
        } else {
            Outcome::Refuted { problems }
        })
    }

    /// The program with the fix in force.
    fn trial(
        &self,
        number: u32,
        fix: &LocatedFix,
        programs: &Programs<'_>,
        show: &mut dyn FnMut(FixesReport<'_>),
    ) -> Result<Trial<'_>, FixesError> {
        let stop = self.stop;
        if !fix.is_shareable() {
            let overlay = self.located.together(slice::from_ref(fix))?;
            let mut show = |progress| show(FixesReport::Building(fix.slug, progress));
            let program = programs.make(overlay, &mut show)?;
            let number = 0;
            return Ok(Trial {
                program,
                number,
                stop,
            });
        }
        let mut show = |progress| show(FixesReport::Building("fixes behind a switch", progress));
        let program = programs.make(self.located.shared(), &mut show)?;
        let mut trial = Trial {
            program,
            number: 0,
            stop,
        };
        let off = trial.keys()?;
        if let Some((slug, _)) = self
            .without
            .iter()
            .find(|(slug, keys)| off.get(*slug) != Some(*keys))
        {
            return Err(FixesError::Differs(slug.clone()));
        }
        trial.number = number;
        Ok(trial)
    }

    /// The counts of filetests in this program.
    fn count_without(&self) -> Result<Option<String>, FixesError> {
        let Some(directory) = &self.options.filetests else {
            return Ok(None);
        };
        let program = PathBuf::from("/proc/self/exe");
        let program = env::current_exe().unwrap_or(program);
        let plain = Trial {
            program,
            number: 0,
            stop: self.stop,
        };
        plain.filetests(directory).map(Some)
    }
}

/// The buckets of the issue are gone from its case, and all other cases are as before.
fn cases(
    bench: &Bench<'_>,
    issue: &KnownIssue,
    patch: &Patch,
    trial: &Trial<'_>,
) -> Result<Vec<String>, FixesError> {
    let with = trial.keys()?;
    let comparison = Comparison {
        known: bench.known,
        without: &bench.without,
        with: &with,
    };
    Ok(comparison.problems(issue, &patch.also))
}

/// Filetests give the same counts.
fn filetests(
    bench: &Bench<'_>,
    _: &KnownIssue,
    _: &Patch,
    trial: &Trial<'_>,
) -> Result<Vec<String>, FixesError> {
    let (Some(directory), Some(without)) = (&bench.options.filetests, &bench.counts) else {
        return Ok(Vec::new());
    };
    let with = trial.filetests(directory)?;
    Ok(if with == *without {
        Vec::new()
    } else {
        vec![format!("filetests: {with}; without it {without}")]
    })
}
