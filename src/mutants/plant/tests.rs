//! Planting in small crates, and planting the project's own list in the real ones.

use super::*;
use crate::hunt::build;
use crate::mutants::list;
use std::slice;
use tempfile::TempDir;

const FILE: &str = "//! A file.
const SIZE: usize = 8;
fn one(x: u32) -> u32 {
    let y = x + 1;
    y * 2
}
impl S {
    fn two(&self) -> u32 {
        self.0
    }
}
";

/// A crate with one file besides its root.
fn krate() -> (TempDir, Package) {
    let dir = TempDir::new().expect("a directory");
    fs::create_dir(dir.path().join("src")).expect("there is room");
    for (file, text) in [(ROOT, "mod a;\n"), ("src/a.rs", FILE), ("build.rs", FILE)] {
        fs::write(dir.path().join(file), text).expect("there is room");
    }
    let package = Package {
        name: "cranelift-x".to_owned(),
        version: "1.0.0".to_owned(),
        root: dir.path().to_owned(),
        is_linked: true,
    };
    (dir, package)
}

fn mutant(id: &str, file: &str, find: &str, replace: &str) -> Mutant {
    Mutant {
        id: id.to_owned(),
        class: "c".to_owned(),
        krate: "cranelift-x".to_owned(),
        file: file.to_owned(),
        find: find.to_owned(),
        replace: replace.to_owned(),
        expected_trigger: "t".to_owned(),
    }
}

fn text<'o>(overlay: &'o Overlay, file: &str) -> &'o str {
    &overlay[&("cranelift-x".to_owned(), file.to_owned())]
}

#[test]
fn mutants_of_one_function_are_a_chain_and_others_stay_apart() {
    let (_dir, package) = krate();
    let mutants = [
        mutant("A", "src/a.rs", "x + 1", "x + 2"),
        mutant("B", "src/a.rs", "usize = 8", "usize = 4"),
        mutant("C", "src/a.rs", "self.0", "self.1"),
        mutant("D", "src/a.rs", "y * 2", "y * 3"),
        mutant("E", "build.rs", "x + 1", "x + 2"),
    ];
    let plants = Plants::find(&mutants, &[package]).expect("they fit");
    let shareable = plants.shareable();
    assert_eq!(shareable, BTreeSet::from([0, 2, 3]));
    let woven = plants.shared(&shareable);
    let a = text(&woven.overlay, "src/a.rs");
    let expected = "fn one(x: u32) -> u32 { if crate::farcall_mutant(1) {
    let y = x + 2;
    y * 2
} else if crate::farcall_mutant(4) {
    let y = x + 1;
    y * 3
} else {
    let y = x + 1;
    y * 2
} }
impl S {
    fn two(&self) -> u32 { if crate::farcall_mutant(3) {
        self.1
    } else {
        self.0
    } }
}
";
    assert!(a.ends_with(expected), "{a}");
    assert!(text(&woven.overlay, ROOT).starts_with("mod a;\n"));
    assert!(text(&woven.overlay, ROOT).ends_with(switch::SOURCE));
    assert_eq!(text(&woven.overlay, "build.rs"), FILE);
    assert_eq!(text(&plants.own(1), "src/a.rs"), FILE.replace("= 8", "= 4"));
    assert_eq!(
        text(&plants.own(4), "build.rs"),
        FILE.replace("x + 1", "x + 2")
    );
}

#[test]
fn the_compiler_s_errors_are_blamed_on_the_mutants_that_they_are_in() {
    let (_dir, package) = krate();
    let mutants = [
        mutant("A", "src/a.rs", "x + 1", "x + z"),
        mutant("B", "src/a.rs", "y * 2", "y * 3"),
    ];
    let plants = Plants::find(&mutants, &[package]).expect("they fit");
    let woven = plants.shared(&plants.shareable());
    let at = |line: usize| format!("t/mutants/sources/cranelift-x/src/a.rs:{line}:17");
    let words = |line| {
        format!(
            "warning: w\n  --> {}\n\nerror[E0425]: e\n  --> {}\n   |\n",
            at(8),
            at(line)
        )
    };
    let blamed = |line| woven.blamed(&words(line), Path::new("mutants/sources"));
    assert_eq!(blamed(4), BTreeSet::from([0]));
    assert_eq!(blamed(8), BTreeSet::from([1]));
    assert_eq!(blamed(10), BTreeSet::new());
}

#[test]
fn a_mutant_without_a_place_is_named() {
    let (_dir, package) = krate();
    for (mutant, words) in [
        (
            mutant("A", "src/a.rs", "nowhere", ""),
            "mutant A: its find string is 0 times in cranelift-x 1.0.0, src/a.rs",
        ),
        (
            mutant("A", "src/a.rs", "u32", ""),
            "mutant A: its find string is 3 times",
        ),
        (
            mutant("A", "src/a.rs", "= 8", "= 8"),
            "mutant A: its find and replace strings are the same",
        ),
        (
            mutant("A", "src/b.rs", "x", ""),
            "mutant A: cranelift-x has no file src/b.rs",
        ),
    ] {
        let error = Plants::find(&[mutant], slice::from_ref(&package)).map(drop);
        let error = error.expect_err(words).to_string();
        assert!(error.contains(words), "{error}");
    }
    let elsewhere = Mutant {
        krate: "serde".to_owned(),
        ..mutant("A", "src/a.rs", "x", "")
    };
    let error = Plants::find(&[elsewhere], &[package])
        .map(drop)
        .expect_err("no such crate");
    assert!(
        error
            .to_string()
            .contains("there is no crate serde; mutants can be planted in cranelift-x")
    );
}

#[test]
fn the_project_s_own_list_fits_the_pinned_crates() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(root.join("bench/mutants/riscv64.json")).expect("the list");
    let mutants = list::parse(&text).expect("a list");
    let dir = TempDir::new().expect("a directory");
    let workspace = build::workspace(&dir.path().join("log")).expect("Cargo is there");
    let plants = Plants::find(&mutants, &workspace.packages).expect("they fit");
    let shareable = plants.shareable();
    assert!(mutants.len() >= 20 && shareable.len() + 3 >= mutants.len());
    let woven = plants.shared(&shareable);
    for (number, mutant) in mutants.iter().enumerate() {
        for ((_, file), text) in plants.own(number) {
            syn::parse_file(&text).unwrap_or_else(|error| panic!("{}, {file}: {error}", mutant.id));
        }
    }
    for ((krate, file), text) in &woven.overlay {
        syn::parse_file(text).unwrap_or_else(|error| panic!("{krate}, {file}: {error}"));
    }
}
