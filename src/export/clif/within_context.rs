//! Callers that make a context, because a run line cannot name memory.

use super::expressible::is_context;
use crate::case::{CONTEXT, FuncId, Signature, context};

/// A function that calls `callee`, of this signature, with a context in a stack slot, whose stack
/// limit is zero: its name and text. None if the signature has no context.
pub(super) fn caller(
    signature: &Signature,
    callee: FuncId,
    number: usize,
) -> Option<(String, String)> {
    let (place, limit) = signature.context()?;
    let name = format!("enter{number}");
    let mut own = signature.clone();
    own.params.retain(|param| !is_context(param.purpose));
    own.convention = crate::case::Convention::SystemV;

    let (lowest, bytes) = context(0);
    let params = own.params.len();
    let (address, zero, first) = (params, params + 1, params + 2);
    let (last, pointers) = limit.loads().split_last()?;
    let mut lines = vec![
        format!("v{address} = stack_addr.i64 ss0+{}", CONTEXT - lowest),
        format!("v{zero} = iconst.i64 0"),
    ];
    let mut store = |value: usize, offset: i32| {
        lines.push(format!("store v{value}, v{address}{offset:+}"));
    };
    pointers.iter().for_each(|&offset| store(address, offset));
    store(zero, *last);

    let values = |range: std::ops::Range<usize>| -> Vec<String> {
        range.map(|value| format!("v{value}")).collect()
    };
    let mut args = values(0..params);
    args.insert(place, format!("v{address}"));
    let results = values(first..first + signature.results.len()).join(", ");
    let call = format!("call fn0({})", args.join(", "));
    lines.push(match &results[..] {
        "" => call,
        results => format!("{results} = {call}"),
    });
    lines.push(format!("return {results}").trim_end().to_owned());

    let heads = own.params.iter().enumerate();
    let heads: Vec<String> = heads
        .map(|(n, param)| format!("v{n}: {}", param.ty))
        .collect();
    let heads = match heads.is_empty() {
        true => String::new(),
        false => format!("({})", heads.join(", ")),
    };
    let body: String = lines.iter().map(|line| format!("    {line}\n")).collect();
    let text = format!(
        "function %{name}{own} {{\n    ss0 = explicit_slot {}\n    fn0 = %f{callee}{signature}\n\n\
         block0{heads}:\n{body}}}\n",
        bytes.len()
    );
    Some((name, text))
}
