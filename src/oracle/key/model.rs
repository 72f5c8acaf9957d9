//! Keys about what the model, a witness or a variant of the case says otherwise.

use super::word::words;
use crate::case::Type;
use crate::oracle::metamorphic::Variation;
use std::fmt;

words! {
    /// What final memory is wrong.
    pub enum MemoryKey {
        /// A data object.
        Data = "data",
        /// The fuel word.
        Fuel = "fuel",
    }
}

words! {
    /// Who says, beside the model, what a case means.
    pub enum Witness {
        /// cranelift-interpreter.
        Interpreter = "interpreter",
        /// Cranelift's backend for the host.
        Host = "host",
    }
}

/// How a witness disagrees with the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OpinionKey {
    /// About a result of this type.
    Result(Type),
    /// About how many invocations return.
    MissingResult,
    /// About final memory.
    Memory(MemoryKey),
    /// About an address in data.
    Address,
    /// It traps.
    Trap,
    /// It does not end.
    RanAway,
    /// It dies.
    Died,
}

impl fmt::Display for OpinionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            OpinionKey::Result(ty) => write!(f, "result/{ty}"),
            OpinionKey::MissingResult => f.write_str("result/missing"),
            OpinionKey::Memory(memory) => write!(f, "memory/{memory}"),
            OpinionKey::Address => f.write_str("memory/address"),
            OpinionKey::Trap => f.write_str("trap"),
            OpinionKey::RanAway => f.write_str("ran-away"),
            OpinionKey::Died => f.write_str("died"),
        }
    }
}

words! {
    /// What differs between a case and a variant of it.
    pub enum DifferenceKind {
        /// Who crosses where.
        Order = "order",
        /// A value that crosses.
        Value = "value",
        /// The end.
        Outcome = "outcome",
        /// Final memory.
        Memory = "memory",
    }
}

/// A change without a meaning changes behaviour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MetamorphicKey {
    /// The change.
    pub variation: &'static Variation,
    /// What differs.
    pub difference: DifferenceKind,
}

impl fmt::Display for MetamorphicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.variation.name, self.difference)
    }
}
