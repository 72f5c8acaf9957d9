//! The table of operations by types.

use super::{FloatCondition, FloatOp, IntCondition, IntOp, IntUnary, Op};
use crate::case::Type;

/// The integer types that floats are converted from and to.
const WORDS: [Type; 2] = [Type::I32, Type::I64];

impl Op {
    /// Every cell: each operation with each type, or pair of types, that it supports.
    pub fn every() -> Vec<Op> {
        let mut ops = vec![Op::Promote, Op::Demote, Op::Concat];
        ops.extend([false, true].map(|high| Op::Split { high }));
        ops.extend(Type::ALL.map(Op::Select));
        for ty in Type::INTS {
            ops.extend(IntOp::ALL.map(|op| Op::Int(op, ty)));
            let unary = IntUnary::ALL.iter().filter(|op| op.nearest(ty) == ty);
            ops.extend(unary.map(|&op| Op::IntUnary(op, ty)));
            ops.extend(IntCondition::ALL.map(|condition| Op::IntCompare(condition, ty)));
        }
        for ty in Type::ARITHMETIC_FLOATS {
            ops.extend(FloatOp::ALL.map(|op| Op::Float(op, ty)));
            ops.extend(FloatCondition::ALL.map(|condition| Op::FloatCompare(condition, ty)));
        }
        for ty in Type::FLOATS {
            ops.extend([Op::ToBits(ty), Op::FromBits(ty)]);
        }
        widenings(&mut ops);
        conversions(&mut ops);
        ops
    }
}

/// Extensions from each integer type to each wider one, and the reductions back.
fn widenings(ops: &mut Vec<Op>) {
    for narrow in Type::INTS {
        for wide in Type::INTS {
            if narrow.bits() < wide.bits() {
                ops.extend([false, true].map(|signed| Op::Extend {
                    signed,
                    from: narrow,
                    to: wide,
                }));
                ops.push(Op::Reduce {
                    from: wide,
                    to: narrow,
                });
            }
        }
    }
}

/// Conversions between floats and integers.
fn conversions(ops: &mut Vec<Op>) {
    for float in Type::ARITHMETIC_FLOATS {
        for word in WORDS {
            for signed in [false, true] {
                ops.push(Op::FromInt {
                    signed,
                    from: word,
                    to: float,
                });
                ops.push(Op::ToIntSat {
                    signed,
                    from: float,
                    to: word,
                });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every kind of operation, with any types, legal or not.
    fn drafts() -> Vec<Op> {
        let mut drafts = Vec::new();
        for from in Type::ALL {
            drafts.extend(IntOp::ALL.map(|op| Op::Int(op, from)));
            drafts.extend(IntUnary::ALL.map(|op| Op::IntUnary(op, from)));
            drafts.extend(FloatOp::ALL.map(|op| Op::Float(op, from)));
            drafts.extend(IntCondition::ALL.map(|condition| Op::IntCompare(condition, from)));
            drafts.extend(FloatCondition::ALL.map(|condition| Op::FloatCompare(condition, from)));
            drafts.extend([Op::Select(from), Op::ToBits(from), Op::FromBits(from)]);
            for (to, signed) in Type::ALL
                .into_iter()
                .flat_map(|ty| [(ty, false), (ty, true)])
            {
                drafts.extend([
                    Op::Extend { signed, from, to },
                    Op::Reduce { from, to },
                    Op::FromInt { signed, from, to },
                    Op::ToIntSat { signed, from, to },
                ]);
            }
        }
        drafts
    }

    #[test]
    fn legalisation_leads_into_the_table_and_leaves_the_table_alone() {
        let every = Op::every();
        for mut op in drafts() {
            op.legalise();
            assert!(every.contains(&op), "{op:?}");
        }
        for &op in &every {
            let mut legal = op;
            legal.legalise();
            assert_eq!(legal, op);
        }
    }

    #[test]
    fn no_cell_is_there_twice() {
        let every = Op::every();
        for (index, op) in every.iter().enumerate() {
            assert!(!every[..index].contains(op), "{op:?}");
        }
    }
}
