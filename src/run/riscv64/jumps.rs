//! Jumps in compiled code that may leave a function.

use crate::abi::IntReg;
use crate::link::Span;
use farcall_machine::op::Jump;
use farcall_machine::{self, Extension, Extensions, Inst, Op, Transfer};

/// Code at its address, for a hart with these extensions.
#[derive(Clone, Copy, Debug)]
pub(in crate::run) struct PlacedCode<'c> {
    pub(in crate::run) span: Span,
    pub(in crate::run) bytes: &'c [u8],
    pub(in crate::run) extensions: Extensions,
}

impl PlacedCode<'_> {
    /// The instruction at `address`, if there is one.
    pub(in crate::run) fn inst(&self, address: u64) -> Option<Inst> {
        let bytes = self.bytes.get((address - self.span.start) as usize..)?;
        let mut encoding = [0; 4];
        let len = bytes.len().min(4);
        encoding[..len].copy_from_slice(&bytes[..len]);
        let inst = farcall_machine::decode(u32::from_le_bytes(encoding), self.extensions).ok()?;
        (usize::from(inst.len) <= len).then_some(inst)
    }

    /// Every jump that the machine would report. A constant may look like a jump, but control never
    /// gets there.
    pub(in crate::run) fn jumps(&self) -> Vec<(u64, Inst)> {
        let has_compressed = self.extensions.has(Extension::Zca);
        let step = if has_compressed { 2 } else { 4 };
        let addresses = (self.span.start..self.span.end()).step_by(step);
        let insts = addresses.filter_map(|address| Some((address, self.inst(address)?)));
        insts
            .filter(|(address, inst)| self.may_leave(*address, inst))
            .collect()
    }

    fn may_leave(&self, address: u64, inst: &Inst) -> bool {
        let target = address.wrapping_add_signed(inst.imm.into());
        let leaves = !self.span.contains(target) || target == self.span.start;
        match inst.op {
            Op::Jump(Jump::Jalr) => true,
            Op::Jump(Jump::Jal) => inst.rd != 0 || leaves,
            Op::Branch(_) => leaves,
            _ => false,
        }
    }
}

/// What the machine would report of `inst`, at `from`, if it leads to `to`.
pub(in crate::run) fn transfer(inst: Option<Inst>, from: u64, to: u64) -> Transfer {
    let link = inst.filter(|inst| matches!(inst.op, Op::Jump(_)) && inst.rd != 0);
    let through = inst.filter(|inst| matches!(inst.op, Op::Jump(Jump::Jalr)));
    Transfer {
        from,
        to,
        link: link.map(|inst| IntReg::new(inst.rd)),
        through: through.map(|inst| IntReg::new(inst.rs1)),
        retired: 0,
    }
}
