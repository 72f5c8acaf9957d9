//! The memory provider of cranelift-jit's modules: it hands out places in an arena.

use super::span::Span;
use cranelift_jit::{BranchProtection, JITMemoryKind, JITMemoryProvider};
use cranelift_module::ModuleResult;
use std::io;
use std::ptr;
use std::sync::{Arc, Mutex, PoisonError};

/// Decides where the memory of a module's next request lies in an arena.
pub(super) trait Placer: Send {
    /// A place of `size` bytes, aligned to `align` bytes.
    ///
    /// # Errors
    /// If there is no room, or no request was due. The module returns the error.
    fn place(&mut self, size: u64, align: u64) -> io::Result<Span>;
}

/// A placer, shared by a linker and the memory providers inside its modules.
#[derive(Debug)]
pub(super) struct ArenaMemory<P>(Arc<Mutex<P>>);

impl<P> ArenaMemory<P> {
    /// Shares `placer`.
    pub(super) fn new(placer: P) -> Self {
        ArenaMemory(Arc::new(Mutex::new(placer)))
    }

    /// Works with the placer. It never calls Cranelift, so a panic there cannot leave it
    /// half-changed.
    pub(super) fn with<R>(&self, work: impl FnOnce(&mut P) -> R) -> R {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

// A derived implementation would require a placer that can be cloned.
impl<P> Clone for ArenaMemory<P> {
    fn clone(&self) -> Self {
        ArenaMemory(self.0.clone())
    }
}

impl<P: Placer> JITMemoryProvider for ArenaMemory<P> {
    fn allocate(&mut self, size: usize, align: u64, _kind: JITMemoryKind) -> io::Result<*mut u8> {
        let span = self.with(|placer| placer.place(size as u64, align))?;
        Ok(ptr::with_exposed_provenance_mut(span.start as usize))
    }

    unsafe fn free_memory(&mut self) {
        // The memory is the arena's.
    }

    fn finalize(&mut self, _branch_protection: BranchProtection) -> ModuleResult<()> {
        // This process never executes it.
        Ok(())
    }
}
