//! Data objects: bytes that bodies load and store, and addresses after them.

use super::{Case, FuncId};
use serde::{Deserialize, Serialize};

/// A writable data object, aligned to 8 bytes. The case gives its initial bytes; its final bytes
/// are compared with the model.
///
/// Addresses may follow the bytes, at the next multiple of 8. They are relocated, and bodies never
/// store to them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DataObject {
    /// The initial contents, at least 16 bytes.
    pub bytes: Vec<u8>,
    /// The addresses after the bytes, eight bytes each.
    #[serde(default)]
    pub addresses: Vec<Address>,
}

/// An address in a data object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Address {
    /// The entry of a function.
    Function(FuncId),
    /// A place in, before or after a data object.
    Data {
        /// Index in [`Case::data`].
        data: u8,
        /// Offset in bytes from the object's first byte.
        addend: i16,
    },
}

/// Where an address is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Holder {
    /// Index in [`Case::data`].
    pub data: u8,
    /// Offset in bytes of the eight bytes that hold it.
    pub offset: u16,
}

impl DataObject {
    /// Offset in bytes of address `index`.
    pub fn address_offset(&self, index: usize) -> u16 {
        (self.bytes.len().next_multiple_of(8) + 8 * index) as u16
    }

    /// The initial contents of the whole object: its bytes, and zeros in place of its addresses.
    pub fn initial(&self) -> Vec<u8> {
        let mut bytes = self.bytes.clone();
        if !self.addresses.is_empty() {
            bytes.resize(self.address_offset(self.addresses.len()).into(), 0);
        }
        bytes
    }
}

impl Case {
    /// Where a call through a table loads the address of `function`: its first occurrence in data,
    /// if there is one.
    pub fn table_entry(&self, function: FuncId) -> Option<Holder> {
        table_entry(&self.data, function)
    }

    /// Where an access through a pointer loads the address of data object `data`, or of a place
    /// around it; and that place's offset in bytes from the object's first byte.
    pub fn pointer_to(&self, data: u8) -> Option<(Holder, i16)> {
        pointer_to(&self.data, data)
    }
}

/// See [`Case::pointer_to`].
pub(super) fn pointer_to(data: &[DataObject], object: u8) -> Option<(Holder, i16)> {
    let names = |address| matches!(address, Address::Data { data, .. } if data == object);
    match find(data, names)? {
        (holder, Address::Data { addend, .. }) => Some((holder, addend)),
        (_, Address::Function(_)) => None,
    }
}

/// See [`Case::table_entry`].
pub(super) fn table_entry(data: &[DataObject], function: FuncId) -> Option<Holder> {
    find(data, |address| address == Address::Function(function)).map(|(holder, _)| holder)
}

/// The first address in data that is `wanted`, and where it is stored.
fn find(data: &[DataObject], wanted: impl Fn(Address) -> bool) -> Option<(Holder, Address)> {
    data.iter().enumerate().find_map(|(number, object)| {
        let index = object.addresses.iter().position(|&a| wanted(a))?;
        let holder = Holder {
            data: number as u8,
            offset: object.address_offset(index),
        };
        Some((holder, object.addresses[index]))
    })
}
