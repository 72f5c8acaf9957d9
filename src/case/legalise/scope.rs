//! What can be read at some point of a function.

use super::operands::fit_to_slot;
use crate::case::{Access, Operand, Slot, Type, ValueId};

/// The values that can be read at some point of a block, by type, in order of their numbers; and
/// what was stored to slots.
#[derive(Default)]
pub(super) struct Scope {
    by_type: [Vec<ValueId>; Type::ALL.len()],
    stored: Vec<Access>,
    /// The number of the next value.
    next: ValueId,
}

impl Scope {
    /// The scope at the start of a block whose immediate dominator is `dominator`. `earlier` are the
    /// scopes at the ends of all blocks before it.
    pub(super) fn below(earlier: &[Scope], dominator: Option<usize>) -> Scope {
        let inherited = dominator.map(|block| &earlier[block]);
        Scope {
            by_type: inherited.map_or_else(Default::default, |scope| scope.by_type.clone()),
            stored: inherited.map_or_else(Vec::new, |scope| scope.stored.clone()),
            next: earlier.last().map_or(0, |scope| scope.next),
        }
    }

    /// The next value has type `ty`.
    pub(super) fn define(&mut self, ty: Type) {
        self.by_type[ty as usize].push(self.next);
        self.next += 1;
    }

    /// A value was stored to a slot.
    pub(super) fn store(&mut self, access: Access) {
        self.stored.push(access);
    }

    /// Lets `operand` be a value in scope, or a constant, of type `ty`; leaves it alone if it is.
    pub(super) fn resolve(&self, operand: &mut Operand, ty: Type) {
        let values = &self.by_type[ty as usize];
        let named = match *operand {
            Operand::Const(bits) => {
                *operand = Operand::Const(bits & ty.mask());
                return;
            }
            Operand::Value(value) => value,
            // Nothing offers it here.
            Operand::Result(number) | Operand::Payload(number) => number.into(),
        };
        *operand = if values.is_empty() {
            Operand::Const(u128::from(named) & ty.mask())
        } else if values.binary_search(&named).is_ok() {
            Operand::Value(named)
        } else if named >= ValueId::MAX / 2 {
            // See [`Operand::recent`].
            let back = (ValueId::MAX - named) as usize % values.len();
            Operand::Value(values[values.len() - 1 - back])
        } else {
            Operand::Value(values[named as usize % values.len()])
        };
    }

    /// Lets a load from a slot read bytes that were stored: where it does so, wrapped, or else what
    /// some store defined. False if no store was large enough.
    pub(super) fn read_stored(&self, access: &mut Access, slots: &[Slot]) -> bool {
        let len = access.range().len();
        let large = self
            .stored
            .iter()
            .filter(|store| store.range().len() >= len);
        let large: Vec<&Access> = large.collect();
        let other = large.get(usize::from(access.offset) % large.len().max(1));
        if self.stored.is_empty() {
            return false;
        }
        let mut fitted = *access;
        fit_to_slot(&mut fitted, slots);
        let is_stored = |byte: usize| {
            let mut stores = self.stored.iter().filter(|s| s.index == fitted.index);
            stores.any(|store| store.range().contains(&byte))
        };
        if fitted.range().all(is_stored) {
            *access = fitted;
            return true;
        }
        if let Some(other) = other {
            (access.index, access.offset) = (other.index, other.offset);
        }
        other.is_some()
    }
}
