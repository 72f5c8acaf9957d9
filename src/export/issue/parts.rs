//! The parts of a draft.

use super::draft::DraftTest;
use super::sources;
use super::tier::Tier;
use crate::case::Case;
use crate::export::Subject;
use crate::export::scene::{Row, Scene, class_words, plain, sentence};
use crate::oracle::Finding;
use crate::version;

/// Where security bugs go.
const SECURITY: &str = "https://bytecodealliance.org/security";

/// What comes first if a tier-1 target is affected.
pub(super) fn security(tier: &Tier) -> Option<String> {
    let Tier::Affected(_) = tier else {
        return None;
    };
    Some(format!(
        "> **Do not open a public issue.** A tier-1 target (x86-64) is affected, so this may be a \
         security bug.\n> Follow the security policy of the Bytecode Alliance first: <{SECURITY}>."
    ))
}

/// Who made this, and what remains to be done.
pub(super) fn origin() -> String {
    format!(
        "<!-- Farcall {} drafted this. A program wrote it, and nothing was sent. Read it, check \
         it, look for an issue that says the same, finish it, and send it yourself. -->",
        env!("CARGO_PKG_VERSION")
    )
}

pub(super) fn title(subject: &Subject) -> String {
    let title = subject.title().trim_end_matches('.');
    if title.contains("riscv64") {
        title.to_owned()
    } else {
        format!("riscv64: {title}")
    }
}

/// What happens, where, and why it is wrong.
pub(super) fn paragraph(subject: &Subject) -> String {
    let [what, place] = plain(subject);
    let settings: Vec<String> = subject
        .case
        .target
        .told_settings()
        .map(|(name, value)| format!("`{name}={value}`"))
        .collect();
    format!(
        "{what} {place} It shows with {}. Kind: {}.",
        settings.join(", "),
        class_words(subject.finding.class)
    )
}

/// What only a human can say.
pub(super) fn blank() -> String {
    "<!-- in your own words: what you checked, why you believe it, and whom it hurts. -->\n\n\
     **In your own words:** (to be written by the human who sends this)"
        .to_owned()
}

pub(super) fn test(test: &DraftTest) -> String {
    let fence = fence(&test.text);
    format!(
        "{}.\n\n{fence}{}\n{}\n{fence}",
        test.place.trim_end_matches('.'),
        test.language,
        test.text.trim_end()
    )
}

/// A fence that is longer than any in `text`.
fn fence(text: &str) -> String {
    let mut fence = "```".to_owned();
    while text.contains(&fence) {
        fence.push('`');
    }
    fence
}

/// The finding in a sentence, and what differs at its crossing.
pub(super) fn expected(subject: &Subject, scene: &Scene) -> String {
    let summary = format!("What Farcall saw: {}", sentence(&subject.finding.summary));
    match &scene.divergence {
        Ok(divergence) => {
            let rows = divergence.rows.iter().filter(|row| !row.holds);
            let rows: Vec<String> = rows.map(line).collect();
            if rows.is_empty() {
                return summary;
            }
            format!(
                "{summary}\n\n{}:\n\n| what | where | expected | actual |\n|---|---|---|---|\n{}",
                divergence.title,
                rows.join("\n")
            )
        }
        Err(why) => format!("{summary}\n\n{why}"),
    }
}

fn line(row: &Row) -> String {
    let cells = [&row.what, &row.place, &row.expected, &row.observed];
    let cells = cells.map(|cell| cell.replace('|', "\\|"));
    format!("| {} |", cells.join(" | "))
}

/// The clauses, one an item.
pub(super) fn clauses(case: &Case, finding: &Finding) -> String {
    let clauses = sources::clauses(case, finding).into_iter().map(|clause| {
        format!(
            "* [{}, {}]({}): \"{}\"",
            clause.document, clause.section, clause.url, clause.says
        )
    });
    clauses.collect::<Vec<_>>().join("\n")
}

pub(super) fn versions(subject: &Subject) -> String {
    let linked = version::linked();
    let range = match subject.issue {
        Some(issue) => format!("\n* Affected: {}", issue.description.versions),
        None => "\n* Affected: not known; only this version was tried".to_owned(),
    };
    format!("* Shown with Cranelift {linked}{range}\n* Target: riscv64")
}

pub(super) fn cause(subject: &Subject) -> String {
    match subject.issue {
        Some(issue) => issue.description.cause.trim().to_owned(),
        None => "Not known yet.".to_owned(),
    }
}

pub(super) fn found(subject: &Subject, scene: &Scene) -> String {
    let version = env!("CARGO_PKG_VERSION");
    let key = &subject.finding.key;
    let file = match subject.issue {
        Some(issue) if issue.slug == subject.name => {
            format!("triage/known/{}/smallest.case", issue.slug)
        }
        _ => format!("{}.case", subject.name),
    };
    let second = scene.second.sentence();
    let mut text = format!(
        "Farcall {version}, a fuzzer for call lowering, found it, by the rule `{key}`. \
         `farcall replay {file}` shows it again.\n\nA second executor: {second}"
    );
    if let Some(issue) = subject.issue {
        let confirmed = sentence(&issue.description.confirmed_by);
        text += &format!("\n\nConfirmed by: {confirmed}");
    }
    text
}
