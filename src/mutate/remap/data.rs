//! Data objects: removing one, and renaming whatever names data by index.

use crate::case::{Address, Case, Function};

/// Removes data object `index`. Accesses to it, and addresses of it in data, move to the first
/// object; later objects are renumbered.
pub(crate) fn remove_data(case: &mut Case, index: usize) {
    case.data.remove(index);
    for address in case.data.iter_mut().flat_map(|d| &mut d.addresses) {
        if let Address::Data { data, .. } = address {
            *data = follow(*data, index);
        }
    }
    rename_data(&mut case.functions, |data| follow(data, index));
}

/// Renames the data objects that `functions` access.
pub(crate) fn rename_data(functions: &mut [Function], to: impl Fn(u8) -> u8) {
    for access in functions.iter_mut().flat_map(Function::accesses_mut) {
        if !access.is_slot() {
            access.index = to(access.index);
        }
    }
}

/// The new index of `named` after number `removed` has gone.
pub(super) fn follow(named: u8, removed: usize) -> u8 {
    if usize::from(named) == removed {
        0
    } else {
        named - u8::from(usize::from(named) > removed)
    }
}
