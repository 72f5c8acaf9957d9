//! From an `.eh_frame` section to a table of rules.
//!
//! gimli decodes the section. From there on, the table is in Farcall's own terms: rows of code,
//! each with the rules of the CFA and of registers (DWARF 5, section 6.4.1, "Structure of Call
//! Frame Information").

use super::UnwindKey;
use crate::abi::{Reg, RegClass};
use gimli::{BaseAddresses, CfaRule, EhFrame, LittleEndian, RegisterRule, UnwindSection};
use std::ops::Range;
use thiserror::Error;

/// How a function is unwound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Table {
    /// The column of the return address.
    pub(super) return_address: Reg,
    rows: Vec<Row>,
    /// The first unknown register that has a rule. Its rules are left out.
    pub(super) unknown: Option<Wrong>,
}

/// The rules for some bytes of code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    /// The range of offsets in the function.
    code: Range<u64>,
    /// The CFA: a register plus a number of bytes.
    pub(super) cfa: (Reg, i64),
    rules: Vec<(Reg, Rule)>,
}

/// Where the value of a register in the caller is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    /// Nowhere.
    Undefined,
    /// Still in the register.
    Same,
    /// In memory, at this offset from the CFA.
    At(i64),
    /// It is the CFA plus this offset.
    Is(i64),
    /// In another register.
    In(Reg),
}

/// Why there is no table.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub(super) enum Wrong {
    #[error("no FDE is in it")]
    NoFde,
    #[error("it does not decode: {0}")]
    Malformed(#[from] gimli::Error),
    #[error("its FDE is for the bytes {0:#x?} of the function's {1:#x}")]
    Range(Range<u64>, u64),
    #[error("DWARF register {0} is no register of the base and float files")]
    Register(u16),
    #[error("a rule is an expression")]
    Expression,
}

impl Wrong {
    /// Its bucket key.
    pub(super) fn key(&self) -> UnwindKey {
        match self {
            Wrong::NoFde => UnwindKey::NoFde,
            Wrong::Malformed(_) => UnwindKey::Malformed,
            Wrong::Range(..) => UnwindKey::WrongRange,
            Wrong::Register(_) => UnwindKey::UnknownRegister,
            Wrong::Expression => UnwindKey::UnknownRule,
        }
    }
}

impl Table {
    /// The table of a function of `len` bytes at address 0, from the first FDE of `section`.
    pub(super) fn decode(section: &[u8], len: u64) -> Result<Table, Wrong> {
        let mut frames = EhFrame::new(section, LittleEndian);
        frames.set_address_size(8);
        let bases = BaseAddresses::default();
        let mut entries = frames.entries(&bases);
        let fde = loop {
            match entries.next()? {
                Some(gimli::CieOrFde::Fde(partial)) => {
                    break partial.parse(EhFrame::cie_from_offset)?;
                }
                Some(gimli::CieOrFde::Cie(_)) => {}
                None => return Err(Wrong::NoFde),
            }
        };
        let covered = fde.initial_address()..fde.end_address();
        if covered != (0..len) {
            return Err(Wrong::Range(covered, len));
        }
        let mut context = gimli::UnwindContext::new();
        let mut decoded = fde.rows(&frames, &bases, &mut context)?;
        let mut rows = Vec::new();
        let mut unknown = None;
        while let Some(row) = decoded.next_row()? {
            let mut rules = Vec::new();
            let registers = row.registers();
            for (register, rule) in registers.filter(|(register, _)| !is_vector(*register)) {
                match reg(*register) {
                    Ok(register) => rules.push((register, self::rule(rule)?)),
                    Err(wrong) => unknown = unknown.or(Some(wrong)),
                }
            }
            rows.push(Row {
                code: row.start_address()..row.end_address(),
                cfa: cfa(row.cfa())?,
                rules,
            });
        }
        Ok(Table {
            return_address: reg(fde.cie().return_address_register())?,
            rows,
            unknown,
        })
    }

    /// The row for the instruction at `offset`.
    pub(super) fn row(&self, offset: u64) -> Option<&Row> {
        self.rows.iter().find(|row| row.code.contains(&offset))
    }
}

impl Row {
    /// The rule of `register`; a register without one is unchanged.
    pub(super) fn rule(&self, register: Reg) -> Rule {
        let mut rules = self.rules.iter();
        let rule = rules.find(|(own, _)| *own == register);
        rule.map_or(Rule::Same, |(_, rule)| *rule)
    }
}

/// RISC-V ELF psABI, "DWARF Register Numbers": 96 to 127 are v0 to v31. No call is expected to
/// preserve them, so their rules are not looked at.
fn is_vector(register: gimli::Register) -> bool {
    (96..128).contains(&register.0)
}

/// RISC-V ELF psABI, "DWARF Register Numbers": 0 to 31 are x0 to x31, 32 to 63 are f0 to f31.
fn reg(register: gimli::Register) -> Result<Reg, Wrong> {
    match register.0 {
        number @ 0..32 => Ok(Reg::new(RegClass::Int, number as u8)),
        number @ 32..64 => Ok(Reg::new(RegClass::Float, number as u8 - 32)),
        number => Err(Wrong::Register(number)),
    }
}

fn cfa(rule: &CfaRule<usize>) -> Result<(Reg, i64), Wrong> {
    match *rule {
        CfaRule::RegisterAndOffset { register, offset } => Ok((reg(register)?, offset)),
        CfaRule::Expression(_) => Err(Wrong::Expression),
    }
}

fn rule(rule: &RegisterRule<usize>) -> Result<Rule, Wrong> {
    match *rule {
        RegisterRule::Undefined => Ok(Rule::Undefined),
        RegisterRule::SameValue => Ok(Rule::Same),
        RegisterRule::Offset(offset) => Ok(Rule::At(offset)),
        RegisterRule::ValOffset(offset) => Ok(Rule::Is(offset)),
        RegisterRule::Register(other) => Ok(Rule::In(reg(other)?)),
        _ => Err(Wrong::Expression),
    }
}
