//! The reader of `issue.toml`, and of what lies beside it.

use super::fix::{Fix, FixMistake};
use super::issue::{Description, KnownIssue};

/// Slug, description, smallest case and fix of an issue.
pub(super) type File = (
    &'static str,
    &'static str,
    &'static [u8],
    Option<&'static str>,
);

/// What is wrong with a description.
#[derive(Debug, thiserror::Error)]
#[error("triage/known/{slug}/{file}: {mistake}", file = .mistake.file())]
pub struct IssueError {
    /// The name of the issue's directory.
    pub slug: &'static str,
    /// The mistake.
    pub mistake: Mistake,
}

/// A mistake in a description.
#[derive(Debug, thiserror::Error)]
pub enum Mistake {
    /// It is no TOML, or lacks fields of a [`Description`], or has others.
    #[error("{}{message}", .line.map_or(String::new(), |line| format!("line {line}: ")))]
    Form {
        /// The line, from 1 on; none if something is missing.
        line: Option<usize>,
        /// Why.
        message: String,
    },
    /// It has no pattern of keys, so no finding could belong to it.
    #[error("it has no `keys`")]
    NoKeys,
    /// A refinement has no condition.
    #[error("`refine` of `{0}` has no condition in `when`")]
    Unconditional(String),
    /// A suffix cannot end a key.
    #[error("`{0}` is no suffix: write words of a-z, 0-9 and -, with / between them")]
    Suffix(String),
    /// A refined key would belong to no issue.
    #[error("`refine` makes keys `{0}`, which is none of its `keys`")]
    NotOwn(String),
    /// A key could belong to two issues of one Cranelift, but an issue is one cause.
    #[error("its `{pattern}` also covers keys of `{other_pattern}`, which belong to {other}")]
    Shared {
        /// Its pattern.
        pattern: String,
        /// The other issue's.
        other_pattern: String,
        /// The other issue.
        other: &'static str,
    },
    /// The fix is malformed.
    #[error(transparent)]
    Fix(#[from] FixMistake),
}

/// Reads one issue.
pub(super) fn read(&(slug, text, case, fix): &File) -> Result<KnownIssue, IssueError> {
    let wrong = |mistake| IssueError { slug, mistake };
    let fix = fix.map(Fix::read).transpose();
    Ok(KnownIssue {
        slug,
        description: describe(text).map_err(wrong)?,
        case,
        fix: fix.map_err(|mistake| wrong(mistake.into()))?,
    })
}

fn describe(text: &str) -> Result<Description, Mistake> {
    let description: Description =
        toml::from_str(text).map_err(|error| Mistake::form(text, &error))?;
    if description.all_keys().next().is_none() {
        return Err(Mistake::NoKeys);
    }
    for refinement in &description.refine {
        if refinement.when.is_empty() {
            return Err(Mistake::Unconditional(refinement.key.clone()));
        }
        if !refinement.has_fit_suffix() {
            return Err(Mistake::Suffix(refinement.suffix.clone()));
        }
        let refined = refinement.refined();
        if description.all_keys().all(|key| *key != refined) {
            return Err(Mistake::NotOwn(refined));
        }
    }
    Ok(description)
}

impl Mistake {
    /// The file that has it.
    fn file(&self) -> &'static str {
        match self {
            Mistake::Fix(_) => "fix.json",
            _ => "issue.toml",
        }
    }

    /// The error in one line.
    fn form(text: &str, error: &toml::de::Error) -> Mistake {
        let start = error
            .span()
            .map(|span| span.start)
            .filter(|&start| start > 0);
        let before = start.and_then(|start| text.get(..start));
        Mistake::Form {
            line: before.map(|before| before.matches('\n').count() + 1),
            message: error.message().replace('\n', " "),
        }
    }
}
