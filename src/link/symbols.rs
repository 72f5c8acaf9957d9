//! The names of symbols, and their numbers in a module.
//!
//! *Problem.* CLIF and relocations name symbols by number. Farcall numbers the functions and data
//! of a case; a module numbers what is declared to it, in the order of declaration.
//!
//! *Idea.* Functions are lowered and compiled with the *source's* numbers, those of the case or of
//! a list of functions. A [`SymbolTable`] knows what was declared to one module. It translates CLIF
//! and relocations on their way to that module or from it. Addresses come from the planner: if a
//! module does not define a symbol, it looks the symbol up by name, see
//! [`super::plan::LinkPlan::address`].
//!
//! *Invariant.* A module's numbers are used only with its own table, and no file mixes up the two
//! kinds of numbers.

use super::failure::Cause;
use crate::case::{FuncId, Libcall};
use crate::lower;
use cranelift_codegen::ir::{self, LibCall, Signature, UserExternalName};
use cranelift_module::{
    DataId, FuncId as ModuleFuncId, Linkage, Module, ModuleReloc, ModuleRelocTarget,
    default_libcall_names,
};

/// What a name in a case stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// A function of the case.
    Function(FuncId),
    /// A data object of the case; the one after the last is the fuel word.
    Data(usize),
}

/// The name of a function of a case.
pub(super) fn function_name(function: FuncId) -> String {
    format!("f{function}")
}

/// The name of a data object of a case; the one after the last is the fuel word.
pub(super) fn data_name(data: usize) -> String {
    format!("data{data}")
}

/// What `name` stands for in a case; none if it is neither a function's nor a data object's.
pub(super) fn parse(name: &str) -> Option<Named> {
    let function = name.strip_prefix('f').and_then(|n| n.parse().ok());
    let data = || name.strip_prefix("data").and_then(|n| n.parse().ok());
    function
        .map(Named::Function)
        .or_else(|| data().map(Named::Data))
}

/// The name that a module looks up for `libcall`.
pub(super) fn libcall_name(libcall: LibCall) -> String {
    default_libcall_names()(libcall)
}

/// The libcall of this name, if cases can have it.
pub(super) fn libcall_named(name: &str) -> Option<Libcall> {
    let mut all = Libcall::ALL.into_iter();
    all.find(|&libcall| libcall_name(lower::libcall(libcall)) == name)
}

/// What was declared to one module, by the source's numbers.
#[derive(Clone, Debug, Default)]
pub(super) struct SymbolTable {
    functions: Numbering,
    data: Numbering,
}

impl SymbolTable {
    /// Declares the function with this number to `module`.
    pub(super) fn declare_function(
        &mut self,
        module: &mut impl Module,
        number: u32,
        name: &str,
        linkage: Linkage,
        signature: &Signature,
    ) -> Result<(), Cause> {
        let id = module.declare_function(name, linkage, signature)?;
        self.functions.insert(number, id.as_u32());
        Ok(())
    }

    /// Declares the data object with this number to `module`, as writable.
    pub(super) fn declare_data(
        &mut self,
        module: &mut impl Module,
        number: usize,
        name: &str,
        linkage: Linkage,
    ) -> Result<(), Cause> {
        let id = module.declare_data(name, linkage, true, false)?;
        self.data.insert(number as u32, id.as_u32());
        Ok(())
    }

    /// The module's number of a function.
    pub(super) fn function(&self, number: u32) -> ModuleFuncId {
        ModuleFuncId::from_u32(self.functions.module(number))
    }

    /// The module's number of a data object.
    pub(super) fn data(&self, number: usize) -> DataId {
        DataId::from_u32(self.data.module(number as u32))
    }

    /// Gives symbols in `func` the module's numbers in place of the source's.
    pub(super) fn to_module(&self, func: &mut ir::Function) {
        let names = func.params.user_named_funcs().iter();
        let names = names.map(|(reference, name)| {
            let UserExternalName { namespace, index } = *name;
            let index = self.numbers(namespace).module(index);
            (reference, UserExternalName { namespace, index })
        });
        for (reference, name) in names.collect::<Vec<_>>() {
            func.params.reset_user_func_name(reference, name);
        }
    }

    /// Gives symbols in `relocations` the module's numbers in place of the source's.
    pub(super) fn relocations_to_module(&self, relocations: &mut [ModuleReloc]) {
        self.translate(relocations, Numbering::module);
    }

    /// Gives symbols in `relocations` the source's numbers in place of the module's.
    pub(super) fn relocations_to_source(&self, relocations: &mut [ModuleReloc]) {
        self.translate(relocations, Numbering::source);
    }

    fn translate(&self, relocations: &mut [ModuleReloc], other: fn(&Numbering, u32) -> u32) {
        for relocation in relocations {
            match &mut relocation.name {
                ModuleRelocTarget::User { namespace, index } => {
                    *index = other(self.numbers(*namespace), *index);
                }
                ModuleRelocTarget::FunctionOffset(function, _) => {
                    let number = other(&self.functions, function.as_u32());
                    *function = ModuleFuncId::from_u32(number);
                }
                ModuleRelocTarget::LibCall(_) | ModuleRelocTarget::KnownSymbol(_) => {}
            }
        }
    }

    fn numbers(&self, namespace: u32) -> &Numbering {
        match namespace {
            lower::FUNCTIONS => &self.functions,
            lower::DATA => &self.data,
            other => unreachable!("symbols are functions or data, not of namespace {other}"),
        }
    }
}

/// Numbers of one kind of symbol, both ways.
#[derive(Clone, Debug, Default)]
struct Numbering {
    to_module: Vec<Option<u32>>,
    to_source: Vec<Option<u32>>,
}

impl Numbering {
    fn insert(&mut self, source: u32, module: u32) {
        set(&mut self.to_module, source, module);
        set(&mut self.to_source, module, source);
    }

    fn module(&self, source: u32) -> u32 {
        get(&self.to_module, source)
    }

    fn source(&self, module: u32) -> u32 {
        get(&self.to_source, module)
    }
}

fn set(numbers: &mut Vec<Option<u32>>, from: u32, to: u32) {
    let at = from as usize;
    if numbers.len() <= at {
        numbers.resize(at + 1, None);
    }
    numbers[at] = Some(to);
}

fn get(numbers: &[Option<u32>], from: u32) -> u32 {
    let to = numbers.get(from as usize).copied().flatten();
    to.expect("what CLIF names was declared to the module that gets it")
}

#[cfg(test)]
mod tests {
    use super::*;
    use cranelift_codegen::binemit::Reloc;
    use cranelift_codegen::ir::UserFuncName;
    use cranelift_codegen::isa::CallConv;

    /// A module that numbers three functions in reverse.
    fn reversed() -> SymbolTable {
        let mut table = SymbolTable::default();
        for number in 0..3 {
            table.functions.insert(number, 2 - number);
        }
        table.data.insert(0, 7);
        table
    }

    fn name(namespace: u32, index: u32) -> UserExternalName {
        UserExternalName { namespace, index }
    }

    #[test]
    fn clif_gets_the_numbers_of_the_module_that_it_goes_to() {
        let (own, signature) = (UserFuncName::user(0, 1), Signature::new(CallConv::SystemV));
        let mut func = ir::Function::with_name_signature(own, signature);
        let numbers = [
            name(lower::FUNCTIONS, 0),
            name(lower::FUNCTIONS, 2),
            name(lower::DATA, 0),
        ];
        for name in numbers {
            func.declare_imported_user_function(name);
        }
        reversed().to_module(&mut func);
        let names: Vec<_> = func.params.user_named_funcs().values().cloned().collect();
        let expected = [
            name(lower::FUNCTIONS, 2),
            name(lower::FUNCTIONS, 0),
            name(lower::DATA, 7),
        ];
        assert_eq!(names, expected);
    }

    #[test]
    fn relocations_are_translated_to_a_module_and_back() {
        let target = |target| ModuleReloc {
            offset: 0,
            kind: Reloc::Abs8,
            name: target,
            addend: 0,
        };
        let source = [
            target(ModuleRelocTarget::user(lower::FUNCTIONS, 2)),
            target(ModuleRelocTarget::user(lower::DATA, 0)),
            target(ModuleRelocTarget::FunctionOffset(
                ModuleFuncId::from_u32(0),
                8,
            )),
            target(ModuleRelocTarget::LibCall(LibCall::FloorF64)),
        ];
        let targets = |relocations: &[ModuleReloc]| -> Vec<String> {
            let all = relocations.iter();
            all.map(|relocation| format!("{:?}", relocation.name))
                .collect()
        };
        let mut relocations = source.to_vec();
        reversed().relocations_to_module(&mut relocations);
        let module = [
            target(ModuleRelocTarget::user(lower::FUNCTIONS, 0)),
            target(ModuleRelocTarget::user(lower::DATA, 7)),
            target(ModuleRelocTarget::FunctionOffset(
                ModuleFuncId::from_u32(2),
                8,
            )),
            target(ModuleRelocTarget::LibCall(LibCall::FloorF64)),
        ];
        assert_eq!(targets(&relocations), targets(&module));
        reversed().relocations_to_source(&mut relocations);
        assert_eq!(targets(&relocations), targets(&source));
    }

    #[test]
    fn every_name_of_a_case_stands_for_what_it_was_made_for() {
        assert_eq!(parse(&function_name(31)), Some(Named::Function(31)));
        assert_eq!(parse(&data_name(4)), Some(Named::Data(4)));
        for libcall in Libcall::ALL {
            let name = libcall_name(lower::libcall(libcall));
            assert_eq!(parse(&name), None, "{name}");
            assert_eq!(libcall_named(&name), Some(libcall));
        }
        assert_eq!(libcall_named("malloc"), None);
    }
}
