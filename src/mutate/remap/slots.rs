//! Stack slots: removing one, and renaming whatever names slots by index.

use super::data::follow;
use crate::case::Case;

/// The function and index of every slot, in order.
pub(crate) fn slots(case: &Case) -> Vec<(usize, usize)> {
    let functions = case.functions.iter().enumerate();
    let slots = functions.flat_map(|(f, function)| (0..function.slots.len()).map(move |s| (f, s)));
    slots.collect()
}

/// Removes slot `index` of `function`. Its accesses go to the first slot, or to data if there is
/// none; later slots are renumbered.
pub(crate) fn remove_slot(case: &mut Case, function: usize, index: usize) {
    let function = &mut case.functions[function];
    function.slots.remove(index);
    for access in function.accesses_mut().filter(|access| access.is_slot()) {
        access.index = follow(access.index, index);
    }
}
