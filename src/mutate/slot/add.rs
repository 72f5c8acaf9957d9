//! One stack slot more.

use crate::case::{Base, Case, Operand, Statement, Type, limits};
use crate::generate;
use crate::mutate::remap::{Place, value_at};
use crate::mutate::{Mutator, draw, remap};
use rand::RngExt;
use rand::rngs::StdRng;

/// Adds a slot to a function, in which a value waits from some place to the end of its block; from there it goes to data, or else nobody would
/// see it.
///
/// Legalisation resolves the value, wraps the accesses, and makes the slot smaller if it does not fit on the stack.
#[derive(Debug)]
pub(crate) struct AddSlot;

impl Mutator for AddSlot {
    fn name(&self) -> &'static str {
        "add-slot"
    }

    fn mutate(&self, case: &mut Case, rng: &mut StdRng) -> bool {
        let place = draw::gap(rng, case);
        let function = &mut case.functions[place.function];
        let slot = function.slots.len();
        let statements = function.blocks.iter().map(|b| b.statements.len());
        let full = statements.sum::<usize>() + 3 > limits::MAX_STATEMENTS;
        if full || slot >= limits::MAX_SLOTS {
            return false;
        }
        let slot = slot as u8;
        let new = draw::generated(rng, 16, generate::slot);
        function.slots.push(new);
        let ty = Type::ALL[rng.random_range(0..Type::ALL.len())];
        let last = new.size - ty.bytes() as u16;
        let offset = rng.random_range(0..=last);
        let store = Statement::SlotStore {
            slot,
            offset,
            ty,
            value: draw::operand(rng, ty),
        };
        remap::insert_statement(case, place, store);
        let block = &case.functions[place.function].blocks[place.block];
        let mut end = Place {
            statement: block.statements.len(),
            ..place
        };
        let loaded = Operand::Value(value_at(case, end));
        remap::insert_statement(case, end, Statement::SlotLoad { slot, offset, ty });
        end.statement += 1;
        let seen = Statement::Store {
            data: rng.random(),
            offset: rng.random(),
            base: Base::default(),
            ty,
            value: loaded,
        };
        remap::insert_statement(case, end, seen);
        true
    }
}
