//! The names of a file's functions, as the module wants them: numbers.

use super::Unlinked;
use crate::lower;
use cranelift_codegen::ir::{
    ExternalName, Function, GlobalValueData, LibCall, UserExternalName, UserFuncName,
};
use std::collections::HashMap;

/// Who is called what. Functions have their index as number; those of the host come behind them.
#[derive(Debug)]
pub(super) struct Names<'f> {
    functions: HashMap<&'f UserFuncName, usize>,
    count: usize,
    host: &'static [&'static str],
}

impl<'f> Names<'f> {
    /// The names of `functions`, and of the host's.
    pub(super) fn new(functions: &'f [Function], host: &'static [&'static str]) -> Self {
        let mut names = HashMap::new();
        for (index, function) in functions.iter().enumerate() {
            names.entry(&function.name).or_insert(index);
        }
        Names {
            functions: names,
            count: functions.len(),
            host,
        }
    }

    /// The symbols of the host, by number.
    pub(super) fn host(&self) -> &'static [&'static str] {
        self.host
    }

    /// `function`, the one with this index, with numbers for names.
    pub(super) fn rename(&self, index: usize, function: &Function) -> Result<Function, Unlinked> {
        if self.functions.get(&function.name) != Some(&index) {
            return Err(Unlinked::Duplicate);
        }
        let mut renamed = function.clone();
        renamed.name = UserFuncName::user(lower::FUNCTIONS, index as u32);
        for (_, global) in renamed.global_values.iter() {
            if let GlobalValueData::Symbol { name, .. } = global {
                let name = name.display(Some(&function.params)).to_string();
                return Err(Unlinked::Undefined(name));
            }
        }
        for reference in function.dfg.ext_funcs.keys() {
            let name = &function.dfg.ext_funcs[reference].name;
            if let Some(number) = self.number(function, name)? {
                let name = UserExternalName {
                    namespace: lower::FUNCTIONS,
                    index: number as u32,
                };
                let name = renamed.params.ensure_user_func_name(name);
                renamed.dfg.ext_funcs[reference].name = ExternalName::User(name);
            }
        }
        Ok(renamed)
    }

    /// The number of what `name` in `function` refers to; none if the module has to know it.
    fn number(&self, function: &Function, name: &ExternalName) -> Result<Option<usize>, Unlinked> {
        let own = match name {
            ExternalName::TestCase(name) => UserFuncName::Testcase(name.clone()),
            ExternalName::User(name) => {
                UserFuncName::User(function.params.user_named_funcs()[*name].clone())
            }
            ExternalName::LibCall(libcall) if self.plays(*libcall) => return Ok(None),
            ExternalName::LibCall(_) | ExternalName::KnownSymbol(_) => {
                let name = name.display(Some(&function.params)).to_string();
                return Err(Unlinked::Undefined(name));
            }
        };
        if let Some(&index) = self.functions.get(&own) {
            return Ok(Some(index));
        }
        let name = own.to_string();
        let symbol = name.strip_prefix('%');
        match self.host.iter().position(|&known| symbol == Some(known)) {
            Some(number) => Ok(Some(self.count + number)),
            None => Err(Unlinked::Undefined(name)),
        }
    }

    fn plays(&self, libcall: LibCall) -> bool {
        let symbol = cranelift_module::default_libcall_names()(libcall);
        self.host.contains(&symbol.as_str())
    }

    /// Takes away from `compiled` what refers to a function that is not there, and so on.
    pub(super) fn leave_out_dependents<T>(
        &self,
        functions: &[Function],
        compiled: &mut [Result<T, Unlinked>],
    ) {
        let mut again = true;
        while std::mem::take(&mut again) {
            for (index, function) in functions.iter().enumerate() {
                if compiled[index].is_err() {
                    continue;
                }
                let references = function.dfg.ext_funcs.values();
                let numbers = references.filter_map(|r| self.number(function, &r.name).ok()?);
                let mut missing = numbers.filter(|&n| compiled.get(n).is_some_and(Result::is_err));
                if let Some(missing) = missing.next() {
                    compiled[index] = Err(Unlinked::Needs(functions[missing].name.to_string()));
                    again = true;
                }
            }
        }
    }
}
