//! The draft as a whole.

use super::parts;
use super::tier::Tier;
use crate::case::Case;
use crate::check::Checker;
use crate::export::scene::Scene;
use crate::export::{Format, Subject, export, suits};

/// The test that a draft shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DraftTest {
    /// The language of its fence: `clif`, `rust`, `c`.
    pub(super) language: String,
    /// Its text.
    pub(super) text: String,
    /// Where it belongs, in a sentence without its full stop.
    pub(super) place: String,
}

impl DraftTest {
    /// The best test that shows `subject`, if any format shows it.
    pub(super) fn of(subject: &Subject, checker: &mut Checker) -> Option<DraftTest> {
        // A program is no text.
        let formats = suits::formats(subject.finding.key.oracle()).iter();
        let mut formats = formats.filter(|&&format| format != Format::Elf);
        formats.find_map(|&format| {
            let exported = export(subject, format, checker).ok()?;
            let file = exported.files.first()?;
            Some(DraftTest {
                language: match format {
                    Format::Rust => "rust",
                    Format::C => "c",
                    _ => "clif",
                }
                .to_owned(),
                text: String::from_utf8_lossy(&file.contents).into_owned(),
                place: exported.advice,
            })
        })
    }

    /// The case itself, for want of a better test.
    fn of_case(case: &Case) -> DraftTest {
        DraftTest {
            language: "clif".to_owned(),
            text: format!("{case:?}"),
            place: "The case as Farcall has it, settings and places as comments".to_owned(),
        }
    }
}

/// The draft: Markdown for a GitHub issue.
pub(super) fn draft(
    subject: &Subject,
    scene: &Scene,
    tier: &Tier,
    test: Option<DraftTest>,
) -> String {
    let test = test.unwrap_or_else(|| DraftTest::of_case(&subject.case));
    let sections = [
        parts::security(tier),
        Some(parts::origin()),
        Some(format!("# {}", parts::title(subject))),
        Some(parts::paragraph(subject)),
        Some(parts::blank()),
        Some(section("Test", &parts::test(&test))),
        Some(section(
            "Expected and actual",
            &parts::expected(subject, scene),
        )),
        Some(section(
            "Why this is expected",
            &parts::clauses(&subject.case, &subject.finding),
        )),
        Some(section("Versions", &parts::versions(subject))),
        Some(section("Tier-1 targets", &tier.told(&subject.finding.key))),
        Some(section("Cause", &parts::cause(subject))),
        Some(section("How it was found", &parts::found(subject, scene))),
    ];
    let sections: Vec<String> = sections.into_iter().flatten().collect();
    sections.join("\n\n") + "\n"
}

fn section(title: &str, text: &str) -> String {
    format!("## {title}\n\n{}", text.trim_end())
}
