//! Disassembles instructions, with ABI register names.
//!
//! The text is what an assembler accepts without aliases: `addi sp, sp, -16` and `c.mv a0, a1`,
//! never `ret`. Targets of branches and jumps are absolute addresses, so every function here takes
//! a pc.

use std::fmt::{self, Write as _};

use super::constant;
use super::csr;
use super::decode::{decode, length};
use super::extension::Extensions;
use super::format::Operand;
use super::inst::Inst;
use super::op::Op;
use crate::registers::{FloatReg, IntReg};

/// One line of a disassembly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Guest address.
    pub pc: u64,
    /// The bytes, as a little-endian number.
    pub encoding: u32,
    /// Length in bytes: 1 (a last odd byte), 2 or 4.
    pub len: u8,
    /// The instruction; `c.unimp` for a zero halfword, which is illegal by definition and which
    /// compilers use as a trap; a `.2byte`, `.4byte` or `.byte` directive for anything else that is
    /// not an instruction.
    pub text: String,
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = 2 * usize::from(self.len);
        write!(
            f,
            "{:x}: {:0digits$x}{:pad$}  {}",
            self.pc,
            self.encoding,
            "",
            self.text,
            pad = 8 - digits
        )
    }
}

/// The assembly text of `inst` at `pc`.
pub fn disassemble_inst(inst: &Inst, pc: u64) -> String {
    let row = inst.row();
    let mut text = String::from(row.mnemonic);
    if matches!(inst.op, Op::AtomicWord(_) | Op::AtomicDouble(_)) {
        text.push_str(["", ".rl", ".aq", ".aqrl"][usize::from(inst.rm & 3)]);
    }
    let mut separator = " ";
    for operand in row.format.assembly() {
        let operand = Written {
            operand: *operand,
            inst,
            pc,
        }
        .to_string();
        if !operand.is_empty() {
            text.push_str(separator);
            text.push_str(&operand);
            separator = ", ";
        }
    }
    text
}

/// Disassembles `bytes`, which lie at guest address `pc`, as code with every extension of the
/// machine.
pub fn disassemble(bytes: &[u8], pc: u64) -> impl Iterator<Item = Line> + '_ {
    let mut offset = 0;
    std::iter::from_fn(move || {
        let rest = bytes.get(offset..).filter(|rest| !rest.is_empty())?;
        let line = first_line(rest, pc.wrapping_add(offset as u64));
        offset += usize::from(line.len);
        Some(line)
    })
}

/// The line at the start of `bytes`, which must not be empty.
fn first_line(bytes: &[u8], pc: u64) -> Line {
    let len = match bytes {
        [low, high, ..] => {
            usize::from(length(u16::from_le_bytes([*low, *high]))).min(bytes.len() & !1)
        }
        _ => 1,
    };
    let mut word = [0; 4];
    word[..len].copy_from_slice(&bytes[..len]);
    let encoding = u32::from_le_bytes(word);
    let text = match decode(encoding, Extensions::ALL) {
        Ok(inst) if usize::from(inst.len) == len => disassemble_inst(&inst, pc),
        _ => directive(encoding, len),
    };
    Line {
        pc,
        encoding,
        len: len as u8,
        text,
    }
}

/// A data directive.
fn directive(encoding: u32, len: usize) -> String {
    match len {
        1 => format!(".byte {encoding:#04x}"),
        2 if encoding == 0 => String::from("c.unimp"),
        2 => format!(".2byte {encoding:#06x}"),
        _ => format!(".4byte {encoding:#010x}"),
    }
}

/// An operand of an instruction as text; empty if it has its default value.
struct Written<'a> {
    operand: Operand,
    inst: &'a Inst,
    pc: u64,
}

impl fmt::Display for Written<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inst = self.inst;
        match self.operand {
            Operand::Rd => IntReg::new(inst.rd).fmt(f),
            Operand::Rs1 => IntReg::new(inst.rs1).fmt(f),
            Operand::Rs2 => IntReg::new(inst.rs2).fmt(f),
            Operand::Fd => FloatReg::new(inst.rd).fmt(f),
            Operand::Fs1 => FloatReg::new(inst.rs1).fmt(f),
            Operand::Fs2 => FloatReg::new(inst.rs2).fmt(f),
            Operand::Fs3 => FloatReg::new(inst.rs3).fmt(f),
            Operand::Immediate => inst.imm.fmt(f),
            Operand::Upper => (inst.imm as u32 >> 12).fmt(f),
            Operand::Target => write!(f, "{:#x}", self.pc.wrapping_add_signed(inst.imm.into())),
            Operand::Base => write!(f, "{}({})", inst.imm, IntReg::new(inst.rs1)),
            Operand::Address => write!(f, "({})", IntReg::new(inst.rs1)),
            Operand::Csr => f.write_str(csr::name(inst.imm).unwrap_or("unknown")),
            Operand::Zimm => inst.rs1.fmt(f),
            Operand::Predecessor => write_fence_set(f, inst.imm >> 4),
            Operand::Successor => write_fence_set(f, inst.imm),
            Operand::Constant => f.write_str(constant::text(inst.rs1)),
            Operand::Rounding if inst.rm == DYNAMIC => Ok(()),
            Operand::ExactRounding if inst.rm == TO_NEAREST => Ok(()),
            Operand::Rounding | Operand::ExactRounding => f.write_str(rounding_name(inst.rm)),
            Operand::Vd => write!(f, "v{}", inst.rd),
            Operand::Vs1 => write!(f, "v{}", inst.rs1),
            Operand::Vs2 => write!(f, "v{}", inst.rs2),
            Operand::VectorMask if inst.rm == UNMASKED => Ok(()),
            Operand::VectorMask => f.write_str("v0.t"),
            Operand::V0 => f.write_str("v0"),
            Operand::Vtype => write_vtype(f, inst.imm as u32),
        }
    }
}

/// The `vm` bit of an instruction that v0 does not mask.
const UNMASKED: u8 = 1;

/// The rounding mode field for `frm`.
const DYNAMIC: u8 = 7;
/// The rounding mode field for round to nearest, ties to even.
const TO_NEAREST: u8 = 0;

/// The name of a rounding mode field that the decoder accepts.
fn rounding_name(rm: u8) -> &'static str {
    ["rne", "rtz", "rdn", "rup", "rmm"]
        .get(usize::from(rm))
        .copied()
        .unwrap_or("dyn")
}

/// A predecessor or successor set: input, output, reads, writes.
fn write_fence_set(f: &mut fmt::Formatter<'_>, set: i32) -> fmt::Result {
    if set & 15 == 0 {
        return f.write_char('0');
    }
    for (bit, letter) in [(8, 'i'), (4, 'o'), (2, 'r'), (1, 'w')] {
        if set & bit != 0 {
            f.write_char(letter)?;
        }
    }
    Ok(())
}

/// A vector type: element width, LMUL, tail and mask policy. A type that has no assembly syntax is
/// a number.
fn write_vtype(f: &mut fmt::Formatter<'_>, vtype: u32) -> fmt::Result {
    let width = vtype >> 3 & 7;
    if vtype >> 8 != 0 || width > 3 || vtype & 7 == 4 {
        return write!(f, "{vtype}");
    }
    let lmul = ["m1", "m2", "m4", "m8", "", "mf8", "mf4", "mf2"][vtype as usize & 7];
    let tail = ["tu", "ta"][vtype as usize >> 6 & 1];
    let mask = ["mu", "ma"][vtype as usize >> 7 & 1];
    write!(f, "e{}, {lmul}, {tail}, {mask}", 8 << width)
}
