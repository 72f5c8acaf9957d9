//! Loads and stores: which bytes, and by which address.

use crate::case::Type;
use serde::{Deserialize, Serialize};

/// Where a load or store goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Access {
    /// Which kind of memory.
    pub memory: Memory,
    /// Index in [`crate::case::Case::data`] or in [`crate::case::Function::slots`].
    pub index: u8,
    /// Offset in bytes; the whole access lies inside the object or slot.
    pub offset: u16,
    /// The type of the value that is loaded or stored.
    pub ty: Type,
}

/// What a load or store accesses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Memory {
    /// A data object. The byte that is accessed does not depend on the base.
    Data(Base),
    /// A stack slot of this activation. A load reads only bytes that were stored by statements that
    /// dominate it.
    Slot,
}

/// The address from which an access to data counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Base {
    /// The object's symbol plus `displacement` bytes; the instruction adds what is missing to the
    /// offset.
    Symbol {
        /// Whether the object is named as colocated.
        near: bool,
        /// The symbol's own offset in bytes, which may lead out of the object.
        displacement: i16,
    },
    /// The first address in data that belongs to the object ([`crate::case::Case::pointer_to`]).
    Pointer,
}

impl Default for Base {
    /// The symbol itself, which may be anywhere.
    fn default() -> Self {
        Base::Symbol {
            near: false,
            displacement: 0,
        }
    }
}

impl Base {
    /// The symbol itself, named as colocated.
    pub const NEAR: Base = Base::Symbol {
        near: true,
        displacement: 0,
    };

    /// Whether the object is named as colocated.
    pub fn is_near(self) -> bool {
        matches!(self, Base::Symbol { near: true, .. })
    }

    /// Whether the object is named as colocated, with an offset of the symbol.
    pub fn is_near_and_displaced(self) -> bool {
        self.is_near() && self != Base::NEAR
    }
}

impl Access {
    /// An access to data object `index`, by its symbol.
    pub fn data(index: u8, offset: u16, ty: Type) -> Access {
        Access {
            memory: Memory::Data(Base::default()),
            index,
            offset,
            ty,
        }
    }

    /// An access to stack slot `index`.
    pub fn slot(index: u8, offset: u16, ty: Type) -> Access {
        Access {
            memory: Memory::Slot,
            index,
            offset,
            ty,
        }
    }

    /// The same access, counted from `base` if it goes to data.
    pub fn based(mut self, base: Base) -> Access {
        if let Memory::Data(own) = &mut self.memory {
            *own = base;
        }
        self
    }

    /// Whether it goes to a stack slot.
    pub fn is_slot(&self) -> bool {
        self.memory == Memory::Slot
    }

    /// The base of an access to data.
    pub fn base(&self) -> Option<Base> {
        match self.memory {
            Memory::Data(base) => Some(base),
            Memory::Slot => None,
        }
    }

    /// The base of an access to data, for change.
    pub fn base_mut(&mut self) -> Option<&mut Base> {
        match &mut self.memory {
            Memory::Data(base) => Some(base),
            Memory::Slot => None,
        }
    }

    /// The bytes that it accesses, as offsets in the object or slot.
    pub fn range(&self) -> std::ops::Range<usize> {
        let start = usize::from(self.offset);
        start..start + self.ty.bytes() as usize
    }
}
