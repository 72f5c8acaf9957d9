//! Instructions on masks (section "Vector Mask Instructions").

use super::form::{Form, MVV, fixed_bits, unary};
use crate::format::VectorFormat;
use crate::op::{Mask, MaskLogic, Vector};
use crate::table::row::Row;

/// Logic; never masked.
const fn logic(mnemonic: &'static str, funct6: u32, op: MaskLogic) -> Row {
    let pattern = MVV.with_vm(funct6, 1);
    fixed_bits(mnemonic, MVV, pattern, Vector::MaskLogic(op))
}

/// VWXUNARY0: a mask to an integer register.
const fn count(mnemonic: &'static str, vs1: u32, op: Mask) -> Row {
    let form: Form = MVV.format(VectorFormat::ToScalar);
    let pattern = form.pattern(0x10).field(15, 5, vs1);
    fixed_bits(mnemonic, form, pattern, Vector::Mask(op))
}

/// VMUNARY0: a mask to a vector.
const fn set(mnemonic: &'static str, vs1: u32, op: Mask) -> Row {
    unary(mnemonic, MVV, 0x14, vs1, Vector::Mask(op))
}

/// VID.V, without operand.
const VID: Row = {
    let form = MVV.format(VectorFormat::Set);
    let pattern = form.pattern(0x14).field(15, 5, 0x11).rs2(0);
    fixed_bits("vid.v", form, pattern, Vector::Mask(Mask::Id))
};

#[rustfmt::skip] // One row per line.
pub(super) const ROWS: &[Row] = &[
    logic("vmandn.mm", 0x18, MaskLogic::Andn),
    logic("vmand.mm", 0x19, MaskLogic::And),
    logic("vmor.mm", 0x1a, MaskLogic::Or),
    logic("vmxor.mm", 0x1b, MaskLogic::Xor),
    logic("vmorn.mm", 0x1c, MaskLogic::Orn),
    logic("vmnand.mm", 0x1d, MaskLogic::Nand),
    logic("vmnor.mm", 0x1e, MaskLogic::Nor),
    logic("vmxnor.mm", 0x1f, MaskLogic::Xnor),
    count("vcpop.m", 0x10, Mask::Cpop),
    count("vfirst.m", 0x11, Mask::First),
    set("vmsbf.m", 0x01, Mask::Sbf),
    set("vmsof.m", 0x02, Mask::Sof),
    set("vmsif.m", 0x03, Mask::Sif),
    set("viota.m", 0x10, Mask::Iota),
    VID,
];
