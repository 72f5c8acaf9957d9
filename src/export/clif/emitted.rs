//! Filetests about what is emitted: code without an effect on results, and unwind information.
//!
//! *Problem.* Such a filetest says what Cranelift should emit, and Cranelift with the bug does not
//! know that.
//!
//! *Idea.* Cranelift with the fix does. So these tests are written by `farcall --fixed`: the text
//! that the mended Cranelift gives, line after line, as directives.

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
    let functions: Vec<FuncId> = case.compiled().collect();
    // Filetests have no unwind information unless they ask for it. With V, it names registers of
    // every class.
    let (asked, has_v) = match kind {
        TextKind::Unwind => ("set unwind_info=true\n", " has_v"),
        TextKind::Code => ("", ""),
    };
    // One target line: others emit other code.
    let (settings, target) = settings(case);
    let target = target.lines().next().unwrap_or_default();
    let command = kind.command();
    let head = format!("test {command}\n{asked}{settings}{target}{has_v}\n");
    let printed = |id: &FuncId| body(&lower::function_text(case, *id));
    let bodies: Vec<String> = functions.iter().map(printed).collect();
    let plain = format!("{head}\n{}", bodies.join("\n"));
    let texts = trial.texts(&plain, kind)?;
    let parts = bodies.iter().zip(&texts);
    let parts = parts.map(|(body, text)| format!("\n{body}{}", directives(text)));
    Ok(head + &parts.collect::<String>())
}

/// Directives that hold for `text` alone: each of its lines, one after another. What only fills up
/// the section is left out.
fn directives(text: &str) -> String {
    let lines = text.lines().map(str::trim);
    let lines = lines.filter(|line| !line.is_empty() && *line != "DW_CFA_nop");
    let lines = lines.enumerate().map(|(number, line)| {
        // Cranelift prints more lines above an FDE's instructions.
        let is_after_others = number == 0 || line == "Instructions:";
        let directive = if is_after_others { "check" } else { "nextln" };
        // A dollar sign begins a variable.
        format!("; {directive}: {}\n", line.replace('$', "$$"))
    });
    lines.collect()
}
