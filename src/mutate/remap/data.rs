//! Data objects: removing one, and everything that names data by index.

use crate::case::{Address, Case, Statement};

/// Removes data object `index`. What accessed it accesses the first one, and addresses in it become addresses in that one; others follow.
pub(crate) fn remove_data(case: &mut Case, index: usize) {
    case.data.remove(index);
    let follow = |data: &mut u8| {
        let object = usize::from(*data);
        match object == index {
            true => *data = 0,
            false => *data -= u8::from(object > index),
        }
    };
    for address in case.data.iter_mut().flat_map(|d| &mut d.addresses) {
        if let Address::Data { data, .. } = address {
            follow(data);
        }
    }
    let blocks = case.functions.iter_mut().flat_map(|f| &mut f.blocks);
    for statement in blocks.flat_map(|b| &mut b.statements) {
        if let Statement::Load { data, .. } | Statement::Store { data, .. } = statement {
            follow(data);
        }
    }
}
