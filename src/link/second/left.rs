//! What an execution leaves, in terms of the case.

use crate::case::{Address, DataObject};
use serde::{Deserialize, Serialize};

/// What an execution left.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    /// The results of each invocation: one bit pattern each. The address that a function with
    /// [`crate::case::Purpose::StructReturn`] returns is not one of them.
    pub results: Vec<Vec<u128>>,
    /// The final bytes of each data object, without the addresses after them; the fuel word last.
    pub memory: Vec<Vec<u8>>,
    /// The difference, in bytes, between each address in each data object and its initial value.
    pub moved: Vec<Vec<u64>>,
}

impl Left {
    /// Adds the final contents of `object`, whose addresses `address` resolves.
    pub(super) fn push_object(
        &mut self,
        object: &DataObject,
        contents: &[u8],
        address: impl Fn(Address) -> u64,
    ) {
        self.memory.push(contents[..object.bytes.len()].to_vec());
        let addresses = object.addresses.iter().enumerate();
        let moved = addresses.map(|(n, &named)| {
            let at = usize::from(object.address_offset(n));
            let held = contents[at..at + 8].try_into().expect("eight bytes");
            u64::from_le_bytes(held).wrapping_sub(address(named))
        });
        self.moved.push(moved.collect());
    }
}
