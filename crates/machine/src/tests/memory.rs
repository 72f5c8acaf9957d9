//! Regions, bounds, access rights and the low-water mark.

use crate::{AccessError, Memory, MemoryError, Region, Rights};

const STACK: u64 = 0x7000;
const STACK_END: u64 = STACK + 0x100;

fn region(start: u64, len: usize, access: Rights) -> Region {
    Region::owned(
        start,
        (0..len).map(|index| index as u8).collect::<Vec<_>>(),
        access,
    )
}

/// Code, constants, data directly after them, and a stack.
fn memory() -> Memory {
    let regions = [
        region(STACK, 0x100, Rights::Stack),
        region(0x1000, 64, Rights::Code),
        region(0x2000, 16, Rights::ReadOnly),
        region(0x2010, 32, Rights::ReadWrite),
    ];
    Memory::with_regions(regions).expect("disjoint regions")
}

#[test]
fn only_bytes_in_regions_exist() {
    let memory = memory();
    assert_eq!(memory.read_u8(0x1000), Ok(0));
    assert_eq!(memory.read_u8(0x103f), Ok(63));
    for addr in [
        0,
        0xfff,
        0x1040,
        0x1fff,
        0x2030,
        STACK - 1,
        STACK_END,
        u64::MAX,
    ] {
        assert_eq!(
            memory.read_u8(addr),
            Err(AccessError::Unmapped { addr, len: 1 })
        );
        assert!(memory.region(addr).is_none());
    }
    let misaligned = u64::from_le_bytes([3, 4, 5, 6, 7, 8, 9, 10]);
    assert_eq!(memory.read_u64(0x1003), Ok(misaligned));
}

#[test]
fn an_access_across_the_end_of_a_region_faults_even_into_a_neighbour() {
    let mut memory = memory();
    assert_eq!(
        memory.read_u64(0x103c),
        Err(AccessError::Unmapped {
            addr: 0x103c,
            len: 8
        })
    );
    assert_eq!(
        memory.read_u32(0x200e),
        Err(AccessError::Unmapped {
            addr: 0x200e,
            len: 4
        })
    );
    assert_eq!(
        memory.write_u16(0x200f, 1),
        Err(AccessError::Unmapped {
            addr: 0x200f,
            len: 2
        })
    );
    assert_eq!(
        memory.write_u64(u64::MAX - 3, 1),
        Err(AccessError::Unmapped {
            addr: u64::MAX - 3,
            len: 8
        })
    );
    assert_eq!(memory.slice(0x2000, 17), None);
    assert_eq!(memory.slice(0x2000, u64::MAX), None);
    assert_eq!(memory.slice(0x2000, 16).map(<[u8]>::len), Some(16));
}

#[test]
fn rights_are_those_of_the_region() {
    let mut memory = memory();
    for addr in [0x1000, 0x2000] {
        assert_eq!(
            memory.write_u32(addr, 1),
            Err(AccessError::NotWritable { addr, len: 4 })
        );
        assert_eq!(
            memory.write(addr, &[1]),
            Err(AccessError::NotWritable { addr, len: 1 })
        );
        assert!(memory.slice_mut(addr, 1).is_none());
        assert_eq!(memory.read_u8(addr), Ok(0));
    }
    for addr in [0x2010, STACK] {
        assert_eq!(memory.write_u64(addr, 0x0102_0304_0506_0708), Ok(()));
        assert_eq!(memory.read_u16(addr), Ok(0x0708));
        assert_eq!(memory.read_u8(addr + 7), Ok(1));
    }
}

#[test]
fn bulk_accesses_are_all_or_nothing() {
    let mut memory = memory();
    let mut bytes = [0xaa; 4];
    assert!(memory.read(0x202e, &mut bytes).is_err());
    assert_eq!(bytes, [0xaa; 4]);
    assert!(memory.write(0x202e, &[1; 4]).is_err());
    assert_eq!(memory.read_u16(0x202e), Ok(0x1f1e));
    assert_eq!(memory.write(0x202c, &[9; 4]), Ok(()));
    assert_eq!(memory.read(0x202c, &mut bytes), Ok(()));
    assert_eq!(bytes, [9; 4]);
}

#[test]
fn low_water_is_the_lowest_stack_address_written() {
    let mut memory = memory();
    assert_eq!(memory.low_water(), STACK_END);
    assert_eq!(memory.write_u32(STACK + 0x80, 1), Ok(()));
    assert_eq!(memory.write_u64(STACK + 0xc0, 1), Ok(()));
    assert_eq!(memory.low_water(), STACK + 0x80);
    // Reads, other regions and failed stores do not move the low-water mark.
    assert_eq!(memory.read_u8(STACK), Ok(0));
    assert_eq!(memory.write_u8(0x2010, 1), Ok(()));
    assert!(memory.write_u64(STACK - 4, 1).is_err());
    assert_eq!(memory.low_water(), STACK + 0x80);
    assert_eq!(memory.write(STACK + 0x40, &[1, 2, 3]), Ok(()));
    assert_eq!(memory.low_water(), STACK + 0x40);
    assert_eq!(memory.take_written_below(STACK_END).len(), 0xc0);
    assert_eq!(memory.low_water(), STACK_END);
    assert!(memory.slice_mut(STACK, 8).is_some());
    assert_eq!(memory.low_water(), STACK_END);
}

#[test]
fn what_was_written_below_an_address_is_taken_once() {
    let mut memory = memory();
    assert_eq!(memory.write_u32(STACK + 0x44, 7), Ok(()));
    assert!(memory.take_written_below(STACK + 0x44).is_empty());
    let taken = memory.take_written_below(STACK + 0x60);
    assert_eq!((taken.len(), taken[4]), (0x20, 7));
    taken.fill(1);
    assert_eq!(memory.low_water(), STACK + 0x60);
    assert_eq!(memory.read_u8(STACK + 0x40), Ok(1));
    assert!(memory.take_written_below(STACK + 0x60).is_empty());
    assert_eq!(memory.take_written_below(u64::MAX).len(), 0xa0);
    assert!(memory.take_written_below(u64::MAX).is_empty());
    assert!(Memory::new().take_written_below(u64::MAX).is_empty());
}

#[test]
fn regions_that_are_no_memory_are_refused() {
    let load = |regions: [(u64, usize, Rights); 2]| {
        Memory::with_regions(regions.map(|(start, len, access)| region(start, len, access))).err()
    };
    let data = Rights::ReadWrite;
    let overlap = MemoryError::Overlap {
        first_start: 0x10,
        first_len: 9,
        second_start: 0x18,
        second_len: 1,
    };
    assert_eq!(load([(0x18, 1, data), (0x10, 9, data)]), Some(overlap));
    assert_eq!(load([(0x10, 8, data), (0x18, 8, data)]), None);
    let too_high = MemoryError::TooHigh {
        start: u64::MAX - 7,
        len: 8,
    };
    assert_eq!(
        load([(0, 8, data), (u64::MAX - 7, 8, data)]),
        Some(too_high)
    );
    assert_eq!(
        load([(1, 2, Rights::Code), (8, 8, data)]),
        Some(MemoryError::MisalignedCode { start: 1 })
    );
    let second = MemoryError::SecondStack { start: 0x20 };
    assert_eq!(
        load([(0x10, 8, Rights::Stack), (0x20, 8, Rights::Stack)]),
        Some(second)
    );
}

#[test]
fn empty_regions_vanish_and_many_are_found() {
    let mut regions: Vec<_> = (0..60)
        .map(|n| region(0x1000 * n + 0x10, 0x10, Rights::ReadWrite))
        .collect();
    regions.push(region(0x500, 0, Rights::Code));
    let memory = Memory::with_regions(regions).expect("disjoint regions");
    assert_eq!(memory.regions().len(), 60);
    for n in (0..60).rev().chain(0..60) {
        assert_eq!(memory.read_u8(0x1000 * n + 0x1f), Ok(15));
        assert!(memory.read_u8(0x1000 * n + 0x20).is_err());
        assert!(memory.read_u8(0x1000 * n + 0x0f).is_err());
    }
}

#[test]
fn a_raw_region_is_a_window_on_host_bytes() {
    let mut host = vec![0_u8; 16];
    // SAFETY: the vector outlives the memory and is not touched while the memory lives.
    let raw = unsafe { Region::from_raw(0x4000, 16, host.as_mut_ptr(), Rights::ReadWrite) };
    let mut memory = Memory::with_regions([raw]).expect("one region");
    assert_eq!(memory.write_u32(0x4004, 0x0403_0201), Ok(()));
    drop(memory);
    assert_eq!(host[4..8], [1, 2, 3, 4]);
}
