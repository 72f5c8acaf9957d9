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
    /// A module for `isa` with memory from `memory`. `symbol` has the addresses of names that are
    /// looked up; those without one are looked for in this process.
    pub(super) fn new(
        isa: OwnedTargetIsa,
        memory: Box<dyn JITMemoryProvider + Send>,
        symbol: impl Fn(&str) -> Option<u64> + Send + 'static,
    ) -> Result<Jit, PanicReport> {
        let symbol = move |name: &str| {
            let address = symbol(name)?;
            Some(ptr::without_provenance(address as usize))
        };
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lower;
    use cranelift_codegen::settings::{self, Configurable};
    use cranelift_jit::SystemMemoryProvider;
    use cranelift_module::FuncId;

    fn module(is_pic: &str) -> Result<Jit, PanicReport> {
        let mut flags = settings::builder();
        flags.set("is_pic", is_pic).expect("a shared setting");
        let isa = lower::isa_with(settings::Flags::new(flags), []).expect("no panic");
        Jit::new(isa, Box::new(SystemMemoryProvider::new()), |_| None)
    }

    #[test]
    fn a_panic_is_a_value_with_its_place_in_every_entry() {
        let Err(report) = module("true") else {
            panic!("a module for position-independent code");
        };
        assert_eq!(report.place(), "cranelift-jit/src/backend.rs");
        assert_ne!(report.line, 0);
        assert_eq!(report.message, "cranelift-jit needs is_pic=false");

        let mut jit = module("false").expect("a module");
        let report = jit.with(|module| module.get_finalized_function(FuncId::from_u32(0)));
        let report = report.expect_err("there is no such function");
        assert_eq!(report.place(), "cranelift-jit/src/backend.rs");
        // It still can be dropped.
        drop(jit);
    }
}
