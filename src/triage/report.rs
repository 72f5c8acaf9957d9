//! A finding as people read it: the failing crossing first, then registers and the code around it.

use super::listing::listing;
use crate::abi::{CLASSES, Reg};
use crate::case::{Case, FuncId, Linking};
use crate::check::{Checker, Inspection};
use crate::lower;
use crate::oracle::Finding;
use farcall_machine::Hart;
use std::fmt::{self, Write};

/// The report on `finding` about `case`. `checker` links and runs the case again for it.
pub fn report(checker: &mut Checker, case: &Case, finding: &Finding) -> String {
    let inspection = checker.inspect(case, finding.at.event);
    let mut text = String::new();
    write_report(&mut text, case, finding, &inspection).expect("strings take all text");
    text
}

fn write_report(
    text: &mut String,
    case: &Case,
    finding: &Finding,
    inspection: &Inspection,
) -> fmt::Result {
    let at = finding.at;
    writeln!(text, "{}  {}", finding.class, finding.key)?;
    writeln!(text, "  {}", finding.summary)?;
    write!(text, "  settings: {}", case.target)?;
    for module in &case.life_cycle.modules {
        let linking = match module.linking {
            Linking::Planned => "planned",
            Linking::Direct => "direct",
        };
        write!(text, " linking={linking}")?;
    }
    writeln!(text)?;
    for (role, function) in [("in", at.function), ("with", at.other)] {
        if let Some(function) = function {
            writeln!(text, "  {role} {}", place(case, inspection, function))?;
        }
    }
    let mut functions: Vec<FuncId> = at.function.into_iter().chain(at.other).collect();
    functions.dedup();
    for function in functions {
        writeln!(text, "\n{}", lower::function_text(case, function).trim())?;
    }
    if let Some(hart) = &inspection.hart {
        writeln!(text, "\nregisters behind event {}:", at.event.unwrap_or(0))?;
        write_registers(text, hart)?;
    }
    if let Some(function) = at.function {
        let lines = listing(inspection, function, at.address);
        if !lines.is_empty() {
            writeln!(text, "\ncode of %f{function}:")?;
            text.push_str(&lines);
        }
    }
    Ok(())
}

fn place(case: &Case, inspection: &Inspection, function: FuncId) -> String {
    let signature = &case.functions[function as usize].signature;
    match inspection.map.functions[function as usize] {
        Some(span) => format!(
            "%f{function} at 0x{:x}..0x{:x} {signature}",
            span.start,
            span.end()
        ),
        None => format!("%f{function}, not placed, {signature}"),
    }
}

fn write_registers(text: &mut String, hart: &Hart) -> fmt::Result {
    writeln!(text, "  pc    {:016x}", hart.pc)?;
    for class in CLASSES {
        for (n, register) in (1..).zip(Reg::all(class)) {
            let (name, word) = (register.name(), hart.read(register));
            write!(text, "  {name:<5} {word:016x}")?;
            if n % 4 == 0 {
                writeln!(text)?;
            }
        }
    }
    Ok(())
}
