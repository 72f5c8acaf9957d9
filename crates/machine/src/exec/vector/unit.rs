//! What all vector instructions share: type, mask, policies, start index, operands (sections
//! "Vector Masking" and "Prestart, Active, Inactive, Body, and Tail Element Definitions").

use super::group::{Group, check_destination, check_sources};
use super::legal::{Result, illegal, require};
use super::width::truncate;
use crate::hart::Hart;
use crate::inst::Inst;
use crate::op::Source;
use crate::vector::{VectorState, VectorType};

/// A vector instruction during its execution.
#[derive(Debug)]
pub(super) struct Unit<'a> {
    pub(super) v: &'a mut VectorState,
    /// The hart, without its vector state.
    pub(super) hart: &'a mut Hart,
    pub(super) inst: &'a Inst,
    pub(super) vtype: VectorType,
}

/// The second operand of an instruction.
#[derive(Clone, Copy, Debug)]
pub(super) enum Operand {
    /// One element for each element of the destination.
    Elements(Group),
    /// The same value for all elements.
    Value(u64),
}

impl<'a> Unit<'a> {
    /// Starts an instruction. Illegal if `vill` is set.
    pub(super) fn new(v: &'a mut VectorState, hart: &'a mut Hart, inst: &'a Inst) -> Result<Self> {
        let vtype = v.vtype.ok_or_else(illegal)?;
        Ok(Self {
            v,
            hart,
            inst,
            vtype,
        })
    }

    /// SEW in bits.
    pub(super) fn sew(&self) -> u32 {
        self.vtype.sew
    }

    /// VLMAX in elements.
    pub(super) fn vlmax(&self) -> u64 {
        self.vtype.vlmax(self.v.vlen())
    }

    /// The group of `register` with elements of `eew` bits, and as many elements as with SEW: EMUL
    /// = EEW / SEW * LMUL.
    pub(super) fn group(&self, register: u8, eew: u32) -> Result<Group> {
        let ratio = eew.trailing_zeros() as i8 - self.sew().trailing_zeros() as i8;
        Group::new(register, eew, self.vtype.lmul + ratio)
    }

    /// The destination group, with elements of `eew` bits.
    pub(super) fn vd(&self, eew: u32) -> Result<Group> {
        self.group(self.inst.rd, eew)
    }

    /// The first operand, with elements of `eew` bits.
    pub(super) fn vs2(&self, eew: u32) -> Result<Group> {
        self.group(self.inst.rs2, eew)
    }

    /// The second operand of an integer instruction, with elements of `eew` bits. A scalar is
    /// truncated to that width.
    pub(super) fn second(&self, source: Source, eew: u32) -> Result<Operand> {
        Ok(match source {
            Source::Vector => Operand::Elements(self.group(self.inst.rs1, eew)?),
            Source::Scalar => Operand::Value(truncate(self.hart.x(self.inst.rs1), eew)),
            Source::Immediate => Operand::Value(truncate(i64::from(self.inst.imm) as u64, eew)),
        })
    }

    /// Whether the instruction is masked by v0.
    pub(super) fn is_masked(&self) -> bool {
        self.inst.rm & 1 == 0
    }

    /// Whether body element `index` is active.
    pub(super) fn is_active(&self, index: usize) -> bool {
        !self.is_masked() || self.v.bit(0, index)
    }

    /// Element `index` of `group`.
    pub(super) fn get(&self, group: Group, index: usize) -> u64 {
        self.v.element(group.first, group.eew, index)
    }

    /// Element `index` of `operand`.
    pub(super) fn operand(&self, operand: Operand, index: usize) -> u64 {
        match operand {
            Operand::Elements(group) => self.get(group, index),
            Operand::Value(value) => value,
        }
    }

    /// Checks the register groups of an instruction; the mask is one of the sources.
    ///
    /// # Errors
    ///
    /// Illegal if a register is read with two widths, if the destination overlaps a source in a
    /// reserved way, or if it overlaps the mask register of a masked instruction and is not a mask
    /// itself.
    pub(super) fn check(&self, vd: Group, vs2: Group, second: Operand) -> Result {
        match second {
            Operand::Elements(vs1) => self.check_all(vd, &[vs2, vs1]),
            Operand::Value(_) => self.check_all(vd, &[vs2]),
        }
    }

    /// Like [`Unit::check`], for any number of sources.
    pub(super) fn check_all(&self, vd: Group, sources: &[Group]) -> Result {
        self.check_read(sources)?;
        let masked = self.is_masked();
        require(!masked || vd.eew == 1 || !vd.overlaps(Group::mask(0)))?;
        check_destination(vd, sources)
    }

    /// The part of [`Unit::check`] that concerns sources.
    pub(super) fn check_read(&self, sources: &[Group]) -> Result {
        let mut read = sources.to_vec();
        if self.is_masked() {
            read.push(Group::mask(0));
        }
        check_sources(&read)
    }

    /// Whether agnostic elements become all ones instead of staying unchanged.
    fn fills(&self) -> bool {
        self.hart.strict
    }

    /// Writes `value(self, index)` to each active body element of `vd`, and applies the policies to
    /// the others.
    pub(super) fn each(
        &mut self,
        vd: Group,
        mut value: impl FnMut(&mut Self, usize) -> u64,
    ) -> Result {
        for index in self.body() {
            if self.is_active(index) {
                let value = value(self, index);
                self.v.set_element(vd.first, vd.eew, index, value);
            } else {
                self.inactive(vd, index);
            }
        }
        self.tail(vd, self.v.vl as usize);
        Ok(())
    }

    /// Writes `value(self, index)` to each active body bit of mask register `vd`, and applies the
    /// policies to the others.
    pub(super) fn each_bit(
        &mut self,
        vd: u8,
        mut value: impl FnMut(&mut Self, usize) -> bool,
    ) -> Result {
        for index in self.body() {
            if self.is_active(index) {
                let value = value(self, index);
                self.v.set_bit(vd, index, value);
            } else if self.vtype.mask_agnostic && self.fills() {
                self.v.set_bit(vd, index, true);
            }
        }
        self.mask_tail(vd);
        Ok(())
    }

    /// The body: from `vstart` to `vl`.
    pub(super) fn body(&self) -> std::ops::Range<usize> {
        self.v.vstart as usize..self.v.vl as usize
    }

    /// Whether the body is empty. Then nothing is updated, not even the tail.
    pub(super) fn is_idle(&self) -> bool {
        self.v.vstart >= self.v.vl
    }

    /// Applies the mask policy to element `index`.
    pub(super) fn inactive(&mut self, vd: Group, index: usize) {
        if self.vtype.mask_agnostic && self.fills() {
            self.v.set_element(vd.first, vd.eew, index, u64::MAX);
        }
    }

    /// Applies the tail policy to the elements of `vd` from `from` to the end of its last register.
    pub(super) fn tail(&mut self, vd: Group, from: usize) {
        if self.vtype.tail_agnostic {
            self.agnostic_tail(vd, from);
        }
    }

    /// Like [`Unit::tail`], but always agnostic.
    pub(super) fn agnostic_tail(&mut self, vd: Group, from: usize) {
        if !self.fills() || self.is_idle() {
            return;
        }
        let end = usize::from(vd.count) * self.v.vlenb() * 8 / vd.eew as usize;
        for index in from..end {
            self.v.set_element(vd.first, vd.eew, index, u64::MAX);
        }
    }

    /// The tail of a mask, which is always agnostic.
    pub(super) fn mask_tail(&mut self, vd: u8) {
        if !self.fills() || self.is_idle() {
            return;
        }
        for index in self.v.vl as usize..self.v.vlen() as usize {
            self.v.set_bit(vd, index, true);
        }
    }
}
