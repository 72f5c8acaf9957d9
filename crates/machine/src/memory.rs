//! Guest memory: a small sorted set of regions. No other bytes exist.
//!
//! **Idea.** An access is looked up first in the stack, then in the region hit last, then by binary
//! search; 10 to 60 regions are usual. Rights belong to regions, not to pages, so that a byte next
//! to a function or data object is out of bounds.
//!
//! **Invariants.** Regions are sorted by address and do not overlap. A region that is not writable
//! is never written through this type.
//!
//! **Limits.** An access that straddles two regions faults, even if they are adjacent and both
//! allow it. Nothing that a compiler emits needs such an access, and two objects that happen to be
//! neighbours are still two objects. Plain accesses may be misaligned, as the Linux user ABI
//! guarantees; atomics are checked where they execute. All addresses are guest addresses, and all
//! lengths are in bytes.

use std::cell::Cell;
use std::ops::Range;

use thiserror::Error;

use super::region::{MemoryError, Region, Rights};

/// Why an access failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum AccessError {
    /// At least one byte lies in no region, or the access straddles two.
    #[error("{len} bytes at {addr:#x} are not mapped")]
    Unmapped {
        /// First byte.
        addr: u64,
        /// Bytes.
        len: u64,
    },
    /// The region does not allow stores.
    #[error("{len} bytes at {addr:#x} are not writable")]
    NotWritable {
        /// First byte.
        addr: u64,
        /// Bytes.
        len: u64,
    },
}

/// Guest memory.
#[derive(Debug, Default)]
pub struct Memory {
    /// Sorted by start.
    regions: Vec<Region>,
    /// Index of the stack in `regions`, `NO_REGION` if there is none.
    stack: usize,
    /// Index of the region hit last outside the stack.
    last: Cell<usize>,
    /// See [`Memory::low_water`].
    low_water: u64,
}

/// An index past every region.
const NO_REGION: usize = usize::MAX;

impl Memory {
    /// A memory without regions.
    pub fn new() -> Self {
        Self::default()
    }

    /// A memory with these regions. Empty ones are dropped.
    ///
    /// # Errors
    ///
    /// [`MemoryError`] if the regions overlap, reach the end of the address space, start code at an
    /// odd address, or contain two stacks.
    pub fn with_regions(regions: impl IntoIterator<Item = Region>) -> Result<Self, MemoryError> {
        let mut memory = Self::new();
        memory.load(regions)?;
        Ok(memory)
    }

    /// Replaces all regions, reusing this memory's allocations, and resets the low-water mark. On
    /// an error, as for [`Memory::with_regions`], the memory is empty. Only the machine may do
    /// this, because its decode cache belongs to the regions.
    pub(super) fn load(
        &mut self,
        regions: impl IntoIterator<Item = Region>,
    ) -> Result<(), MemoryError> {
        self.regions.clear();
        self.regions
            .extend(regions.into_iter().filter(|region| !region.is_empty()));
        self.regions.sort_unstable_by_key(Region::start);
        self.last.set(0);
        let checked = check(&self.regions);
        if checked.is_err() {
            self.regions.clear();
        }
        let is_stack = |region: &Region| region.access() == Rights::Stack;
        self.stack = self.regions.iter().position(is_stack).unwrap_or(NO_REGION);
        self.low_water = self.stack().map_or(0, Region::end);
        checked
    }

    /// The regions, by address.
    pub fn regions(&self) -> &[Region] {
        &self.regions
    }

    /// The region that holds `addr`.
    pub fn region(&self, addr: u64) -> Option<&Region> {
        self.find(addr, 1).map(|(region, _)| region)
    }

    /// The addresses of the stack; empty if there is none.
    pub fn stack_range(&self) -> Range<u64> {
        self.stack()
            .map_or(0..0, |stack| stack.start()..stack.end())
    }

    /// The lowest address of the stack that was written, by the guest or through [`Memory::write`],
    /// and not taken by [`Memory::take_written_below`] since. At most the end of the stack; 0 if
    /// there is no stack.
    pub fn low_water(&self) -> u64 {
        self.low_water
    }

    /// The bytes of the stack between the low-water mark, rounded down to 8 bytes, and `addr`. They
    /// count as unwritten from then on: the mark rises to `addr`. Empty if nothing was written
    /// there.
    pub fn take_written_below(&mut self, addr: u64) -> &mut [u8] {
        let Some(stack) = self.regions.get(self.stack) else {
            return &mut [];
        };
        let end = addr.min(stack.end());
        let start = (self.low_water & !7).max(stack.start());
        if end <= self.low_water {
            return &mut [];
        }
        self.low_water = end;
        let written = self.slice_mut(start, end - start);
        written.expect("the low-water mark is in the stack, which is writable")
    }

    /// `len` bytes from `addr`, if all of them are in one region. Even an empty slice needs an
    /// address in a region.
    pub fn slice(&self, addr: u64, len: u64) -> Option<&[u8]> {
        let (region, offset) = self.find(addr, len)?;
        region.bytes().get(offset as usize..(offset + len) as usize)
    }

    /// `len` bytes from `addr`, mutably, if all of them are in one writable region. Does not move
    /// the low-water mark.
    pub fn slice_mut(&mut self, addr: u64, len: u64) -> Option<&mut [u8]> {
        let (region, offset) = self.find(addr, len)?;
        if !region.access().is_writable() {
            return None;
        }
        // SAFETY: `find` checked that the bytes lie in the region, whose host memory is initialised
        // and writable; the slice borrows the memory mutably, so that nothing else reaches the
        // bytes through it, and nothing else holds them by the contract of `Region::from_raw`.
        Some(unsafe { std::slice::from_raw_parts_mut(region.host(offset), len as usize) })
    }

    /// Copies guest bytes into `bytes`.
    ///
    /// # Errors
    ///
    /// [`AccessError::Unmapped`]; then `bytes` is unchanged.
    pub fn read(&self, addr: u64, bytes: &mut [u8]) -> Result<(), AccessError> {
        let len = bytes.len() as u64;
        let source = self
            .slice(addr, len)
            .ok_or(AccessError::Unmapped { addr, len })?;
        bytes.copy_from_slice(source);
        Ok(())
    }

    /// Copies `bytes` to the guest.
    ///
    /// # Errors
    ///
    /// [`AccessError`]; then nothing is written.
    pub fn write(&mut self, addr: u64, bytes: &[u8]) -> Result<(), AccessError> {
        let len = bytes.len() as u64;
        if self.slice_mut(addr, len).is_none() {
            return Err(self.refusal(addr, len));
        }
        let in_stack = self
            .stack()
            .is_some_and(|stack| stack.offset(addr, len).is_some());
        if in_stack && addr < self.low_water {
            self.low_water = addr;
        }
        if let Some(target) = self.slice_mut(addr, len) {
            target.copy_from_slice(bytes);
        }
        Ok(())
    }

    /// Reads a byte. Errors are as for [`Memory::read`].
    #[inline]
    pub fn read_u8(&self, addr: u64) -> Result<u8, AccessError> {
        self.load_bytes(addr).map(u8::from_le_bytes)
    }

    /// Reads 2 bytes, little-endian. Errors are as for [`Memory::read`].
    #[inline]
    pub fn read_u16(&self, addr: u64) -> Result<u16, AccessError> {
        self.load_bytes(addr).map(u16::from_le_bytes)
    }

    /// Reads 4 bytes, little-endian. Errors are as for [`Memory::read`].
    #[inline]
    pub fn read_u32(&self, addr: u64) -> Result<u32, AccessError> {
        self.load_bytes(addr).map(u32::from_le_bytes)
    }

    /// Reads 8 bytes, little-endian. Errors are as for [`Memory::read`].
    #[inline]
    pub fn read_u64(&self, addr: u64) -> Result<u64, AccessError> {
        self.load_bytes(addr).map(u64::from_le_bytes)
    }

    /// Writes a byte. Errors are as for [`Memory::write`].
    #[inline]
    pub fn write_u8(&mut self, addr: u64, value: u8) -> Result<(), AccessError> {
        self.store_bytes(addr, value.to_le_bytes())
    }

    /// Writes 2 bytes, little-endian. Errors are as for [`Memory::write`].
    #[inline]
    pub fn write_u16(&mut self, addr: u64, value: u16) -> Result<(), AccessError> {
        self.store_bytes(addr, value.to_le_bytes())
    }

    /// Writes 4 bytes, little-endian. Errors are as for [`Memory::write`].
    #[inline]
    pub fn write_u32(&mut self, addr: u64, value: u32) -> Result<(), AccessError> {
        self.store_bytes(addr, value.to_le_bytes())
    }

    /// Writes 8 bytes, little-endian. Errors are as for [`Memory::write`].
    #[inline]
    pub fn write_u64(&mut self, addr: u64, value: u64) -> Result<(), AccessError> {
        self.store_bytes(addr, value.to_le_bytes())
    }

    #[inline(always)]
    fn stack(&self) -> Option<&Region> {
        self.regions.get(self.stack)
    }

    #[inline(always)]
    fn load_bytes<const N: usize>(&self, addr: u64) -> Result<[u8; N], AccessError> {
        let Some((region, offset)) = self.find(addr, N as u64) else {
            return Err(AccessError::Unmapped {
                addr,
                len: N as u64,
            });
        };
        // SAFETY: `find` checked that N bytes from the offset lie in the region, which is readable
        // and initialised.
        Ok(unsafe { region.host(offset).cast::<[u8; N]>().read_unaligned() })
    }

    #[inline(always)]
    fn store_bytes<const N: usize>(
        &mut self,
        addr: u64,
        bytes: [u8; N],
    ) -> Result<(), AccessError> {
        let len = N as u64;
        let target = if let Some((stack, offset)) = self
            .stack()
            .and_then(|stack| Some((stack, stack.offset(addr, len)?)))
        {
            let target = stack.host(offset);
            self.low_water = self.low_water.min(addr);
            target
        } else {
            match self.find_by_address(addr, len) {
                Some((region, offset)) if region.access().is_writable() => region.host(offset),
                _ => return Err(self.refusal(addr, len)),
            }
        };
        // SAFETY: the lookup checked that N bytes from there lie in one writable region.
        unsafe { target.cast::<[u8; N]>().write_unaligned(bytes) };
        Ok(())
    }

    /// The region that contains the whole access, and the offset in it.
    #[inline(always)]
    fn find(&self, addr: u64, len: u64) -> Option<(&Region, u64)> {
        if let Some(stack) = self.stack()
            && let Some(offset) = stack.offset(addr, len)
        {
            return Some((stack, offset));
        }
        self.find_by_address(addr, len)
    }

    /// [`Memory::find`] without the fast path for the stack.
    #[inline(always)]
    fn find_by_address(&self, addr: u64, len: u64) -> Option<(&Region, u64)> {
        if let Some(region) = self.regions.get(self.last.get())
            && let Some(offset) = region.offset(addr, len)
        {
            return Some((region, offset));
        }
        self.search(addr, len)
    }

    #[cold]
    #[inline(never)]
    fn search(&self, addr: u64, len: u64) -> Option<(&Region, u64)> {
        let after = self
            .regions
            .partition_point(|region| region.start() <= addr);
        let index = after.checked_sub(1)?;
        let region = &self.regions[index];
        let offset = region.offset(addr, len)?;
        self.last.set(index);
        Some((region, offset))
    }

    #[cold]
    fn refusal(&self, addr: u64, len: u64) -> AccessError {
        match self.find(addr, len) {
            Some(_) => AccessError::NotWritable { addr, len },
            None => AccessError::Unmapped { addr, len },
        }
    }
}

/// Checks sorted regions.
fn check(regions: &[Region]) -> Result<(), MemoryError> {
    let mut stacks = 0;
    for region in regions {
        let (start, len) = (region.start(), region.len());
        if start.checked_add(len).is_none() {
            return Err(MemoryError::TooHigh { start, len });
        }
        if region.access() == Rights::Code && start % 2 != 0 {
            return Err(MemoryError::MisalignedCode { start });
        }
        stacks += usize::from(region.access() == Rights::Stack);
        if stacks > 1 {
            return Err(MemoryError::SecondStack { start });
        }
    }
    for pair in regions.windows(2) {
        if pair[0].end() > pair[1].start() {
            return Err(MemoryError::Overlap {
                first_start: pair[0].start(),
                first_len: pair[0].len(),
                second_start: pair[1].start(),
                second_len: pair[1].len(),
            });
        }
    }
    Ok(())
}
