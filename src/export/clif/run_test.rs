//! A case as a run test.

use super::expressible::{is_context, reached};
use super::within_context::caller;
use crate::case::{Case, Invocation, Scalar};
use crate::filetest::literal;
use crate::lower;
use crate::model::Trace;

/// The text of a run test without its comment. `case` has to be expressible; the model expects
/// `expected` of it.
pub(super) fn text(case: &Case, expected: &Trace, interpretable: bool) -> String {
    let mut text = String::new();
    if interpretable {
        text.push_str("test interpret\n");
    }
    text.push_str("test run\n");
    let (settings, targets) = settings(case);
    text.push_str(&settings);
    text.push_str(&targets);
    for function in reached(case) {
        text.push('\n');
        text.push_str(&body(&lower::function_text(case, function)));
        for (number, invocation) in case.invocations.iter().enumerate() {
            if invocation.function == function {
                text.push_str(&entry(case, number, invocation, expected));
            }
        }
    }
    text
}

/// Lines for the settings that are not Cranelift's defaults, and for targets. A case without
/// extensions of its own also runs with compressed instructions, as Cranelift's tests do.
pub(super) fn settings(case: &Case) -> (String, String) {
    let told = case.target.told_settings();
    let told = told.filter(|told| *told != ("opt_level", "none".to_owned()));
    let settings: String = told
        .map(|(name, value)| format!("set {name}={value}\n"))
        .collect();
    let on = case.target.extensions().into_iter().filter(|&(_, on)| on);
    let names: Vec<&str> = on.map(|(name, _)| name).collect();
    let targets = if names.is_empty() {
        "target riscv64\ntarget riscv64 has_c has_zcb\n".to_owned()
    } else {
        format!("target riscv64 {}\n", names.join(" "))
    };
    (settings, targets)
}

/// A function without the comments that Cranelift's printer adds to constants.
pub(super) fn body(printed: &str) -> String {
    let lines = printed.trim().lines();
    let code = lines.map(|line| line.split("  ; ").next().unwrap_or(line).trim_end());
    code.map(|line| format!("{line}\n")).collect()
}

/// The run line of an invocation. If it passes the context, a function before it makes one.
fn entry(case: &Case, number: usize, invocation: &Invocation, expected: &Trace) -> String {
    let signature = &case.functions[invocation.function as usize].signature;
    let args = signature.params.iter().zip(&invocation.args);
    let args = args.filter(|(param, _)| !is_context(param.purpose));
    let args = args.map(|(param, &bits)| literal(Scalar::new(param.ty, bits)));
    let args = args.collect::<Vec<_>>().join(", ");
    let results = results(number, expected);
    match caller(signature, invocation.function, number) {
        Some((name, text)) => format!("\n{text}; run: %{name}({args}) == {results}\n"),
        None => format!("; run: %f{}({args}) == {results}\n", invocation.function),
    }
}

/// What the model expects of invocation `number`, as a run line has it.
fn results(number: usize, expected: &Trace) -> String {
    let seen = expected.of_the_harness();
    let mut returns = seen.events.iter().filter(|event| event.to.is_none());
    let values = returns
        .nth(number)
        .map_or(&[][..], |event| &seen.values[event.values.clone()]);
    let literals: Vec<String> = values.iter().map(|v| literal(v.value)).collect();
    match &literals[..] {
        [one] => one.clone(),
        all => format!("[{}]", all.join(", ")),
    }
}
