//! Compiling one function outside of any module, and reading what Cranelift recorded.

use super::compat;
use super::failure::Cause;
use super::map::{Relocation, Symbol};
use super::riscv64;
use crate::case::{FuncId, Function, Home};
use crate::lower;
use crate::panic::catch;
use cranelift_codegen::Context;
use cranelift_codegen::ir::LibCall;
use cranelift_codegen::isa::TargetIsa;
use cranelift_control::ControlPlane;
use cranelift_frontend::FunctionBuilderContext;
use cranelift_module::{FuncId as ModuleFuncId, ModuleReloc, ModuleRelocTarget};

/// Cranelift's reusable state. A panic may leave anything in it.
pub(super) struct Scratch {
    pub(super) context: Context,
    pub(super) builder: FunctionBuilderContext,
}

impl Default for Scratch {
    fn default() -> Self {
        Scratch {
            context: Context::new(),
            builder: FunctionBuilderContext::new(),
        }
    }
}

impl std::fmt::Debug for Scratch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Scratch")
    }
}

impl Scratch {
    /// Works with the state inside of a catch, and throws it away after a panic.
    pub(super) fn catch<R>(
        &mut self,
        work: impl FnOnce(&mut Scratch) -> Result<R, Cause>,
    ) -> Result<R, Cause> {
        let result = catch(|| work(self)).map_err(Cause::Panic).flatten();
        if let Err(Cause::Panic(_)) = result {
            *self = Scratch::default();
        }
        result
    }
}

/// A compiled function that is not placed yet.
pub(super) struct Code {
    pub(super) bytes: Vec<u8>,
    pub(super) align: u64,
    /// Relocations as a module wants them, with the numbers that the CLIF had.
    pub(super) relocations: Vec<ModuleReloc>,
}

/// Compiles the function with this number, which is in `context`. After a panic, `context` has to
/// be thrown away.
pub(super) fn compile(
    function: u32,
    context: &mut Context,
    isa: &dyn TargetIsa,
) -> Result<Code, Cause> {
    catch(|| {
        #[expect(clippy::disallowed_methods, reason = "the one caught call")]
        match context.compile(isa, &mut ControlPlane::default()) {
            Ok(_) => {
                let own = ModuleFuncId::from_u32(function);
                Ok(Code::of(own, context).expect("it was compiled just now"))
            }
            Err(error) => Err(Cause::from(error.inner)),
        }
    })?
}

impl Code {
    /// What the last compilation in `context` gave, if it succeeded. `own` is the function's
    /// number, of the same kind as those that its CLIF has.
    pub(super) fn of(own: ModuleFuncId, context: &Context) -> Option<Code> {
        let code = context.compiled_code()?;
        let relocations = code.buffer.relocs().iter();
        let relocations = relocations.map(|r| ModuleReloc::from_mach_reloc(r, &context.func, own));
        Some(Code {
            bytes: code.code_buffer().to_vec(),
            align: compat::alignment(code),
            relocations: relocations.collect(),
        })
    }
}

/// A compiled function of a case.
pub(super) struct Compiled {
    pub(super) code: Code,
    /// Its relocations in our terms.
    pub(super) relocations: Vec<Relocation>,
}

impl Compiled {
    /// `code` is that of `function` among `all` functions of a case, whose numbers it has.
    /// Libcalls mean those of the case's functions that go by their names.
    pub(super) fn new(all: &[Function], function: FuncId, code: Code) -> Compiled {
        let relocation = |r: &ModuleReloc| Relocation {
            function,
            offset: r.offset,
            kind: riscv64::kind(r.kind),
            symbol: symbol(all, &r.name),
            addend: r.addend,
        };
        Compiled {
            relocations: code.relocations.iter().map(relocation).collect(),
            code,
        }
    }

    /// Whether another compilation of the function gave the same.
    pub(super) fn agrees(&self, other: &Compiled) -> bool {
        self.code.bytes == other.code.bytes
            && self.code.align == other.code.align
            && self.relocations == other.relocations
    }
}

fn symbol(all: &[Function], target: &ModuleRelocTarget) -> Symbol {
    match *target {
        ModuleRelocTarget::User {
            namespace: lower::FUNCTIONS,
            index,
        } => Symbol::Function(index as FuncId),
        ModuleRelocTarget::User {
            namespace: lower::DATA,
            index,
        } => Symbol::Data(index),
        ModuleRelocTarget::FunctionOffset(_, offset) => Symbol::Label(offset),
        ModuleRelocTarget::LibCall(name) => {
            named(all, name).map_or(Symbol::Other, Symbol::Function)
        }
        ModuleRelocTarget::User { .. } | ModuleRelocTarget::KnownSymbol(_) => Symbol::Other,
    }
}

/// The function that goes by this name.
fn named(all: &[Function], name: LibCall) -> Option<FuncId> {
    let is_named = |home: Home| home.libcall().map(lower::libcall) == Some(name);
    let position = all.iter().position(|f| is_named(f.home))?;
    Some(position as FuncId)
}
