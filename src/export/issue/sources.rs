//! Which clauses a finding rests on: the one table from rules to documents.
//!
//! `docs/contract.md` is the longer form. The compiler asks for a row when an oracle is added.

use super::clause::*;
use crate::abi::Storage;
use crate::case::{Case, Convention};
use crate::oracle::key::{
    AbiKey, AbiRule, FaultKey, Key, PsabiKey, RelocKey, RelocName, UnwindKey,
};
use crate::oracle::{Finding, Oracle};

/// The clauses for `finding` about `case`, the one that matters most first.
pub(super) fn clauses(case: &Case, finding: &Finding) -> Vec<Clause> {
    let key = plain(&finding.key);
    let special = special(key);
    let mut clauses = match special {
        [] => of_oracle(key.oracle()).to_vec(),
        special => special.to_vec(),
    };
    let function = finding.at.function.map(usize::from);
    let convention = function.map(|function| case.functions[function].signature.convention);
    if convention == Some(Convention::PreserveAll) && touches_registers(key) {
        clauses.insert(0, PRESERVE_ALL);
    }
    clauses
}

/// The key of the rule, without what a known issue adds to it.
fn plain(key: &Key) -> &Key {
    match key {
        Key::Refined(key, _) => plain(key),
        key => key,
    }
}

/// Whether a rule is about what a convention does to registers.
fn touches_registers(key: &Key) -> bool {
    match key {
        Key::Abi(_, what) => what.rule() == AbiRule::CalleeSaved,
        Key::Fault(FaultKey::StoresItsAddress { .. } | FaultKey::Illegal { .. }) => true,
        _ => false,
    }
}

/// The clauses for keys that are more special than their oracle; none for the others.
fn special(key: &Key) -> &'static [Clause] {
    match key {
        Key::Psabi(PsabiKey::CalleeSaved(_)) => &[FLOAT_REGISTERS, PRESERVED, SYSTEM_V],
        Key::Psabi(PsabiKey::FloatOverflow) => &[FLOAT_ARGUMENTS, SYSTEM_V],
        Key::Psabi(PsabiKey::StackAlignment) => &[STACK_ARGUMENTS, SYSTEM_V],
        Key::Panic(key) if key.relocation.is_some() => &[REACH, COLOCATED],
        Key::Reloc(RelocKey::WrongTarget {
            kind, with_addend, ..
        }) => match (kind, with_addend) {
            (_, true) => &[OFFSET, PCREL],
            (RelocName::CallPlt, _) => &[CALL_PLT, REACH, COLOCATED],
            (RelocName::PcrelHi20 | RelocName::PcrelLo12I, _) => &[PCREL, REACH, COLOCATED],
            (RelocName::Abs64 | RelocName::Other, _) => &[ABSOLUTE],
        },
        Key::Abi(
            _,
            AbiKey::Extension {
                storage: Storage::ReturnArea,
                ..
            },
        ) => &[STORED_EXTENDED, EXTENSION],
        Key::Fault(FaultKey::Unboxed { .. }) => &[UNBOXED, NAN_BOX],
        Key::Fault(FaultKey::StoresItsAddress { .. }) => &[STORE],
        Key::Fault(FaultKey::Illegal { .. }) => &[HAS_V],
        Key::Fault(FaultKey::Unmapped(_)) => &[STACK_LIMIT, STORE],
        Key::Unwind(UnwindKey::UnknownRegister) => &[DWARF_REGISTERS],
        _ => &[],
    }
}

/// The clauses for all other keys of an oracle.
fn of_oracle(oracle: Oracle) -> &'static [Clause] {
    match oracle {
        Oracle::Panic | Oracle::Verifier | Oracle::Error | Oracle::Death => &[ERRORS],
        Oracle::Compile => &[CACHE],
        Oracle::Reloc => &[CALL_PLT, PCREL, ABSOLUTE],
        Oracle::Site => &[CALL, CALL_PLT],
        Oracle::Edge | Oracle::ControlFlow | Oracle::RanAway => &[CALL, RETURN_CALL],
        Oracle::Value => &[SCALARS, FLOAT_ARGUMENTS],
        Oracle::Abi(rule) => of_rule(rule),
        Oracle::Psabi => &[PRESERVED, SCALARS, SYSTEM_V],
        Oracle::Fault | Oracle::Memory => &[STORE, CALL],
        Oracle::Frame => &[BELOW_SP, GUARD],
        Oracle::StackLimit => &[STACK_LIMIT],
        Oracle::CallSite => &[RETURN_ADDRESS],
        Oracle::StackMap => &[STACK_MAP],
        Oracle::Unwind => &[CFA],
        Oracle::Opinion(_) | Oracle::Metamorphic(_) => &[CALL, FLOATS],
    }
}

fn of_rule(rule: AbiRule) -> &'static [Clause] {
    match rule {
        AbiRule::Sp => &[INTEGER_REGISTERS, TAIL],
        AbiRule::SpAlignment => &[SP_ALIGNMENT],
        AbiRule::Ra => &[INTEGER_REGISTERS, RETURN_CALL],
        AbiRule::ReturnArea => &[RETURN_AREA],
        AbiRule::CalleeSaved | AbiRule::Fixed => &[PRESERVED],
        AbiRule::Extension => &[EXTENSION],
        AbiRule::NanBox => &[NAN_BOX],
    }
}
