//! The memory provider for functions of filetests: one behind another.

use crate::link::arena::ANCHORS;
use crate::link::map::Span;
use cranelift_jit::{BranchProtection, JITMemoryKind, JITMemoryProvider};
use cranelift_module::ModuleResult;
use std::io;
use std::ptr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The least alignment of a function in bytes: that of instructions without compressed ones.
const LEAST_ALIGN: u64 = 4;

/// What was handed out; shared by the linker and the provider inside its module.
#[derive(Clone, Debug)]
pub(super) struct Memory(Arc<Mutex<State>>);

#[derive(Debug)]
struct State {
    next: u64,
    end: u64,
    spans: Vec<Span>,
}

impl Memory {
    /// Memory in the arena at `base`.
    pub(super) fn new(base: u64) -> Self {
        Memory(Arc::new(Mutex::new(State {
            next: base + ANCHORS[0],
            end: base + ANCHORS[1],
            spans: Vec::new(),
        })))
    }

    /// What was handed out, in the order in which it was asked for.
    pub(super) fn spans(&self) -> Vec<Span> {
        self.state().spans.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl JITMemoryProvider for Memory {
    fn allocate(&mut self, size: usize, align: u64, _kind: JITMemoryKind) -> io::Result<*mut u8> {
        let mut state = self.state();
        let span = Span {
            start: state.next.next_multiple_of(align.max(LEAST_ALIGN)),
            len: size as u64,
        };
        if span.len > state.end.saturating_sub(span.start) {
            return Err(io::Error::other("the arena is full"));
        }
        state.next = span.end();
        state.spans.push(span);
        Ok(ptr::with_exposed_provenance_mut(span.start as usize))
    }

    unsafe fn free_memory(&mut self) {
        // The memory is the arena's.
    }

    fn finalize(&mut self, _branch_protection: BranchProtection) -> ModuleResult<()> {
        // The host never executes it.
        Ok(())
    }
}
