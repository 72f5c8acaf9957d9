//! Operands: each names a value in scope of the right type, or is a constant of that type. Bytes
//! stored to a slot have a scope like values: what the store dominates.

use super::scope::{Scope, fit_to_slot};
use crate::case::body::graph::immediate_dominators;
use crate::case::data::pointer_to;
use crate::case::{
    Access, Base, DataObject, Exit, Function, MemoryKind, Operand, Signature, Slot, Statement, Type,
};

/// Resolves every operand of a function whose graph is legal.
pub(super) fn legalise(function: &mut Function, signatures: &[Signature], data: &[DataObject]) {
    let params: Vec<Vec<Type>> = function.blocks.iter().map(|b| b.params.clone()).collect();
    let idoms = immediate_dominators(&function.blocks);
    // A block inherits the scope of its dominator, which comes before it.
    let mut scopes: Vec<Scope> = Vec::with_capacity(function.blocks.len());
    for (index, block) in function.blocks.iter_mut().enumerate() {
        let mut scope = Scope::below(&scopes, idoms[index]);
        params[index].iter().for_each(|&ty| scope.define(ty));
        for statement in &mut block.statements {
            repair(statement, &scope, &function.slots, data);
            resolve_statement(statement, &mut scope, signatures);
        }
        let own = &function.signature;
        resolve_exit(&mut block.exit, &scope, own, &params, signatures);
        scopes.push(scope);
    }
}

/// Makes the operation exist, and the access refer to bytes that exist.
fn repair(statement: &mut Statement, scope: &Scope, slots: &[Slot], data: &[DataObject]) {
    statement.repair();
    let is_load = statement.stored().is_none();
    let Some(access) = statement.access_mut() else {
        return;
    };
    if access.is_slot() {
        // A load from a slot may read only bytes that were stored.
        let has_bytes = if is_load {
            scope.read_stored(access, slots)
        } else {
            !slots.is_empty()
        };
        if has_bytes {
            fit_to_slot(access, slots);
        } else {
            access.memory = MemoryKind::Data(Base::default());
        }
    }
    if !access.is_slot() {
        fit_to_data(access, data);
    }
}

fn resolve_statement(statement: &mut Statement, scope: &mut Scope, signatures: &[Signature]) {
    let reads = statement.reads(signatures);
    fit(statement.operand_list(), reads.len());
    for (operand, ty) in statement.operands_mut().iter_mut().zip(reads) {
        scope.resolve(operand, ty);
    }
    statement
        .defines(signatures)
        .for_each(|ty| scope.define(ty));
    if let Some(access) = statement.stored().filter(|access| access.is_slot()) {
        scope.store(*access);
    }
}

fn resolve_exit(
    exit: &mut Exit,
    scope: &Scope,
    own: &Signature,
    params: &[Vec<Type>],
    signatures: &[Signature],
) {
    let reads = exit.reads(own, signatures);
    fit(exit.operand_list(), reads.len());
    for (operand, ty) in exit.parts_mut().0.iter_mut().zip(reads) {
        scope.resolve(operand, ty);
    }
    for number in 0..exit.branches().len() {
        let (results, payloads) = {
            let offer = exit.offer(number);
            (offer.results.collect(), offer.payloads.collect())
        };
        let offered: [Vec<Type>; 2] = [results, payloads];
        let branch = &mut exit.branches_mut()[number];
        let wanted = &params[usize::from(branch.target)];
        fit(Some(&mut branch.args), wanted.len());
        for (operand, &ty) in branch.args.iter_mut().zip(wanted) {
            let is_offered = match *operand {
                Operand::Result(n) => offered[0].get(usize::from(n)) == Some(&ty),
                Operand::Payload(n) => offered[1].get(usize::from(n)) == Some(&ty),
                Operand::Value(_) | Operand::Const(_) => false,
            };
            if !is_offered {
                scope.resolve(operand, ty);
            }
        }
    }
}

/// Makes `operands` exactly `len` long. Missing ones become recent values.
fn fit(operands: Option<&mut Vec<Operand>>, len: usize) {
    if let Some(operands) = operands {
        operands.truncate(len);
        operands.extend((operands.len()..len).map(|i| Operand::recent(i as u32)));
    }
}

/// Wraps the object's index, and the offset so that the whole access lies inside the object. A
/// pointer that no data holds becomes a symbol.
fn fit_to_data(access: &mut Access, data: &[DataObject]) {
    access.index %= data.len() as u8;
    let index = access.index;
    if let Some(base) = access.base_mut()
        && *base == Base::Pointer
        && pointer_to(data, index).is_none()
    {
        *base = Base::default();
    }
    let room = data[usize::from(index)].bytes.len() - access.range().len() + 1;
    access.offset %= room as u16;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::{Block, Branch};

    fn load(slot: u8, offset: u16, ty: Type) -> Statement {
        Statement::Load(Access::slot(slot, offset, ty))
    }

    fn store(slot: u8, offset: u16, ty: Type) -> Statement {
        Statement::Store {
            access: Access::slot(slot, offset, ty),
            value: Operand::Const(1),
        }
    }

    /// The legal form of one block with these statements, in a function with `slots` slots of 16
    /// bytes.
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
        let data = Statement::Load(Access::data(0, 3, Type::I64));
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

    #[test]
    fn what_no_exit_offers_becomes_a_value_in_scope_or_a_constant() {
        let jump = |operand: Operand| Block {
            params: Vec::new(),
            statements: Vec::new(),
            exit: Exit::Jump(Branch {
                target: 1,
                args: vec![operand, operand],
            }),
        };
        let target = Block {
            params: vec![Type::I64, Type::F32],
            statements: Vec::new(),
            exit: Exit::Return(Vec::new()),
        };
        for operand in [Operand::Result(3), Operand::Payload(3)] {
            let mut entry = jump(operand);
            entry.params = vec![Type::I64];
            let mut function = Function {
                blocks: vec![entry, target.clone()],
                ..Function::empty()
            };
            legalise(&mut function, &[], &[]);
            let args = &function.blocks[0].branches()[0].args;
            assert_eq!(args[..], [Operand::Value(0), Operand::Const(3)]);
        }
    }
}
