//! The C side of a case: a `main` that plays the harness, and the extern functions.

use super::values::{literal, param_type, result_type};
use crate::abi::{Layout, Location, Part, Reg, RegClass, ValueLayout};
use crate::case::{Answer, Case, DataObject, FuncId, Function, Invocation, Scalar, Type};
use crate::model::{Crossing, Expected, Trace};
use crate::run::Layouts;
use std::collections::BTreeSet;
use std::fmt::Write;

const TAKES_ALL: &str = "strings take all text";

/// What compares words.
const CHECK: &str = r#"
static void check(const char *what, unsigned long got, unsigned long expected) {
  if (got != expected) {
    printf("%s: expected 0x%016lx, got 0x%016lx\n", what, expected, got);
    failed = 1;
  }
}
"#;

/// What compares data.
const CHECK_BYTES: &str = r#"
static void check_bytes(const char *what, const unsigned char *got,
                        const unsigned char *expected, int count) {
  for (int i = 0; i < count; i++)
    if (got[i] != expected[i]) {
      printf("%s[%d]: expected 0x%02x, got 0x%02x\n", what, i, expected[i], got[i]);
      failed = 1;
    }
}
"#;

/// A file that calls the functions of `case` and compares with `trace`. `kept` is a register that
/// `main` keeps a value in. `None` if a type has no name in C.
pub(super) fn text(case: &Case, trace: &Trace, kept: Option<Reg>) -> Option<String> {
    let layouts = Layouts::new(case);
    let side = CSide {
        case,
        trace,
        layouts,
        kept,
    };
    let mut text = String::new();
    side.data(&mut text);
    text.push('\n');
    let mut invoked: Vec<FuncId> = case.invocations.iter().map(|i| i.function).collect();
    invoked.sort_unstable();
    invoked.dedup();
    for function in invoked {
        writeln!(text, "{};", side.prototype(function, false)?).expect(TAKES_ALL);
    }
    let externs = (0..)
        .zip(&case.functions)
        .filter(|(_, f)| f.origin.is_extern());
    if externs.clone().next().is_some() {
        text += "\n// Calls of extern functions until now.\nstatic int calls;\n";
    }
    for (id, function) in externs {
        side.play(&mut text, id, function)?;
    }
    side.main(&mut text)?;
    let used = [("check(", CHECK), ("check_bytes(", CHECK_BYTES)];
    let used = used.into_iter().filter(|(name, _)| text.contains(name));
    let helpers: String = used.map(|(_, helper)| helper).collect();
    Some(format!(
        "#include <stdio.h>\n\nstatic int failed;\n{helpers}{text}"
    ))
}

struct CSide<'c> {
    case: &'c Case,
    trace: &'c Trace,
    layouts: Layouts,
    kept: Option<Reg>,
}

impl CSide<'_> {
    /// The data objects that code accesses.
    fn accessed(&self) -> impl Iterator<Item = (usize, &DataObject)> {
        let blocks = self.case.functions.iter().flat_map(|f| &f.blocks);
        let accesses = blocks.flat_map(|block| block.statements.iter().filter_map(|s| s.access()));
        let data = accesses.filter(|access| !access.is_slot());
        let named: BTreeSet<usize> = data.map(|access| access.index.into()).collect();
        named
            .into_iter()
            .map(|number| (number, &self.case.data[number]))
    }

    /// Declarations of the data, and what it has to be at the end.
    fn data(&self, text: &mut String) {
        for (number, object) in self.accessed() {
            let len = object.bytes.len();
            let bytes = self.trace.memory[number][..len].iter();
            let bytes: Vec<String> = bytes.map(|byte| format!("{byte:#04x}")).collect();
            let rows: Vec<String> = bytes.chunks(8).map(|row| row.join(", ")).collect();
            write!(
                text,
                "\nextern unsigned char data{number}[{len}];\n\
                 static const unsigned char expected_data{number}[{len}] = {{\n  {}\n}};\n",
                rows.join(",\n  ")
            )
            .expect(TAKES_ALL);
        }
    }

    /// The prototype of a function. If results are in memory, a pointer to them comes first.
    fn prototype(&self, id: FuncId, named: bool) -> Option<String> {
        let function = &self.case.functions[usize::from(id)];
        let layout = self.layouts.of(id);
        let area = layout
            .return_area
            .map(|_| "unsigned long *results".to_owned());
        let params = function
            .signature
            .params
            .iter()
            .enumerate()
            .map(|(n, &param)| {
                let ty = param_type(param)?;
                Some(if named {
                    format!("{ty} p{n}")
                } else {
                    ty.to_owned()
                })
            });
        let params: Option<Vec<String>> = area.map(Some).into_iter().chain(params).collect();
        let params = Some(params?.join(", ")).filter(|params| !params.is_empty());
        let params = params.unwrap_or_else(|| "void".to_owned());
        let result = match in_registers(layout) {
            Some(value) => result_type(value.ty)?,
            None => "void",
        };
        Some(format!("{result} fn{id}({params})"))
    }

    /// An extern function: compares its arguments, and returns what the case says.
    fn play(&self, text: &mut String, id: FuncId, function: &Function) -> Option<()> {
        let layout = self.layouts.of(id);
        writeln!(
            text,
            "\n{} {{\n  switch (calls++) {{",
            self.prototype(id, true)?
        )
        .expect(TAKES_ALL);
        let calls = self.trace.events.iter().filter(|event| {
            let callee = event.to.filter(|_| event.crossing != Crossing::Return);
            callee.is_some_and(|f| self.case.functions[usize::from(f)].origin.is_extern())
        });
        for (call, event) in calls.enumerate().filter(|(_, event)| event.to == Some(id)) {
            writeln!(text, "  case {call}:").expect(TAKES_ALL);
            let values = &self.trace.values[event.values.clone()];
            for (n, (value, expected)) in layout.args.iter().zip(values).enumerate() {
                let what = format!("argument {n} of fn{id}");
                text.push_str(&compare(value.ty, expected, &format!("p{n}"), &what));
            }
            text.push_str("    break;\n");
        }
        writeln!(
            text,
            "  default:\n    check(\"unexpected call of fn{id}\", 1, 0);\n  }}"
        )
        .expect(TAKES_ALL);
        if let (Some(answer), Some(result)) = (function.answers().next(), layout.results.first()) {
            let answer = match answer {
                Answer::Param(n) => format!("p{n}"),
                Answer::Constant(bits) => literal(Scalar::new(result.ty, bits)),
            };
            writeln!(text, "  return {answer};").expect(TAKES_ALL);
        }
        text.push_str("}\n");
        Some(())
    }

    fn main(&self, text: &mut String) -> Option<()> {
        text.push_str("\nint main(void) {\n");
        let seen = self.trace.of_the_harness();
        let returns = seen
            .events
            .iter()
            .filter(|event| event.crossing == Crossing::Return);
        for (invocation, event) in self.case.invocations.iter().zip(returns) {
            text.push_str("  {\n");
            self.call(text, invocation, &seen.values[event.values.clone()])?;
            text.push_str("  }\n");
        }
        for (number, object) in self.accessed() {
            let len = object.bytes.len();
            writeln!(
                text,
                "  check_bytes(\"data{number}\", data{number}, expected_data{number}, {len});"
            )
            .expect(TAKES_ALL);
        }
        text.push_str("  if (!failed)\n    printf(\"nothing differs\\n\");\n");
        text.push_str("  return failed;\n}\n");
        Some(())
    }

    /// A call, and the comparison of what it returns.
    fn call(
        &self,
        text: &mut String,
        invocation: &Invocation,
        expected: &[Expected],
    ) -> Option<()> {
        let id = invocation.function;
        let layout = self.layouts.of(id);
        if let Some(area) = layout.return_area {
            let words = area.bytes / 8;
            writeln!(
                text,
                "    unsigned long results[{words}] __attribute__((aligned(16)));"
            )
            .expect(TAKES_ALL);
        }
        if let Some((before, _)) = self.kept.map(keep) {
            text.push_str(&before);
        }
        let params = &self.case.functions[usize::from(id)].signature.params;
        let args = params.iter().zip(&invocation.args);
        let args = args.map(|(param, &bits)| literal(Scalar::new(param.ty, bits)));
        let area = layout.return_area.map(|_| "results".to_owned());
        let args: Vec<String> = area.into_iter().chain(args).collect();
        let call = format!("fn{id}({})", args.join(", "));
        match in_registers(layout) {
            Some(value) => writeln!(text, "    {} r = {call};", result_type(value.ty)?),
            None => writeln!(text, "    {call};"),
        }
        .expect(TAKES_ALL);
        if let Some((_, after)) = self.kept.map(keep) {
            text.push_str(&after);
        }
        self.results(text, id, expected);
        Some(())
    }

    fn results(&self, text: &mut String, id: FuncId, expected: &[Expected]) {
        let layout = self.layouts.of(id);
        for (n, (value, expected)) in layout.results.iter().zip(expected).enumerate() {
            let what = format!("result {n} of fn{id}");
            if n == 0 && in_registers(layout).is_some() {
                text.push_str(&match &value.parts[..] {
                    [part] if value.ty.is_int() => word("r", part, expected.value.bits, &what),
                    _ => compare(value.ty, expected, "r", &what),
                });
                continue;
            }
            let mut below = 0;
            for part in &value.parts {
                // Other results in registers have no name in C.
                if let Location::ReturnArea(offset) = part.location {
                    let at = format!("results[{}]", offset / 8);
                    let bits = expected.value.bits >> below;
                    if !expected.any_nan {
                        let what = format!("{what}, in {at}");
                        text.push_str(&word(&at, part, bits, &what));
                    }
                }
                below += part.bits;
            }
        }
    }
}

/// The first result, if it is in registers.
fn in_registers(layout: &Layout) -> Option<&ValueLayout> {
    let first = layout.results.first()?;
    let register = |part: &Part| matches!(part.location, Location::Reg(_));
    first.parts.iter().all(register).then_some(first)
}

/// Compares a word that holds a part: its own bits, and those above that are defined.
fn word(at: &str, part: &Part, bits: u128, what: &str) -> String {
    let own = part.own(bits as u64);
    match part.defined_above(own) {
        Some(_) => format!("    check(\"{what}\", {at}, {:#x});\n", part.widen(own, 0)),
        None => {
            let mask = part.own(u64::MAX);
            format!("    check(\"{what}\", {at} & {mask:#x}, {own:#x});\n")
        }
    }
}

/// Compares variable `name` with a value.
fn compare(ty: Type, expected: &Expected, name: &str, what: &str) -> String {
    let bits = expected.value.bits;
    let (low, high) = (bits as u64, (bits >> 64) as u64);
    if expected.any_nan {
        return format!("    check(\"{what} is a NaN\", {name} != {name}, 1);\n");
    }
    match ty {
        Type::F16 | Type::F32 => float(name, "unsigned", "float", low, what),
        Type::F64 => float(name, "unsigned long", "double", low, what),
        Type::F128 => format!(
            "    {{\n      union {{ long double f; unsigned long u[2]; }} v = {{ {name} }};\n      \
             check(\"{what}, low half\", v.u[0], {low:#x});\n      \
             check(\"{what}, high half\", v.u[1], {high:#x});\n    }}\n"
        ),
        Type::I128 => format!(
            "    check(\"{what}, low half\", (unsigned long){name}, {low:#x});\n    \
             check(\"{what}, high half\", (unsigned long)((unsigned __int128){name} >> 64), \
             {high:#x});\n"
        ),
        int => {
            let mask = int.mask() as u64;
            format!("    check(\"{what}\", (unsigned long){name} & {mask:#x}, {low:#x});\n")
        }
    }
}

fn float(name: &str, word: &str, ty: &str, bits: u64, what: &str) -> String {
    format!(
        "    {{\n      union {{ {ty} f; {word} u; }} v = {{ {name} }};\n      \
         check(\"{what}\", v.u, {bits:#x});\n    }}\n"
    )
}

/// Code that puts a value into a register before a call, and code that looks for it afterwards.
fn keep(register: Reg) -> (String, String) {
    let (ty, constraint, value) = match register.class() {
        RegClass::Int => ("unsigned long", 'r', "0x123456789abcdef"),
        _ => ("double", 'f', "1.5"),
    };
    let what = format!("{register}, kept over the call");
    let compared = match register.class() {
        RegClass::Int => format!("    check(\"{what}\", kept, {value});\n"),
        _ => float("kept", "unsigned long", "double", 1.5_f64.to_bits(), &what),
    };
    (
        format!(
            "    // Callee-saved in C, so the compiler keeps it there over the call.\n    \
             register {ty} kept asm(\"{register}\") = {value};\n    \
             asm volatile(\"\" : \"+{constraint}\"(kept));\n"
        ),
        format!("    asm volatile(\"\" : \"+{constraint}\"(kept));\n{compared}"),
    )
}
