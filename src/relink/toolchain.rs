//! The toolchains of this host, and the choice of one that can build a Cranelift.

use super::error::RelinkError;
use super::wanted::Wanted;
use crate::doctor;
use crate::hunt::build;
use semver::Version;
use std::env;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// An installed Rust toolchain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Toolchain {
    /// Its name in rustup; `None` without rustup.
    name: Option<String>,
    /// The compiler's version; that of a nightly ends with `-nightly`.
    version: Version,
    pub(super) cargo: PathBuf,
    pub(super) rustc: PathBuf,
}

impl Toolchain {
    /// Makes a program, and all of its children, use this toolchain.
    pub(super) fn adopt(&self, command: &mut Command) {
        command.env("CARGO", &self.cargo).env("RUSTC", &self.rustc);
        if let Some(name) = &self.name {
            command.env("RUSTUP_TOOLCHAIN", name);
        }
    }

    /// The release that it is or will become. A nightly is taken to have the features of that
    /// release.
    fn release(&self) -> Version {
        Version::new(self.version.major, self.version.minor, self.version.patch)
    }

    fn is_release(&self) -> bool {
        self.version.pre.is_empty()
    }
}

/// All toolchains, oldest first; at least one.
///
/// # Errors
/// If there is none.
pub(super) fn installed() -> Result<Vec<Toolchain>, RelinkError> {
    let mut all: Vec<Toolchain> = match named() {
        Some(toolchain) => vec![toolchain],
        None => rustup(),
    };
    if all.is_empty() {
        all.push(on_path()?);
    }
    all.sort_by(|a, b| a.version.cmp(&b.version));
    all.dedup_by(|a, b| a.cargo == b.cargo);
    Ok(all)
}

/// The toolchain that the variables `CARGO` and `RUSTC` name. The user must have set both, because
/// Cargo sets `CARGO` for every program that it runs.
fn named() -> Option<Toolchain> {
    let variable = |name| env::var_os(name).filter(|value| !value.is_empty());
    let (cargo, rustc) = (variable("CARGO")?, variable("RUSTC")?);
    toolchain(None, cargo.into(), rustc.into())
}

/// The toolchains that rustup manages.
fn rustup() -> Vec<Toolchain> {
    let Some(rustup) = doctor::find("rustup") else {
        return Vec::new();
    };
    let list = said(&rustup, &["toolchain", "list"]).unwrap_or_default();
    let names = list
        .lines()
        .filter_map(|line| line.split_whitespace().next());
    let found = names.filter_map(|name| {
        let which = |program| said(&rustup, &["which", "--toolchain", name, program]);
        let (cargo, rustc) = (which("cargo")?, which("rustc")?);
        toolchain(Some(name.to_owned()), cargo.into(), rustc.into())
    });
    found.collect()
}

/// The toolchain on `PATH`. `CARGO` or `RUSTC` alone still overrides its program.
fn on_path() -> Result<Toolchain, RelinkError> {
    let cargo = build::program("CARGO", "cargo")?;
    let rustc = build::program("RUSTC", "rustc")?;
    toolchain(None, cargo, rustc.clone()).ok_or_else(|| RelinkError::Start {
        program: rustc.display().to_string(),
        source: io::Error::other("it does not say its version"),
    })
}

fn toolchain(name: Option<String>, cargo: PathBuf, rustc: PathBuf) -> Option<Toolchain> {
    let words = said(&rustc, &["--version", "--verbose"])?;
    let version = version(&words)?;
    Some(Toolchain {
        name,
        version,
        cargo,
        rustc,
    })
}

/// The version in the output of `rustc --version --verbose`.
fn version(words: &str) -> Option<Version> {
    let mut lines = words.lines();
    let release = lines.find_map(|line| line.strip_prefix("release: "))?;
    Version::parse(release.trim()).ok()
}

/// The output of a program. `None` if it fails.
fn said(program: &Path, arguments: &[&str]) -> Option<String> {
    let mut command = Command::new(program);
    // This process may run under a toolchain that the user did not choose.
    command.args(arguments).env_remove("RUSTUP_TOOLCHAIN");
    let output = command.stderr(Stdio::null()).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    output.status.success().then_some(text)
}

/// The first toolchain that is new enough for `needed`: the oldest such release, otherwise the
/// oldest such nightly.
///
/// # Errors
/// If none is new enough.
pub(super) fn choose(
    all: &[Toolchain],
    needed: &Version,
    wanted: &Wanted,
) -> Result<Toolchain, RelinkError> {
    let fits = |toolchain: &&Toolchain| &toolchain.release() >= needed;
    let releases = all.iter().filter(|toolchain| toolchain.is_release());
    let mut best_first = releases.chain(all.iter());
    let chosen = best_first.find(fits);
    chosen.cloned().ok_or_else(|| RelinkError::NoToolchain {
        wanted: wanted.to_string(),
        needed: needed.clone(),
        installed: list(all),
    })
}

fn list(all: &[Toolchain]) -> String {
    let versions = all.iter().map(|toolchain| toolchain.version.to_string());
    versions.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some(version: &str) -> Toolchain {
        Toolchain {
            name: None,
            version: Version::parse(version).expect("a version"),
            cargo: PathBuf::from(version),
            rustc: PathBuf::new(),
        }
    }

    fn chosen(installed: &[&str], needed: &str) -> Result<String, String> {
        let all: Vec<Toolchain> = installed.iter().map(|version| some(version)).collect();
        let wanted = Wanted::parse("0.137.1").expect("a version");
        let needed = Version::parse(needed).expect("a version");
        let chosen = choose(&all, &needed, &wanted);
        let chosen = chosen.map(|toolchain| toolchain.version.to_string());
        chosen.map_err(|error| error.to_string())
    }

    #[test]
    fn the_oldest_release_that_is_new_enough_is_taken_before_any_nightly() {
        let all = ["1.95.0", "1.96.0", "1.97.0-nightly", "1.98.0"];
        assert_eq!(chosen(&all, "1.95.0"), Ok("1.95.0".into()));
        assert_eq!(chosen(&all, "1.97.0"), Ok("1.98.0".into()));
        assert_eq!(chosen(&all[..3], "1.97.0"), Ok("1.97.0-nightly".into()));
    }

    #[test]
    fn toolchains_that_are_too_old_are_named() {
        let error = chosen(&["1.95.0", "1.96.0-nightly"], "1.97.0").expect_err("too old");
        assert_eq!(
            error,
            "Cranelift 0.137.1 needs Rust 1.97.0 or newer, and there is only 1.95.0, \
             1.96.0-nightly; install one: rustup toolchain install 1.97.0"
        );
    }

    #[test]
    fn the_version_is_read_from_what_the_compiler_says() {
        let said = "rustc 1.97.0-nightly (e50aa6fba 2026-05-19)\nbinary: rustc\n\
                    host: x86_64-unknown-linux-gnu\nrelease: 1.97.0-nightly\nLLVM version: 22";
        assert_eq!(
            version(said).expect("a version").to_string(),
            "1.97.0-nightly"
        );
        assert_eq!(version("gcc 12"), None);
    }
}
