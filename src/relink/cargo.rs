//! Runs Cargo in the copy.

use super::error::RelinkError;
use super::toolchain::Toolchain;
use super::tree::Tree;
use super::wanted::Wanted;
use crate::hunt::BuildError;
use crate::hunt::build::Cargo;
use semver::Version;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::atomic::AtomicBool;
use std::time::Duration;
use std::time::Instant;

/// The progress of a preparation.
#[derive(Clone, Debug)]
pub enum RelinkProgress {
    /// Cargo downloads missing packages.
    Fetching,
    /// The copy is being compiled.
    Building {
        /// Packages that are compiled.
        done: usize,
        /// All packages.
        total: usize,
        /// Time since the build began.
        elapsed: Duration,
    },
}

/// The program to build.
const FARCALL: &str = "farcall";

/// A planned build.
#[derive(Debug)]
pub(super) struct BuildPlan {
    packages: usize,
    /// The version of Rust that it needs.
    pub(super) needs: Version,
}

/// Downloads what is missing. Stays offline if nothing is missing.
pub(super) fn fetch(
    tree: &Tree,
    toolchain: &Toolchain,
    wanted: &Wanted,
) -> Result<(), RelinkError> {
    let fetch = |offline: &[&str]| {
        let mut command = Command::new(&toolchain.cargo);
        toolchain.adopt(&mut command);
        command.current_dir(&tree.root).arg("fetch").args(offline);
        command
            .env("CARGO_TERM_COLOR", "never")
            .stdin(Stdio::null());
        command.output().map_err(|source| RelinkError::Start {
            program: toolchain.cargo.display().to_string(),
            source,
        })
    };
    if fetch(&["--offline", "--locked"])?.status.success() {
        return Ok(());
    }
    let output = fetch(&[])?;
    if output.status.success() {
        return Ok(());
    }
    Err(RelinkError::Fetch {
        wanted: wanted.to_string(),
        reason: reason(&String::from_utf8_lossy(&output.stderr)),
    })
}

/// Cargo's error and its cause, on one line.
fn reason(said: &str) -> String {
    const CANDIDATES: &str = "candidate versions found which didn't match: ";
    let lines = said.lines().map(str::trim).filter(|line| !line.is_empty());
    let lines: Vec<&str> = lines.collect();
    let error = lines.iter().find_map(|line| line.strip_prefix("error: "));
    let error = error.or(lines.last().copied());
    let error = error.unwrap_or("cargo failed without a word");
    let caused = lines.iter().rposition(|line| *line == "Caused by:");
    let cause = caused.and_then(|at| lines.get(at + 1));
    let candidates = lines.iter().find_map(|line| line.strip_prefix(CANDIDATES));
    match (cause, candidates) {
        (Some(cause), _) => format!("{error}: {cause}"),
        (_, Some(candidates)) => format!("{error}; there are {candidates}"),
        _ => error.to_owned(),
    }
}

/// Plans the build.
pub(super) fn plan(
    tree: &Tree,
    toolchain: &Toolchain,
    stop: &AtomicBool,
) -> Result<BuildPlan, RelinkError> {
    let graph = cargo(tree, toolchain).graph(FARCALL, stop)?;
    Ok(BuildPlan {
        packages: graph.packages.len(),
        needs: graph.rust_version,
    })
}

/// Builds the copy; returns the path of the program.
pub(super) fn build(
    tree: &Tree,
    plan: &BuildPlan,
    toolchain: &Toolchain,
    wanted: &Wanted,
    stop: &AtomicBool,
    show: &mut dyn FnMut(RelinkProgress),
) -> Result<PathBuf, RelinkError> {
    let start = Instant::now();
    let cargo = cargo(tree, toolchain);
    let mut command = cargo.command("build");
    toolchain.adopt(&mut command);
    command.args(["--offline", "--bin", FARCALL, "--target-dir"]);
    command.arg(tree.root.join("target"));
    // With debug assertions exactly if this program has them: what is a panic with them may be
    // wrong code without.
    if !cfg!(debug_assertions) {
        command.arg("--release");
    }
    let built = cargo.run(&mut command, stop, &mut |done| {
        show(RelinkProgress::Building {
            done,
            total: plan.packages,
            elapsed: start.elapsed(),
        });
    });
    built.map_err(|error| match error {
        BuildError::Failed { reason, log } => RelinkError::Build {
            wanted: wanted.to_string(),
            reason,
            log,
        },
        other => other.into(),
    })
}

fn cargo<'t>(tree: &'t Tree, toolchain: &Toolchain) -> Cargo<'t> {
    Cargo {
        program: toolchain.cargo.clone(),
        rustc: toolchain.rustc.clone(),
        root: tree.root.clone(),
        configs: &[],
        log: &tree.log,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_complaint_is_one_line_with_the_last_cause() {
        let said = "    Updating index\n\
            error: failed to get `cranelift-codegen` as a dependency\n\n\
            Caused by:\n  failed to query\n\n\
            Caused by:\n  download of config.json failed\n\n";
        assert_eq!(
            reason(said),
            "failed to get `cranelift-codegen` as a dependency: download of config.json failed"
        );
        let said = "error: no such version\n\
            candidate versions found which didn't match: 0.137.1, 0.137.0\nlocation: index\n";
        assert_eq!(reason(said), "no such version; there are 0.137.1, 0.137.0");
        assert_eq!(reason("error: no such version\n"), "no such version");
        assert_eq!(reason(""), "cargo failed without a word");
    }
}
