//! The contents of `fix.json`: what would mend an issue.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::path::{Component, Path};

/// What is known about mending an issue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fix {
    /// Edits of Cranelift's sources.
    Patch(Patch),
    /// Why no edit mends it, but a decision about Cranelift's design does.
    Design(String),
}

/// Edits of Cranelift's published crates that mend an issue together.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Patch {
    /// Why they mend it, and what they leave as it was.
    pub why: String,
    /// Other known issues that these edits mend as well.
    #[serde(default)]
    pub also: Vec<String>,
    /// The edits.
    pub edits: Vec<SourceEdit>,
}

/// An edit: `replace` instead of `find`, in one file of one crate.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceEdit {
    /// The name of the crate on crates.io.
    #[serde(rename = "crate")]
    pub krate: String,
    /// The file, relative to the crate's root.
    pub file: String,
    /// A text that occurs in the file exactly once.
    pub find: String,
    /// The replacement.
    pub replace: String,
}

/// A fix that is a question of design.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Design {
    design: String,
}

/// What is wrong with a `fix.json`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FixMistake {
    /// It is no JSON, or lacks fields, or has others.
    #[error("it is neither {{why, edits}} nor {{design}}: {0}")]
    Form(String),
    /// A text that has to say something is empty.
    #[error("`{0}` is empty")]
    Empty(&'static str),
    /// An edit cannot be made.
    #[error("edit {number} {reason}")]
    Edit {
        /// The number of the edit, counted from 1.
        number: usize,
        /// Why not.
        reason: &'static str,
    },
}

impl Fix {
    /// Reads a `fix.json`.
    pub(super) fn read(text: &str) -> Result<Fix, FixMistake> {
        let form = |error: serde_json::Error| FixMistake::Form(error.to_string());
        let value: Value = serde_json::from_str(text).map_err(form)?;
        if value.get("design").is_some() {
            let Design { design } = Design::deserialize(&value).map_err(form)?;
            return said(&design, "design").map(|()| Fix::Design(design));
        }
        let patch = Patch::deserialize(&value).map_err(form)?;
        said(&patch.why, "why")?;
        if patch.edits.is_empty() {
            return Err(FixMistake::Empty("edits"));
        }
        let wrong = |(number, edit): (usize, &SourceEdit)| {
            edit.mistake()
                .map(|reason| FixMistake::Edit { number, reason })
        };
        match (1..).zip(&patch.edits).find_map(wrong) {
            Some(mistake) => Err(mistake),
            None => Ok(Fix::Patch(patch)),
        }
    }
}

impl SourceEdit {
    fn mistake(&self) -> Option<&'static str> {
        let mut parts = Path::new(&self.file).components();
        let is_inside = parts.all(|part| matches!(part, Component::Normal(_)));
        if !self.krate.starts_with("cranelift-") {
            Some("is in no crate of Cranelift")
        } else if self.file.is_empty() || !is_inside {
            Some("has to name a file inside of the crate")
        } else if self.find.is_empty() {
            Some("has an empty find string")
        } else if self.find == self.replace {
            Some("has the same find and replace strings")
        } else {
            None
        }
    }
}

/// Checks that a text says something.
fn said(text: &str, field: &'static str) -> Result<(), FixMistake> {
    if text.trim().is_empty() {
        Err(FixMistake::Empty(field))
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(krate: &str, file: &str, find: &str) -> String {
        format!(r#"{{"crate": "{krate}", "file": "{file}", "find": "{find}", "replace": "y"}}"#)
    }

    fn patch(edits: &str) -> String {
        format!(r#"{{"why": "because", "edits": [{edits}]}}"#)
    }

    #[test]
    fn a_fix_is_edits_or_a_question_of_design() {
        let edit = edit("cranelift-jit", "src/lib.rs", "x");
        let Ok(Fix::Patch(read)) = Fix::read(&patch(&edit)) else {
            panic!("it is a patch");
        };
        assert_eq!(read.why, "because");
        assert!(read.also.is_empty());
        assert_eq!(
            (read.edits[0].find.as_str(), read.edits[0].replace.as_str()),
            ("x", "y")
        );
        let design = Fix::read(r#"{"design": "it needs veneers"}"#);
        assert_eq!(design, Ok(Fix::Design("it needs veneers".to_owned())));
    }

    #[test]
    fn what_is_wrong_with_a_fix_is_said() {
        for (text, words) in [
            ("{".to_owned(), "neither {why, edits} nor {design}: EOF"),
            ("{}".to_owned(), "missing field `why`"),
            (r#"{"why": "w"}"#.to_owned(), "missing field `edits`"),
            (r#"{"design": " "}"#.to_owned(), "`design` is empty"),
            (
                r#"{"design": "d", "why": "w"}"#.to_owned(),
                "unknown field `why`",
            ),
            (patch(""), "`edits` is empty"),
            (patch(&edit("serde", "a", "x")), "edit 1 is in no crate"),
            (
                patch(&edit("cranelift-jit", "../a", "x")),
                "edit 1 has to name a file inside",
            ),
            (
                patch(&edit("cranelift-jit", "a", "")),
                "edit 1 has an empty find string",
            ),
            (
                patch(&edit("cranelift-jit", "a", "y")),
                "edit 1 has the same find and replace",
            ),
        ] {
            let mistake = Fix::read(&text).expect_err(&text).to_string();
            assert!(mistake.contains(words), "{text}: {mistake}");
            assert_eq!(mistake.lines().count(), 1, "{mistake}");
        }
    }
}
