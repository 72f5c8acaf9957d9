//! What is readable at a point of a function.

use crate::case::{Access, Operand, Slot, Type, ValueId};

/// The values that are readable at a point of a block, by type and in order of their numbers; and
/// the stores to slots that dominate this point.
#[derive(Default)]
pub(super) struct Scope {
    by_type: [Vec<ValueId>; Type::ALL.len()],
    stored: Vec<Access>,
    /// The number of the next value.
    next: ValueId,
}

impl Scope {
    /// The scope at the start of a block with the immediate dominator `dominator`. `earlier` are
    /// the scopes at the ends of all earlier blocks.
    pub(super) fn below(earlier: &[Scope], dominator: Option<usize>) -> Scope {
        let inherited = dominator.map(|block| &earlier[block]);
        Scope {
            by_type: inherited.map_or_else(Default::default, |scope| scope.by_type.clone()),
            stored: inherited.map_or_else(Vec::new, |scope| scope.stored.clone()),
            next: earlier.last().map_or(0, |scope| scope.next),
        }
    }

    /// Defines the next value, of type `ty`.
    pub(super) fn define(&mut self, ty: Type) {
        self.by_type[ty as usize].push(self.next);
        self.next += 1;
    }

    /// Records a store to a slot.
    pub(super) fn store(&mut self, access: Access) {
        self.stored.push(access);
    }

    /// Makes `operand` a value in scope or a constant, of type `ty`. A legal operand does not
    /// change.
    pub(super) fn resolve(&self, operand: &mut Operand, ty: Type) {
        let values = &self.by_type[ty as usize];
        let named = match *operand {
            Operand::Const(bits) => {
                *operand = Operand::Const(bits & ty.mask());
                return;
            }
            Operand::Value(value) => value,
            // Not offered here, so the number stands for a value.
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

    /// Makes a load from a slot read bytes that were stored: where it reads now, wrapped to the
    /// slot, or else where some large enough store wrote. False if neither is possible.
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

/// Wraps the slot's index, and the offset so that the whole access lies inside the slot.
pub(super) fn fit_to_slot(access: &mut Access, slots: &[Slot]) {
    access.index %= slots.len() as u8;
    let size = slots[usize::from(access.index)].size;
    access.offset %= size - access.range().len() as u16 + 1;
}
