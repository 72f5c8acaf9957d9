//! Twelve gigabytes of address space at a fixed address, one arena a thread.

use super::addresses::{self, BASE, BASE_39, LEN, STRIDE};
use super::span::Span;
use rustix::io::Errno;
use rustix::mm::{self, Advice, MapFlags, ProtFlags};
use std::fmt;
use std::ptr;
use thiserror::Error;

/// The contents of a stack slot before the case writes to it: recognisable, neither a pointer nor a
/// small number.
pub const UNWRITTEN: u64 = 0xa5a5_5a5a_c3c3_3c3c;

const PAGE: u64 = 4096;
/// Above this number of touched pages (64 MiB), all of them are given back.
const MOST_PAGES: u32 = ((64 << 20) / PAGE) as u32;

/// The arena's addresses are taken, or the system refuses the address space.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "cannot reserve {} GiB of address space at {base:#x} for worker {number}: {reason}; \
     allow it with `ulimit -v unlimited`",
    LEN >> 30
)]
pub struct ArenaError {
    /// The requested address.
    pub base: u64,
    /// The number of the arena.
    pub number: u32,
    /// What the system said.
    pub reason: String,
}

/// A fixed span of address space. Readable and writable, never executable; pages exist once they
/// are touched.
pub struct Arena {
    base: u64,
    /// Bytes from the start of the stack that hold nothing but [`UNWRITTEN`].
    filled_stack: u64,
    /// One bit for each page that may have been touched.
    touched: Vec<u64>,
    touched_pages: u32,
}

impl Arena {
    /// Length in bytes.
    pub const LEN: u64 = LEN;

    /// Maps arena `number`.
    ///
    /// # Errors
    /// If the addresses are taken, or address space is limited.
    pub fn map(number: u32) -> Result<Arena, ArenaError> {
        let offset = u64::from(number) * STRIDE;
        map_at(BASE + offset)
            .or_else(|error| match error {
                Errno::EXIST => Err(error),
                // This system has no such addresses.
                _ => map_at(BASE_39 + offset).map_err(|_| error),
            })
            .map(|base| Arena {
                base,
                filled_stack: 0,
                touched: vec![0; (LEN / PAGE / 64) as usize],
                touched_pages: 0,
            })
            .map_err(|reason| ArenaError {
                base: BASE + offset,
                number,
                reason: reason.to_string(),
            })
    }

    /// Maps the arena with the lowest number above 0 that is free.
    ///
    /// # Errors
    /// If none of the first hundred is.
    pub fn map_any() -> Result<Arena, ArenaError> {
        (1..100)
            .find_map(|number| Arena::map(number).ok())
            .map_or_else(|| Arena::map(100), Ok)
    }

    /// The address of the first byte.
    pub fn base(&self) -> u64 {
        self.base
    }

    /// Pages touched since all were last given back.
    pub fn touched_pages(&self) -> u32 {
        self.touched_pages
    }

    /// Gives all pages back if many were touched. The arena then reads as zeros.
    pub(super) fn recycle(&mut self) {
        if self.touched_pages <= MOST_PAGES {
            return;
        }
        // SAFETY: the span is this arena's own private mapping, and `&mut self` shows that no image
        // borrows its bytes; dropped pages read as zeros afterwards.
        unsafe {
            mm::madvise(
                ptr::with_exposed_provenance_mut(self.base as usize),
                LEN as usize,
                Advice::LinuxDontNeed,
            )
        }
        .expect("advice on one's own mapping is taken");
        self.touched.fill(0);
        self.touched_pages = 0;
        self.filled_stack = 0;
    }

    /// Fills a stack of `len` bytes with [`UNWRITTEN`], unless it is still filled. Code that writes
    /// to the stack must restore the fill, or call [`Arena::forget_stack`].
    pub(super) fn fill_stack(&mut self, len: u64) {
        if self.filled_stack >= len {
            return;
        }
        self.filled_stack = len;
        let pointer = self.pointer(addresses::stack(self.base, len)).cast::<u64>();
        for word in 0..(len / 8) as usize {
            // SAFETY: the word lies inside the stack, which lies inside the mapping and is aligned
            // to pages; `&mut self` shows that no slice of it is alive.
            unsafe { pointer.add(word).write(UNWRITTEN) };
        }
    }

    /// Records that the contents of the stack are unknown.
    pub(super) fn forget_stack(&mut self) {
        self.filled_stack = 0;
    }

    /// Records that the pages of `span` are about to be written.
    pub(super) fn touch(&mut self, span: Span) {
        let pages = (span.start - self.base) / PAGE..=(span.end() - 1 - self.base) / PAGE;
        for page in pages {
            let word = &mut self.touched[(page / 64) as usize];
            let bit = 1 << (page % 64);
            self.touched_pages += u32::from(*word & bit == 0);
            *word |= bit;
        }
    }

    /// The bytes of `span`.
    ///
    /// # Panics
    /// If the span is not inside the arena.
    pub fn bytes(&self, span: Span) -> &[u8] {
        let pointer = self.locate(span);
        // SAFETY: the span lies inside the mapping, which lives as long as `self` and is readable.
        // Only a linker and a machine write to it, and both hold the arena exclusively while they
        // do.
        unsafe { std::slice::from_raw_parts(pointer, span.len as usize) }
    }

    /// The bytes of `span`, to write to.
    ///
    /// # Panics
    /// If the span is not inside the arena.
    pub fn bytes_mut(&mut self, span: Span) -> &mut [u8] {
        let pointer = self.locate(span);
        // SAFETY: as for `bytes`, and `&mut self` shows that no other slice is alive.
        unsafe { std::slice::from_raw_parts_mut(pointer, span.len as usize) }
    }

    /// A pointer to the first byte of `span`, for writing without a slice.
    ///
    /// # Panics
    /// If the span is not inside the arena.
    pub fn pointer(&mut self, span: Span) -> *mut u8 {
        self.locate(span)
    }

    fn locate(&self, span: Span) -> *mut u8 {
        let inside = span.start >= self.base && span.end() <= self.base + LEN;
        assert!(inside, "{span:x?} lies outside of the arena");
        ptr::with_exposed_provenance_mut(span.start as usize)
    }
}

impl fmt::Debug for Arena {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Arena({:#x})", self.base)
    }
}

impl Drop for Arena {
    fn drop(&mut self) {
        let pointer = ptr::with_exposed_provenance_mut(self.base as usize);
        // SAFETY: the span was mapped by `map_at` as a whole, and nothing borrows it any more.
        let unmapped = unsafe { mm::munmap(pointer, LEN as usize) };
        unmapped.expect("one's own mapping can be removed");
    }
}

fn map_at(base: u64) -> Result<u64, Errno> {
    let flags = MapFlags::PRIVATE | MapFlags::NORESERVE | MapFlags::FIXED_NOREPLACE;
    // SAFETY: the address is fixed, but FIXED_NOREPLACE makes the call fail instead of replacing
    // what is already mapped there.
    let mapped = unsafe {
        mm::mmap_anonymous(
            ptr::without_provenance_mut(base as usize),
            LEN as usize,
            ProtFlags::READ | ProtFlags::WRITE,
            flags,
        )?
    };
    if mapped.expose_provenance() as u64 != base {
        // Kernels before 4.17 take FIXED_NOREPLACE for a hint.
        // SAFETY: this is the mapping that the call above made.
        unsafe { mm::munmap(mapped, LEN as usize)? };
        return Err(Errno::EXIST);
    }
    Ok(base)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An arena that no other test uses.
    fn arena() -> Arena {
        Arena::map(900).expect("address space")
    }

    #[test]
    fn pages_are_counted_once_and_given_back_when_there_are_many() {
        let mut arena = arena();
        let base = arena.base();
        let page = |n: u64| Span {
            start: base + n * PAGE,
            len: 1,
        };
        let (first, many) = (page(7), page(1 << 20));
        arena.touch(first);
        arena.touch(first);
        assert_eq!(arena.touched_pages(), 1);
        // SAFETY: the span lies in the arena, and no slice of it is alive.
        unsafe { arena.pointer(first).write(42) };
        arena.recycle();
        assert_eq!(arena.bytes(first), [42]);

        arena.touch(Span {
            len: u64::from(MOST_PAGES) * PAGE,
            ..many
        });
        assert_eq!(arena.touched_pages(), MOST_PAGES + 1);
        arena.recycle();
        assert_eq!(arena.touched_pages(), 0);
        assert_eq!(arena.bytes(first), [0]);

        // Two arenas cannot share a place.
        let second = Arena::map(900).expect_err("it is taken");
        assert_eq!(second.number, 900);
    }
}
