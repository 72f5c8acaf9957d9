//! The audit of data as it was linked.
//!
//! *Proves.* Each address in a data object is, in the final bytes, the address of its symbol plus
//! the addend. Every other byte of the object is as it was handed to the linker.
//!
//! *Cannot see.* An object that lies elsewhere than code believes. The relocations of the code show
//! that.
//!
//! *Source.* RISC-V ELF psABI, "Relocations": `R_RISCV_64` is S + A.

use super::key::{Key, RelocKey};
use super::{Class, Finding, Locus};
use crate::case::Address;
use crate::link::Image;

/// Audits every data object of `image`. Gives the number of addresses checked, and the first
/// violation.
pub(super) fn audit(image: &Image<'_>) -> (u64, Option<Finding>) {
    let mut checked = 0;
    for index in 0..image.objects.len() {
        checked += image.objects[index].addresses.len() as u64;
        if let Some(finding) = check(image, index) {
            return (checked, Some(finding));
        }
    }
    (checked, None)
}

fn check(image: &Image<'_>, index: usize) -> Option<Finding> {
    let object = &image.objects[index];
    let linked = image.bytes(image.data(index));
    let mut expected = object.initial();
    for (n, &address) in object.addresses.iter().enumerate() {
        let offset = usize::from(object.address_offset(n));
        let wanted = image
            .map
            .resolve_address(address)
            .expect("an image has every function and data object");
        let found = u64::from_le_bytes(linked.get(offset..offset + 8)?.try_into().ok()?);
        if found != wanted {
            let what = match address {
                Address::Function(function) => format!("%f{function}"),
                Address::Data { data, addend } => format!("%data{data}{addend:+}"),
            };
            let summary = format!(
                "the address of {what} in %data{index} at {offset} is {found:#x}, \
                 expected {wanted:#x}"
            );
            return Some(finding(
                image,
                index,
                offset,
                RelocKey::WrongAddressInData,
                summary,
            ));
        }
        expected[offset..offset + 8].copy_from_slice(&linked[offset..offset + 8]);
    }
    let offset = (0..expected.len()).find(|&n| linked.get(n) != Some(&expected[n]))?;
    let summary = format!(
        "byte {:02x?} of %data{index} at {offset}, which no relocation is for, was {:#04x}",
        linked.get(offset),
        expected[offset]
    );
    Some(finding(
        image,
        index,
        offset,
        RelocKey::ClobberedData,
        summary,
    ))
}

fn finding(
    image: &Image<'_>,
    index: usize,
    offset: usize,
    key: RelocKey,
    summary: String,
) -> Finding {
    Finding {
        key: Key::Reloc(key),
        class: Class::WrongCode,
        summary,
        at: Locus {
            address: Some(image.data(index).start + offset as u64),
            ..Locus::default()
        },
    }
}
