//! Stack slots: removing one, and everything that names slots by index.

use crate::case::{Case, Statement};

/// Function and index of every slot, in order.
pub(crate) fn slots(case: &Case) -> Vec<(usize, usize)> {
    let functions = case.functions.iter().enumerate();
    let slots = functions.flat_map(|(f, function)| (0..function.slots.len()).map(move |s| (f, s)));
    slots.collect()
}

/// Removes slot `index` of `function`. What accessed it accesses the first one, and data if there is none; others follow.
pub(crate) fn remove_slot(case: &mut Case, function: usize, index: usize) {
    let function = &mut case.functions[function];
    function.slots.remove(index);
    for statement in function.blocks.iter_mut().flat_map(|b| &mut b.statements) {
        if let Statement::SlotLoad { slot, .. } | Statement::SlotStore { slot, .. } = statement {
            let named = usize::from(*slot);
            match named == index {
                true => *slot = 0,
                false => *slot -= u8::from(named > index),
            }
        }
    }
}
