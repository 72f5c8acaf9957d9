//! Operands: each names a value that is in scope and of the right type, or is a constant of that type. What a slot holds is in scope as
//! values are: where a store dominates.

use super::fit;
use crate::case::data::pointer_to;
use crate::case::{
    Base, Branch, DataObject, Exit, Function, Op, Operand, Param, Signature, Slot, Statement, Type,
    ValueId,
};

/// Resolves every operand of a function whose graph is legal.
pub(super) fn legalise(function: &mut Function, signatures: &[Signature], data: &[DataObject]) {
    let results: Vec<Type> = types(&function.signature.results);
    let params: Vec<Vec<Type>> = function.blocks.iter().map(|b| b.params.clone()).collect();
    let idoms = immediate_dominators(function);
    // What each block defines; a block's scope is that of its dominators and itself.
    let mut defined: Vec<Vec<(ValueId, Type)>> = Vec::with_capacity(function.blocks.len());
    let mut stored: Vec<Vec<Stored>> = Vec::with_capacity(function.blocks.len());
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
            scope.stored.extend_from_slice(&stored[block]);
        }
        let inherited = scope.stored.len();
        for &ty in &params[index] {
            scope.define(ty);
        }
        for statement in &mut block.statements {
            let slots = &function.slots;
            redirect(statement, &scope, slots);
            resolve_statement(statement, &mut scope, signatures, data, slots);
        }
        resolve_exit(&mut block.exit, &scope, &results, &params, signatures);
        next = scope.next;
        stored.push(scope.stored.split_off(inherited));
        defined.push(scope.defined);
    }
}

fn types(params: &[Param]) -> Vec<Type> {
    params.iter().map(|p| p.ty).collect()
}

fn resolve_op(op: &mut Op, args: &mut Vec<Operand>, scope: &mut Scope) {
    op.legalise();
    let operands = op.operands();
    fit(args, operands.len());
    scope.resolve_all(args, operands.iter().copied());
    scope.define(op.result());
}

fn resolve_statement(
    statement: &mut Statement,
    scope: &mut Scope,
    signatures: &[Signature],
    data: &[DataObject],
    slots: &[Slot],
) {
    match statement {
        Statement::Op { op, args } => resolve_op(op, args, scope),
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
            let Signature {
                params, results, ..
            } = &signatures[call.callee as usize];
            call.fit(params.len());
            scope.resolve_all(&mut call.args, params.iter().map(|p| p.ty));
            results.iter().for_each(|result| scope.define(result.ty));
        }
        Statement::SlotLoad { ty, .. } => scope.define(*ty),
        Statement::SlotStore {
            slot,
            offset,
            ty,
            value,
        } => {
            fit_slot_access(slot, offset, *ty, slots);
            scope.resolve(value, *ty);
            scope.stored.push(Stored::new(*slot, *offset, *ty));
        }
    }
}

/// Lets a load from a slot read what was stored, if anything was that is large enough; else, and where there are no slots, data is accessed
/// instead.
fn redirect(statement: &mut Statement, scope: &Scope, slots: &[Slot]) {
    match *statement {
        Statement::SlotLoad { slot, offset, ty } => {
            *statement = match scope.readable(slot, offset, ty, slots) {
                Some((slot, offset)) => Statement::SlotLoad { slot, offset, ty },
                None => Statement::Load {
                    data: slot,
                    offset,
                    base: Base::default(),
                    ty,
                },
            };
        }
        Statement::SlotStore {
            slot,
            offset,
            ty,
            value,
        } if slots.is_empty() => {
            *statement = Statement::Store {
                data: slot,
                offset,
                base: Base::default(),
                ty,
                value,
            };
        }
        _ => {}
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

/// Wraps a slot's index, and the offset so that the whole access lies inside.
fn fit_slot_access(slot: &mut u8, offset: &mut u16, ty: Type, slots: &[Slot]) {
    *slot %= slots.len() as u8;
    *offset %= slots[*slot as usize].size - ty.bytes() as u16 + 1;
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

/// Bytes of a slot that a store has defined, up to `end`.
#[derive(Clone, Copy)]
struct Stored {
    slot: u8,
    offset: u16,
    end: u16,
}

impl Stored {
    /// The bytes of a value of type `ty`.
    fn new(slot: u8, offset: u16, ty: Type) -> Stored {
        Stored {
            slot,
            offset,
            end: offset + ty.bytes() as u16,
        }
    }
}

/// The values that can be read at some point of a block, by type, in order of their numbers; and what was stored to slots.
struct Scope {
    by_type: [Vec<ValueId>; Type::ALL.len()],
    stored: Vec<Stored>,
    defined: Vec<(ValueId, Type)>,
    next: ValueId,
}

impl Scope {
    fn new(next: ValueId) -> Self {
        Scope {
            by_type: Default::default(),
            stored: Vec::new(),
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

    /// The access itself, wrapped, if all its bytes were stored; else one to what some store defined.
    fn readable(
        &self,
        mut slot: u8,
        mut offset: u16,
        ty: Type,
        slots: &[Slot],
    ) -> Option<(u8, u16)> {
        let len = ty.bytes() as u16;
        let fits = |s: &&Stored| s.end - s.offset >= len;
        let large: Vec<&Stored> = self.stored.iter().filter(fits).collect();
        let other = large.get(usize::from(offset) % large.len().max(1));
        if self.stored.is_empty() {
            return None;
        }
        fit_slot_access(&mut slot, &mut offset, ty, slots);
        let is_stored = |byte: u16| {
            let mut stores = self.stored.iter().filter(|s| s.slot == slot);
            stores.any(|s| s.offset <= byte && byte < s.end)
        };
        if (offset..offset + len).all(is_stored) {
            return Some((slot, offset));
        }
        other.map(|store| (store.slot, store.offset))
    }

    fn resolve_all(&self, operands: &mut [Operand], types: impl Iterator<Item = Type>) {
        for (operand, ty) in operands.iter_mut().zip(types) {
            self.resolve(operand, ty);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::Block;

    fn load(slot: u8, offset: u16, ty: Type) -> Statement {
        Statement::SlotLoad { slot, offset, ty }
    }

    fn store(slot: u8, offset: u16, ty: Type) -> Statement {
        let value = Operand::Const(1);
        Statement::SlotStore {
            slot,
            offset,
            ty,
            value,
        }
    }

    /// What becomes of one block with these statements, in a function with `slots` slots of 16 bytes.
    fn legal<const N: usize>(slots: usize, statements: [Statement; N]) -> Vec<Statement> {
        let mut function = Function {
            slots: vec![Slot::SMALLEST; slots],
            blocks: vec![Block {
                params: Vec::new(),
                statements: statements.into(),
                exit: Exit::Return(Vec::new()),
            }],
            ..Function::empty()
        };
        let data = DataObject {
            bytes: vec![0; 16],
            ..DataObject::default()
        };
        legalise(&mut function, &[], &[data]);
        function.blocks.remove(0).statements
    }

    #[test]
    fn a_slot_is_loaded_from_where_it_was_stored_to() {
        let ok = [
            store(1, 0, Type::I32),
            store(1, 4, Type::F32),
            load(1, 0, Type::F64),
            load(1, 3, Type::I16),
        ];
        assert_eq!(legal(2, ok.clone()), ok);
        let other = [store(1, 4, Type::I64), load(0, 0, Type::I32)];
        assert_eq!(legal(2, other)[1], load(1, 4, Type::I32));
    }

    #[test]
    fn nothing_is_loaded_from_slots_without_a_store() {
        let data = Statement::Load {
            data: 0,
            offset: 3,
            base: Base::default(),
            ty: Type::I64,
        };
        let early = [load(0, 3, Type::I64), store(0, 0, Type::I64)];
        assert_eq!(legal(1, early)[0], data);
        let narrow = [store(0, 0, Type::I32), load(0, 3, Type::I64)];
        assert_eq!(legal(1, narrow)[1], data);
        let none = [store(0, 0, Type::I64), load(0, 3, Type::I64)];
        let [Statement::Store { .. }, load] = &legal(0, none)[..] else {
            panic!("an access to a slot that does not exist");
        };
        assert_eq!(*load, data);
    }
}
