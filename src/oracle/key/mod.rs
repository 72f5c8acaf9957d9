//! Bucket keys: the stable names of violated rules.
//!
//! *Problem.* A hunt finds the same bug in a thousand cases. They belong in one bucket, today and in
//! a year, on any machine and in any version of Cranelift, and no other bug belongs there.
//!
//! *Idea.* A [`Key`] says which oracle objects, which rule was violated, and where that lives in
//! terms of the ABI: crossing, register, type, kind of relocation, window of distances. It is a
//! value with a variant an oracle, so code matches on it, and the compiler knows every kind. People
//! and files see its text: the parts from general to special, with slashes between them. Patterns
//! of known issues match that text.
//!
//! *Invariant.* A key holds no address, line number, index or value of its case. A key's text never
//! changes without need: corpora, reports and known issues name it. Different keys have different
//! texts. Every kind is pinned by a real finding in `tests/suite/keys/`.
//!
//! *Limits.* Text does not become a [`Key`] again. A bucket that a user or a file names is compared
//! as text; which oracle can find it again is what [`Oracle::of_text`] says, and nothing else needs
//! to be known of it.

mod abi;
mod code;
mod crossing;
mod death;
mod execution;
mod link;
mod metadata;
mod model;
mod oracle;
mod relocation;
mod stack;
mod word;

pub use abi::{AbiKey, AbiRule, PsabiKey};
pub use code::{SiteKey, SiteUse};
pub(in crate::oracle) use crossing::word as crossing_word;
pub use crossing::{EdgeKey, ValueKey};
pub use death::Death;
pub use execution::{ControlFlowKey, FaultKey, UpperHalf};
pub use link::{PanicKey, PanicPlace, Slug};
pub use metadata::{CallSiteKey, UnwindKey};
pub use model::{DifferenceKind, MemoryKey, MetamorphicKey, OpinionKey, Witness};
pub use oracle::Oracle;
pub use relocation::{RelocKey, RelocName};
pub use stack::{LimitKey, ProbeKey, StackKey};

use crate::model::Crossing;
use std::fmt;

/// The name of a violated rule: oracle, rule, and where it was violated in terms of the ABI.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    /// Cranelift panicked: `panic/*`.
    Panic(PanicKey),
    /// Cranelift's verifier refused a legal case: `verifier/*`.
    Verifier(Slug),
    /// Cranelift refused a legal case with another error: `error/*`.
    Error(Slug),
    /// Two compilations of the same input differ: `compile/nondeterministic`.
    Nondeterministic,
    /// A relocation is applied wrongly: `reloc/*`.
    Reloc(RelocKey),
    /// Control crosses elsewhere than expected: `edge/*`.
    Edge(EdgeKey),
    /// A value is wrong where it crosses: `value/*`.
    Value(ValueKey),
    /// A register or the bits above a value are wrong at a crossing: `abi/*-edge/*`.
    Abi(Crossing, AbiKey),
    /// C relies on something that does not hold: `psabi/*`.
    Psabi(PsabiKey),
    /// Execution faults: `fault/*`.
    Fault(FaultKey),
    /// Execution does not end: `ran-away`.
    RanAway,
    /// Control leads where it must not: `control-flow/*`.
    ControlFlow(ControlFlowKey),
    /// The stack is touched where it must not be, or not probed, or not checked: `stack/*`.
    Stack(StackKey),
    /// Code names another symbol than CLIF does: `site/*`.
    Site(SiteKey),
    /// A recorded call site is wrong or missing: `call-site/*`.
    CallSite(CallSiteKey),
    /// A stack map is recorded where no value needs one: `stack-map/unexpected`.
    UnexpectedStackMap,
    /// Unwind information is wrong: `unwind/*`.
    Unwind(UnwindKey),
    /// A witness disagrees with the model: `opinion/*`.
    Opinion(Witness, OpinionKey),
    /// Final memory is wrong: `memory/*`.
    Memory(MemoryKey),
    /// A change without a meaning changes behaviour: `metamorphic/*`.
    Metamorphic(MetamorphicKey),
    /// The process died inside Cranelift: `death/*`.
    Death(Death),
    /// The findings of a known issue that share a rule with others: the rule's key and a suffix.
    Refined(Box<Key>, String),
}

impl Key {
    /// The oracle that gives this key.
    pub fn oracle(&self) -> Oracle {
        match self {
            Key::Panic(_) => Oracle::Panic,
            Key::Verifier(_) => Oracle::Verifier,
            Key::Error(_) => Oracle::Error,
            Key::Nondeterministic => Oracle::Compile,
            Key::Reloc(_) => Oracle::Reloc,
            Key::Edge(_) => Oracle::Edge,
            Key::Value(_) => Oracle::Value,
            Key::Abi(_, what) => Oracle::Abi(what.rule()),
            Key::Psabi(_) => Oracle::Psabi,
            Key::Fault(_) => Oracle::Fault,
            Key::RanAway => Oracle::RanAway,
            Key::ControlFlow(_) => Oracle::ControlFlow,
            Key::Stack(StackKey::Limit(_)) => Oracle::StackLimit,
            Key::Stack(_) => Oracle::Frame,
            Key::Site(_) => Oracle::Site,
            Key::CallSite(_) => Oracle::CallSite,
            Key::UnexpectedStackMap => Oracle::StackMap,
            Key::Unwind(_) => Oracle::Unwind,
            Key::Opinion(witness, _) => Oracle::Opinion(*witness),
            Key::Memory(_) => Oracle::Memory,
            Key::Metamorphic(key) => Oracle::Metamorphic(key.variation),
            Key::Death(_) => Oracle::Death,
            Key::Refined(key, _) => key.oracle(),
        }
    }

    /// The key of those findings with this one that a known issue tells apart by `suffix`.
    #[must_use]
    pub fn refined(self, suffix: &str) -> Key {
        Key::Refined(Box::new(self), suffix.to_owned())
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Key::Panic(key) => write!(f, "panic/{key}"),
            Key::Verifier(slug) => write!(f, "verifier/{slug}"),
            Key::Error(slug) => write!(f, "error/{slug}"),
            Key::Nondeterministic => f.write_str("compile/nondeterministic"),
            Key::Reloc(key) => write!(f, "reloc/{key}"),
            Key::Edge(key) => write!(f, "edge/{key}"),
            Key::Value(key) => write!(f, "value/{key}"),
            Key::Abi(crossing, key) => write!(f, "abi/{}-edge/{key}", crossing_word(*crossing)),
            Key::Psabi(key) => write!(f, "psabi/{key}"),
            Key::Fault(key) => write!(f, "fault/{key}"),
            Key::RanAway => f.write_str("ran-away"),
            Key::ControlFlow(key) => write!(f, "control-flow/{key}"),
            Key::Stack(key) => write!(f, "stack/{key}"),
            Key::Site(key) => write!(f, "site/{key}"),
            Key::CallSite(key) => write!(f, "call-site/{key}"),
            Key::UnexpectedStackMap => f.write_str("stack-map/unexpected"),
            Key::Unwind(key) => write!(f, "unwind/{key}"),
            Key::Opinion(witness, key) => write!(f, "opinion/{witness}/{key}"),
            Key::Memory(key) => write!(f, "memory/{key}"),
            Key::Metamorphic(key) => write!(f, "metamorphic/{key}"),
            Key::Death(death) => write!(f, "death/{death}/link"),
            Key::Refined(key, suffix) => write!(f, "{key}/{suffix}"),
        }
    }
}

/// A key equals its text, which is all that a file or a user has of it.
impl PartialEq<str> for Key {
    fn eq(&self, text: &str) -> bool {
        let own = self.to_string();
        own == text
    }
}

impl PartialEq<&str> for Key {
    fn eq(&self, text: &&str) -> bool {
        *self == **text
    }
}
