//! A range of guest bytes with one access right.

use thiserror::Error;

/// The allowed accesses to a region.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rights {
    /// Instructions: read and execute, never write.
    Code,
    /// Constants: read.
    ReadOnly,
    /// Data: read and write.
    ReadWrite,
    /// The stack: read and write, and the lowest address written is recorded (see
    /// [`super::Memory::low_water`]). At most one region is a stack.
    Stack,
}

impl Rights {
    /// Whether stores are allowed.
    pub fn is_writable(self) -> bool {
        matches!(self, Self::ReadWrite | Self::Stack)
    }
}

/// Why a set of regions is not a memory. Addresses are guest addresses, lengths bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum MemoryError {
    /// Two regions share a byte.
    #[error(
        "regions {first_start:#x}+{first_len:#x} and {second_start:#x}+{second_len:#x} overlap"
    )]
    Overlap {
        /// Start of the lower region.
        first_start: u64,
        /// Length of the lower region.
        first_len: u64,
        /// Start of the higher region.
        second_start: u64,
        /// Length of the higher region.
        second_len: u64,
    },
    /// A region reaches the end of the address space.
    #[error("region {start:#x}+{len:#x} reaches the end of the address space")]
    TooHigh {
        /// Start of the region.
        start: u64,
        /// Its length.
        len: u64,
    },
    /// A code region starts at an odd address.
    #[error("code region at the odd address {start:#x}")]
    MisalignedCode {
        /// Start of the region.
        start: u64,
    },
    /// A second stack.
    #[error("second stack region at {start:#x}")]
    SecondStack {
        /// Start of the second stack.
        start: u64,
    },
}

/// A range of guest bytes, backed by host bytes at any host address.
#[derive(Debug)]
pub struct Region {
    start: u64,
    len: u64,
    host: *mut u8,
    access: Rights,
    /// Whether `host` came from a `Box<[u8]>` of `len` bytes that is dropped with the region.
    owned: bool,
}

impl Region {
    /// A region over bytes that it does not own.
    ///
    /// # Safety
    ///
    /// As long as the region lives, alone or in a [`super::Memory`] or [`super::Machine`]:
    ///
    /// * `host..host + len` is one allocation (or mapping), initialised and readable; for
    ///   [`Rights::ReadWrite`] and [`Rights::Stack`] also writable through `host`;
    /// * while a method of the memory or machine runs, or a slice that it returned is alive,
    ///   nothing else writes these bytes, and for writable regions nothing else holds a reference
    ///   to them.
    pub unsafe fn from_raw(start: u64, len: u64, host: *mut u8, access: Rights) -> Self {
        Self {
            start,
            len,
            host,
            access,
            owned: false,
        }
    }

    /// A region that owns its bytes.
    pub fn owned(start: u64, bytes: impl Into<Box<[u8]>>, access: Rights) -> Self {
        let bytes = bytes.into();
        let len = bytes.len() as u64;
        let host = Box::into_raw(bytes).cast::<u8>();
        Self {
            start,
            len,
            host,
            access,
            owned: true,
        }
    }

    /// First guest address.
    pub fn start(&self) -> u64 {
        self.start
    }

    /// Length in bytes.
    pub fn len(&self) -> u64 {
        self.len
    }

    /// Whether the region has no bytes. A memory drops such regions.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// First guest address past the region.
    pub fn end(&self) -> u64 {
        self.start.wrapping_add(self.len)
    }

    /// The allowed accesses.
    pub fn access(&self) -> Rights {
        self.access
    }

    /// The bytes.
    pub fn bytes(&self) -> &[u8] {
        if self.len == 0 {
            return &[];
        }
        // SAFETY: `host` is readable for `len` initialised bytes, by the contract of `from_raw` or
        // because a box of that length was given up for it. Nothing writes them while the slice
        // borrows the region.
        unsafe { std::slice::from_raw_parts(self.host, self.len as usize) }
    }

    /// The offset of an access in the region, if all of it lies inside.
    #[inline(always)]
    pub(super) fn offset(&self, addr: u64, len: u64) -> Option<u64> {
        let offset = addr.wrapping_sub(self.start);
        // `offset < self.len` keeps the subtraction from wrapping, and an empty access outside.
        (offset < self.len && len <= self.len - offset).then_some(offset)
    }

    /// Host pointer to `offset`, which must be at most `len`.
    #[inline(always)]
    pub(super) fn host(&self, offset: u64) -> *mut u8 {
        self.host.wrapping_add(offset as usize)
    }
}

impl Drop for Region {
    fn drop(&mut self) {
        if self.owned {
            let bytes = std::ptr::slice_from_raw_parts_mut(self.host, self.len as usize);
            // SAFETY: `owned` is set only by `Region::owned`, which took pointer and length from a
            // box; nothing else frees it.
            drop(unsafe { Box::from_raw(bytes) });
        }
    }
}
