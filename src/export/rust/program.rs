//! The part of a case that a finding is about: functions, data and places.

use crate::case::{Case, FuncId};
use crate::link::{LinkMap, Span, Symbol};
use crate::lower;
use std::collections::BTreeSet;

/// Some functions of a case, and whatever they refer to, with the numbers that a module gives them.
pub(super) struct Program<'c> {
    case: &'c Case,
    map: &'c LinkMap,
    /// Compiled functions, in the order of definition.
    functions: Vec<FuncId>,
    /// Extern functions.
    externs: Vec<FuncId>,
    /// Data objects, in the order of definition.
    data: Vec<u32>,
}

impl<'c> Program<'c> {
    /// The functions in `roots`, and whatever their relocations refer to.
    pub(super) fn around(
        case: &'c Case,
        map: &'c LinkMap,
        roots: impl IntoIterator<Item = FuncId>,
    ) -> Program<'c> {
        let mut pending: Vec<FuncId> = roots.into_iter().collect();
        let (mut reached, mut data) = (BTreeSet::new(), BTreeSet::new());
        while let Some(function) = pending.pop() {
            if !reached.insert(function) {
                continue;
            }
            for relocation in map.relocations.iter().filter(|r| r.function == function) {
                match relocation.symbol {
                    Symbol::Function(callee) => pending.push(callee),
                    Symbol::Data(object) => drop(data.insert(object)),
                    Symbol::Label(_) | Symbol::Other => {}
                }
            }
        }
        let order = case.life_cycle.order().filter(|f| reached.contains(f));
        let (externs, functions) =
            order.partition(|&f| case.functions[usize::from(f)].origin.is_extern());
        Program {
            case,
            map,
            functions,
            externs,
            data: data.into_iter().collect(),
        }
    }

    /// Whether it calls a routine of the runtime library.
    pub(super) fn needs_runtime(&self) -> bool {
        let origin = |&f: &FuncId| self.case.functions[usize::from(f)].origin;
        self.externs.iter().any(|f| origin(f).libcall().is_some())
    }

    /// The CLIF of all compiled functions, with the numbers of the module. None if Cranelift
    /// refuses to build one.
    pub(super) fn clif(&self) -> Option<String> {
        clif(self.case, &self.functions, |name| {
            self.number(self.symbol(name)?)
        })
    }

    /// The symbol that is printed as `%name`.
    fn symbol(&self, name: &str) -> Option<Symbol> {
        if name == "fuel" {
            return Some(Symbol::Data(self.case.data.len() as u32));
        }
        let data = name.strip_prefix("data").and_then(|n| n.parse().ok());
        let function = name.strip_prefix('f').and_then(|n| n.parse().ok());
        data.map(Symbol::Data).or(function.map(Symbol::Function))
    }

    /// Its name in the CLIF: the number that a module gives it.
    pub(super) fn number(&self, symbol: Symbol) -> Option<String> {
        let position = match symbol {
            Symbol::Function(function) => {
                let mut all = self.functions.iter().chain(&self.externs);
                all.position(|&f| f == function)
            }
            Symbol::Data(object) => self.data.iter().position(|&d| d == object),
            Symbol::Label(_) | Symbol::Other => None,
        };
        let namespace = match symbol {
            Symbol::Data(_) => lower::DATA,
            _ => lower::FUNCTIONS,
        };
        Some(format!("u{namespace}:{}", position?))
    }

    /// The number of a compiled function.
    pub(super) fn position(&self, function: FuncId) -> Option<usize> {
        self.functions.iter().position(|&f| f == function)
    }

    /// Where data objects and compiled functions lie, in the order of definition; none if one was
    /// not placed.
    pub(super) fn places(&self) -> Option<Vec<Place>> {
        let data = self.data.iter().map(|&d| Symbol::Data(d));
        let functions = self.functions.iter().map(|&f| Symbol::Function(f));
        let places = data.chain(functions).map(|symbol| {
            Some(Place {
                name: self.number(symbol)?,
                span: self.span(symbol)?,
                symbol,
            })
        });
        places.collect()
    }

    /// Where extern functions are.
    pub(super) fn externs(&self) -> impl Iterator<Item = (Symbol, Span)> {
        let externs = self.externs.iter().map(|&f| Symbol::Function(f));
        externs.filter_map(|symbol| Some((symbol, self.span(symbol)?)))
    }

    /// The length of each data object.
    pub(super) fn data_lens(&self) -> impl Iterator<Item = u64> {
        let spans = self.data.iter().filter_map(|&d| self.span(Symbol::Data(d)));
        spans.map(|span| span.len)
    }

    fn span(&self, symbol: Symbol) -> Option<Span> {
        match symbol {
            Symbol::Function(function) => *self.map.functions.get(usize::from(function))?,
            Symbol::Data(object) => *self.map.data.get(object as usize)?,
            Symbol::Label(_) | Symbol::Other => None,
        }
    }
}

/// Where something lies.
pub(super) struct Place {
    /// What it is.
    pub(super) symbol: Symbol,
    /// Its name in the CLIF.
    pub(super) name: String,
    /// Its bytes.
    pub(super) span: Span,
}

/// The CLIF of `functions` under the settings of `case`, with other names for those symbols that
/// `name` names. None if Cranelift refuses to build one.
pub(super) fn clif(
    case: &Case,
    functions: &[FuncId],
    name: impl Fn(&str) -> Option<String>,
) -> Option<String> {
    let settings = case.target.told_settings();
    let settings = settings.map(|(name, value)| format!("set {name}={value}\n"));
    let on = case.target.extensions().into_iter().filter(|&(_, on)| on);
    let on = on.map(|(name, _)| format!(" {name}"));
    let head = ["test compile\n".to_owned()].into_iter().chain(settings);
    let head = head.chain(["target riscv64".to_owned()]).chain(on);
    let functions = functions.iter().map(|&function| {
        let text = lower::function_text(case, function);
        let is_built = text.starts_with("function");
        is_built.then(|| format!("\n{}", renamed(&text, &name)))
    });
    let functions: Option<String> = functions.collect();
    Some(head.chain(["\n".to_owned(), functions?]).collect())
}

/// `text` with other names for those symbols `%name` for which there is one.
fn renamed(text: &str, name: impl Fn(&str) -> Option<String>) -> String {
    let mut parts = text.split('%');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        let end = part.find(|c: char| !c.is_ascii_alphanumeric());
        let (word, rest) = part.split_at(end.unwrap_or(part.len()));
        match name(word) {
            Some(name) => text + &name + rest,
            None => text + "%" + part,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_names_are_renamed() {
        let name = |word: &str| (word == "f1").then(|| "u0:0".to_owned());
        let text = "function %f1() {\n fn0 = %f10 sig0\n fn1 = colocated %f1 sig0";
        let wanted = "function u0:0() {\n fn0 = %f10 sig0\n fn1 = colocated u0:0 sig0";
        assert_eq!(renamed(text, name), wanted);
    }
}
