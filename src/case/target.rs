//! The compiler settings and ISA extensions of a case.

use super::limits::{MAX_BB_PADDING, MAX_FUNCTION_ALIGNMENT, MAX_PROBES, MIN_PROBES};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The optimisation level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum OptLevel {
    /// No optimisation.
    None,
    /// Optimisation for speed.
    Speed,
}

/// The register allocation algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum RegallocAlgorithm {
    /// Splits and evicts live ranges.
    Backtracking,
    /// One pass from the end to the start, with more spills and moves.
    SinglePass,
}

/// What the compiler is told about its target. A field named like a Cranelift setting is that
/// setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Target {
    /// The optimisation level.
    pub opt_level: OptLevel,
    /// The register allocator.
    pub regalloc_algorithm: RegallocAlgorithm,
    /// Whether a symbolic checker verifies register allocation. This changes no code, and is slow.
    pub regalloc_checker: bool,
    /// Whether every function, including leaves, has a frame pointer.
    pub preserve_frame_pointers: bool,
    /// No padding after blocks if 0. Otherwise 2 to the power of this minus one, in bytes, rounded
    /// up to 4.
    pub bb_padding_log2_minus_one: u8,
    /// Minimum alignment of functions in bytes, as a power of 2.
    pub log2_min_function_alignment: u8,
    /// Compressed integer instructions. With them, instructions are aligned to 2 bytes, otherwise
    /// to 4.
    pub zca: bool,
    /// More compressed integer instructions; requires `zca`.
    pub zcb: bool,
    /// Address generation.
    pub zba: bool,
    /// Basic bit manipulation.
    pub zbb: bool,
    /// Single-bit instructions.
    pub zbs: bool,
    /// Integer conditional operations.
    pub zicond: bool,
    /// Allows more results than fit in registers: up to [`super::limits::MAX_RESULTS`].
    #[serde(default)]
    pub multi_ret_implicit_sret: bool,
    /// No stack probes if 0. Otherwise inline probes, for a guard region of 2 to this power, in
    /// bytes.
    #[serde(default)]
    pub probestack_log2: u8,
}

impl OptLevel {
    /// The other variant.
    pub fn other(self) -> OptLevel {
        match self {
            OptLevel::None => OptLevel::Speed,
            OptLevel::Speed => OptLevel::None,
        }
    }
}

impl RegallocAlgorithm {
    /// The other variant.
    pub fn other(self) -> RegallocAlgorithm {
        match self {
            RegallocAlgorithm::Backtracking => RegallocAlgorithm::SinglePass,
            RegallocAlgorithm::SinglePass => RegallocAlgorithm::Backtracking,
        }
    }
}

impl Default for Target {
    /// Cranelift's defaults.
    fn default() -> Self {
        Target {
            opt_level: OptLevel::None,
            regalloc_algorithm: RegallocAlgorithm::Backtracking,
            regalloc_checker: false,
            preserve_frame_pointers: false,
            bb_padding_log2_minus_one: 0,
            log2_min_function_alignment: 0,
            zca: false,
            zcb: false,
            zba: false,
            zbb: false,
            zbs: false,
            zicond: false,
            multi_ret_implicit_sret: false,
            probestack_log2: 0,
        }
    }
}

impl Target {
    /// Instruction alignment in bytes.
    pub fn ialign(&self) -> u64 {
        if self.zca { 2 } else { 4 }
    }

    /// Toggles Zcb. Switching it on also switches on Zca.
    pub fn toggle_zcb(&mut self) {
        self.zcb = !self.zcb;
        self.zca |= self.zcb;
    }

    /// The settings that are not ISA extensions, by name, as in a CLIF `set` line.
    pub fn settings(&self) -> [(&'static str, String); 10] {
        let level = match self.opt_level {
            OptLevel::None => "none",
            OptLevel::Speed => "speed",
        };
        let algorithm = match self.regalloc_algorithm {
            RegallocAlgorithm::Backtracking => "backtracking",
            RegallocAlgorithm::SinglePass => "single_pass",
        };
        [
            ("opt_level", level.into()),
            ("regalloc_algorithm", algorithm.into()),
            ("regalloc_checker", self.regalloc_checker.to_string()),
            (
                "preserve_frame_pointers",
                self.preserve_frame_pointers.to_string(),
            ),
            (
                "bb_padding_log2_minus_one",
                self.bb_padding_log2_minus_one.to_string(),
            ),
            (
                "log2_min_function_alignment",
                self.log2_min_function_alignment.to_string(),
            ),
            (
                "enable_multi_ret_implicit_sret",
                self.multi_ret_implicit_sret.to_string(),
            ),
            ("enable_probestack", (self.probestack_log2 != 0).to_string()),
            ("probestack_strategy", self.probestack_strategy().into()),
            ("probestack_size_log2", self.guard_log2().to_string()),
        ]
    }

    /// Cranelift's default if there are no probes.
    fn probestack_strategy(&self) -> &'static str {
        match self.probestack_log2 {
            0 => "outline",
            _ => "inline",
        }
    }

    /// Also Cranelift's default if there are no probes.
    fn guard_log2(&self) -> u8 {
        match self.probestack_log2 {
            0 => 12,
            log2 => log2,
        }
    }

    /// The settings to print: the optimisation level, and everything that is not Cranelift's
    /// default.
    pub fn told_settings(&self) -> impl Iterator<Item = (&'static str, String)> {
        let defaults = Target::default().settings();
        let pairs = self.settings().into_iter().zip(defaults);
        let told = pairs.filter(|(own, default)| own.0 == "opt_level" || own != default);
        told.map(|(own, _)| own)
    }

    /// The ISA extensions that a case may switch on, by setting name, and whether they are on.
    pub fn extensions(&self) -> [(&'static str, bool); 6] {
        [
            ("has_zca", self.zca),
            ("has_zcb", self.zcb),
            ("has_zba", self.zba),
            ("has_zbb", self.zbb),
            ("has_zbs", self.zbs),
            ("has_zicond", self.zicond),
        ]
    }

    /// Resolves contradictions, and clamps numbers.
    pub(super) fn legalise(&mut self) {
        self.zcb &= self.zca;
        let Target {
            bb_padding_log2_minus_one: padding,
            log2_min_function_alignment: alignment,
            probestack_log2: probes,
            ..
        } = self;
        if *probes != 0 {
            *probes = (*probes).clamp(MIN_PROBES, MAX_PROBES);
        }
        *padding = (*padding).min(MAX_BB_PADDING);
        *alignment = (*alignment).min(MAX_FUNCTION_ALIGNMENT);
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let settings = self.told_settings();
        let settings = settings.map(|(name, value)| format!("{name}={value}"));
        let on = self.extensions().into_iter().filter(|&(_, on)| on);
        let names = on.map(|(name, _)| name.to_owned());
        let all: Vec<String> = settings.chain(names).collect();
        f.write_str(&all.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_together_stays_and_what_is_too_large_is_limited() {
        let mut target = Target {
            zcb: true,
            zicond: true,
            bb_padding_log2_minus_one: 200,
            log2_min_function_alignment: MAX_FUNCTION_ALIGNMENT,
            ..Target::default()
        };
        target.legalise();
        let expected = Target {
            zicond: true,
            bb_padding_log2_minus_one: MAX_BB_PADDING,
            log2_min_function_alignment: MAX_FUNCTION_ALIGNMENT,
            ..Target::default()
        };
        assert_eq!(target, expected);
    }

    #[test]
    fn the_level_is_told_and_whatever_is_not_the_default() {
        assert_eq!(Target::default().to_string(), "opt_level=none");
        let target = Target {
            opt_level: OptLevel::Speed,
            regalloc_algorithm: RegallocAlgorithm::SinglePass,
            log2_min_function_alignment: 3,
            zba: true,
            ..Target::default()
        };
        assert_eq!(
            target.to_string(),
            "opt_level=speed regalloc_algorithm=single_pass log2_min_function_alignment=3 has_zba"
        );
    }
}
