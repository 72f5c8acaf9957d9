//! Compiler settings and ISA extensions of a case.

use serde::{Deserialize, Serialize};
use std::fmt;

/// How hard the compiler optimises.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum OptLevel {
    /// Not at all.
    None,
    /// For speed.
    Speed,
}

/// What the compiler is told about its target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Target {
    /// The optimisation level.
    pub opt_level: OptLevel,
    /// Compressed integer instructions. Without them instructions are aligned to 4 bytes, with them to 2.
    pub zca: bool,
    /// More compressed integer instructions; only together with `zca`.
    pub zcb: bool,
    /// More results than there are registers for: functions may have up to [`super::limits::MAX_RESULTS`].
    #[serde(default)]
    pub multi_ret_implicit_sret: bool,
}

impl Target {
    /// Instruction alignment in bytes.
    pub fn ialign(&self) -> u64 {
        if self.zca { 2 } else { 4 }
    }

    /// Removes what makes no sense together.
    pub(super) fn legalise(&mut self) {
        self.zcb &= self.zca;
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let level = match self.opt_level {
            OptLevel::None => "none",
            OptLevel::Speed => "speed",
        };
        write!(f, "opt_level={level}")?;
        for (name, on) in [
            ("has_zca", self.zca),
            ("has_zcb", self.zcb),
            (
                "enable_multi_ret_implicit_sret",
                self.multi_ret_implicit_sret,
            ),
        ] {
            if on {
                write!(f, " {name}")?;
            }
        }
        Ok(())
    }
}
