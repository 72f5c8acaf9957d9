//! `farcall export --format rust`: the tests of known issues fail with the linked Cranelift, each
//! because of its issue.

use crate::common::{arena, pair, pair_with_table};
use assert_cmd::Command;
use farcall::case::{CallKind, Case, Linking, Origin};
use farcall::check::Checker;
use farcall::export::{Format, Subject, export};
use farcall::oracle::key::{Key, RelocKey, RelocName, Slug};
use farcall::oracle::{Class, Finding, Locus};
use std::fs;
use std::path::Path;
use std::process::Output;
use tempfile::TempDir;

/// The known issues that a test against cranelift-jit shows, and what their tests say.
const SHOWN: [(&str, &str); 5] = [
    ("jit-call-just-inside-plus-2gib", "it does not lead to u0:1"),
    (
        "jit-call-last-reachable-below-minus-2gib",
        "TryFromIntError",
    ),
    (
        "jit-func-addr-last-reachable-below-minus-2gib",
        "TryFromIntError",
    ),
    ("jit-near-data-with-addend", "it does not lead to u1:0"),
    ("tail-call-has-a-call-site", "follows no call"),
];

/// Builds Cranelift once more, which takes minutes the first time.
#[test]
fn exported_tests_fail_because_of_their_issues() {
    let dir = TempDir::new().expect("a directory");
    let mut farcall = Command::new(env!("CARGO_BIN_EXE_farcall"));
    farcall.args(["export", "known", "--format", "rust", "-o"]);
    let output = farcall.arg(dir.path()).output().expect("it starts");
    assert_eq!(output.status.code(), Some(1), "some cannot be shown");
    let said = String::from_utf8_lossy(&output.stdout);
    for slug in ["jit-out-of-reach", "jit-func-addr-just-inside-plus-2gib"] {
        let words = format!("{slug}: rust cannot show it: nothing promises");
        assert!(said.contains(&words), "{said}");
    }

    let root = dir.path().join("regressions");
    let mut written: Vec<String> = fs::read_dir(root.join("tests"))
        .expect("a directory")
        .map(|entry| entry.expect("a file").path())
        .map(|path| path.file_stem().unwrap_or_default().display().to_string())
        .collect();
    written.sort();
    assert_eq!(written, SHOWN.map(|(slug, _)| slug));

    let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.lock");
    fs::copy(lock, root.join("Cargo.lock")).expect("there is room");
    for name in untrue(&root) {
        let output = test(&root, name);
        let said = String::from_utf8_lossy(&output.stdout);
        let trouble = String::from_utf8_lossy(&output.stderr);
        assert!(
            said.contains("1 passed; 0 failed"),
            "{name}: {said}\n{trouble}"
        );
        assert!(!trouble.contains("warning"), "{name}: {trouble}");
    }
    for (slug, words) in SHOWN {
        let output = test(&root, slug);
        let said = String::from_utf8_lossy(&output.stdout);
        let trouble = String::from_utf8_lossy(&output.stderr);
        let failed = said.contains("0 passed; 1 failed") && said.contains(words);
        assert!(failed, "{slug}: {said}\n{trouble}");
        assert!(!trouble.contains("warning"), "{slug}: {trouble}");
    }
}

/// A finding that is not so, about a function of `case` or all of them.
fn invented(name: &str, mut case: Case, key: Key, function: Option<u16>) -> Subject {
    let linkings = case.life_cycle.linkings_mut();
    linkings.for_each(|linking| *linking = Linking::Direct);
    let at = Locus {
        function,
        ..Locus::default()
    };
    let finding = Finding {
        key,
        class: Class::Crash,
        summary: "nothing is wrong".to_owned(),
        at,
    };
    Subject {
        name: name.to_owned(),
        case,
        finding,
        issue: None,
    }
}

/// Tests of findings that are not so, written to `root`: Cranelift passes them.
fn untrue(root: &Path) -> [&'static str; 3] {
    let mut with_extern = pair(CallKind::Far, None);
    with_extern.functions[1].origin = Origin::Extern;
    with_extern.legalise();
    let error = || Key::Error(Slug::of("refused"));
    let subjects = [
        ("compiles", pair_with_table(), Some(0)),
        ("links-data", pair_with_table(), None),
        ("links-an-extern-function", with_extern, None),
    ];
    let mut checker = Checker::with_arena(arena());
    subjects.map(|(name, case, function)| {
        let subject = invented(name, case, error(), function);
        let exported = export(&subject, Format::Rust, &mut checker).expect("it has a test");
        let path = root.join("tests").join(format!("{name}.rs"));
        fs::write(path, &exported.files[0].contents).expect("there is room");
        name
    })
}

#[test]
fn what_is_not_so_is_not_exported() {
    let mut checker = Checker::with_arena(arena());
    let case = pair(CallKind::Far, None);
    let key = Key::Reloc(RelocKey::WrongTarget {
        kind: RelocName::Abs64,
        window: None,
        with_addend: false,
    });
    let mut subject = invented("untrue", case, key, Some(0));
    let map = checker.inspect(&subject.case, None).map;
    let mut relocations = map.relocations.iter();
    let relocation = relocations.next().expect("the call has one");
    subject.finding.at.address = map.distance(relocation).map(|(at, _)| at);
    let error = export(&subject, Format::Rust, &mut checker).expect_err("it is not so");
    assert!(
        error.to_string().contains("holds for the linked Cranelift"),
        "{error}"
    );
}

/// Runs one test of the crate in `root`, without network.
fn test(root: &Path, name: &str) -> Output {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("regressions");
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["test", "--offline", "--test", name]);
    cargo.arg("--target-dir").arg(target).current_dir(root);
    cargo.output().expect("it starts")
}
