//! The oracle that gives a key.

use super::{AbiRule, Witness};
use crate::oracle::metamorphic::variation::Variation;
use std::fmt;

/// Who gives a key, so far as it matters for finding it again and for counting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Oracle {
    /// A panic while compiling or linking.
    Panic,
    /// An error of the verifier.
    Verifier,
    /// Another error.
    Error,
    /// Two compilations that differ.
    Compile,
    /// The audit of relocations.
    Reloc,
    /// The order of crossings.
    Edge,
    /// The values at crossings.
    Value,
    /// A rule about registers, and the bits above values, at crossings.
    Abi(AbiRule),
    /// C's rules.
    Psabi,
    /// Faults.
    Fault,
    /// The instruction budget.
    RanAway,
    /// Jumps.
    ControlFlow,
    /// The discipline of the stack, probes included.
    Frame,
    /// Checks of stack limits.
    StackLimit,
    /// What code names.
    Site,
    /// Recorded call sites.
    CallSite,
    /// Recorded stack maps.
    StackMap,
    /// Unwind information.
    Unwind,
    /// A second opinion.
    Opinion(Witness),
    /// Final memory.
    Memory,
    /// A variant of the case.
    Metamorphic(&'static Variation),
    /// The supervisor of a process that died.
    Death,
}

impl Oracle {
    /// The oracle of a key of which only the text is at hand, because a user or a file names it;
    /// none if no oracle gives such a key. The one place where a key's text is taken apart.
    pub fn of_text(key: &str) -> Option<Oracle> {
        let parts: Vec<&str> = key.split('/').collect();
        Some(match parts[..] {
            ["panic", ..] => Oracle::Panic,
            ["verifier", ..] => Oracle::Verifier,
            ["error", ..] => Oracle::Error,
            ["compile", ..] => Oracle::Compile,
            ["reloc", ..] => Oracle::Reloc,
            ["edge", ..] => Oracle::Edge,
            ["value", ..] => Oracle::Value,
            ["abi", _, rule, ..] => {
                let mut rules = AbiRule::ALL.iter();
                Oracle::Abi(*rules.find(|known| known.word() == rule)?)
            }
            ["psabi", ..] => Oracle::Psabi,
            ["fault", ..] => Oracle::Fault,
            ["ran-away"] => Oracle::RanAway,
            ["control-flow", ..] => Oracle::ControlFlow,
            ["stack", "limit", ..] => Oracle::StackLimit,
            ["stack", ..] => Oracle::Frame,
            ["site", ..] => Oracle::Site,
            ["call-site", ..] => Oracle::CallSite,
            ["stack-map", ..] => Oracle::StackMap,
            ["unwind", ..] => Oracle::Unwind,
            ["opinion", witness, ..] => {
                let mut witnesses = Witness::ALL.iter();
                Oracle::Opinion(*witnesses.find(|known| known.word() == witness)?)
            }
            ["memory", ..] => Oracle::Memory,
            ["metamorphic", variation, ..] => Oracle::Metamorphic(Variation::named(variation)?),
            ["death", ..] => Oracle::Death,
            _ => return None,
        })
    }
}

/// As in statistics: what keys begin with, and for registers at crossings the rule.
impl fmt::Display for Oracle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Oracle::Panic => "panic",
            Oracle::Verifier => "verifier",
            Oracle::Error => "error",
            Oracle::Compile => "compile",
            Oracle::Reloc => "reloc",
            Oracle::Edge => "edge",
            Oracle::Value => "value",
            Oracle::Abi(rule) => return write!(f, "abi/{rule}"),
            Oracle::Psabi => "psabi",
            Oracle::Fault => "fault",
            Oracle::RanAway => "ran-away",
            Oracle::ControlFlow => "control-flow",
            Oracle::Frame | Oracle::StackLimit => "stack",
            Oracle::Site => "site",
            Oracle::CallSite => "call-site",
            Oracle::StackMap => "stack-map",
            Oracle::Unwind => "unwind",
            Oracle::Opinion(_) => "opinion",
            Oracle::Memory => "memory",
            Oracle::Metamorphic(_) => "metamorphic",
            Oracle::Death => "death",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_says_its_oracle_and_a_strange_one_says_none() {
        for (key, oracle) in [
            ("value/argument/f64/stack/tail-call", "value"),
            ("panic/cranelift-jit/compiled_blob/x", "panic"),
            ("abi/return-edge/callee-saved/s3", "abi/callee-saved"),
            ("abi/tail-call-edge/sp", "abi/sp"),
            ("ran-away", "ran-away"),
        ] {
            let said = Oracle::of_text(key).expect("one of ours");
            assert_eq!(said.to_string(), oracle);
        }
        for strange in [
            "",
            "abi",
            "abi/return-edge",
            "abi/return-edge/x",
            "metamorphic/x/value",
        ] {
            assert_eq!(Oracle::of_text(strange), None);
        }
    }
}
