//! The instructions that control can reach, for oracles that read code instead of executing it.

use farcall_machine::op::{Integer, Jump};
use farcall_machine::{Extensions, Inst, Op, decode};
use std::collections::{BTreeMap, BTreeSet};

/// The instructions of a function that control can reach from its entry.
pub(super) struct Code<'c> {
    bytes: &'c [u8],
    /// By offset.
    pub(super) reached: BTreeMap<u32, Inst>,
    /// The offsets of the AUIPCs that jumps through tables start from.
    pub(super) table_bases: BTreeSet<u32>,
}

impl<'c> Code<'c> {
    /// Follows control from the first byte.
    pub(super) fn follow(bytes: &'c [u8]) -> Self {
        let mut code = Code {
            bytes,
            reached: BTreeMap::new(),
            table_bases: BTreeSet::new(),
        };
        let mut pending = vec![0];
        while let Some(offset) = pending.pop() {
            if code.reached.contains_key(&offset) {
                continue;
            }
            // Bytes that do not decode trap, so control ends here.
            let Some(inst) = code.inst(offset) else {
                continue;
            };
            code.reached.insert(offset, inst);
            let next = offset + u32::from(inst.len);
            let target = offset.wrapping_add_signed(inst.imm);
            match inst.op {
                Op::Jump(_) if links(&inst) => pending.push(next),
                Op::Jump(Jump::Jal) => pending.push(target),
                Op::Jump(Jump::Jalr) => match code.table_base(offset, &inst) {
                    Some(base) => {
                        pending.extend(code.table_entries(next));
                        code.table_bases.insert(base);
                    }
                    None => pending.extend(code.veneer(offset, &inst)),
                },
                Op::Branch(_) => pending.extend([next, target]),
                _ => pending.push(next),
            }
        }
        code
    }

    /// The instruction at `offset`.
    pub(super) fn inst(&self, offset: u32) -> Option<Inst> {
        let bytes = self.bytes.get(offset as usize..)?;
        let mut encoding = [0; 4];
        let len = bytes.len().min(4);
        encoding[..len].copy_from_slice(&bytes[..len]);
        let inst = decode(u32::from_le_bytes(encoding), Extensions::ALL).ok()?;
        (usize::from(inst.len) <= len).then_some(inst)
    }

    /// The offset of the AUIPC that `inst` starts from if it jumps through a table:
    ///
    /// ```text
    /// auipc  base, 0
    /// slli   scaled, index, 3
    /// add    base, base, scaled
    /// jalr   x0, 16(base)
    /// ```
    ///
    /// The table follows the jump. Source: Cranelift, `Inst::BrTable` in
    /// `src/isa/riscv64/inst/emit.rs`.
    fn table_base(&self, offset: u32, inst: &Inst) -> Option<u32> {
        let base = offset.checked_sub(12)?;
        let (auipc, add) = (self.reached.get(&base)?, self.reached.get(&(offset - 4))?);
        let computes = auipc.op == Op::Integer(Integer::Auipc)
            && add.op == Op::Integer(Integer::Add)
            && [auipc.rd, add.rd, add.rs1] == [inst.rs1; 3];
        (computes && (auipc.imm, inst.imm) == (0, 16)).then_some(base)
    }

    /// The offsets of the entries of a table that starts at `start`: pairs of AUIPC and JALR. The
    /// code does not say how many there are, so all pairs in a row count.
    fn table_entries(&self, start: u32) -> impl Iterator<Item = u32> {
        let is_entry = |&at: &u32| {
            let (Some(auipc), Some(jalr)) = (self.inst(at), self.inst(at + 4)) else {
                return false;
            };
            auipc.op == Op::Integer(Integer::Auipc)
                && jalr.op == Op::Jump(Jump::Jalr)
                && !links(&jalr)
                && jalr.rs1 == auipc.rd
        };
        (start..).step_by(8).take_while(is_entry)
    }

    /// The target of `inst` if it is the second half of a veneer: a jump inside the function over
    /// a distance that no JAL reaches.
    pub(super) fn veneer(&self, offset: u32, inst: &Inst) -> Option<u32> {
        let high = offset.checked_sub(4)?;
        let auipc = self.reached.get(&high)?;
        let is_pair = auipc.mnemonic() == "auipc" && auipc.rd == inst.rs1;
        let target = high
            .wrapping_add_signed(auipc.imm)
            .wrapping_add_signed(inst.imm);
        // A jump to the entry is a tail call of the function to itself.
        let is_inside = target != 0 && (target as usize) < self.bytes.len();
        (is_pair && is_inside).then_some(target)
    }
}

/// Whether `inst` is a jump that writes a return address.
pub(super) fn links(inst: &Inst) -> bool {
    matches!(inst.op, Op::Jump(_)) && inst.rd != 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::abi::IntReg;
    use farcall_machine::Assembler;

    const BASE: IntReg = IntReg::T0;
    const INDEX: IntReg = IntReg::A0;

    /// A jump through a table with this many entries. Each leads over the same number of bytes, so
    /// nothing leads to the first instruction behind the table.
    fn table(entries: u32) -> Vec<u8> {
        let mut asm = Assembler::at(0);
        asm.auipc(BASE, 0);
        asm.slli(INDEX, INDEX, 3);
        asm.add(BASE, BASE, INDEX);
        asm.jalr(IntReg::ZERO, BASE, 16);
        for _ in 0..entries {
            asm.auipc(BASE, 0);
            asm.jalr(IntReg::ZERO, BASE, 8 * entries as i32 + 4);
        }
        asm.addi(INDEX, INDEX, 1);
        for _ in 0..=2 * entries {
            asm.jump(IntReg::RA);
        }
        asm.finish()
    }

    #[test]
    fn every_entry_of_a_table_is_followed() {
        for entries in 1..4 {
            let bytes = table(entries);
            let code = Code::follow(&bytes);
            assert_eq!(code.table_bases, BTreeSet::from([0]));
            let behind = 16 + 8 * entries;
            for entry in 0..entries {
                let target = 16 + 8 * entry + 8 * entries + 4;
                assert!(code.reached.contains_key(&target), "{entry} of {entries}");
            }
            assert!(!code.reached.contains_key(&behind), "nothing leads there");
        }
    }
}
