//! Data objects: removing one, and everything that names data by index.

use crate::case::{Case, Statement};

/// Removes data object `index`. What accessed it accesses the first one, others follow.
pub(crate) fn remove_data(case: &mut Case, index: usize) {
    case.data.remove(index);
    let blocks = case.functions.iter_mut().flat_map(|f| &mut f.blocks);
    for statement in blocks.flat_map(|b| &mut b.statements) {
        if let Statement::Load { data, .. } | Statement::Store { data, .. } = statement {
            let object = usize::from(*data);
            match object == index {
                true => *data = 0,
                false => *data -= u8::from(object > index),
            }
        }
    }
}
