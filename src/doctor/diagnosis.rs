//! The diagnosis of a tool.

use super::Tool;
use serde::Serialize;

/// Whether a tool can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ToolState {
    /// It is there.
    Ok,
    /// It is there, but too old to be of use.
    Old,
    /// It is not there.
    Missing,
    /// It is there, but does not answer as it should.
    Broken,
}

/// What was found out about a tool.
#[derive(Clone, Debug, Serialize)]
pub struct Diagnosis {
    /// Which one.
    #[serde(flatten)]
    pub tool: &'static Tool,
    /// Whether it can be used.
    pub state: ToolState,
    /// Its version, as it prints it; for what has no version, what was found.
    pub version: Option<String>,
    /// The program that was asked.
    pub path: Option<String>,
    /// Why it cannot be used, unless it is just missing.
    pub problem: Option<String>,
}

impl Diagnosis {
    pub(super) fn new(tool: &'static Tool, state: ToolState) -> Self {
        Diagnosis {
            tool,
            state,
            version: None,
            path: None,
            problem: None,
        }
    }

    pub(super) fn with_version(self, version: String) -> Self {
        Diagnosis {
            version: Some(version),
            ..self
        }
    }

    pub(super) fn with_problem(self, problem: String) -> Self {
        Diagnosis {
            problem: Some(problem),
            ..self
        }
    }
}
