//! Data objects as a module wants them.

use super::compile;
use crate::case::{Address, Case, DataObject, FUEL, FuncId, Libcall};
use crate::lower;
use cranelift_jit::JITModule;
use cranelift_module::{DataDescription, Module, ModuleRelocTarget};

/// The data objects of `case`, the fuel word last.
pub(super) fn objects(case: &Case) -> impl Iterator<Item = DataObject> {
    let fuel = DataObject {
        bytes: FUEL.to_le_bytes().to_vec(),
        addresses: Vec::new(),
    };
    case.data.iter().cloned().chain([fuel])
}

/// `object`, for a module in which functions and data have the case's numbers. `libcall` says by which name a function is to be looked up, if it is.
pub(super) fn describe(
    module: &mut JITModule,
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
                let id = compile::module_id(function);
                let function = match libcall(function) {
                    None => module.declare_func_in_data(id, &mut description),
                    Some(libcall) => {
                        let name = ModuleRelocTarget::LibCall(lower::libcall(libcall));
                        description.import_function(name)
                    }
                };
                description.write_function_addr(offset, function);
            }
            Address::Data { data, addend } => {
                let id = compile::module_data_id(data.into());
                let data = module.declare_data_in_data(id, &mut description);
                description.write_data_addr(offset, data, addend.into());
            }
        }
    }
    description
}
