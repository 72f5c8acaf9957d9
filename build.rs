//! Embeds the known issues of `triage/known/`, so that the binary honours them wherever it runs.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let known =
        Path::new(&env::var_os("CARGO_MANIFEST_DIR").expect("Cargo sets it")).join("triage/known");
    println!("cargo::rerun-if-changed={}", known.display());
    let mut slugs: Vec<PathBuf> = match fs::read_dir(&known) {
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
        let (issue, case) = (
            directory.join("issue.toml"),
            directory.join("smallest.case"),
        );
        writeln!(
            source,
            "    ({slug:?}, include_str!({issue:?}), include_bytes!({case:?})),"
        )
        .expect("strings take all text");
    }
    source += "]\n";
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("Cargo sets it")).join("known.rs");
    fs::write(&out, source).unwrap_or_else(|error| panic!("{}: {error}", out.display()));
}
