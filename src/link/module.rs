//! A module of cranelift-jit, which is entered only inside of a catch.

use crate::panic::{PanicReport, catch};
use cranelift_codegen::isa::OwnedTargetIsa;
use cranelift_jit::{JITBuilder, JITMemoryProvider, JITModule};
use cranelift_module::default_libcall_names;
use std::ptr;

/// A `JITModule`; its memory is freed with it, whatever happened inside.
///
/// Its code is executed by nobody while this is dropped: [`super::Native`] borrows it to run, and
/// everybody else executes copies, or bytes of an arena.
pub(super) struct Jit(Option<JITModule>);

impl Jit {
    /// A module for `isa` with memory from `memory`. `symbol` has an address for every name that is
    /// looked up, so that the symbols of this process are never asked.
    pub(super) fn new(
        isa: OwnedTargetIsa,
        memory: Box<dyn JITMemoryProvider + Send>,
        symbol: impl Fn(&str) -> u64 + Send + 'static,
    ) -> Result<Jit, PanicReport> {
        let symbol = move |name: &str| Some(ptr::without_provenance(symbol(name) as usize));
        catch(|| {
            let mut builder = JITBuilder::with_isa(isa, default_libcall_names());
            builder.memory_provider(memory);
            builder.symbol_lookup_fn(Box::new(symbol));
            #[expect(clippy::disallowed_methods, reason = "the one caught call")]
            Jit(Some(JITModule::new(builder)))
        })
    }

    /// Works with the module. After a panic it is good for nothing but to be dropped.
    pub(super) fn with<R>(
        &mut self,
        work: impl FnOnce(&mut JITModule) -> R,
    ) -> Result<R, PanicReport> {
        let module = self.0.as_mut().expect("only dropping takes it");
        catch(|| work(module))
    }
}

impl Drop for Jit {
    fn drop(&mut self) {
        let Some(module) = self.0.take() else {
            return;
        };
        // SAFETY: nobody executes code of the module any more (see `Jit`), and no address of it is
        // used afterwards but those of an arena, which the module does not own.
        #[expect(clippy::disallowed_methods, reason = "the one caught call")]
        let freed = catch(|| unsafe { module.free_memory() });
        // A panic leaves memory that nobody uses; what was linked is as good as before.
        drop(freed);
    }
}
