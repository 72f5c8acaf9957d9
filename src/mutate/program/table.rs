//! Changes addresses in data.

use crate::case::{Address, CallKind, Case, FuncId, limits};
use crate::generate;
use crate::mutate::{Mutator, draw, remap};
use rand::RngExt;
use rand::rngs::StdRng;

/// Adds, replaces or removes an address in a data object. Half of the time it adds the address of a
/// callee and makes a call go through it.
///
/// Legalisation makes calls whose callee is no longer in any table take its address instead.
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

/// Puts `address` at `at`: inserts it if there is room, otherwise replaces an entry. Returns
/// whether the table changed.
fn put(table: &mut Vec<Address>, at: usize, address: Address) -> bool {
    if table.len() < limits::MAX_ADDRESSES {
        table.insert(at, address);
        return true;
    }
    let at = at.min(table.len() - 1);
    std::mem::replace(&mut table[at], address) != address
}

/// Makes a call go through a table. Adds the callee's address if no table has it.
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
