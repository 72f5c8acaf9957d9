//! The instructions that control can reach, for oracles that read code instead of executing it.

use farcall_machine::op::Jump;
use farcall_machine::{Extensions, Inst, Op, decode};
use std::collections::BTreeMap;

/// The instructions of a function that control can reach from its entry.
pub(super) struct Code<'c> {
    bytes: &'c [u8],
    /// By offset.
    pub(super) reached: BTreeMap<u32, Inst>,
}

impl<'c> Code<'c> {
    /// Follows control from the first byte.
    pub(super) fn follow(bytes: &'c [u8]) -> Self {
        let mut code = Code {
            bytes,
            reached: BTreeMap::new(),
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
            let behind = offset + u32::from(inst.len);
            let target = offset.wrapping_add_signed(inst.imm);
            match inst.op {
                Op::Jump(_) if links(&inst) => pending.push(behind),
                Op::Jump(Jump::Jal) => pending.push(target),
                Op::Jump(Jump::Jalr) => pending.extend(code.veneer(offset, &inst)),
                Op::Branch(_) => pending.extend([behind, target]),
                _ => pending.push(behind),
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
