//! The hunting modes that are compared.

use crate::hunt::MutatorChoice;
use serde::{Deserialize, Serialize};
use std::fmt;

/// How a hunt finds the next case. All three modes run the same program.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, clap::ValueEnum,
)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// Farcall's mutators, guided by coverage: what `farcall hunt` does.
    Coverage,
    /// Every case is newly generated; coverage guides nothing.
    Random,
    /// libFuzzer's own byte mutators, guided by coverage.
    NoMutator,
}

impl Mode {
    /// All modes.
    pub const ALL: [Mode; 3] = [Mode::Coverage, Mode::Random, Mode::NoMutator];

    /// The mutator of this mode.
    pub(super) fn mutator(self) -> MutatorChoice {
        match self {
            Mode::Coverage => MutatorChoice::Typed,
            Mode::Random => MutatorChoice::None,
            Mode::NoMutator => MutatorChoice::Bytes,
        }
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Mode::Coverage => "coverage",
            Mode::Random => "random",
            Mode::NoMutator => "no-mutator",
        })
    }
}
