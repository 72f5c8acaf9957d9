//! Compiling one function outside of any module, and reading what Cranelift recorded.

use super::compat;
use super::failure::Cause;
use super::map::{Relocation, Symbol, TrapKind};
use super::riscv64;
use crate::case::{FuncId, Function, Origin, TrapCode};
use crate::lower;
use crate::panic::catch;
use cranelift_codegen::Context;
use cranelift_codegen::ir::{self, LibCall};
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
    /// Runs `work` inside a catch, and discards the state after a panic.
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
pub(super) struct MachineCode {
    pub(super) bytes: Vec<u8>,
    pub(super) align: u64,
    /// Relocations as a module wants them, with the numbers that the CLIF had.
    pub(super) relocations: Vec<ModuleReloc>,
    /// The instructions that trap, by their offsets in bytes.
    pub(super) traps: Vec<(u32, TrapKind)>,
}

/// Compiles the function in `context`, which has this number. After a panic, discard `context`.
pub(super) fn compile(
    function: u32,
    context: &mut Context,
    isa: &dyn TargetIsa,
) -> Result<MachineCode, Cause> {
    catch(|| {
        emit(context, isa)?;
        let own = ModuleFuncId::from_u32(function);
        Ok(MachineCode::of(own, context).expect("it was compiled just now"))
    })?
}

/// Compiles the function in `context`, whose names need not be numbers, and leaves the result
/// there. After a panic, discard `context`.
pub(super) fn emit(context: &mut Context, isa: &dyn TargetIsa) -> Result<(), Cause> {
    catch(|| {
        #[expect(clippy::disallowed_methods, reason = "the one caught call")]
        let compiled = context.compile(isa, &mut ControlPlane::default());
        compiled
            .map(|_| ())
            .map_err(|error| Cause::from(error.inner))
    })?
}

impl MachineCode {
    /// The result of the last compilation in `context`, if it succeeded. `own` is the function's
    /// number, in the same numbering as its CLIF.
    pub(super) fn of(own: ModuleFuncId, context: &Context) -> Option<MachineCode> {
        let code = context.compiled_code()?;
        let relocations = code.buffer.relocs().iter();
        let relocations = relocations.map(|r| ModuleReloc::from_mach_reloc(r, &context.func, own));
        let traps = code.buffer.traps().iter();
        Some(MachineCode {
            bytes: code.code_buffer().to_vec(),
            align: compat::alignment(code),
            relocations: relocations.collect(),
            traps: traps.map(|t| (t.offset, trap_kind(t.code))).collect(),
        })
    }
}

/// A compiled function of a case.
pub(super) struct CompiledFunction {
    pub(super) code: MachineCode,
    /// Its relocations in our terms.
    pub(super) relocations: Vec<Relocation>,
}

impl CompiledFunction {
    /// Reads the `code` of `function`, which has the case's numbers; `all` are the case's
    /// functions. A libcall is the function of the case that plays it, if there is one.
    pub(super) fn new(all: &[Function], function: FuncId, code: MachineCode) -> CompiledFunction {
        let relocation = |r: &ModuleReloc| Relocation {
            function,
            offset: r.offset,
            kind: riscv64::kind(r.kind),
            symbol: symbol(all, &r.name),
            addend: r.addend,
        };
        CompiledFunction {
            relocations: code.relocations.iter().map(relocation).collect(),
            code,
        }
    }

    /// Whether another compilation of the function gave the same.
    pub(super) fn agrees(&self, other: &CompiledFunction) -> bool {
        self.code.bytes == other.code.bytes
            && self.code.align == other.code.align
            && self.relocations == other.relocations
    }
}

fn trap_kind(code: ir::TrapCode) -> TrapKind {
    let number = code.as_raw().get();
    if code == ir::TrapCode::STACK_OVERFLOW {
        TrapKind::StackOverflow
    } else if number <= TrapCode::LAST.number() {
        TrapKind::Asked(TrapCode::new(number))
    } else {
        TrapKind::Other(code.to_string())
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

/// The function that plays this libcall.
fn named(all: &[Function], name: LibCall) -> Option<FuncId> {
    let is_named = |origin: Origin| origin.libcall().map(lower::libcall) == Some(name);
    let position = all.iter().position(|f| is_named(f.origin))?;
    Some(position as FuncId)
}
