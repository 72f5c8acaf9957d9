//! Idioms: a few integer operations that the compiler merges into one instruction if an ISA
//! extension has it.

use super::builder::Builder;
use crate::case::{IntCondition, IntOp, Op, Operand, Type};
use crate::generate::choose::Choose;
use arbitrary::{Result, Unstructured};

/// What the operations compute.
#[derive(Clone, Copy)]
enum Idiom {
    /// The address of an element: an index times 1, 2, 4 or 8, plus a base. The index may be a
    /// zero-extended i32.
    Address,
    /// A bit set, cleared or inverted at a constant position.
    ConstantBit,
    /// A bit set, cleared or inverted at any position.
    AnyBit,
    /// A bit extracted.
    Extract,
    /// A value, or zero.
    ValueOrZero,
}

const IDIOMS: [Idiom; 5] = [
    Idiom::Address,
    Idiom::ConstantBit,
    Idiom::AnyBit,
    Idiom::Extract,
    Idiom::ValueOrZero,
];

impl Builder<'_> {
    /// Appends an idiom on values in scope. Its result is the last value.
    pub(super) fn idiom(&mut self, u: &mut Unstructured<'_>) -> Result<()> {
        let ty = u.pick(&[Type::I64, Type::I32])?;
        match u.pick(&IDIOMS)? {
            Idiom::Address => self.address(u),
            Idiom::ConstantBit => {
                let bit = 1 << u.int_in_range(0..=ty.bits() - 1)?;
                let (op, mask) = u.pick(&[
                    (IntOp::Or, bit),
                    (IntOp::Xor, bit),
                    (IntOp::And, !bit & ty.mask()),
                ])?;
                let value = self.pick(u, ty)?;
                self.int(op, ty, value, Operand::Const(mask));
                Ok(())
            }
            Idiom::AnyBit => {
                let place = self.pick(u, ty)?;
                let bit = self.int(IntOp::Shl, ty, Operand::Const(1), place);
                let op = u.pick(&[IntOp::Or, IntOp::Xor, IntOp::AndNot])?;
                let value = self.pick(u, ty)?;
                self.int(op, ty, value, bit);
                Ok(())
            }
            Idiom::Extract => {
                let place = if u.chance(1, 2)? {
                    Operand::Const(u.int_in_range(0..=ty.bits() - 1)?.into())
                } else {
                    self.pick(u, ty)?
                };
                let value = self.pick(u, ty)?;
                let low = self.int(IntOp::Ushr, ty, value, place);
                self.int(IntOp::And, ty, low, Operand::Const(1));
                Ok(())
            }
            Idiom::ValueOrZero => self.value_or_zero(u, ty),
        }
    }

    fn address(&mut self, u: &mut Unstructured<'_>) -> Result<()> {
        let index = if u.chance(1, 2)? {
            let narrow = self.pick(u, Type::I32)?;
            let widen = Op::Extend {
                signed: false,
                from: Type::I32,
                to: Type::I64,
            };
            self.op(widen, vec![narrow])
        } else {
            self.pick(u, Type::I64)?
        };
        let scale = Operand::Const(u.pick(&[1, 2, 3, 0])?);
        let scaled = self.int(IntOp::Shl, Type::I64, index, scale);
        let base = self.pick(u, Type::I64)?;
        self.int(IntOp::Add, Type::I64, scaled, base);
        Ok(())
    }

    fn value_or_zero(&mut self, u: &mut Unstructured<'_>, ty: Type) -> Result<()> {
        let condition = u.pick(&IntCondition::ALL)?;
        let compared = self.pick_all(u, &[ty; 2])?;
        let condition = self.op(Op::IntCompare(condition, ty), compared);
        let value = self.pick(u, ty)?;
        let mut arms = [value, Operand::Const(0)];
        if u.chance(1, 2)? {
            arms.reverse();
        }
        self.op(Op::Select(ty), vec![condition, arms[0], arms[1]]);
        Ok(())
    }

    fn int(&mut self, op: IntOp, ty: Type, a: Operand, b: Operand) -> Operand {
        self.op(Op::Int(op, ty), vec![a, b])
    }
}
