//! Embeds the known issues of `triage/known/`, so that the binary honours them wherever it runs,
//! the commit of Cranelift, where `farcall --cranelift` prepared the tree for a checkout, and the
//! issues that are mended, where `farcall --fixed` prepared it.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("Cargo sets it"));
    embed_known_issues(&root.join("triage/known"));
    pass_on(&root.join("cranelift-commit"), "FARCALL_CRANELIFT_COMMIT");
    pass_on(&root.join("cranelift-fixed"), "FARCALL_CRANELIFT_FIXED");
}

/// Tells `src/version.rs` what is in the file, if there is one. The file is there before the first
/// build or never; to name a missing one to Cargo would rerun this script every time.
fn pass_on(file: &Path, variable: &str) {
    if let Ok(text) = fs::read_to_string(file) {
        println!("cargo::rerun-if-changed={}", file.display());
        println!("cargo::rustc-env={variable}={}", text.trim());
    }
}

/// Writes a table of the issues in the directory, for `include!`.
fn embed_known_issues(known: &Path) {
    println!("cargo::rerun-if-changed={}", known.display());
    let mut slugs: Vec<PathBuf> = match fs::read_dir(known) {
        Ok(entries) => entries
            .filter_map(|entry| Some(entry.ok()?.path()))
            .collect(),
        Err(_) => Vec::new(),
    };
    slugs.sort();
    let mut source = String::from("&[\n");
    for directory in slugs.iter().filter(|path| path.is_dir()) {
        let slug = directory
            .file_name()
            .expect("it has a name")
            .to_string_lossy();
        let (issue, case, fix) = (
            directory.join("issue.toml"),
            directory.join("smallest.case"),
            directory.join("fix.json"),
        );
        let fix = if fix.is_file() {
            format!("Some(include_str!({fix:?}))")
        } else {
            "None".to_owned()
        };
        writeln!(
            source,
            "    ({slug:?}, include_str!({issue:?}), include_bytes!({case:?}), {fix}),"
        )
        .expect("strings take all text");
    }
    source += "]\n";
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("Cargo sets it")).join("known.rs");
    fs::write(&out, source).unwrap_or_else(|error| panic!("{}: {error}", out.display()));
}
