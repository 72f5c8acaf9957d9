//! The memory that a worker shares with its supervisor.
//!
//! It is a file with reserved room on disk, so it outlives both: the current input survives
//! whatever kills the worker, and even its supervisor. The worker writes everything except
//! [`Page::ask_to_stop`].

use super::room::reserve;
use rustix::fs::{self, Mode, OFlags};
use rustix::mm::{self, MapFlags, ProtFlags};
use rustix::time::{ClockId, clock_gettime};
use std::cell::UnsafeCell;
use std::ffi::c_void;
use std::fmt;
use std::io;
use std::path::Path;
use std::ptr::{self, NonNull};
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::time::Duration;

/// The most bytes of an input: libFuzzer's `-max_len`.
pub const MAX_INPUT: usize = 16 << 10;
/// Bytes of a published tally, at most.
const MAX_TALLY: usize = 128 << 10;
/// Bytes of last words, at most.
const MAX_WORDS: usize = 1 << 10;
/// Says that a file is a page of this layout.
const MAGIC: u64 = u64::from_le_bytes(*b"farpage2");

/// The current step of a worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Phase {
    /// In the fuzzing engine or a mutator, between two inputs.
    Between,
    /// Making a case of an input.
    Decode,
    /// Compiling and linking: in Cranelift.
    Link,
    /// Judging the linked image.
    Audit,
    /// Computing what is expected.
    Model,
    /// Executing in the machine.
    Execute,
    /// Comparing.
    Judge,
    /// Counting, and writing findings.
    Record,
}

const PHASES: [Phase; 8] = [
    Phase::Between,
    Phase::Decode,
    Phase::Link,
    Phase::Audit,
    Phase::Model,
    Phase::Execute,
    Phase::Judge,
    Phase::Record,
];

/// Bytes of one writer; read only when it has ended, or does not write.
type Shared<const N: usize> = UnsafeCell<[u8; N]>;

#[repr(C)]
struct PageLayout {
    magic: AtomicU64,
    assertions: AtomicU32,
    stop: AtomicU32,
    phase: AtomicU32,
    input_len: AtomicU32,
    words_len: AtomicU32,
    /// How often a tally was published; the last one is in the half of this parity.
    turn: AtomicU32,
    tally_len: [AtomicU32; 2],
    /// When the phase began.
    since: AtomicU64,
    stack_top: AtomicU64,
    fault: AtomicU64,
    /// The number of the case of the input plus one; 0 if it has none.
    number: AtomicU64,
    input: Shared<MAX_INPUT>,
    words: Shared<MAX_WORDS>,
    tally: [Shared<MAX_TALLY>; 2],
}

/// A mapped page.
pub struct Page(NonNull<PageLayout>);

// SAFETY: the mapping belongs to the process, not to a thread; all access is through atomics, or to
// bytes that a protocol hands over.
unsafe impl Send for Page {}
// SAFETY: as above.
unsafe impl Sync for Page {}

impl Page {
    /// Makes the file, with room for all of it, and maps it.
    ///
    /// # Errors
    /// If there is no room.
    pub fn create(path: &Path, assertions: bool) -> io::Result<Page> {
        let flags = OFlags::RDWR | OFlags::CREATE | OFlags::TRUNC | OFlags::CLOEXEC;
        let file = fs::open(path, flags, Mode::from(0o644))?;
        reserve(&file, size_of::<PageLayout>() as u64)?;
        let page = Page::map(&file)?;
        page.layout()
            .assertions
            .store(assertions.into(), Ordering::Relaxed);
        page.enter(Phase::Between);
        page.layout().magic.store(MAGIC, Ordering::Release);
        Ok(page)
    }

    /// Maps a file that [`Page::create`] made.
    ///
    /// # Errors
    /// If it is not there, or no page of this version.
    pub fn open(path: &Path) -> io::Result<Page> {
        let file = fs::open(path, OFlags::RDWR | OFlags::CLOEXEC, Mode::empty())?;
        let is_whole = fs::fstat(&file)?.st_size as u64 == size_of::<PageLayout>() as u64;
        let page = is_whole.then(|| Page::map(&file)).transpose()?;
        page.filter(|page| page.layout().magic.load(Ordering::Acquire) == MAGIC)
            .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "no page of a worker"))
    }

    fn map(file: &impl std::os::fd::AsFd) -> io::Result<Page> {
        let rights = ProtFlags::READ | ProtFlags::WRITE;
        // SAFETY: a new mapping at an address of the kernel's choice overlaps nothing.
        let at = unsafe {
            mm::mmap(
                ptr::null_mut(),
                size_of::<PageLayout>(),
                rights,
                MapFlags::SHARED,
                file,
                0,
            )?
        };
        Ok(Page(
            NonNull::new(at.cast()).expect("no mapping is at zero"),
        ))
    }

    fn layout(&self) -> &PageLayout {
        // SAFETY: the mapping is as long as the layout, aligned to pages, any bytes are a value of
        // it, and it lives as long as `self`.
        unsafe { self.0.as_ref() }
    }

    /// The worker begins something else.
    pub fn enter(&self, phase: Phase) {
        self.layout().since.store(now(), Ordering::Relaxed);
        self.layout().phase.store(phase as u32, Ordering::Release);
    }

    /// What the worker is at.
    pub fn phase(&self) -> Phase {
        let phase = self.layout().phase.load(Ordering::Acquire);
        PHASES
            .get(phase as usize)
            .copied()
            .unwrap_or(Phase::Between)
    }

    /// For how long it has been at that.
    pub fn at_it_for(&self) -> Duration {
        let since = self.layout().since.load(Ordering::Relaxed);
        Duration::from_nanos(now().saturating_sub(since))
    }

    /// The worker begins with an input, which is truncated to [`MAX_INPUT`] bytes.
    pub fn begin(&self, input: &[u8]) {
        let layout = self.layout();
        let len = write(&layout.input, input);
        layout.input_len.store(len, Ordering::Relaxed);
        self.enter(Phase::Decode);
    }

    /// The last input that the worker began with. Call this only after it has ended.
    pub fn input(&self) -> Vec<u8> {
        let layout = self.layout();
        read(&layout.input, layout.input_len.load(Ordering::Relaxed))
    }

    /// Sets the number of the next input's case.
    pub fn note_number(&self, number: u64) {
        let number = number.wrapping_add(1);
        self.layout().number.store(number, Ordering::Relaxed);
    }

    /// The number of the last case that the worker began with, if it has one.
    pub fn number(&self) -> Option<u64> {
        self.layout().number.load(Ordering::Relaxed).checked_sub(1)
    }

    /// Whether the build has debug assertions.
    pub fn assertions(&self) -> bool {
        self.layout().assertions.load(Ordering::Relaxed) != 0
    }

    /// Leaves last words before an end that Cranelift is not to blame for.
    pub fn say(&self, words: &str) {
        let layout = self.layout();
        let len = write(&layout.words, words.as_bytes());
        layout.words_len.store(len, Ordering::Release);
    }

    /// The last words, if there are any.
    pub fn words(&self) -> Option<String> {
        let layout = self.layout();
        let words = read(&layout.words, layout.words_len.load(Ordering::Acquire));
        (!words.is_empty()).then(|| String::from_utf8_lossy(&words).into_owned())
    }

    /// Publishes a tally, unless it is too long.
    pub fn publish(&self, tally: &[u8]) {
        let layout = self.layout();
        if tally.len() <= MAX_TALLY {
            let turn = layout.turn.load(Ordering::Relaxed).wrapping_add(1);
            let half = turn as usize % 2;
            let len = write(&layout.tally[half], tally);
            layout.tally_len[half].store(len, Ordering::Relaxed);
            layout.turn.store(turn, Ordering::Release);
        }
    }

    /// The last tally that was published whole; empty if none was.
    pub fn published(&self) -> Vec<u8> {
        let layout = self.layout();
        loop {
            let turn = layout.turn.load(Ordering::Acquire);
            let half = turn as usize % 2;
            let len = layout.tally_len[half].load(Ordering::Relaxed);
            let tally = read(&layout.tally[half], len);
            // While the turn is the same, the worker writes to the other half.
            if layout.turn.load(Ordering::Acquire) == turn {
                return tally;
            }
        }
    }

    /// The supervisor asks the worker to end before the next input.
    pub fn ask_to_stop(&self) {
        self.layout().stop.store(1, Ordering::Relaxed);
    }

    /// Whether it did.
    pub fn is_asked_to_stop(&self) -> bool {
        self.layout().stop.load(Ordering::Relaxed) != 0
    }

    /// Records an address near the top of the stack.
    pub fn note_stack(&self, top: u64) {
        self.layout().stack_top.store(top, Ordering::Relaxed);
    }

    /// Records the address of a fault. Can be called in a signal handler.
    pub fn note_fault(&self, address: u64) {
        self.layout().fault.store(address, Ordering::Relaxed);
    }

    /// Whether the fault lies where a stack of `limit` bytes ends.
    pub fn is_stack_overflow(&self, limit: u64) -> bool {
        let top = self.layout().stack_top.load(Ordering::Relaxed);
        let fault = self.layout().fault.load(Ordering::Relaxed);
        let end = top.saturating_sub(limit);
        // The part above the recorded address counts towards the limit; a large frame may step over
        // the end.
        fault != 0 && (end.saturating_sub(1 << 20)..=end + (1 << 20)).contains(&fault)
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        let at: *mut c_void = self.0.as_ptr().cast();
        // SAFETY: this is the mapping that `map` made, and nothing borrows from it any more.
        let unmapped = unsafe { mm::munmap(at, size_of::<PageLayout>()) };
        debug_assert!(unmapped.is_ok());
    }
}

impl fmt::Debug for Page {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Page").field(&self.phase()).finish()
    }
}

/// Copies as much as there is room for; returns the length.
fn write<const N: usize>(to: &Shared<N>, bytes: &[u8]) -> u32 {
    let len = bytes.len().min(N);
    // SAFETY: `len` bytes fit; the source is not in the mapping. The worker has one thread that
    // writes, and nobody reads meanwhile.
    unsafe { ptr::copy_nonoverlapping(bytes.as_ptr(), to.get().cast(), len) };
    len as u32
}

fn read<const N: usize>(from: &Shared<N>, len: u32) -> Vec<u8> {
    let len = (len as usize).min(N);
    let mut bytes = vec![0; len];
    // SAFETY: `len` bytes are there. The other process may write them meanwhile; then they are read
    // again or thrown away.
    unsafe { ptr::copy_nonoverlapping(from.get().cast(), bytes.as_mut_ptr(), len) };
    bytes
}

/// Nanoseconds of a clock that all processes share and nobody adjusts.
pub(in crate::hunt) fn now() -> u64 {
    let time = clock_gettime(ClockId::Monotonic);
    time.tv_sec as u64 * 1_000_000_000 + time.tv_nsec as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::TempDir;

    #[test]
    fn what_a_worker_writes_is_there_for_who_maps_the_file_later() {
        let dir = TempDir::new().expect("a temporary directory");
        let path = dir.path().join("page");
        let page = Page::create(&path, true).expect("there is room");
        assert_eq!(page.number(), None);
        page.note_number(7);
        page.begin(b"an input");
        page.enter(Phase::Link);
        page.say("last words");
        for tally in [&b"first"[..], b"second", b"third"] {
            page.publish(tally);
        }
        page.publish(&vec![0; MAX_TALLY + 1]);
        drop(page);

        let page = Page::open(&path).expect("it is a page");
        assert_eq!(page.phase(), Phase::Link);
        assert_eq!(page.input(), b"an input");
        assert_eq!(page.number(), Some(7));
        assert_eq!(page.words().as_deref(), Some("last words"));
        assert_eq!(page.published(), b"third");
        assert!(page.assertions());
        assert!(!page.is_asked_to_stop());
    }

    #[test]
    fn other_files_are_no_pages() {
        let dir = TempDir::new().expect("a temporary directory");
        let path = dir.path().join("page");
        std::fs::write(&path, b"short").expect("there is room");
        assert!(Page::open(&path).is_err());
        std::fs::write(&path, vec![0; size_of::<PageLayout>()]).expect("there is room");
        assert!(Page::open(&path).is_err());
    }

    #[test]
    fn a_fault_at_the_end_of_the_stack_is_an_overflow() {
        let dir = TempDir::new().expect("a temporary directory");
        let page = Page::create(&dir.path().join("page"), false).expect("there is room");
        let (top, limit) = (0x7fff_0000_0000, 64 << 20);
        page.note_stack(top);
        assert!(!page.is_stack_overflow(limit), "there was no fault");
        page.note_fault(top - limit - 16);
        assert!(page.is_stack_overflow(limit));
        page.note_fault(top - limit / 2);
        assert!(!page.is_stack_overflow(limit));
        page.note_fault(0x10);
        assert!(!page.is_stack_overflow(limit));
    }
}
