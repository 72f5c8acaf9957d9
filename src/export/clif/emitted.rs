//! Filetests about what is emitted: code without an effect on results, and unwind information.
//!
//! *Problem.* Such a filetest says what Cranelift should emit. Cranelift with the bug does not know.
//!
//! *Idea.* Cranelift with the fix does. So these tests are written by `farcall --fixed`: the text
//! that the mended Cranelift gives, line after line, as directives.

use super::expressible::reached;
use super::run_test::{body, settings};
use crate::case::{Case, FuncId};
use crate::filetest::{TextKind, Trial};
use crate::lower;
use crate::oracle::Oracle;

/// The kind of text in which something that `oracle` found shows.
pub(super) fn kind(oracle: Oracle) -> TextKind {
    match oracle {
        Oracle::Unwind => TextKind::Unwind,
        _ => TextKind::Code,
    }
}

/// The filetest of `case` without its comment: what the linked Cranelift emits.
///
/// # Errors
/// What Cranelift says of a function.
pub(super) fn text(case: &Case, kind: TextKind, trial: &mut Trial) -> Result<String, String> {
    let functions = reached(case);
    let head = format!("test {}\n{}", kind.command(), settings(case));
    // One target line: others emit other code.
    let head: String = head
        .lines()
        .filter(|line| !line.ends_with("has_c has_zcb"))
        .map(|line| format!("{line}\n"))
        .collect();
    let printed = |id: &FuncId| body(&lower::function_text(case, *id));
    let bodies: Vec<String> = functions.iter().map(printed).collect();
    let plain = format!("{head}\n{}", bodies.join("\n"));
    let texts = trial.texts(&plain, kind)?;
    let parts = bodies.iter().zip(&texts);
    let parts = parts.map(|(body, text)| format!("\n{body}{}", directives(text)));
    Ok(head + &parts.collect::<String>())
}

/// Directives that hold for `text` alone: each of its lines, one after another.
fn directives(text: &str) -> String {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let lines = lines.enumerate().map(|(number, line)| {
        let directive = if number == 0 { "check" } else { "nextln" };
        // A dollar sign begins a variable.
        format!("; {directive}: {}\n", line.replace('$', "$$"))
    });
    lines.collect()
}
