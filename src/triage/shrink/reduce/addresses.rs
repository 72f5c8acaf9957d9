//! Removes and simplifies addresses in data.

use super::Reducer;
use crate::case::{Address, Case};
use crate::triage::shrink::simpler::{Simpler, simplify};
use std::ops::Range;

/// Removes addresses from data objects, or moves them closer to their object's first byte.
///
/// Legalisation makes calls whose callee is no longer in any table take its address instead.
#[derive(Debug)]
pub(super) struct DropAddresses;

impl Reducer for DropAddresses {
    fn name(&self) -> &'static str {
        "drop-addresses"
    }

    fn sites(&self, case: &Case) -> usize {
        case.data.iter().map(|d| d.addresses.len()).sum()
    }

    fn ways(&self) -> usize {
        1 + i16::WAYS
    }

    fn reduce(&self, case: &mut Case, sites: Range<usize>, way: usize) {
        let Some(way) = way.checked_sub(1) else {
            let mut number = 0;
            for object in &mut case.data {
                object.addresses.retain(|_| {
                    number += 1;
                    !sites.contains(&(number - 1))
                });
            }
            return;
        };
        let addresses = case.data.iter_mut().flat_map(|d| &mut d.addresses);
        for address in addresses.skip(sites.start).take(sites.len()) {
            if let Address::Data { addend, .. } = address {
                simplify([addend], 0..1, way);
            }
        }
    }
}
