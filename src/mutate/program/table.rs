//! Addresses in data.

use crate::case::{Address, CallKind, Case, FuncId, limits};
use crate::generate;
use crate::mutate::{Mutator, draw, remap};
use rand::RngExt;
use rand::rngs::StdRng;

/// Puts an address into a data object, replaces one, or takes one away; half of the time that of a function which a call reaches through it
/// from then on.
///
/// Legalisation lets calls whose callee is in no table any more take its address.
#[derive(Debug)]
pub(crate) struct ChangeTable;

impl Mutator for ChangeTable {
    fn name(&self) -> &'static str {
        "change-table"
    }

    fn mutate(&self, case: &mut Case, rng: &mut StdRng) -> bool {
        if draw::once_in(rng, 2) {
            return call_through(case, rng);
        }
        let (functions, objects) = (case.functions.len(), case.data.len());
        let object = rng.random_range(0..objects);
        let table = &mut case.data[object].addresses;
        let at = rng.random_range(0..=table.len());
        if at < table.len() && draw::once_in(rng, 3) {
            table.remove(at);
            return true;
        }
        let address = draw::generated(rng, 16, |u| generate::address(u, functions, objects));
        put(table, at, address)
    }
}

/// Puts `address` at `at`, before others if there is room, else in the place of another.
fn put(table: &mut Vec<Address>, at: usize, address: Address) -> bool {
    if table.len() < limits::MAX_ADDRESSES {
        table.insert(at, address);
        return true;
    }
    let at = at.min(table.len() - 1);
    std::mem::replace(&mut table[at], address) != address
}

/// Lets a call go through a table, which gets its callee's address if no table has it.
fn call_through(case: &mut Case, rng: &mut StdRng) -> bool {
    let Some(place) = draw::pick(rng, &remap::call_sites(case)) else {
        return false;
    };
    let Some(call) = remap::call_mut(case, place) else {
        return false;
    };
    call.kind = CallKind::Table;
    let callee: FuncId = call.callee;
    if case.table_entry(callee).is_some() {
        return true;
    }
    let object = rng.random_range(0..case.data.len());
    let table = &mut case.data[object].addresses;
    let at = rng.random_range(0..=table.len());
    put(table, at, Address::Function(callee))
}
