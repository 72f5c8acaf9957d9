//! The memory provider: answers the module's requests with the planner's addresses.

use super::planner::Planner;
use crate::case::FuncId;
use cranelift_jit::{BranchProtection, JITMemoryKind, JITMemoryProvider};
use cranelift_module::ModuleResult;
use std::io;
use std::ptr;
use std::sync::{Arc, Mutex, PoisonError};

/// What the module is about to ask memory for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Item {
    Function(FuncId),
    Data(usize),
}

/// The planner, and whose turn it is; shared by the linker and the provider inside its module.
#[derive(Clone, Debug)]
pub(super) struct Shared(Arc<Mutex<State>>);

#[derive(Debug)]
struct State {
    planner: Planner,
    next: Option<Item>,
}

impl Shared {
    /// Shares `planner`.
    pub(super) fn new(planner: Planner) -> Self {
        let next = None;
        Shared(Arc::new(Mutex::new(State { planner, next })))
    }

    /// Works with the planner. A panic of the module cannot leave it half-changed: it does not call out.
    pub(super) fn planner<R>(&self, work: impl FnOnce(&mut Planner) -> R) -> R {
        work(
            &mut self
                .0
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .planner,
        )
    }

    /// Says what the module will ask memory for.
    pub(super) fn expect(&self, item: Item) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).next = Some(item);
    }
}

impl JITMemoryProvider for Shared {
    fn allocate(&mut self, size: usize, align: u64, _kind: JITMemoryKind) -> io::Result<*mut u8> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let item = state.next.take();
        let item = item.ok_or_else(|| io::Error::other("memory was asked for out of turn"))?;
        let size = size as u64;
        let planner = &mut state.planner;
        let span = match item {
            Item::Data(index) => planner.place_data(index, size, align),
            Item::Function(function) => match planner.functions()[function as usize] {
                Some(reserved) => reserved,
                None => planner
                    .place(function, size, align)
                    .ok_or_else(|| io::Error::other("the arena is full"))?,
            },
        };
        if span.len < size || span.start % align != 0 {
            return Err(io::Error::other("the reserved place does not fit"));
        }
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
