//! Compiling one function outside of any module, and reading what Cranelift recorded.

use super::compat;
use super::failure::Cause;
use super::map::{RelocKind, Relocation, Symbol};
use crate::case::{FuncId, Function, Home};
use crate::lower;
use crate::panic::catch;
use cranelift_codegen::binemit::Reloc;
use cranelift_codegen::ir::LibCall;
use cranelift_codegen::isa::TargetIsa;
use cranelift_codegen::{CodegenError, Context};
use cranelift_control::ControlPlane;
use cranelift_module::{self as module, ModuleError, ModuleReloc, ModuleRelocTarget};

/// A compiled function that is not placed yet.
pub(super) struct Compiled {
    pub(super) bytes: Vec<u8>,
    pub(super) align: u64,
    /// Relocations as the module wants them.
    pub(super) recorded: Vec<ModuleReloc>,
    /// The same in our terms.
    pub(super) relocations: Vec<Relocation>,
}

impl Compiled {
    /// Whether another compilation of the function gave the same.
    pub(super) fn agrees(&self, other: &Compiled) -> bool {
        self.bytes == other.bytes
            && self.align == other.align
            && self.relocations == other.relocations
    }
}

/// Compiles `function`, which is in `context`. Libcalls mean those of the case's functions `all`
/// that go by their names, if there is a case. After a panic, `context` has to be thrown away.
pub(super) fn compile(
    all: &[Function],
    function: FuncId,
    context: &mut Context,
    isa: &dyn TargetIsa,
) -> Result<Compiled, Cause> {
    catch(|| {
        #[expect(clippy::disallowed_methods, reason = "the one caught call")]
        match context.compile(isa, &mut ControlPlane::default()) {
            Ok(_) => Ok(compiled(all, function, context).expect("it was compiled just now")),
            Err(error) => Err(codegen_error(&error.inner)),
        }
    })?
}

/// What the last compilation in `context` gave, if it succeeded.
pub(super) fn compiled(all: &[Function], function: FuncId, context: &Context) -> Option<Compiled> {
    let code = context.compiled_code()?;
    let id = module_id(function);
    let recorded = code.buffer.relocs().iter();
    let recorded = recorded.map(|r| ModuleReloc::from_mach_reloc(r, &context.func, id));
    let recorded: Vec<ModuleReloc> = recorded.collect();
    Some(Compiled {
        bytes: code.code_buffer().to_vec(),
        align: compat::alignment(code),
        relocations: relocations(all, function, &recorded),
        recorded,
    })
}

/// The module's number of a function: modules number them in the order of declaration, as the case does.
pub(super) fn module_id(function: FuncId) -> module::FuncId {
    module::FuncId::from_u32(function.into())
}

/// The module's number of a data object, the fuel word last: in the order of declaration, too.
pub(super) fn module_data_id(index: usize) -> module::DataId {
    module::DataId::from_u32(index as u32)
}

/// Sorts an error of the compiler.
pub(super) fn codegen_error(error: &CodegenError) -> Cause {
    match error {
        CodegenError::Unsupported(message) => Cause::Unsupported(message.clone()),
        CodegenError::Verifier(errors) => Cause::Verifier(errors.to_string()),
        other => Cause::Error(other.to_string()),
    }
}

/// Sorts an error of the module.
pub(super) fn module_error(error: &ModuleError) -> Cause {
    match error {
        ModuleError::Compilation(error) => codegen_error(error),
        other => Cause::Error(other.to_string()),
    }
}

/// Relocations in our terms.
fn relocations(all: &[Function], function: FuncId, recorded: &[ModuleReloc]) -> Vec<Relocation> {
    let relocation = |r: &ModuleReloc| Relocation {
        function,
        offset: r.offset,
        kind: kind(r.kind),
        symbol: symbol(all, &r.name),
        addend: r.addend,
    };
    recorded.iter().map(relocation).collect()
}

fn kind(kind: Reloc) -> RelocKind {
    match kind {
        Reloc::RiscvCallPlt => RelocKind::CallPlt,
        Reloc::Abs8 => RelocKind::Abs64,
        Reloc::RiscvPCRelHi20 => RelocKind::PcrelHi20,
        Reloc::RiscvPCRelLo12I => RelocKind::PcrelLo12I,
        other => RelocKind::Other(format!("{other:?}")),
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
