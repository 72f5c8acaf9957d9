//! A body under construction: blocks, value numbers, the scope, and the accumulators.

use crate::case::{
    Access, Base, Block, BlockId, Call, CallKind, DataObject, Exit, FloatOp, FuncId, IntOp,
    IntUnary, Op, Operand, Purpose, Signature, Slot, Statement, Type, ValueId, limits,
};
use crate::generate::choose::Choose;
use arbitrary::{Result, Unstructured};

/// What is readable at a point of the body.
#[derive(Clone)]
pub(super) struct Scope {
    values: Vec<(ValueId, Type)>,
    accumulators: [Option<ValueId>; Type::ALL.len()],
    /// Values to fold at the end of the body.
    pub(super) kept: Vec<(ValueId, Type)>,
    /// Slot, offset and type of each store to a slot.
    pub(super) stored: Vec<(u8, u16, Type)>,
}

/// What happens to the results of a call.
#[derive(Clone, Copy)]
enum Fate {
    /// They are folded at once.
    Arrive,
    /// They are folded at the end, after any further calls.
    Keep,
    /// They are not folded. Other operations may still pick them.
    Drop,
}

/// The builder of one body. See the module page of `body`.
pub(super) struct Builder<'c> {
    /// Whether arriving values are folded into accumulators.
    pub(super) folds: bool,
    /// The blocks so far. The last one is under construction until it is ended.
    pub(super) blocks: Vec<Block>,
    /// The function's stack slots.
    pub(super) slots: Vec<Slot>,
    /// How many back edges an activation may take.
    pub(super) laps: u8,
    /// The current scope.
    pub(super) scope: Scope,
    signature: &'c Signature,
    signatures: &'c [Signature],
    data: &'c [DataObject],
    next: ValueId,
}

impl<'c> Builder<'c> {
    /// Starts the body of function `index` with its entry block.
    pub(super) fn new(
        index: usize,
        signatures: &'c [Signature],
        data: &'c [DataObject],
        slots: Vec<Slot>,
    ) -> Self {
        let signature = &signatures[index];
        let mut builder = Builder {
            folds: true,
            blocks: Vec::new(),
            slots,
            signature,
            signatures,
            data,
            laps: 0,
            scope: Scope {
                values: Vec::new(),
                accumulators: Default::default(),
                kept: Vec::new(),
                stored: Vec::new(),
            },
            next: 0,
        };
        let params = signature.params.iter().map(|p| p.ty).collect();
        let empty = builder.scope();
        builder.begin(params, &empty);
        builder
    }

    /// A copy of the current scope.
    pub(super) fn scope(&self) -> Scope {
        self.scope.clone()
    }

    /// The index of the block under construction.
    pub(super) fn current(&self) -> BlockId {
        (self.blocks.len() - 1) as BlockId
    }

    /// Begins the next block, with the scope `outer`.
    pub(super) fn begin(&mut self, params: Vec<Type>, outer: &Scope) {
        self.scope = outer.clone();
        for &ty in &params {
            self.define(ty);
        }
        self.blocks.push(Block {
            params,
            statements: Vec::new(),
            exit: Exit::Return(Vec::new()),
        });
    }

    /// Ends the block under construction.
    pub(super) fn end(&mut self, exit: Exit) {
        self.block().exit = exit;
    }

    /// Folds the function's parameters.
    pub(super) fn arrive_params(&mut self, u: &mut Unstructured<'_>) -> Result<()> {
        let params = self.signature.params.len();
        self.arrive(u, params)
    }

    /// Folds the current block's parameters.
    pub(super) fn arrive_block_params(&mut self, u: &mut Unstructured<'_>) -> Result<()> {
        let params = self.block().params.len();
        self.arrive(u, params)
    }

    /// Folds the last `count` values of the scope.
    pub(super) fn arrive(&mut self, u: &mut Unstructured<'_>, count: usize) -> Result<()> {
        let arrived = self.last_values(count);
        self.fold(u, arrived)
    }

    /// Folds what was kept, in this order or reversed.
    pub(super) fn arrive_kept(&mut self, u: &mut Unstructured<'_>) -> Result<()> {
        let mut kept = std::mem::take(&mut self.scope.kept);
        if kept.len() > 1 && u.chance(1, 2)? {
            kept.reverse();
        }
        self.fold(u, kept)
    }

    fn last_values(&self, count: usize) -> Vec<(ValueId, Type)> {
        self.scope.values[self.scope.values.len() - count..].to_vec()
    }

    /// Folds values into the accumulators of their types. A float without arithmetic is folded as
    /// the integer with its bits. In a nearly full function, the last values are dropped.
    fn fold(&mut self, u: &mut Unstructured<'_>, arrived: Vec<(ValueId, Type)>) -> Result<()> {
        if !self.folds {
            return Ok(());
        }
        for (mut value, mut ty) in arrived {
            if !self.has_room() {
                break;
            }
            if ty.is_float() && !ty.has_float_arithmetic() {
                value = self.define_op(Op::ToBits(ty), vec![Operand::Value(value)]);
                ty = ty.as_int();
            }
            let op = if ty.is_float() {
                Op::Float(u.pick(&[FloatOp::Add, FloatOp::Sub, FloatOp::Mul])?, ty)
            } else {
                Op::Int(u.pick(&[IntOp::Add, IntOp::Xor, IntOp::Sub])?, ty)
            };
            let other = match self.scope.accumulators[ty as usize] {
                Some(accumulator) => Operand::Value(accumulator),
                None => Operand::Const(u.bits(ty)?),
            };
            let result = self.define_op(op, vec![Operand::Value(value), other]);
            self.scope.accumulators[ty as usize] = Some(result);
        }
        Ok(())
    }

    /// Appends an operation or an idiom on values in scope, and folds the result. An unfolded
    /// result would usually be dead, and dead code is not compiled.
    pub(super) fn arithmetic(&mut self, u: &mut Unstructured<'_>) -> Result<()> {
        if u.chance(1, 5)? {
            self.idiom(u)?;
        } else {
            let op = arithmetic(u)?;
            let args = self.pick_all(u, &op.operands())?;
            self.op(op, args);
        }
        self.arrive(u, 1)
    }

    /// Appends an operation, and returns its result.
    pub(super) fn op(&mut self, op: Op, args: Vec<Operand>) -> Operand {
        Operand::Value(self.define_op(op, args))
    }

    fn define_op(&mut self, op: Op, args: Vec<Operand>) -> ValueId {
        self.block().statements.push(Statement::Op { op, args });
        self.define(op.result())
    }

    /// Loads a value from data and folds it.
    pub(super) fn load(&mut self, u: &mut Unstructured<'_>) -> Result<()> {
        let ty = u.pick(&Type::ALL)?;
        self.load_value(u, ty)?;
        self.arrive(u, 1)
    }

    /// Loads a value from data without folding it.
    pub(super) fn load_value(&mut self, u: &mut Unstructured<'_>, ty: Type) -> Result<ValueId> {
        let (data, offset) = self.access(u, ty)?;
        let base = base(u)?;
        let access = Access::data(data, offset, ty).based(base);
        self.block().statements.push(Statement::Load(access));
        Ok(self.define(ty))
    }

    /// Whether the function is far enough from [`limits::MAX_STATEMENTS`] that another statement
    /// pushes no other out.
    fn has_room(&self) -> bool {
        let statements = self.blocks.iter().map(|b| b.statements.len());
        statements.sum::<usize>() < limits::MAX_STATEMENTS * 3 / 4
    }

    /// Calls `callee`, unless its results could exceed the limit on values. Its results are mostly
    /// folded.
    pub(super) fn call(
        &mut self,
        u: &mut Unstructured<'_>,
        callee: FuncId,
        kind: CallKind,
    ) -> Result<()> {
        let results = &self.signatures[callee as usize].results;
        // Each statement yet to come may define one more value.
        let others = self.next as usize + limits::MAX_STATEMENTS;
        if others + results.len() > limits::MAX_VALUES {
            return Ok(());
        }
        let call = self.site(u, callee, kind)?;
        self.block().statements.push(Statement::Call(call));
        for result in results {
            self.define(result.ty);
        }
        let fate = if results.is_empty() || !self.folds {
            Fate::Drop
        } else {
            u.weighted(&[(5, Fate::Arrive), (2, Fate::Keep), (1, Fate::Drop)])?
        };
        match fate {
            Fate::Arrive => self.arrive(u, results.len())?,
            Fate::Keep => {
                let results = self.last_values(results.len());
                self.scope.kept.extend(results);
            }
            Fate::Drop => {}
        }
        Ok(())
    }

    /// A call site with operands from the scope.
    pub(super) fn site(
        &mut self,
        u: &mut Unstructured<'_>,
        callee: FuncId,
        kind: CallKind,
    ) -> Result<Call> {
        let params = &self.signatures[callee as usize].params;
        let args = params.iter().map(|param| match param.purpose {
            Purpose::Context(_) => Ok(self.signature.handed_on()),
            _ => self.pick(u, param.ty),
        });
        Ok(Call {
            callee,
            kind,
            args: args.collect::<Result<_>>()?,
            guarded: false,
        })
    }

    /// An operand for each of `types`.
    pub(super) fn pick_all(
        &self,
        u: &mut Unstructured<'_>,
        types: &[Type],
    ) -> Result<Vec<Operand>> {
        types.iter().map(|&ty| self.pick(u, ty)).collect()
    }

    /// What the function returns: accumulators where possible, otherwise anything.
    pub(super) fn pick_results(&mut self, u: &mut Unstructured<'_>) -> Result<Vec<Operand>> {
        let mut left = self.scope.accumulators;
        let mut results = Vec::new();
        for ty in self.signature.results.iter().map(|p| p.ty) {
            let bits = self.scope.accumulators[ty.as_int() as usize];
            results.push(match (left[ty as usize].take(), bits) {
                (Some(accumulator), _) => Operand::Value(accumulator),
                (None, Some(bits)) if ty.is_float() && self.has_room() && u.chance(1, 2)? => {
                    self.op(Op::FromBits(ty), vec![Operand::Value(bits)])
                }
                _ => self.pick(u, ty)?,
            });
        }
        Ok(results)
    }

    /// Stores the accumulators that `exit` does not pass on.
    pub(super) fn store_leftovers(&mut self, u: &mut Unstructured<'_>, exit: &Exit) -> Result<()> {
        for ty in Type::ALL {
            let Some(accumulator) = self.scope.accumulators[ty as usize] else {
                continue;
            };
            let value = Operand::Value(accumulator);
            if !exit.operands().contains(&value) {
                self.store(u, ty, value)?;
            }
        }
        Ok(())
    }

    /// Stores a value to data.
    pub(super) fn store(
        &mut self,
        u: &mut Unstructured<'_>,
        ty: Type,
        value: Operand,
    ) -> Result<()> {
        let (data, offset) = self.access(u, ty)?;
        let base = base(u)?;
        let access = Access::data(data, offset, ty).based(base);
        let store = Statement::Store { access, value };
        self.block().statements.push(store);
        Ok(())
    }

    /// Usually a value in scope, otherwise a constant.
    pub(super) fn pick(&self, u: &mut Unstructured<'_>, ty: Type) -> Result<Operand> {
        let values = self.scope.values.iter().filter(|v| v.1 == ty);
        let count = values.clone().count();
        if count == 0 || u.chance(1, 6)? {
            return Ok(Operand::Const(u.bits(ty)?));
        }
        let index = u.int_in_range(0..=count - 1)?;
        let (value, _) = values.rev().nth(index).expect("index is below the count");
        Ok(Operand::Value(*value))
    }

    pub(super) fn access(&self, u: &mut Unstructured<'_>, ty: Type) -> Result<(u8, u16)> {
        let data = u.choose_index(self.data.len()).unwrap_or(0);
        let last = self.data[data].bytes.len() - ty.bytes() as usize;
        Ok((data as u8, u.int_in_range(0..=last)? as u16))
    }

    pub(super) fn define(&mut self, ty: Type) -> ValueId {
        self.scope.values.push((self.next, ty));
        self.next += 1;
        self.next - 1
    }

    pub(super) fn block(&mut self) -> &mut Block {
        self.blocks.last_mut().expect("the entry block exists")
    }
}

/// Usually the symbol itself, sometimes with an offset; or a pointer in data.
pub(crate) fn base(u: &mut Unstructured<'_>) -> Result<Base> {
    let near = u.weighted(&[(10, Some(false)), (1, Some(true)), (2, None)])?;
    let Some(near) = near else {
        return Ok(Base::Pointer);
    };
    let displacement = if !u.chance(1, 4)? {
        0
    } else if u.chance(1, 3)? {
        u.arbitrary()?
    } else {
        i16::from(u.arbitrary::<i8>()?)
    };
    Ok(Base::Symbol { near, displacement })
}

/// Any operation on any types.
pub(crate) fn arithmetic(u: &mut Unstructured<'_>) -> Result<Op> {
    let from = u.pick(&Type::ALL)?;
    let to = u.pick(&Type::ALL)?;
    let signed = u.arbitrary()?;
    let mut op = match u.int_in_range(0..=8)? {
        0..=2 if from.has_float_arithmetic() => Op::Float(u.pick(&FloatOp::ALL)?, from),
        0..=2 => Op::Int(u.pick(&IntOp::ALL)?, from),
        3 => Op::Select(from),
        4 if from.is_float() => Op::ToBits(from),
        4 => Op::FromBits(from),
        5 if from.has_float_arithmetic() => Op::ToIntSat { signed, from, to },
        5 => Op::FromInt { signed, from, to },
        6 if from == Type::F32 => Op::Promote,
        6 if from == Type::F64 => Op::Demote,
        6 if from == Type::I128 && signed => Op::Split {
            high: u.arbitrary()?,
        },
        6 if to == Type::I128 && signed => Op::Concat,
        6 => Op::Reduce { from, to },
        7 => Op::IntUnary(u.pick(&IntUnary::ALL)?, from),
        _ => Op::Extend { signed, from, to },
    };
    op.legalise();
    Ok(op)
}
