//! Loads and stores: which bytes they access, and through which address.

use crate::case::Type;
use serde::{Deserialize, Serialize};

/// A load or store: what it accesses, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Access {
    /// The kind of memory.
    pub memory: MemoryKind,
    /// Index in [`crate::case::Case::data`] or in [`crate::case::Function::slots`].
    pub index: u8,
    /// Offset in bytes. The whole access lies inside the object or slot.
    pub offset: u16,
    /// The type of the loaded or stored value.
    pub ty: Type,
}

/// What a load or store accesses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum MemoryKind {
    /// A data object. The base does not change which byte is accessed.
    Data(Base),
    /// A stack slot of this activation. A load may read only bytes that dominating statements
    /// stored.
    Slot,
}

/// The address that an access to data starts from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Base {
    /// The object's symbol plus `displacement` bytes. The instruction's own offset makes up the
    /// difference.
    Symbol {
        /// Whether the object is named as colocated.
        near: bool,
        /// The symbol's own offset in bytes. It may point outside the object.
        displacement: i16,
    },
    /// The first address in data that refers to the object ([`crate::case::Case::pointer_to`]).
    Pointer,
}

impl Default for Base {
    /// The symbol itself, not colocated.
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

    /// Whether the object is named as colocated, with a symbol offset.
    pub fn is_near_and_displaced(self) -> bool {
        self.is_near() && self != Base::NEAR
    }
}

impl Access {
    /// An access to data object `index` through its symbol.
    pub fn data(index: u8, offset: u16, ty: Type) -> Access {
        Access {
            memory: MemoryKind::Data(Base::default()),
            index,
            offset,
            ty,
        }
    }

    /// An access to stack slot `index`.
    pub fn slot(index: u8, offset: u16, ty: Type) -> Access {
        Access {
            memory: MemoryKind::Slot,
            index,
            offset,
            ty,
        }
    }

    /// The same access with another base; an access to a slot does not change.
    pub fn based(mut self, base: Base) -> Access {
        if let MemoryKind::Data(own) = &mut self.memory {
            *own = base;
        }
        self
    }

    /// Whether it accesses a stack slot.
    pub fn is_slot(&self) -> bool {
        self.memory == MemoryKind::Slot
    }

    /// The base of an access to data.
    pub fn base(&self) -> Option<Base> {
        match self.memory {
            MemoryKind::Data(base) => Some(base),
            MemoryKind::Slot => None,
        }
    }

    /// As [`Access::base`], but mutable.
    pub fn base_mut(&mut self) -> Option<&mut Base> {
        match &mut self.memory {
            MemoryKind::Data(base) => Some(base),
            MemoryKind::Slot => None,
        }
    }

    /// The bytes that it accesses, as offsets in the object or slot.
    pub fn range(&self) -> std::ops::Range<usize> {
        let start = usize::from(self.offset);
        start..start + self.ty.bytes() as usize
    }
}
