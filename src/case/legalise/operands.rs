//! Operands: each names a value that is in scope and of the right type, or is a constant of that type.

use super::fit;
use crate::case::data::pointer_to;
use crate::case::{
    Base, Branch, DataObject, Exit, Function, Operand, Param, Signature, Statement, Type, ValueId,
};

/// Resolves every operand of a function whose graph is legal.
pub(super) fn legalise(function: &mut Function, signatures: &[Signature], data: &[DataObject]) {
    let results: Vec<Type> = types(&function.signature.results);
    let params: Vec<Vec<Type>> = function.blocks.iter().map(|b| b.params.clone()).collect();
    let idoms = immediate_dominators(function);
    // What each block defines; a block's scope is that of its dominators and itself.
    let mut defined: Vec<Vec<(ValueId, Type)>> = Vec::with_capacity(function.blocks.len());
    let mut next: ValueId = 0;

    for (index, block) in function.blocks.iter_mut().enumerate() {
        let mut scope = Scope::new(next);
        let mut ancestor = idoms[index];
        let mut chain = Vec::new();
        while let Some(block) = ancestor {
            chain.push(block);
            ancestor = idoms[block];
        }
        for &block in chain.iter().rev() {
            for &(value, ty) in &defined[block] {
                scope.push(value, ty);
            }
        }
        for &ty in &params[index] {
            scope.define(ty);
        }
        for statement in &mut block.statements {
            resolve_statement(statement, &mut scope, signatures, data);
        }
        resolve_exit(&mut block.exit, &scope, &results, &params, signatures);
        next = scope.next;
        defined.push(scope.defined);
    }
}

fn types(params: &[Param]) -> Vec<Type> {
    params.iter().map(|p| p.ty).collect()
}

fn resolve_statement(
    statement: &mut Statement,
    scope: &mut Scope,
    signatures: &[Signature],
    data: &[DataObject],
) {
    match statement {
        Statement::Op { op, args } => {
            op.legalise();
            let operands = op.operands();
            fit(args, operands.len());
            scope.resolve_all(args, operands.iter().copied());
            scope.define(op.result());
        }
        Statement::Load {
            data: object,
            offset,
            base,
            ty,
        } => {
            fit_access(object, offset, base, *ty, data);
            scope.define(*ty);
        }
        Statement::Store {
            data: object,
            offset,
            base,
            ty,
            value,
        } => {
            fit_access(object, offset, base, *ty, data);
            scope.resolve(value, *ty);
        }
        Statement::Call(call) => {
            let signature = &signatures[call.callee as usize];
            call.fit(signature.params.len());
            scope.resolve_all(&mut call.args, signature.params.iter().map(|p| p.ty));
            for result in &signature.results {
                scope.define(result.ty);
            }
        }
    }
}

fn resolve_exit(
    exit: &mut Exit,
    scope: &Scope,
    results: &[Type],
    params: &[Vec<Type>],
    signatures: &[Signature],
) {
    let branch = |branch: &mut Branch| {
        let wanted = &params[branch.target as usize];
        fit(&mut branch.args, wanted.len());
        scope.resolve_all(&mut branch.args, wanted.iter().copied());
    };
    match exit {
        Exit::Jump(target) => branch(target),
        Exit::If {
            condition,
            branches,
        } => {
            scope.resolve(condition, Type::I8);
            branches.iter_mut().for_each(branch);
        }
        Exit::Return(values) => {
            fit(values, results.len());
            scope.resolve_all(values, results.iter().copied());
        }
        Exit::TailCall(call) => {
            let signature = &signatures[call.callee as usize];
            call.fit(signature.params.len());
            scope.resolve_all(&mut call.args, signature.params.iter().map(|p| p.ty));
        }
    }
}

/// Wraps the object's index, and the offset so that the whole access lies inside; the base is an address that exists.
fn fit_access(object: &mut u8, offset: &mut u16, base: &mut Base, ty: Type, data: &[DataObject]) {
    *object %= data.len() as u8;
    if *base == Base::Pointer && pointer_to(data, *object).is_none() {
        *base = Base::default();
    }
    let room = data[*object as usize].bytes.len() - ty.bytes() as usize + 1;
    *offset %= room as u16;
}

/// The immediate dominator of each block but the entry (Cooper, Harvey and Kennedy, "A Simple, Fast Dominance Algorithm"; one
/// pass suffices, because block order is topological).
fn immediate_dominators(function: &Function) -> Vec<Option<usize>> {
    let mut idoms: Vec<Option<usize>> = vec![None; function.blocks.len()];
    for (index, block) in function.blocks.iter().enumerate() {
        for branch in block.branches() {
            let target = branch.target as usize;
            idoms[target] = Some(match idoms[target] {
                None => index,
                Some(other) => common_dominator(&idoms, other, index),
            });
        }
    }
    idoms
}

fn common_dominator(idoms: &[Option<usize>], mut a: usize, mut b: usize) -> usize {
    while a != b {
        let deeper = if a > b { &mut a } else { &mut b };
        *deeper = idoms[*deeper].expect("only the entry, block 0, has no dominator");
    }
    a
}

/// The values that can be read at some point of a block, by type, in order of their numbers.
struct Scope {
    by_type: [Vec<ValueId>; Type::ALL.len()],
    defined: Vec<(ValueId, Type)>,
    next: ValueId,
}

impl Scope {
    fn new(next: ValueId) -> Self {
        Scope {
            by_type: Default::default(),
            defined: Vec::new(),
            next,
        }
    }

    fn push(&mut self, value: ValueId, ty: Type) {
        self.by_type[ty as usize].push(value);
    }

    fn define(&mut self, ty: Type) {
        self.push(self.next, ty);
        self.defined.push((self.next, ty));
        self.next += 1;
    }

    fn resolve(&self, operand: &mut Operand, ty: Type) {
        let values = &self.by_type[ty as usize];
        *operand = match *operand {
            Operand::Const(bits) => Operand::Const(bits & ty.mask()),
            Operand::Value(value) if values.binary_search(&value).is_ok() => return,
            Operand::Value(value) if values.is_empty() => {
                Operand::Const(u128::from(value) & ty.mask())
            }
            Operand::Value(value) if value >= u32::MAX / 2 => {
                let back = (u32::MAX - value) as usize % values.len();
                Operand::Value(values[values.len() - 1 - back])
            }
            Operand::Value(value) => Operand::Value(values[value as usize % values.len()]),
        };
    }

    fn resolve_all(&self, operands: &mut [Operand], types: impl Iterator<Item = Type>) {
        for (operand, ty) in operands.iter_mut().zip(types) {
            self.resolve(operand, ty);
        }
    }
}
