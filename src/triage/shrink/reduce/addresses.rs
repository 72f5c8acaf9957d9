//! Fewer and simpler addresses in data.

use super::Reducer;
use crate::case::{Address, Case};
use crate::triage::shrink::simpler::{Simpler, simplify};
use std::ops::Range;

/// Takes addresses out of data objects, or brings them nearer to their object's first byte.
///
/// Legalisation lets calls whose callee is in no table any more take its address.
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
