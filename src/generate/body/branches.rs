//! Branches that join again, and loops.

use super::builder::Builder;
use super::{call, finish};
use crate::case::{
    BlockId, Branch, Exit, FloatCondition, FuncId, IntCondition, IntOp, Op, Operand, Statement,
    TrapCode, Type, limits,
};
use crate::generate::choose::Choose;
use arbitrary::{Result, Unstructured};

impl Builder<'_> {
    /// Branches on a condition and makes the calls to `callees` in one arm. The other arm joins it
    /// again, or returns.
    pub(super) fn diamond(&mut self, u: &mut Unstructured<'_>, callees: &[FuncId]) -> Result<()> {
        let condition = self.condition(u)?;
        let early_return = u.chance(1, 4)?;
        let outer = self.scope();
        let current = self.current();
        let [taken, other, join] = [current + 1, current + 2, current + 3];
        let meeting: Vec<Type> = if u.chance(1, 2)? {
            vec![u.pick(&Type::ALL)?]
        } else {
            Vec::new()
        };
        let exit = if u.chance(1, 6)? {
            self.table(u, [taken, other])?
        } else {
            Exit::If {
                condition,
                branches: [Branch::to(taken), Branch::to(other)],
            }
        };
        self.end(exit);

        self.begin(Vec::new(), &outer);
        for &callee in callees {
            call(u, self, callee)?;
        }
        let args = self.pick_all(u, &meeting)?;
        self.end(Exit::Jump(Branch { target: join, args }));

        self.begin(Vec::new(), &outer);
        if early_return {
            finish(u, self, None)?;
        } else {
            if u.chance(1, 2)? {
                self.arithmetic(u)?;
            }
            let args = self.pick_all(u, &meeting)?;
            self.end(Exit::Jump(Branch { target: join, args }));
        }

        self.begin(meeting, &outer);
        self.arrive_block_params(u)
    }

    /// A table of up to eight branches to these blocks, each of which is among the targets.
    fn table(&mut self, u: &mut Unstructured<'_>, blocks: [BlockId; 2]) -> Result<Exit> {
        let mut branches: Vec<Branch> = blocks.into_iter().map(Branch::to).collect();
        for _ in 0..u.int_in_range(0..=6)? {
            let at = u.int_in_range(0..=branches.len())?;
            branches.insert(at, Branch::to(u.pick(&blocks)?));
        }
        // Few indices lie behind the table's end.
        let any = self.pick(u, Type::I32)?;
        let index = self.op(Op::Int(IntOp::And, Type::I32), vec![any, Operand::Const(7)]);
        Ok(Exit::Table { index, branches })
    }

    /// Adds a trap: on a zero, which is rare, or on a comparison, which holds half of the time.
    pub(super) fn trap(&mut self, u: &mut Unstructured<'_>) -> Result<()> {
        let if_zero = u.chance(3, 4)?;
        let (ty, value) = if if_zero {
            let ty = u.pick(&Type::INTS)?;
            (ty, self.pick(u, ty)?)
        } else {
            (Type::I8, self.condition(u)?)
        };
        let code =
            TrapCode::new(u.int_in_range(TrapCode::FIRST.number()..=TrapCode::LAST.number())?);
        self.block().statements.push(Statement::Trap {
            if_zero,
            ty,
            value,
            code,
        });
        Ok(())
    }

    /// Compares two values or constants.
    pub(super) fn condition(&mut self, u: &mut Unstructured<'_>) -> Result<Operand> {
        let ty = u.pick(&Type::ALL)?;
        let op = if ty.has_float_arithmetic() {
            Op::FloatCompare(u.pick(&FloatCondition::ALL)?, ty)
        } else {
            Op::IntCompare(u.pick(&IntCondition::ALL)?, ty.as_int())
        };
        let args = self.pick_all(u, &op.operands())?;
        Ok(self.op(op, args))
    }

    /// Makes the calls to `callees` in a loop that carries up to two values.
    pub(super) fn repeat(&mut self, u: &mut Unstructured<'_>, callees: &[FuncId]) -> Result<()> {
        let mut carried = Vec::new();
        for _ in 0..u.int_in_range(0..=2)? {
            carried.push(u.pick(&Type::ALL)?);
        }
        let head = self.current() + 1;
        let args = self.pick_all(u, &carried)?;
        self.end(Exit::Jump(Branch { target: head, args }));

        let outer = self.scope();
        self.begin(carried.clone(), &outer);
        self.arrive_block_params(u)?;
        for &callee in callees {
            call(u, self, callee)?;
        }
        self.arithmetic(u)?;
        let condition = self.condition(u)?;
        let args = self.pick_all(u, &carried)?;
        let mut branches = [Branch { target: head, args }, Branch::to(head + 1)];
        if u.arbitrary()? {
            branches.reverse();
        }
        self.end(Exit::If {
            condition,
            branches,
        });
        self.laps = u.weighted(&[(3, 1), (1, limits::MAX_LAPS)])?;

        let body = self.scope();
        self.begin(Vec::new(), &body);
        Ok(())
    }
}
