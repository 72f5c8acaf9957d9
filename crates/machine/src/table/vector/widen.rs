//! Integer instructions with operands of two widths, and reductions (sections "Vector Widening
//! Integer Add/Subtract", "Vector Widening Integer Multiply Instructions", "Vector Widening Integer
//! Multiply-Add Instructions", "Vector Narrowing Integer Right Shift Instructions" and "Vector
//! Reduction Operations").

use super::form::{AVV, AVX, Form, IVU, IVV, IVX, MVV, MVX, row};
use crate::op::{Narrow, Reduce, Vector, Widen, WidenMultiplyAdd};
use crate::table::row::Row;

/// Widening, with two narrow operands.
const fn narrow(mnemonic: &'static str, form: Form, funct6: u32, op: Widen) -> Row {
    row(mnemonic, form, funct6, Vector::Widen(op, form.2))
}

/// Widening, with a wide first operand.
const fn wide(mnemonic: &'static str, form: Form, funct6: u32, op: Widen) -> Row {
    row(mnemonic, form, funct6, Vector::WidenSecond(op, form.2))
}

/// A multiply-add.
const fn add(mnemonic: &'static str, form: Form, funct6: u32, op: WidenMultiplyAdd) -> Row {
    row(mnemonic, form, funct6, Vector::WidenMultiplyAdd(op, form.2))
}

/// A narrowing shift.
const fn shift(mnemonic: &'static str, form: Form, funct6: u32, op: Narrow) -> Row {
    row(mnemonic, form, funct6, Vector::Narrow(op, form.2))
}

/// A reduction.
const fn reduce(mnemonic: &'static str, form: Form, funct6: u32, op: Reduce) -> Row {
    row(mnemonic, form, funct6, Vector::Reduce(op))
}

#[rustfmt::skip] // One family per line.
pub(super) const ROWS: &[Row] = &[
    narrow("vwaddu.vv", MVV, 0x30, Widen::Addu), narrow("vwaddu.vx", MVX, 0x30, Widen::Addu),
    narrow("vwadd.vv", MVV, 0x31, Widen::Add), narrow("vwadd.vx", MVX, 0x31, Widen::Add),
    narrow("vwsubu.vv", MVV, 0x32, Widen::Subu), narrow("vwsubu.vx", MVX, 0x32, Widen::Subu),
    narrow("vwsub.vv", MVV, 0x33, Widen::Sub), narrow("vwsub.vx", MVX, 0x33, Widen::Sub),
    wide("vwaddu.wv", MVV, 0x34, Widen::Addu), wide("vwaddu.wx", MVX, 0x34, Widen::Addu),
    wide("vwadd.wv", MVV, 0x35, Widen::Add), wide("vwadd.wx", MVX, 0x35, Widen::Add),
    wide("vwsubu.wv", MVV, 0x36, Widen::Subu), wide("vwsubu.wx", MVX, 0x36, Widen::Subu),
    wide("vwsub.wv", MVV, 0x37, Widen::Sub), wide("vwsub.wx", MVX, 0x37, Widen::Sub),
    narrow("vwmulu.vv", MVV, 0x38, Widen::Mulu), narrow("vwmulu.vx", MVX, 0x38, Widen::Mulu),
    narrow("vwmulsu.vv", MVV, 0x3a, Widen::Mulsu), narrow("vwmulsu.vx", MVX, 0x3a, Widen::Mulsu),
    narrow("vwmul.vv", MVV, 0x3b, Widen::Mul), narrow("vwmul.vx", MVX, 0x3b, Widen::Mul),
    add("vwmaccu.vv", AVV, 0x3c, WidenMultiplyAdd::Maccu),
    add("vwmaccu.vx", AVX, 0x3c, WidenMultiplyAdd::Maccu),
    add("vwmacc.vv", AVV, 0x3d, WidenMultiplyAdd::Macc),
    add("vwmacc.vx", AVX, 0x3d, WidenMultiplyAdd::Macc),
    add("vwmaccus.vx", AVX, 0x3e, WidenMultiplyAdd::Maccus),
    add("vwmaccsu.vv", AVV, 0x3f, WidenMultiplyAdd::Maccsu),
    add("vwmaccsu.vx", AVX, 0x3f, WidenMultiplyAdd::Maccsu),
    shift("vnsrl.wv", IVV, 0x2c, Narrow::Srl),
    shift("vnsrl.wx", IVX, 0x2c, Narrow::Srl),
    shift("vnsrl.wi", IVU, 0x2c, Narrow::Srl),
    shift("vnsra.wv", IVV, 0x2d, Narrow::Sra),
    shift("vnsra.wx", IVX, 0x2d, Narrow::Sra),
    shift("vnsra.wi", IVU, 0x2d, Narrow::Sra),
    reduce("vredsum.vs", MVV, 0x00, Reduce::Sum),
    reduce("vredand.vs", MVV, 0x01, Reduce::And),
    reduce("vredor.vs", MVV, 0x02, Reduce::Or),
    reduce("vredxor.vs", MVV, 0x03, Reduce::Xor),
    reduce("vredminu.vs", MVV, 0x04, Reduce::Minu),
    reduce("vredmin.vs", MVV, 0x05, Reduce::Min),
    reduce("vredmaxu.vs", MVV, 0x06, Reduce::Maxu),
    reduce("vredmax.vs", MVV, 0x07, Reduce::Max),
    reduce("vwredsumu.vs", IVV, 0x30, Reduce::WidenSumu),
    reduce("vwredsum.vs", IVV, 0x31, Reduce::WidenSum),
];
