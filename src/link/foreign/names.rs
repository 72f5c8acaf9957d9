//! The names of a file's functions, as numbers.

use super::externs::{ExternFunction, differing, is_call_of_c};
use super::references::References;
use super::unlinked::Unlinked;
use crate::link::symbols;
use crate::lower;
use cranelift_codegen::ir::{
    ExternalName, Function, GlobalValueData, LibCall, Signature, UserExternalName, UserFuncName,
};
use std::collections::HashMap;

/// The names of all symbols. A function's number is its index; extern functions are numbered after
/// them, and undefined symbols after those.
#[derive(Debug)]
pub(super) struct NameTable<'f> {
    functions: &'f [Function],
    /// The first function of each name.
    indices: HashMap<&'f UserFuncName, usize>,
    /// The number of each extern function by its symbol.
    numbers: HashMap<&'static str, usize>,
    externs: &'f [ExternFunction],
}

/// A function with numbers for names.
#[derive(Debug)]
pub(super) struct Renamed {
    pub(super) function: Function,
    /// The functions of the file that it refers to, by index.
    pub(super) needs: Vec<usize>,
    /// Why it cannot be entered, although it may compile.
    pub(super) wrong: Option<Unlinked>,
}

impl<'f> NameTable<'f> {
    /// The names of `functions`, and of extern functions.
    pub(super) fn new(functions: &'f [Function], externs: &'f [ExternFunction]) -> Self {
        let mut indices = HashMap::new();
        for (index, function) in functions.iter().enumerate() {
            indices.entry(&function.name).or_insert(index);
        }
        let symbols = externs.iter().enumerate();
        NameTable {
            functions,
            indices,
            numbers: symbols.map(|(number, f)| (f.symbol, number)).collect(),
            externs,
        }
    }

    /// The symbols of extern functions, by number.
    pub(super) fn externs(&self) -> impl Iterator<Item = &'static str> + use<'f> {
        self.externs.iter().map(|function| function.symbol)
    }

    /// The function with this index, with numbers for names.
    pub(super) fn rename(&self, index: usize) -> Renamed {
        let function = &self.functions[index];
        let mut renamed = Renamed {
            function: function.clone(),
            needs: Vec::new(),
            wrong: None,
        };
        if self.indices.get(&function.name) != Some(&index) {
            renamed.is_wrong(Unlinked::Duplicate);
        }
        renamed.function.name = UserFuncName::user(lower::FUNCTIONS, index as u32);
        let references = References::of(function);
        for &reference in &references.functions {
            let Some(data) = function.dfg.ext_funcs.get(reference) else {
                continue;
            };
            if let Some(name) = self.resolve(function, &data.name, &mut renamed) {
                renamed.function.dfg.ext_funcs[reference].name = name;
            }
        }
        for &global in &references.globals {
            let data = function.global_values.get(global);
            let Some(GlobalValueData::Symbol { name, tls, .. }) = data else {
                continue;
            };
            if *tls {
                let name = name.display(Some(&function.params)).to_string();
                renamed.is_wrong(Unlinked::ThreadLocal(name));
            }
            let resolved = self.resolve(function, name, &mut renamed);
            let data = &mut renamed.function.global_values[global];
            if let (Some(resolved), GlobalValueData::Symbol { name, .. }) = (resolved, data) {
                *name = resolved;
            }
        }
        if let Some(wrong) = self.mismatch(function, &references) {
            renamed.is_wrong(wrong);
        }
        renamed
    }

    /// The new name, in `renamed`, for what `name` in `function` refers to; none if the module
    /// knows the old one.
    fn resolve(
        &self,
        function: &Function,
        name: &ExternalName,
        renamed: &mut Renamed,
    ) -> Option<ExternalName> {
        let shown = || name.display(Some(&function.params)).to_string();
        let number = match self.number(function, name) {
            Referent::Function(index) => {
                renamed.needs.push(index);
                index
            }
            Referent::Extern(number) => self.functions.len() + number,
            Referent::Libcall(libcall) => {
                if let Some(wrong) = self.unknown(libcall) {
                    renamed.is_wrong(wrong);
                }
                return None;
            }
            Referent::Known => {
                renamed.is_wrong(Unlinked::Undefined(shown()));
                return None;
            }
            Referent::Nothing => {
                renamed.is_wrong(Unlinked::Undefined(shown()));
                self.functions.len() + self.externs.len()
            }
        };
        let name = UserExternalName {
            namespace: lower::FUNCTIONS,
            index: number as u32,
        };
        let name = renamed.function.params.ensure_user_func_name(name);
        Some(ExternalName::User(name))
    }

    fn number(&self, function: &Function, name: &ExternalName) -> Referent {
        let own = match name {
            ExternalName::TestCase(name) => UserFuncName::Testcase(name.clone()),
            ExternalName::User(name) => {
                UserFuncName::User(function.params.user_named_funcs()[*name].clone())
            }
            ExternalName::LibCall(libcall) => return Referent::Libcall(*libcall),
            ExternalName::KnownSymbol(_) => return Referent::Known,
        };
        if let Some(&index) = self.indices.get(&own) {
            return Referent::Function(index);
        }
        let name = own.to_string();
        let symbol = name.strip_prefix('%').unwrap_or_default();
        match self.numbers.get(symbol) {
            Some(&number) => Referent::Extern(number),
            None => Referent::Nothing,
        }
    }

    /// What is wrong with a reference to `libcall`; nothing if an extern function plays it.
    pub(super) fn unknown(&self, libcall: LibCall) -> Option<Unlinked> {
        let symbol = symbols::libcall_name(libcall);
        let is_known = self.numbers.contains_key(symbol.as_str());
        (!is_known).then(|| Unlinked::Undefined(format!("%{libcall}")))
    }

    /// The first call whose signature does not suit its callee.
    fn mismatch(&self, function: &Function, references: &References) -> Option<Unlinked> {
        references.calls.iter().find_map(|&reference| {
            let data = function.dfg.ext_funcs.get(reference)?;
            let called = function.dfg.signatures.get(data.signature)?;
            let (callee, defined, agrees) = match self.number(function, &data.name) {
                Referent::Function(callee) => {
                    let callee = &self.functions[callee];
                    let (name, defined) = (callee.name.to_string(), &callee.signature);
                    (name, defined, called == defined)
                }
                Referent::Extern(number) => self.called_extern(number, called),
                Referent::Libcall(libcall) => {
                    let symbol = symbols::libcall_name(libcall);
                    self.called_extern(*self.numbers.get(symbol.as_str())?, called)
                }
                Referent::Known | Referent::Nothing => return None,
            };
            if agrees {
                return None;
            }
            let (called, defined) = differing(called, defined);
            Some(Unlinked::Mismatch {
                caller: function.name.to_string(),
                callee,
                called,
                defined,
            })
        })
    }

    /// The name and signature of an extern function, and whether a call with signature `called`
    /// suits it.
    fn called_extern(&self, number: usize, called: &Signature) -> (String, &'f Signature, bool) {
        let ExternFunction { symbol, signature } = &self.externs[number];
        (
            format!("%{symbol}"),
            signature,
            is_call_of_c(called, signature),
        )
    }
}

/// What a name refers to.
enum Referent {
    /// A function of the file, by index.
    Function(usize),
    /// An extern function, by number.
    Extern(usize),
    /// A libcall, by Cranelift's own name.
    Libcall(LibCall),
    /// A symbol that Cranelift itself knows.
    Known,
    Nothing,
}

impl Renamed {
    /// Records `why`, unless there is a reason already.
    fn is_wrong(&mut self, why: Unlinked) {
        self.wrong.get_or_insert(why);
    }
}
