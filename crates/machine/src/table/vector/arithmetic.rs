//! Integer arithmetic, carries, comparisons, merges and extensions (section "Vector Integer
//! Arithmetic Instructions").

use super::form::{AVV, AVX, Form, IVI, IVU, IVV, IVX, MVV, MVX, fixed_bits, row, unary};
use crate::format::VectorFormat;
use crate::op::{Arithmetic, Carry, Compare, Extend, MultiplyAdd, Source, Vector};
use crate::table::row::Row;

/// Arithmetic.
const fn int(mnemonic: &'static str, form: Form, funct6: u32, op: Arithmetic) -> Row {
    row(mnemonic, form, funct6, Vector::Arithmetic(op, form.2))
}

/// A comparison.
const fn compare(mnemonic: &'static str, form: Form, funct6: u32, op: Compare) -> Row {
    row(mnemonic, form, funct6, Vector::Compare(op, form.2))
}

/// A multiply-add.
const fn add(mnemonic: &'static str, form: Form, funct6: u32, op: MultiplyAdd) -> Row {
    row(mnemonic, form, funct6, Vector::MultiplyAdd(op, form.2))
}

/// The layout of an instruction whose `v0` is an operand, not a mask.
const fn under_v0(form: Form) -> Form {
    form.format(match form.2 {
        Source::Vector => VectorFormat::CarryVector,
        Source::Scalar => VectorFormat::CarryScalar,
        Source::Immediate => VectorFormat::CarryImmediate,
    })
}

/// Sum or difference with a carry in, to a vector (`vm` is 0).
const fn carry(mnemonic: &'static str, form: Form, funct6: u32, op: Carry) -> Row {
    let op = Vector::Carry(op, form.2);
    fixed_bits(mnemonic, under_v0(form), form.with_vm(funct6, 0), op)
}

/// The carry out of a sum with a carry in (`vm` is 0).
const fn out(mnemonic: &'static str, form: Form, funct6: u32, op: Carry) -> Row {
    let op = Vector::CarryOut(op, form.2);
    fixed_bits(mnemonic, under_v0(form), form.with_vm(funct6, 0), op)
}

/// The carry out of a sum without a carry in (`vm` is 1).
const fn bare(mnemonic: &'static str, form: Form, funct6: u32, op: Carry) -> Row {
    let op = Vector::CarryOut(op, form.2);
    fixed_bits(mnemonic, form, form.with_vm(funct6, 1), op)
}

/// VMERGE (`vm` is 0).
const fn merge(mnemonic: &'static str, form: Form) -> Row {
    let op = Vector::Merge(form.2);
    fixed_bits(mnemonic, under_v0(form), form.with_vm(0x17, 0), op)
}

/// VMV.V (`vm` is 1, `vs2` is v0).
const fn copy(mnemonic: &'static str, form: Form) -> Row {
    let format = match form.2 {
        Source::Vector => VectorFormat::FromVector,
        Source::Scalar => VectorFormat::FromScalar,
        Source::Immediate => VectorFormat::FromImmediate,
    };
    let pattern = form.with_vm(0x17, 1).rs2(0);
    fixed_bits(
        mnemonic,
        form.format(format),
        pattern,
        Vector::Merge(form.2),
    )
}

/// VXUNARY0.
const fn extend(mnemonic: &'static str, vs1: u32, op: Extend) -> Row {
    unary(mnemonic, MVV, 0x12, vs1, Vector::Extend(op))
}

#[rustfmt::skip] // One family per line.
pub(super) const ROWS: &[Row] = &[
    int("vadd.vv", IVV, 0x00, Arithmetic::Add),
    int("vadd.vx", IVX, 0x00, Arithmetic::Add),
    int("vadd.vi", IVI, 0x00, Arithmetic::Add),
    int("vsub.vv", IVV, 0x02, Arithmetic::Sub), int("vsub.vx", IVX, 0x02, Arithmetic::Sub),
    int("vrsub.vx", IVX, 0x03, Arithmetic::Rsub), int("vrsub.vi", IVI, 0x03, Arithmetic::Rsub),
    int("vminu.vv", IVV, 0x04, Arithmetic::Minu), int("vminu.vx", IVX, 0x04, Arithmetic::Minu),
    int("vmin.vv", IVV, 0x05, Arithmetic::Min), int("vmin.vx", IVX, 0x05, Arithmetic::Min),
    int("vmaxu.vv", IVV, 0x06, Arithmetic::Maxu), int("vmaxu.vx", IVX, 0x06, Arithmetic::Maxu),
    int("vmax.vv", IVV, 0x07, Arithmetic::Max), int("vmax.vx", IVX, 0x07, Arithmetic::Max),
    int("vand.vv", IVV, 0x09, Arithmetic::And),
    int("vand.vx", IVX, 0x09, Arithmetic::And),
    int("vand.vi", IVI, 0x09, Arithmetic::And),
    int("vor.vv", IVV, 0x0a, Arithmetic::Or),
    int("vor.vx", IVX, 0x0a, Arithmetic::Or),
    int("vor.vi", IVI, 0x0a, Arithmetic::Or),
    int("vxor.vv", IVV, 0x0b, Arithmetic::Xor),
    int("vxor.vx", IVX, 0x0b, Arithmetic::Xor),
    int("vxor.vi", IVI, 0x0b, Arithmetic::Xor),
    int("vsll.vv", IVV, 0x25, Arithmetic::Sll),
    int("vsll.vx", IVX, 0x25, Arithmetic::Sll),
    int("vsll.vi", IVU, 0x25, Arithmetic::Sll),
    int("vsrl.vv", IVV, 0x28, Arithmetic::Srl),
    int("vsrl.vx", IVX, 0x28, Arithmetic::Srl),
    int("vsrl.vi", IVU, 0x28, Arithmetic::Srl),
    int("vsra.vv", IVV, 0x29, Arithmetic::Sra),
    int("vsra.vx", IVX, 0x29, Arithmetic::Sra),
    int("vsra.vi", IVU, 0x29, Arithmetic::Sra),
    int("vdivu.vv", MVV, 0x20, Arithmetic::Divu), int("vdivu.vx", MVX, 0x20, Arithmetic::Divu),
    int("vdiv.vv", MVV, 0x21, Arithmetic::Div), int("vdiv.vx", MVX, 0x21, Arithmetic::Div),
    int("vremu.vv", MVV, 0x22, Arithmetic::Remu), int("vremu.vx", MVX, 0x22, Arithmetic::Remu),
    int("vrem.vv", MVV, 0x23, Arithmetic::Rem), int("vrem.vx", MVX, 0x23, Arithmetic::Rem),
    int("vmulhu.vv", MVV, 0x24, Arithmetic::Mulhu), int("vmulhu.vx", MVX, 0x24, Arithmetic::Mulhu),
    int("vmul.vv", MVV, 0x25, Arithmetic::Mul), int("vmul.vx", MVX, 0x25, Arithmetic::Mul),
    int("vmulhsu.vv", MVV, 0x26, Arithmetic::Mulhsu),
    int("vmulhsu.vx", MVX, 0x26, Arithmetic::Mulhsu),
    int("vmulh.vv", MVV, 0x27, Arithmetic::Mulh), int("vmulh.vx", MVX, 0x27, Arithmetic::Mulh),
    add("vmadd.vv", AVV, 0x29, MultiplyAdd::Madd), add("vmadd.vx", AVX, 0x29, MultiplyAdd::Madd),
    add("vnmsub.vv", AVV, 0x2b, MultiplyAdd::Nmsub),
    add("vnmsub.vx", AVX, 0x2b, MultiplyAdd::Nmsub),
    add("vmacc.vv", AVV, 0x2d, MultiplyAdd::Macc), add("vmacc.vx", AVX, 0x2d, MultiplyAdd::Macc),
    add("vnmsac.vv", AVV, 0x2f, MultiplyAdd::Nmsac),
    add("vnmsac.vx", AVX, 0x2f, MultiplyAdd::Nmsac),
    carry("vadc.vvm", IVV, 0x10, Carry::Add),
    carry("vadc.vxm", IVX, 0x10, Carry::Add),
    carry("vadc.vim", IVI, 0x10, Carry::Add),
    carry("vsbc.vvm", IVV, 0x12, Carry::Sub), carry("vsbc.vxm", IVX, 0x12, Carry::Sub),
    out("vmadc.vvm", IVV, 0x11, Carry::Add),
    out("vmadc.vxm", IVX, 0x11, Carry::Add),
    out("vmadc.vim", IVI, 0x11, Carry::Add),
    bare("vmadc.vv", IVV, 0x11, Carry::Add),
    bare("vmadc.vx", IVX, 0x11, Carry::Add),
    bare("vmadc.vi", IVI, 0x11, Carry::Add),
    out("vmsbc.vvm", IVV, 0x13, Carry::Sub), out("vmsbc.vxm", IVX, 0x13, Carry::Sub),
    bare("vmsbc.vv", IVV, 0x13, Carry::Sub), bare("vmsbc.vx", IVX, 0x13, Carry::Sub),
    merge("vmerge.vvm", IVV), merge("vmerge.vxm", IVX), merge("vmerge.vim", IVI),
    copy("vmv.v.v", IVV), copy("vmv.v.x", IVX), copy("vmv.v.i", IVI),
    compare("vmseq.vv", IVV, 0x18, Compare::Eq),
    compare("vmseq.vx", IVX, 0x18, Compare::Eq),
    compare("vmseq.vi", IVI, 0x18, Compare::Eq),
    compare("vmsne.vv", IVV, 0x19, Compare::Ne),
    compare("vmsne.vx", IVX, 0x19, Compare::Ne),
    compare("vmsne.vi", IVI, 0x19, Compare::Ne),
    compare("vmsltu.vv", IVV, 0x1a, Compare::Ltu), compare("vmsltu.vx", IVX, 0x1a, Compare::Ltu),
    compare("vmslt.vv", IVV, 0x1b, Compare::Lt), compare("vmslt.vx", IVX, 0x1b, Compare::Lt),
    compare("vmsleu.vv", IVV, 0x1c, Compare::Leu),
    compare("vmsleu.vx", IVX, 0x1c, Compare::Leu),
    compare("vmsleu.vi", IVI, 0x1c, Compare::Leu),
    compare("vmsle.vv", IVV, 0x1d, Compare::Le),
    compare("vmsle.vx", IVX, 0x1d, Compare::Le),
    compare("vmsle.vi", IVI, 0x1d, Compare::Le),
    compare("vmsgtu.vx", IVX, 0x1e, Compare::Gtu), compare("vmsgtu.vi", IVI, 0x1e, Compare::Gtu),
    compare("vmsgt.vx", IVX, 0x1f, Compare::Gt), compare("vmsgt.vi", IVI, 0x1f, Compare::Gt),
    extend("vzext.vf8", 0x02, Extend::Zext8), extend("vsext.vf8", 0x03, Extend::Sext8),
    extend("vzext.vf4", 0x04, Extend::Zext4), extend("vsext.vf4", 0x05, Extend::Sext4),
    extend("vzext.vf2", 0x06, Extend::Zext2), extend("vsext.vf2", 0x07, Extend::Sext2),
];
