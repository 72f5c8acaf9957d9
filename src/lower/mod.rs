//! From a case to Cranelift's intermediate representation.
//!
//! *Idea.* Each block of the case becomes one CLIF block, and each value one CLIF value. Only
//! guarded calls, back edges and canonical NaNs become more than one or two instructions.
//!
//! *Invariant.* The printed case (its `Debug`) is the compiled case: both come from [`function`].
//!
//! *Limits.* With `link/`, this is the only folder that names Cranelift's types. Symbols have the
//! case's numbers for functions and data. The fuel word is the data object after the last one. A
//! libcall has Cranelift's name for it.

mod body;
mod branch;
mod call;
mod entry;
mod lowering;
mod memory;
mod op;
mod signature;
mod target;
mod text;

pub use body::function;
pub use entry::{ENTRY_STRIDE, entry};
pub use signature::{libcall, signature, ty};
pub use target::{host_isa, isa, isa_with};
pub use text::function_text;

use crate::case::Origin;
use cranelift_codegen::ir::{self, UserExternalName};

/// The namespace of functions in user-defined external names, as in cranelift-module.
pub const FUNCTIONS: u32 = 0;
/// The namespace of data objects in user-defined external names, as in cranelift-module.
pub const DATA: u32 = 1;

/// How symbols are named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Naming {
    /// By number, as a module resolves them; libcalls by Cranelift's name.
    Numbers,
    /// By number, libcalls too: for users that define libcalls with the bodies in the case.
    Bodies,
    /// As `%f0`, `%data0` and `%fuel`, for people; libcalls by Cranelift's name.
    Text,
}

impl Naming {
    fn function(self, func: &mut ir::Function, index: u32, origin: Origin) -> ir::ExternalName {
        if let (Some(libcall), Naming::Numbers | Naming::Text) = (origin.libcall(), self) {
            return ir::ExternalName::LibCall(signature::libcall(libcall));
        }
        match self {
            Naming::Numbers | Naming::Bodies => user(func, FUNCTIONS, index),
            Naming::Text => ir::ExternalName::testcase(format!("f{index}")),
        }
    }

    fn data(self, func: &mut ir::Function, index: u32, is_fuel: bool) -> ir::ExternalName {
        match self {
            Naming::Numbers | Naming::Bodies => user(func, DATA, index),
            Naming::Text if is_fuel => ir::ExternalName::testcase("fuel"),
            Naming::Text => ir::ExternalName::testcase(format!("data{index}")),
        }
    }
}

fn user(func: &mut ir::Function, namespace: u32, index: u32) -> ir::ExternalName {
    let name = UserExternalName { namespace, index };
    ir::ExternalName::User(func.declare_imported_user_function(name))
}
