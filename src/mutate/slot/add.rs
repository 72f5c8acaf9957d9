//! Adds a stack slot.

use crate::case::{Access, Case, Operand, Statement, Type, limits};
use crate::generate;
use crate::mutate::remap::{Point, value_at};
use crate::mutate::{Mutator, draw, remap};
use rand::RngExt;
use rand::rngs::StdRng;

/// Adds a slot to a function. A value is stored to it at some place and loaded at the end of the
/// block; from there it goes to data, because otherwise no oracle would see it.
///
/// Legalisation resolves the value, wraps the accesses, and shrinks the slot if it does not fit on
/// the stack.
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
        let full = function.statement_count() + 3 > limits::MAX_STATEMENTS;
        if full || slot >= limits::MAX_SLOTS {
            return false;
        }
        let slot = slot as u8;
        let new = draw::generated(rng, 16, generate::slot);
        function.slots.push(new);
        let ty = Type::ALL[rng.random_range(0..Type::ALL.len())];
        let last = new.size - ty.bytes() as u16;
        let offset = rng.random_range(0..=last);
        let access = Access::slot(slot, offset, ty);
        let store = Statement::Store {
            access,
            value: draw::operand(rng, ty),
        };
        remap::insert_statement(case, place, store);
        let block = &case.functions[place.function].blocks[place.block];
        let mut end = Point {
            statement: block.statements.len(),
            ..place
        };
        let loaded = Operand::Value(value_at(case, end));
        remap::insert_statement(case, end, Statement::Load(access));
        end.statement += 1;
        let seen = Statement::Store {
            access: Access::data(rng.random(), rng.random(), ty),
            value: loaded,
        };
        remap::insert_statement(case, end, seen);
        true
    }
}
