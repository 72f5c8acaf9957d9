//! What a test can assert so that a finding makes it fail.

use super::site::Site;
use crate::link::reach::Window;
use crate::oracle::key::{CallSiteKey, Key, PanicKey, PanicPlace, RelocKey, RelocName};

/// What a test asserts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Claim {
    /// A relocation leads to its symbol.
    Leads {
        /// What it relocates.
        site: Site,
        /// Whether linking may refuse instead, because no such site reaches the symbol.
        or_refused: bool,
    },
    /// Compiling and linking succeed.
    Links,
    /// Compiling succeeds.
    Compiles,
    /// Each recorded call site is a return address.
    CallSites,
}

/// Why there is no such test, and the formats that are left.
pub(super) type Reason = &'static str;

const OUT_OF_REACH: Reason = "nothing promises what becomes of a symbol that is colocated and out of reach: to place it in \
     reach is the embedder's duty, and stopping is an answer";
const METADATA: Reason = "it takes a decoder of metadata, which Cranelift's crates do not have";
const PROBES: Reason =
    "which addresses are probed shows when the code runs, not in a few lines about its bytes";
const EXECUTED: Reason =
    "it shows when riscv64 code runs, and a test of cranelift-jit runs on any host";
const WITH_C: Reason =
    "it shows where riscv64 code meets C, and a test of cranelift-jit runs on any host";
const OTHER_BYTES: Reason = "a test would have to say where every relocation is";
const NO_CODE: Reason = "it is about more than one program, or about no code";

impl Claim {
    /// What a finding with this key violates. `in_function` says whether the finding names a
    /// function.
    pub(super) fn of(key: &Key, in_function: bool) -> Result<Claim, Reason> {
        match key {
            Key::Panic(panic) => Claim::of_panic(panic, in_function),
            Key::Verifier(_) | Key::Error(_) if in_function => Ok(Claim::Compiles),
            Key::Verifier(_) | Key::Error(_) => Ok(Claim::Links),
            Key::Reloc(key) => Claim::of_relocation(*key),
            Key::CallSite(CallSiteKey::TailCall | CallSiteKey::NotBehindACall) => {
                Ok(Claim::CallSites)
            }
            Key::CallSite(_) | Key::UnexpectedStackMap | Key::Unwind(_) => Err(METADATA),
            Key::Stack(_) => Err(PROBES),
            Key::Psabi(_) => Err(WITH_C),
            Key::Edge(_)
            | Key::Value(_)
            | Key::Abi(..)
            | Key::Fault(_)
            | Key::RanAway
            | Key::ControlFlow(_)
            | Key::Site(_)
            | Key::Memory(_) => Err(EXECUTED),
            Key::Nondeterministic | Key::Opinion(..) | Key::Metamorphic(_) | Key::Death(_) => {
                Err(NO_CODE)
            }
            Key::Refined(key, _) => Claim::of(key, in_function),
        }
    }

    fn of_panic(panic: &PanicKey, in_function: bool) -> Result<Claim, Reason> {
        match (panic.relocation, &panic.place) {
            (Some((kind, window)), _) if window.is_reachable() => Claim::leads(kind, false),
            (Some(_), _) => Err(OUT_OF_REACH),
            (None, PanicPlace::Source { crate_name, .. })
                if matches!(&**crate_name, "cranelift-jit" | "cranelift-module") =>
            {
                Ok(Claim::Links)
            }
            (None, _) if in_function => Ok(Claim::Compiles),
            (None, _) => Ok(Claim::Links),
        }
    }

    fn of_relocation(key: RelocKey) -> Result<Claim, Reason> {
        match key {
            RelocKey::WrongTarget { kind, window, .. } => Claim::leads(
                kind,
                window.is_some_and(|window| !Window::is_reachable(window)),
            ),
            RelocKey::WrongPlace(kind) => Claim::leads(kind, false),
            RelocKey::ClobberedCode | RelocKey::ClobberedData | RelocKey::WrongAddressInData => {
                Err(OTHER_BYTES)
            }
        }
    }

    fn leads(kind: RelocName, or_refused: bool) -> Result<Claim, Reason> {
        let site = match kind {
            RelocName::CallPlt => Site::Call,
            RelocName::PcrelHi20 => Site::Address,
            RelocName::Abs64 => Site::Literal,
            RelocName::PcrelLo12I | RelocName::Other => return Err(OTHER_BYTES),
        };
        Ok(Claim::Leads { site, or_refused })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oracle::key::Slug;

    fn range_panic(window: Window) -> Key {
        Key::Panic(PanicKey {
            place: PanicPlace::Source {
                crate_name: "cranelift-jit".to_owned(),
                file: "compiled_blob".to_owned(),
                message: Slug::of("out of range"),
            },
            relocation: Some((RelocName::CallPlt, window)),
        })
    }

    #[test]
    fn who_is_out_of_reach_may_be_refused_but_not_misled() {
        let refused = Claim::of(&range_panic(Window::BeyondPlus2GiB), true);
        assert_eq!(refused, Err(OUT_OF_REACH));
        let misled = Key::Reloc(RelocKey::WrongTarget {
            kind: RelocName::CallPlt,
            window: Some(Window::BeyondPlus2GiB),
            with_addend: false,
        });
        let site = Site::Call;
        let or_refused = true;
        assert_eq!(
            Claim::of(&misled, true),
            Ok(Claim::Leads { site, or_refused })
        );
    }

    #[test]
    fn who_is_in_reach_is_linked() {
        let key = range_panic(Window::LastReachableBelowMinus2GiB);
        let (site, or_refused) = (Site::Call, false);
        let claim = Ok(Claim::Leads { site, or_refused });
        assert_eq!(Claim::of(&key, true), claim);
        assert_eq!(Claim::of(&key.refined("suffix"), true), claim);
    }
}
