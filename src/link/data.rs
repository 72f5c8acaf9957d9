//! Data objects as a module wants them.

use super::failure::Cause;
use super::jit::JitParts;
use super::symbols::{self, SymbolTable};
use crate::case::{Address, Case, DataObject, FUEL, FuncId, Libcall};
use crate::lower;
use cranelift_module::{DataDescription, Linkage, Module, ModuleRelocTarget};

/// The data objects of `case`, the fuel word last.
pub(super) fn objects(case: &Case) -> impl Iterator<Item = DataObject> {
    let fuel = DataObject {
        bytes: FUEL.to_le_bytes().to_vec(),
        addresses: Vec::new(),
    };
    case.data.iter().cloned().chain([fuel])
}

/// Declares every data object of `case`, and the fuel word.
pub(super) fn declare(jit: &mut JitParts<'_>, case: &Case, linkage: Linkage) -> Result<(), Cause> {
    for index in 0..=case.data.len() {
        let name = symbols::data_name(index);
        jit.symbols
            .declare_data(jit.module, index, &name, linkage)?;
    }
    Ok(())
}

/// Describes `object` to a module with these symbols. `libcall` says which functions the module
/// looks up as libcalls.
pub(super) fn describe(
    module: &mut impl Module,
    symbols: &SymbolTable,
    object: &DataObject,
    libcall: impl Fn(FuncId) -> Option<Libcall>,
) -> DataDescription {
    let mut description = DataDescription::new();
    description.define(object.initial().into_boxed_slice());
    description.set_align(8);
    for (n, address) in object.addresses.iter().enumerate() {
        let offset = object.address_offset(n).into();
        match *address {
            Address::Function(function) => {
                let function = match libcall(function) {
                    None => {
                        let id = symbols.function(function.into());
                        module.declare_func_in_data(id, &mut description)
                    }
                    Some(libcall) => {
                        let name = ModuleRelocTarget::LibCall(lower::libcall(libcall));
                        description.import_function(name)
                    }
                };
                description.write_function_addr(offset, function);
            }
            Address::Data { data, addend } => {
                let id = symbols.data(data.into());
                let data = module.declare_data_in_data(id, &mut description);
                description.write_data_addr(offset, data, addend.into());
            }
        }
    }
    description
}
