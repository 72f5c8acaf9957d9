//! Zvbb (chapter "Vector Cryptography", section "Zvbb - Vector Basic Bit-manipulation").

use super::form::{Form, IVU, IVV, IVX, MVV, V, row, unary};
use crate::extension::Extension;
use crate::format::{Format, VectorFormat};
use crate::op::{Arithmetic, Op, Source, Unary, Vector, Widen};
use crate::table::pattern::Pattern;
use crate::table::row::Row;

/// The same row, in Zvbb.
const fn zvbb(row: Row) -> Row {
    Row {
        extensions: V.with(Extension::Zvbb),
        ..row
    }
}

/// A row with two operands.
const fn int(mnemonic: &'static str, form: Form, funct6: u32, op: Arithmetic) -> Row {
    zvbb(row(mnemonic, form, funct6, Vector::Arithmetic(op, form.2)))
}

/// VXUNARY0.
const fn one(mnemonic: &'static str, vs1: u32, op: Unary) -> Row {
    zvbb(unary(mnemonic, MVV, 0x12, vs1, Vector::Unary(op)))
}

/// VWSLL.
const fn shift(mnemonic: &'static str, form: Form) -> Row {
    zvbb(row(mnemonic, form, 0x35, Vector::Widen(Widen::Sll, form.2)))
}

/// VROR.VI, whose shift amount has six bits.
const ROTATE: Row = {
    let pattern = Pattern::opcode(0x57).funct3(3).field(27, 5, 0x0a);
    let op = Vector::Arithmetic(Arithmetic::Ror, Source::Immediate);
    let format = Format::Vector(VectorFormat::Rotate);
    zvbb(Row::new("vror.vi", V, format, pattern, Op::Vector(op)))
};

#[rustfmt::skip] // One family per line.
pub(super) const ROWS: &[Row] = &[
    int("vandn.vv", IVV, 0x01, Arithmetic::Andn), int("vandn.vx", IVX, 0x01, Arithmetic::Andn),
    int("vror.vv", IVV, 0x14, Arithmetic::Ror), int("vror.vx", IVX, 0x14, Arithmetic::Ror), ROTATE,
    int("vrol.vv", IVV, 0x15, Arithmetic::Rol), int("vrol.vx", IVX, 0x15, Arithmetic::Rol),
    one("vbrev8.v", 0x08, Unary::Brev8),
    one("vrev8.v", 0x09, Unary::Rev8),
    one("vbrev.v", 0x0a, Unary::Brev),
    one("vclz.v", 0x0c, Unary::Clz),
    one("vctz.v", 0x0d, Unary::Ctz),
    one("vcpop.v", 0x0e, Unary::Cpop),
    shift("vwsll.vv", IVV), shift("vwsll.vx", IVX), shift("vwsll.vi", IVU),
];
