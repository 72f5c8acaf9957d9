//! From a case to Cranelift's intermediate representation.
//!
//! *Idea.* One CLIF block a block of the case, one CLIF value a value. Only guarded calls, back
//! edges and the canonical form of NaNs become more than one or two instructions.
//!
//! *Invariant.* What is printed (a case's `Debug`) is what is compiled: both come from [`function`].
//!
//! *Limits.* With `link/`, the only folder that names Cranelift's types. Symbols are numbered as the case numbers functions and data;
//! the fuel word is the data object behind the last, and a libcall goes by Cranelift's name for it.

mod body;
mod branch;
mod call;
mod entry;
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

/// Namespace of functions in user-defined external names, as cranelift-module has it.
pub const FUNCTIONS: u32 = 0;
/// Namespace of data objects in user-defined external names, as cranelift-module has it.
pub const DATA: u32 = 1;

/// How symbols are named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Naming {
    /// By number, as a module resolves them.
    Numbers,
    /// By number, functions that go by the name of a libcall, too: for who defines them with the bodies that the case gives them.
    Bodies,
    /// As `%f0`, `%data0` and `%fuel`, for people.
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
