//! Rare shapes that most bodies are too small for: more live values across calls than there are
//! registers, and code longer than the reach of a branch.

use super::builder::Builder;
use super::finish;
use crate::case::{Branch, Exit, FuncId, Operand, Type};
use crate::generate::choose::Choose;
use arbitrary::{Result, Unstructured};

/// More integers than there are callee-saved registers, and at least as many as there are
/// allocatable ones.
const MOST_INTS: usize = 30;
/// Every float register.
const MOST_FLOATS: usize = 32;
/// Stores in a long block: code of about 2 KiB, and of more than 4 KiB, the reach of a conditional
/// branch.
const LENGTHS: [usize; 2] = [40, 110];

impl Builder<'_> {
    /// Defines many values that are kept until the body ends. They are loads, because the compiler
    /// may recompute other values instead of keeping them.
    pub(super) fn keep_many(&mut self, u: &mut Unstructured<'_>) -> Result<()> {
        let ints = u.int_in_range(0..=MOST_INTS)?;
        let floats = u.int_in_range(0..=MOST_FLOATS)?;
        for index in 0..ints + floats {
            let ty = if index < ints {
                u.pick(&[Type::I64, Type::I32, Type::I16, Type::I8])?
            } else {
                u.pick(&[Type::F64, Type::F32])?
            };
            let value = self.load_value(u, ty)?;
            self.scope.kept.push((value, ty));
        }
        Ok(())
    }

    /// Stores many constants to data, in a block that a branch skips. The block may also end the
    /// function, with a tail call to `tail` if there is one.
    pub(super) fn long_block(
        &mut self,
        u: &mut Unstructured<'_>,
        tail: Option<FuncId>,
    ) -> Result<()> {
        let condition = self.condition(u)?;
        let ends = u.chance(1, 3)?;
        let outer = self.scope();
        let next = self.current() + 1;
        self.end(Exit::If {
            condition,
            branches: [Branch::to(next), Branch::to(next + 1)],
        });

        self.begin(Vec::new(), &outer);
        for _ in 0..u.pick(&LENGTHS)? {
            let ty = u.pick(&[Type::F64, Type::I64, Type::F32])?;
            let value = Operand::Const(u.bits(ty)?);
            self.store(u, ty, value)?;
        }
        if ends {
            finish(u, self, tail)?;
        } else {
            self.end(Exit::Jump(Branch::to(next + 1)));
        }
        self.begin(Vec::new(), &outer);
        Ok(())
    }
}
