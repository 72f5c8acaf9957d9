//! The coverage edges of the code under test that any worker of a build has reached.
//!
//! libFuzzer's own map covers one process; the number that people compare covers all workers.

use super::room::reserve;
use rustix::fs::{self, Mode, OFlags};
use rustix::mm::{self, MapFlags, ProtFlags};
use std::io;
use std::path::Path;
use std::ptr::{self, NonNull};
use std::slice;
use std::sync::atomic::{AtomicU64, Ordering};

/// The counters of SanitizerCoverage: a byte for each edge. The code increments it; libFuzzer
/// clears it before each input.
#[derive(Clone, Copy, Debug)]
pub struct Counters {
    start: *const u8,
    len: usize,
}

// SAFETY: the counters are static memory of the process; only the one thread that runs the code
// under test reads them.
unsafe impl Send for Counters {}

impl Counters {
    /// The counters in this program, if `farcall hunt` built it.
    ///
    /// Never inlined: an instrumented crate must not name the section's ends itself, because the
    /// pass declares them there, and uses undefined symbols if the names are taken.
    #[cfg(farcall_coverage)]
    #[inline(never)]
    pub fn of_this_program() -> Counters {
        // The linker defines these for every section whose name is an identifier.
        unsafe extern "C" {
            #[link_name = "__start___sancov_cntrs"]
            static START: u8;
            #[link_name = "__stop___sancov_cntrs"]
            static STOP: u8;
        }
        let (start, stop) = (&raw const START, &raw const STOP);
        Counters {
            start,
            len: stop as usize - start as usize,
        }
    }

    /// No counters: `farcall hunt` did not build this program.
    #[cfg(not(farcall_coverage))]
    pub fn of_this_program() -> Counters {
        Counters::none()
    }

    /// No counters.
    pub fn none() -> Counters {
        Counters {
            start: NonNull::dangling().as_ptr(),
            len: 0,
        }
    }

    /// The counters in groups of eight; a last incomplete group is left out.
    fn words(&self) -> impl Iterator<Item = u64> {
        let start = self.start.cast::<u64>();
        (0..self.len / 8).map(move |i| {
            // SAFETY: word i lies within the span; the counters need no alignment; code that counts
            // does not run now.
            unsafe { ptr::read_unaligned(start.add(i)) }
        })
    }
}

/// A file of one byte an edge, mapped by all workers of a build and their supervisor.
#[derive(Debug)]
pub struct Map {
    at: NonNull<AtomicU64>,
    words: usize,
}

// SAFETY: the mapping belongs to the process, and is only used through atomics.
unsafe impl Send for Map {}

/// The highest bit of each byte.
const HIGH: u64 = 0x8080_8080_8080_8080;

impl Map {
    /// Maps the file for the counters; makes or extends it if need be.
    ///
    /// # Errors
    /// If there is no room.
    pub fn for_counters(path: &Path, counters: Counters) -> io::Result<Map> {
        let flags = OFlags::RDWR | OFlags::CREATE | OFlags::CLOEXEC;
        let file = fs::open(path, flags, Mode::from(0o644))?;
        let words = counters.len / 8;
        if words > 0 {
            reserve(&file, words as u64 * 8)?;
        }
        Map::of(&file, words)
    }

    /// Maps the file as it is; none if there is none yet.
    ///
    /// # Errors
    /// If it cannot be mapped.
    pub fn open(path: &Path) -> io::Result<Option<Map>> {
        let file = match fs::open(path, OFlags::RDWR | OFlags::CLOEXEC, Mode::empty()) {
            Ok(file) => file,
            Err(rustix::io::Errno::NOENT) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let words = fs::fstat(&file)?.st_size as usize / 8;
        Ok(Some(Map::of(&file, words)?).filter(|map| map.words > 0))
    }

    fn of(file: &impl std::os::fd::AsFd, words: usize) -> io::Result<Map> {
        let at = match words {
            0 => NonNull::dangling(),
            _ => {
                let rights = ProtFlags::READ | ProtFlags::WRITE;
                // SAFETY: a new mapping at an address of the kernel's choice overlaps nothing.
                let at = unsafe {
                    mm::mmap(
                        ptr::null_mut(),
                        words * 8,
                        rights,
                        MapFlags::SHARED,
                        file,
                        0,
                    )?
                };
                NonNull::new(at.cast()).expect("no mapping is at zero")
            }
        };
        Ok(Map { at, words })
    }

    fn seen(&self) -> &[AtomicU64] {
        // SAFETY: so many words are mapped, aligned to a page, for as long as `self` lives; other
        // processes change them atomically.
        unsafe { slice::from_raw_parts(self.at.as_ptr(), self.words) }
    }

    /// Adds the edges that the counters say were reached.
    pub fn add(&self, counters: Counters) {
        for (word, seen) in counters.words().zip(self.seen()) {
            if word == 0 {
                continue;
            }
            // The high bit of each byte that is not zero.
            let reached = ((word & !HIGH).wrapping_add(!HIGH) | word) & HIGH;
            if reached & !seen.load(Ordering::Relaxed) != 0 {
                seen.fetch_or(reached, Ordering::Relaxed);
            }
        }
    }

    /// How many edges were reached, and how many there are.
    pub fn count(&self) -> (u64, u64) {
        let seen = self.seen().iter();
        let reached = seen.map(|word| u64::from(word.load(Ordering::Relaxed).count_ones()));
        (reached.sum(), self.words as u64 * 8)
    }
}

impl Drop for Map {
    fn drop(&mut self) {
        if self.words > 0 {
            // SAFETY: this is the mapping that `of` made, and nothing borrows from it any more.
            let unmapped = unsafe { mm::munmap(self.at.as_ptr().cast(), self.words * 8) };
            debug_assert!(unmapped.is_ok());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::TempDir;

    fn counters(bytes: &'static [u8]) -> Counters {
        Counters {
            start: bytes.as_ptr(),
            len: bytes.len(),
        }
    }

    #[test]
    fn edges_add_up_over_inputs_and_mappings() {
        let dir = TempDir::new().expect("a temporary directory");
        let path = dir.path().join("map");
        assert!(Map::open(&path).expect("it is readable").is_none());
        let first = counters(&[0, 1, 0, 0, 255, 0, 0, 128, 0, 0, 0, 0, 0, 0, 0, 0]);
        let second = counters(&[0, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0]);
        let map = Map::for_counters(&path, first).expect("there is room");
        map.add(first);
        assert_eq!(map.count(), (3, 16));
        let other = Map::for_counters(&path, second).expect("there is room");
        other.add(second);
        let supervisor = Map::open(&path)
            .expect("it is readable")
            .expect("it is there");
        assert_eq!(supervisor.count(), (4, 16));
    }

    #[test]
    fn without_instrumentation_there_is_nothing_to_count() {
        let dir = TempDir::new().expect("a temporary directory");
        let path = dir.path().join("map");
        let map = Map::for_counters(&path, Counters::none()).expect("there is room");
        map.add(Counters::none());
        assert_eq!(map.count(), (0, 0));
        assert!(Map::open(&path).expect("it is readable").is_none());
    }
}
