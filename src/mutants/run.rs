//! A whole run: from a list to a summary.

use super::bench::{MutantsBench, look};
use super::error::MutantsError;
use super::journal::Journal;
use super::list::{self, Mutant};
use super::options::{MutantsOptions, MutantsReport};
use super::plant::Plants;
use super::programs::Programs;
use super::summary::{Builds, MutantsSummary};
use crate::hunt::build::{self, Package};
use crate::hunt::{self, OutputError};
use crate::version;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::path::Path;
use std::slice;
use std::sync::atomic::AtomicBool;

/// Hunts every selected mutant, and writes `mutants.json` and `curve.svg`.
///
/// # Errors
/// See [`MutantsError`]. Finished trials stay on disk.
pub fn run(
    options: &MutantsOptions,
    stop: &AtomicBool,
    show: &mut dyn FnMut(MutantsReport),
) -> Result<MutantsSummary, MutantsError> {
    let opened = Opened::open(options)?;
    let log = options.out.join("build.log");
    let mut bench = opened.build(options, &log, stop, show)?;
    bench.verified = bench.verify(false, show)?;
    bench.build_own(show)?;
    bench.hunt(show)?;
    Ok(bench.finish()?)
}

/// Builds the shared program, and compares what it compiles with no mutant in force with what
/// Farcall itself compiles. Returns the number of cases.
///
/// # Errors
/// As for [`run`]; [`MutantsError::Differs`] if the code differs.
pub fn verify(
    options: &MutantsOptions,
    stop: &AtomicBool,
    show: &mut dyn FnMut(MutantsReport),
) -> Result<usize, MutantsError> {
    let opened = Opened::open(options)?;
    let log = options.out.join("build.log");
    opened.build(options, &log, stop, show)?.verify(true, show)
}

/// A list that was found to be valid, and an output directory.
struct Opened {
    mutants: Vec<Mutant>,
    /// The ids of other mutants in the list, which do not fit this version of Cranelift.
    left_out: Vec<String>,
    selected: Vec<usize>,
    plants: Plants,
    workspace: build::Workspace,
    lock: File,
}

impl Opened {
    fn open(options: &MutantsOptions) -> Result<Opened, MutantsError> {
        let path = &options.list;
        let text = fs::read_to_string(path).map_err(|error| MutantsError::Unreadable {
            path: path.clone(),
            reason: error.to_string(),
        })?;
        let wrong = |reason| MutantsError::List {
            path: path.clone(),
            reason: Box::new(reason),
        };
        let mutants = list::parse(&text).map_err(wrong)?;
        let selected = list::select(&mutants, &options.only).map_err(wrong)?;
        let selected: Vec<String> = selected.iter().map(|&n| mutants[n].id.clone()).collect();
        let out = &options.out;
        fs::create_dir_all(out.join("cases")).map_err(OutputError::write(out))?;
        let lock = hunt::lock(out)?;
        let workspace = build::workspace(&out.join("build.log"))?;
        let (mutants, left_out) = if version::is_other() {
            fitting(mutants, &selected, &workspace.packages)
        } else {
            (mutants, Vec::new())
        };
        let selected = list::select(&mutants, &selected).map_err(wrong)?;
        let plants = Plants::find(&mutants, &workspace.packages).map_err(wrong)?;
        Ok(Opened {
            mutants,
            left_out,
            selected,
            plants,
            workspace,
            lock,
        })
    }

    /// Builds the shared program.
    fn build<'b>(
        self,
        options: &'b MutantsOptions,
        log: &'b Path,
        stop: &'b AtomicBool,
        show: &mut dyn FnMut(MutantsReport),
    ) -> Result<MutantsBench<'b>, MutantsError> {
        let cranelift = version_of(&self.workspace.packages);
        show_left_out(&self.left_out, &cranelift, show);
        let programs = Programs::new(self.workspace, options.assertions, log, stop)?;
        let shareable = self.plants.shareable();
        show(MutantsReport::Note(format!(
            "{} of {} mutants share a build; the others have one each",
            shareable.len(),
            self.mutants.len()
        )));
        let (shared, in_shared) = programs.shared(&self.plants, &mut look(show))?;
        for number in shareable.difference(&in_shared) {
            show(MutantsReport::Note(format!(
                "mutant {} does not compile beside the original, and gets a build of its own",
                self.mutants[*number].id
            )));
        }
        let (journal, note) = Journal::open(&options.out)?;
        note.into_iter()
            .for_each(|note| show(MutantsReport::Note(note)));
        Ok(MutantsBench {
            options,
            mutants: self.mutants,
            selected: self.selected,
            plants: self.plants,
            programs,
            builds: Builds {
                shared: in_shared.len(),
                shared_s: shared.seconds,
                own_s: BTreeMap::new(),
            },
            shared,
            in_shared,
            own: BTreeMap::new(),
            journal,
            baseline: BTreeSet::new(),
            cranelift,
            verified: 0,
            stop,
            _lock: self.lock,
        })
    }
}

/// Reports the mutants that were left out, if any.
fn show_left_out(left_out: &[String], cranelift: &str, show: &mut dyn FnMut(MutantsReport)) {
    if !left_out.is_empty() {
        let ids = left_out.join(", ");
        show(MutantsReport::Note(format!(
            "not planted, as they do not fit Cranelift {cranelift}: {ids}"
        )));
    }
}

/// Drops the mutants that were not selected and do not fit this version of Cranelift. A list is
/// written for one version, and most of it fits others; in its own version a misfit is a mistake.
/// Returns the rest, and the ids of the dropped ones.
fn fitting(
    mutants: Vec<Mutant>,
    selected: &[String],
    packages: &[Package],
) -> (Vec<Mutant>, Vec<String>) {
    let stays = |mutant: &Mutant| {
        selected.contains(&mutant.id) || Plants::find(slice::from_ref(mutant), packages).is_ok()
    };
    let (stay, left_out): (Vec<_>, Vec<_>) = mutants.into_iter().partition(stays);
    (stay, left_out.into_iter().map(|mutant| mutant.id).collect())
}

/// The version of Cranelift.
fn version_of(packages: &[Package]) -> String {
    let codegen = packages.iter().find(|p| p.name == "cranelift-codegen");
    codegen.map(|p| p.version.clone()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_not_asked_for_may_be_left_out() {
        let dir = tempfile::tempdir().expect("a directory");
        fs::create_dir(dir.path().join("src")).expect("there is room");
        fs::write(dir.path().join("src/lib.rs"), "fn f() -> u8 { 1 }").expect("there is room");
        let package = Package {
            name: "cranelift-x".to_owned(),
            version: "1.0.0".to_owned(),
            root: dir.path().to_owned(),
            is_linked: true,
        };
        let mutant = |id: &str, find: &str| Mutant {
            id: id.to_owned(),
            class: String::new(),
            krate: package.name.clone(),
            file: "src/lib.rs".to_owned(),
            find: find.to_owned(),
            replace: "2".to_owned(),
            expected_trigger: String::new(),
        };
        let all = vec![
            mutant("fits", "1"),
            mutant("not", "7"),
            mutant("asked", "7"),
        ];
        let (stay, left_out) = fitting(all, &["asked".to_owned()], &[package]);
        let stay: Vec<&str> = stay.iter().map(|mutant| mutant.id.as_str()).collect();
        assert_eq!(
            (stay, left_out),
            (vec!["fits", "asked"], vec!["not".to_owned()])
        );
    }
}
