//! The list of mutants: a JSON array with one object for each fault.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Component, Path};
use thiserror::Error;

/// A fault to plant: `replace` instead of `find`, in one file of one crate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mutant {
    /// Its name: letters, digits, `-`, `_` and `.`.
    pub id: String,
    /// The kind of fault, in the words of the list's author.
    pub class: String,
    /// The name of the crate on crates.io.
    #[serde(rename = "crate")]
    pub krate: String,
    /// The file, relative to the crate's root.
    pub file: String,
    /// A text that occurs in the file exactly once.
    pub find: String,
    /// The replacement.
    pub replace: String,
    /// What has to happen for the fault to show.
    pub expected_trigger: String,
}

/// Why a list cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ListError {
    /// It is not a JSON array.
    #[error("it is no JSON array of mutants: {0}")]
    Json(String),
    /// It is empty.
    #[error("it has no mutants")]
    Empty,
    /// An entry is not a mutant.
    #[error("entry {number}{name} is no mutant: {reason}", name = named(.id))]
    Entry {
        /// The entry's number, counted from 1.
        number: usize,
        /// Its id, if it has one.
        id: Option<String>,
        /// What is wrong with it.
        reason: String,
    },
    /// Two entries have the same id.
    #[error("two entries have the id {0}; give each its own")]
    Twice(String),
    /// A requested id is not in the list.
    #[error("it has no mutant {0}; --only takes ids of the list")]
    Unknown(String),
    /// Farcall is not built from this crate.
    #[error(
        "mutant {id}: there is no crate {krate}; mutants can be planted in {known}",
        known = .known.join(", ")
    )]
    Crate {
        /// The mutant.
        id: String,
        /// The crate that it names.
        krate: String,
        /// The crates that Farcall is built from.
        known: Vec<String>,
    },
    /// The crate has no such file.
    #[error("mutant {id}: {krate} has no file {file}: {reason}")]
    File {
        /// The mutant.
        id: String,
        /// The crate.
        krate: String,
        /// The file.
        file: String,
        /// The system's error.
        reason: String,
    },
    /// The file does not contain `find` exactly once.
    #[error(
        "mutant {id}: its find string is {count} times in {krate} {version}, {file}; it has to be \
         there exactly once"
    )]
    Matches {
        /// The mutant.
        id: String,
        /// How many times it occurs.
        count: usize,
        /// The crate.
        krate: String,
        /// Its version.
        version: String,
        /// The file.
        file: String,
    },
    /// `find` and `replace` are the same.
    #[error("mutant {0}: its find and replace strings are the same, so it is no fault")]
    Same(String),
}

fn named(id: &Option<String>) -> String {
    id.as_ref().map_or(String::new(), |id| format!(" ({id})"))
}

/// Reads a list.
///
/// # Errors
/// If it is not a JSON array of mutants with distinct ids, each of which names a file inside a
/// crate. The error names the entry.
pub fn parse(text: &str) -> Result<Vec<Mutant>, ListError> {
    let entries: Vec<Value> =
        serde_json::from_str(text).map_err(|error| ListError::Json(error.to_string()))?;
    let entries = (1..).zip(&entries);
    let mutants: Vec<Mutant> = entries
        .map(|(number, entry)| {
            read(entry).map_err(|reason| ListError::Entry {
                number,
                id: entry["id"].as_str().map(str::to_owned),
                reason,
            })
        })
        .collect::<Result<_, _>>()?;
    let mut ids = BTreeSet::new();
    match mutants.iter().find(|mutant| !ids.insert(&mutant.id)) {
        Some(again) => Err(ListError::Twice(again.id.clone())),
        None if mutants.is_empty() => Err(ListError::Empty),
        None => Ok(mutants),
    }
}

fn read(entry: &Value) -> Result<Mutant, String> {
    let mutant = Mutant::deserialize(entry).map_err(|error| error.to_string())?;
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    if mutant.id.is_empty() || mutant.id.starts_with('.') || !mutant.id.chars().all(is_plain) {
        return Err("its id has to be made of letters, digits, -, _ and .".to_owned());
    }
    let mut parts = Path::new(&mutant.file).components();
    if mutant.file.is_empty() || !parts.all(|part| matches!(part, Component::Normal(_))) {
        return Err("its file has to be a path inside of the crate".to_owned());
    }
    if mutant.find.is_empty() {
        Err("its find string is empty".to_owned())
    } else {
        Ok(mutant)
    }
}

/// The numbers of the mutants with these ids, in the order of the list; all if `only` is empty.
///
/// # Errors
/// If an id is not in the list.
pub fn select(mutants: &[Mutant], only: &[String]) -> Result<Vec<usize>, ListError> {
    let missing = only.iter().find(|id| mutants.iter().all(|m| m.id != **id));
    if let Some(id) = missing {
        return Err(ListError::Unknown(id.clone()));
    }
    let wanted = |m: &Mutant| only.is_empty() || only.contains(&m.id);
    let numbered = mutants.iter().enumerate();
    Ok(numbered
        .filter(|(_, m)| wanted(m))
        .map(|(n, _)| n)
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(id: &str, file: &str, find: &str) -> String {
        format!(
            r#"{{"id": "{id}", "class": "c", "crate": "cranelift-jit", "file": "{file}", "find": "{find}", "replace": "y",
            "expected_trigger": "t"}}"#
        )
    }

    #[test]
    fn what_is_wrong_with_a_list_is_said_with_its_entry() {
        let good = entry("A", "src/lib.rs", "x");
        for (text, words) in [
            ("[".to_owned(), "no JSON array of mutants: EOF"),
            ("{}".to_owned(), "no JSON array"),
            ("[]".to_owned(), "no mutants"),
            (format!("[{good}, {good}]"), "two entries have the id A"),
            (format!("[{good}, 7]"), "entry 2 is no mutant"),
            (
                format!(r#"[{good}, {{"id": "B"}}]"#),
                "entry 2 (B) is no mutant: missing field `class`",
            ),
            (format!("[{}]", entry("", "a", "x")), "entry 1 () is no"),
            (format!("[{}]", entry("../a", "a", "x")), "letters"),
            (
                format!("[{}]", entry("A", "../a", "x")),
                "inside of the crate",
            ),
            (
                format!("[{}]", entry("A", "/a", "x")),
                "inside of the crate",
            ),
            (format!("[{}]", entry("A", "a", "")), "find string is empty"),
        ] {
            let error = parse(&text).expect_err(&text).to_string();
            assert!(error.contains(words), "{error}");
            assert_eq!(error.lines().count(), 1, "{error}");
        }
    }

    #[test]
    fn only_the_named_mutants_are_taken_in_the_order_of_the_list() {
        let text = ["A", "B", "C"].map(|id| entry(id, "src/lib.rs", "x"));
        let mutants = parse(&format!("[{}]", text.join(","))).expect("a list");
        let select = |ids: &[&str]| {
            select(
                &mutants,
                &ids.iter().map(|i| (*i).to_owned()).collect::<Vec<_>>(),
            )
        };
        assert_eq!(select(&[]), Ok(vec![0, 1, 2]));
        assert_eq!(select(&["C", "A"]), Ok(vec![0, 2]));
        assert_eq!(select(&["A", "D"]), Err(ListError::Unknown("D".to_owned())));
    }
}
