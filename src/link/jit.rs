//! A module of cranelift-jit, which is entered only inside of a catch.

use super::compile::MachineCode;
use super::failure::Cause;
use super::symbols::SymbolTable;
use crate::panic::{PanicReport, catch};
use cranelift_codegen::isa::OwnedTargetIsa;
use cranelift_jit::{JITBuilder, JITMemoryProvider, JITModule};
use cranelift_module::{Module, default_libcall_names};
use std::ptr;

/// A `JITModule`, and the numbers of its symbols. Its memory is freed with it, even after a panic.
///
/// None of its code runs while it is dropped. [`super::Native`] owns it while its code runs;
/// executors run copies, or bytes of an arena.
pub(super) struct Jit {
    module: Option<JITModule>,
    symbols: SymbolTable,
}

/// The inside of a [`Jit`].
pub(super) struct JitParts<'j> {
    pub(super) module: &'j mut JITModule,
    pub(super) symbols: &'j mut SymbolTable,
}

impl Jit {
    /// A module for `isa` with memory from `memory`. `symbol` returns the addresses of names that
    /// the module looks up. For names without an address, cranelift-jit asks this process.
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
            let module = Some(JITModule::new(builder));
            let symbols = SymbolTable::default();
            Jit { module, symbols }
        })
    }

    /// Works with the module. After a panic it may only be dropped.
    pub(super) fn with<R>(
        &mut self,
        work: impl FnOnce(JitParts<'_>) -> R,
    ) -> Result<R, PanicReport> {
        let module = self.module.as_mut().expect("only dropping takes it");
        let symbols = &mut self.symbols;
        catch(|| work(JitParts { module, symbols }))
    }

    /// Applies the relocations of everything that was defined since the last time.
    pub(super) fn finalize(&mut self) -> Result<(), Cause> {
        self.with(|jit| jit.module.finalize_definitions().map_err(Cause::from))?
    }
}

impl JitParts<'_> {
    /// Defines the function with this number by its code, which has the source's numbers.
    pub(super) fn define_code(&mut self, number: u32, code: &MachineCode) -> Result<(), Cause> {
        let mut relocations = code.relocations.clone();
        self.symbols.relocations_to_module(&mut relocations);
        let id = self.symbols.function(number);
        self.module
            .define_function_bytes(id, code.align, &code.bytes, &relocations)?;
        Ok(())
    }
}

impl Drop for Jit {
    fn drop(&mut self) {
        let Some(module) = self.module.take() else {
            return;
        };
        // SAFETY: no code of the module runs any more (see `Jit`). No address of it is used
        // afterwards, except addresses in an arena, which the module does not own.
        #[expect(clippy::disallowed_methods, reason = "the one caught call")]
        let freed = catch(|| unsafe { module.free_memory() });
        // A panic here leaks unused memory, and harms nothing that was linked.
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
        let report = jit.with(|jit| jit.module.get_finalized_function(FuncId::from_u32(0)));
        let report = report.expect_err("there is no such function");
        assert_eq!(report.place(), "cranelift-jit/src/backend.rs");
        // The module can still be dropped.
        drop(jit);
    }
}
