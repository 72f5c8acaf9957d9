//! The tier of a finding, by execution: does the same CLIF go wrong on x86-64, too?
//!
//! riscv64 is no tier-1 target of Wasmtime, and x86-64 is. What affects a tier-1 target may be a
//! security bug, so the answer decides where a report goes.

use crate::case::Case;
use crate::model;
use crate::opinion::Opinion;
use crate::opinion::host::Host;
use crate::oracle::{Key, Oracle};

/// What x86-64 says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Tier {
    /// It goes wrong, too, like this.
    Affected(String),
    /// It gives the results that the model gives.
    AsExpected,
    /// It could not be asked, for this reason.
    NotAsked(String),
}

impl Tier {
    /// Compiles `case` for this computer and executes it, in a process of its own.
    pub(super) fn of(case: &Case) -> Tier {
        if !cfg!(target_arch = "x86_64") {
            return Tier::NotAsked("this computer is no x86-64".to_owned());
        }
        let asked = Host::new().and_then(|mut host| host.judge(case, &model::trace(case)));
        match asked {
            Ok(Opinion::Agrees) => Tier::AsExpected,
            Ok(Opinion::Disagrees(finding)) => Tier::Affected(finding.summary),
            Ok(Opinion::Refused(why)) => Tier::NotAsked(format!("it refuses the case: {why}")),
            Err(error) => Tier::NotAsked(
                error
                    .to_string()
                    .replace("replay --host", "export --format issue"),
            ),
        }
    }

    /// What was tried, and what that does not show.
    pub(super) fn told(&self, key: &Key) -> String {
        match self {
            Tier::Affected(how) => {
                format!("**x86-64 is affected**: compiled from the same CLIF for x86-64, {how}.")
            }
            Tier::AsExpected => format!(
                "x86-64 gives the expected result for the same CLIF. That was tried by execution \
                 with the same Cranelift: results, final memory and the end agree with the model. \
                 {}",
                limits(key.oracle())
            ),
            Tier::NotAsked(why) => format!(
                "x86-64 was not tried: {why}. Before you report this, find out whether a tier-1 \
                 target is affected."
            ),
        }
    }
}

/// What the results of a case do not show about a finding of this oracle.
fn limits(oracle: Oracle) -> &'static str {
    match oracle {
        Oracle::Reloc | Oracle::Panic | Oracle::Site => {
            "The finding itself is about relocations or places that only riscv64 has: on x86-64 \
             functions lay elsewhere, and its relocations at the ends of their reach were not \
             tried."
        }
        Oracle::Unwind | Oracle::CallSite | Oracle::StackMap => {
            "The finding itself is about metadata, and x86-64's metadata was not looked at."
        }
        Oracle::Abi(_) | Oracle::Psabi | Oracle::Frame | Oracle::StackLimit => {
            "The finding itself is about registers or the stack between the results, and those \
             were not looked at on x86-64."
        }
        _ => "What crosses between functions was not looked at there.",
    }
}
