//! What a description may say, and what follows from it for one Cranelift.

use super::*;
use crate::case::{Case, Param, Purpose, StackLimit, Type};
use crate::version::Cranelift;
use semver::Version;

/// All that a description must have.
const PLAIN: &str = r#"
title = "It is wrong"
class = "wrong-code"
keys = ["fault/unmapped-load/astray", "fault/breakpoint"]
versions = ">=0.135.0, <0.137.0-dev"
commits = ["897fb1ad91"]
found = "2026-11-22"
confirmed_by = "somebody"
cause = "a file.rs"
"#;
const REFINE: &str = r#"
[[refine]]
key = "fault/unmapped-load"
when = ["probes"]
suffix = "astray"
"#;
const THROTTLE: &str = r#"
[throttle]
shape = "stack-limit-far-behind-a-pointer"
cases = "1/4"
most = 2
"#;

fn cranelift(version: &str, commit: Option<&str>) -> Cranelift {
    Cranelift {
        version: Version::parse(version).expect("a version"),
        commit: commit.map(str::to_owned),
        fixed: Vec::new(),
    }
}

/// What these descriptions say about a Cranelift; the first is called `a`, the next one `b`.
fn known(texts: &[&'static str], cranelift: &Cranelift) -> Result<Known, IssueError> {
    let slugs = ["a", "b"].into_iter();
    let files: Vec<_> = slugs
        .zip(texts)
        .map(|(slug, &text)| (slug, text, &[][..], None))
        .collect();
    Known::read(&files, cranelift)
}

/// What is wrong with a description.
fn error(text: String) -> String {
    let known = known(&[text.leak()], &cranelift("0.135.8", None));
    known.expect_err("it is wrong").to_string()
}

/// The plain description and something behind it.
fn with(more: &str) -> &'static str {
    format!("{PLAIN}{more}").leak()
}

/// The same about other keys.
fn other(more: &str) -> &'static str {
    with(more).replace("\"fault/", "\"value/").leak()
}

/// Something to replace, what by, and the reason why it is refused then.
const MISTAKES: [(&str, &str, &str); 17] = [
    ("title", "titel", "line 2: unknown field `titel`"),
    (r#"title = "It is wrong""#, "", "missing field `title`"),
    ("wrong-code", "wrong", "unknown variant `wrong`"),
    (">=0.135.0, <", "0.135.0, <", "`0.135.0` is no bound"),
    ("0.137.0-dev", "0.137", "`<0.137` has no version"),
    ("897fb1ad91", "main", "`main` is no commit"),
    ("cases = \"1/4\"", "", "missing field `cases`"),
    ("1/4", "0/4", "`0/4` is no share"),
    ("most = 2", "most = 0", "a nonzero usize"),
    ("most", "least", "unknown field `least`"),
    (
        "behind-a-pointer",
        "away",
        "no shape `stack-limit-far-away`; there are near-symbol-with-offset, stack-",
    ),
    (
        "\"probes\"",
        "\"rain\"",
        "no condition `rain`; there are probes, ",
    ),
    (
        "[\"probes\"]",
        "[]",
        "`fault/unmapped-load` has no condition",
    ),
    (
        "suffix = \"astray\"",
        "suffix = \"as/*\"",
        "`as/*` is no suffix",
    ),
    (
        "suffix = \"astray\"",
        "suffix = \"lost\"",
        "`fault/unmapped-load/lost`, which is none",
    ),
    ("suffix", "prefix", "unknown field `prefix`"),
    (
        "keys = [\"fault/unmapped-load/astray\", \"fault/breakpoint\"]",
        "",
        "it has no `keys`",
    ),
];

#[test]
fn what_a_description_cannot_say_is_refused_with_its_reason() {
    for (old, new, reason) in MISTAKES {
        let text = format!("{PLAIN}{THROTTLE}{REFINE}");
        assert!(text.contains(old), "{old}");
        let error = error(text.replacen(old, new, 1));
        assert!(error.starts_with("triage/known/a/issue.toml: "), "{error}");
        assert!(error.contains(reason), "{error}\nhas not: {reason}");
        assert_eq!(error.lines().count(), 1, "{error}");
    }
    let whole = with(&format!("{THROTTLE}{REFINE}"));
    assert!(known(&[whole], &cranelift("0.135.8", None)).is_ok());
}

#[test]
fn an_issue_is_in_force_for_its_versions_and_for_the_commits_that_it_names() {
    let known = known(&[PLAIN], &cranelift("0.135.8", None)).expect("it is right");
    let other = "0123456789abcdef0123456789abcdef01234567";
    let named = "897fb1ad91c9e9c4987ab817f226b058c7fea710";
    for (version, commit, expected) in [
        ("0.135.0", None, true),
        ("0.136.0-dev", Some(other), true),
        ("0.136.3", None, true),
        ("0.137.0-dev", Some(other), false),
        ("0.137.0-dev", Some(named), true),
        ("0.137.0-dev", None, false),
        ("0.137.1", None, false),
        ("0.134.0", None, false),
    ] {
        let known = known.about(&cranelift(version, commit));
        assert_eq!(
            known.in_force().count() == 1,
            expected,
            "{version} {commit:?}"
        );
        // Nothing is suppressed where the bug is not.
        assert_eq!(known.issue("fault/breakpoint").is_some(), expected);
        assert_eq!(known.issues().len(), 1);
        assert_eq!(known.everywhere().in_force().count(), 1);
    }
}

/// A case whose last functions find the limit of their stack far behind a pointer, so many of them.
fn far_pointed(count: usize) -> Case {
    let mut case = Case::read(include_bytes!(
        "../../triage/known/stack-limit-far-behind-a-pointer/smallest.case"
    ))
    .expect("a stored case");
    case.functions
        .resize_with(count + 1, crate::case::Function::empty);
    for function in &mut case.functions[1..] {
        function.signature.params = vec![Param {
            purpose: Purpose::Context(StackLimit::FarPointed),
            ..Param::plain(Type::I64)
        }];
    }
    let mut first = crate::case::Function::empty();
    first.origin = case.functions[0].origin;
    case.functions[0] = first;
    case.legalise();
    case
}

#[test]
fn a_finding_is_refined_if_all_conditions_hold_and_the_issue_is_in_force() {
    let known = known(&[with(REFINE)], &cranelift("0.136.0", None)).expect("it is right");
    let mut case = far_pointed(1);
    let refined = |known: &Known, case: &Case, key: &str| {
        let facts = Facts {
            case,
            function: Some(1),
            accessed: Some(8192),
        };
        known.suffix(key, &facts).map(str::to_owned)
    };
    case.target.probestack_log2 = 0;
    assert_eq!(refined(&known, &case, "fault/unmapped-load"), None);
    case.target.probestack_log2 = 12;
    let suffix = refined(&known, &case, "fault/unmapped-load");
    assert_eq!(suffix.as_deref(), Some("astray"));
    // Only what it is for, and only once.
    assert_eq!(refined(&known, &case, "fault/unmapped-store"), None);
    assert_eq!(refined(&known, &case, "fault/unmapped-load/astray"), None);
    let elsewhere = known.about(&cranelift("0.137.0", None));
    assert_eq!(refined(&elsewhere, &case, "fault/unmapped-load"), None);
}

#[test]
fn every_condition_holds_of_what_it_says_and_of_nothing_else() {
    let holds = |case: &Case, function, accessed| {
        let facts = Facts {
            case,
            function,
            accessed,
        };
        CONDITIONS
            .each_ref()
            .map(|condition| condition.holds(&facts))
    };
    let mut case = far_pointed(1);
    case.target.probestack_log2 = 0;
    assert_eq!(holds(&case, Some(1), Some(8192)), [false, true, true]);
    assert_eq!(holds(&case, Some(1), Some(4096)), [false, true, false]);
    assert_eq!(holds(&case, Some(1), None), [false, true, false]);
    assert_eq!(holds(&case, Some(0), Some(8192)), [false; 3]);
    assert_eq!(holds(&case, None, Some(8192)), [false; 3]);
    case.functions[1].signature.params[0].purpose = Purpose::Context(StackLimit::Far);
    assert_eq!(holds(&case, Some(1), Some(4096)), [false, false, true]);
    case.functions[1].signature.params[0].purpose = Purpose::Context(StackLimit::Unchecked);
    case.target.probestack_log2 = 4;
    assert_eq!(holds(&case, Some(1), None), [true, false, false]);
}

/// The case with this number in its data, so that it draws again.
fn numbered(mut case: Case, number: u32) -> Case {
    case.data[0].bytes[..4].copy_from_slice(&number.to_le_bytes());
    case
}

#[test]
fn a_throttle_lets_its_share_of_the_cases_keep_so_many_and_any_of_them() {
    const CASES: u32 = 2000;
    let known = known(&[with(THROTTLE)], &cranelift("0.135.8", None)).expect("it is right");
    let shape = &SHAPES[1];
    for (sites, most) in [(1, 1), (2, 2), (5, 2)] {
        let case = far_pointed(sites);
        assert_eq!(shape.sites(&case).len(), sites);
        let mut kept = [0; 6];
        let mut keeping = 0;
        for number in 0..CASES {
            let mut case = numbered(case.clone(), number);
            known.throttle(&mut case);
            let left = shape.sites(&case);
            assert!(left.is_empty() || left.len() == most, "{left:?}");
            keeping += u32::from(!left.is_empty());
            left.iter().for_each(|site| kept[site.function] += 1);
        }
        // Five standard deviations around a quarter.
        let spread = 5.0 * (f64::from(CASES) * 0.25 * 0.75).sqrt();
        let off = (f64::from(keeping) - f64::from(CASES) / 4.0).abs();
        assert!(off < spread, "{keeping} of {CASES}");
        assert!(kept[1..=sites].iter().all(|&count| count > 100), "{kept:?}");
    }
}

#[test]
fn a_throttle_depends_on_the_case_alone_and_ends_with_the_bug() {
    let known = known(&[with(THROTTLE)], &cranelift("0.135.8", None)).expect("it is right");
    let elsewhere = known.about(&cranelift("0.138.0", None));
    for number in 0..50 {
        let case = numbered(far_pointed(3), number);
        let throttled = |known: &Known| {
            let mut case = case.clone();
            known.throttle(&mut case);
            case
        };
        assert!(throttled(&known) == throttled(&known.clone()));
        assert!(throttled(&elsewhere) == case);
        // A variant has the shape where its case has it, and only there.
        let mut variant = case.clone();
        known.limit(&case, &mut variant);
        assert!(variant == case);
        known.limit(&throttled(&known), &mut variant);
        let sites = |case: &Case| SHAPES[1].sites(case);
        assert_eq!(sites(&variant), sites(&throttled(&known)));
    }
}

#[test]
fn two_issues_with_one_shape_draw_apart() {
    let both = known(
        &[with(THROTTLE), other(THROTTLE)],
        &cranelift("0.135.8", None),
    )
    .expect("they are right");
    let keeps = |number| {
        let mut case = numbered(far_pointed(1), number);
        both.throttle(&mut case);
        !SHAPES[1].sites(&case).is_empty()
    };
    let kept = (0..1600).filter(|&number| keeps(number)).count();
    assert!(
        (50..150).contains(&kept),
        "{kept} of 1600, a quarter of a quarter"
    );
}

#[test]
fn a_case_is_eased_of_what_the_issue_of_a_key_throttles() {
    let known = known(&[with(THROTTLE)], &cranelift("0.135.8", None)).expect("it is right");
    let mut case = far_pointed(3);
    let sites = |case: &Case| -> Vec<usize> {
        let sites = SHAPES[1].sites(case).into_iter();
        sites.map(|site| site.function).collect()
    };
    assert!(!known.ease(&mut case, 2, "fault/unmapped-store"));
    assert_eq!(sites(&case), [1, 2, 3]);
    assert!(known.ease(&mut case, 2, "fault/breakpoint"));
    assert_eq!(sites(&case), [1, 3]);
    assert!(!known.ease(&mut case, 2, "fault/breakpoint"));
    let elsewhere = known.about(&cranelift("0.138.0", None));
    assert!(!elsewhere.ease(&mut case, 1, "fault/breakpoint"));
}

#[test]
fn names_in_both_tables_are_words_and_say_what_they_mean() {
    let shapes = SHAPES.each_ref().map(|shape| (shape.name, shape.meaning));
    let conditions = CONDITIONS.each_ref().map(|c| (c.name, c.meaning));
    for table in [&shapes[..], &conditions[..]] {
        for (n, (name, meaning)) in table.iter().enumerate() {
            assert!(
                name.chars().all(|c| c.is_ascii_lowercase() || c == '-'),
                "{name}"
            );
            assert!(table[..n].iter().all(|(other, _)| other != name), "{name}");
            let read_me = include_str!("../../triage/README.md");
            assert!(
                read_me.contains(&format!("| `{name}` | {meaning} |")),
                "{name}"
            );
        }
    }
}

#[test]
fn a_key_belongs_to_one_issue_of_a_cranelift() {
    let shared = other("").replace("value/breakpoint", "fault/break*").leak();
    let mistake = known(&[PLAIN, shared], &cranelift("0.135.8", None)).expect_err("they share");
    assert_eq!(
        mistake.to_string(),
        "triage/known/b/issue.toml: its `fault/break*` also covers keys of `fault/breakpoint`, \
         which belong to a"
    );
    // A Cranelift that has neither has nothing to tell apart.
    assert!(known(&[PLAIN, shared], &cranelift("0.138.0", None)).is_ok());
}
