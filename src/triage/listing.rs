//! Linked code as text, with call targets resolved.

use crate::case::FuncId;
use crate::check::Inspection;
use crate::link::{RelocKind, Relocation, Symbol};
use crate::oracle::key::RelocName;
use farcall_machine::disassemble;
use std::fmt::Write;
use std::ops::Range;

/// One line of a listing.
struct Row {
    address: u64,
    text: String,
}

/// The linked code of `function`, one instruction a line; with `around` only the lines about that address, which is marked.
pub fn listing(inspection: &Inspection, function: FuncId, around: Option<u64>) -> String {
    let rows = rows(inspection, function);
    let shown = match around {
        None => 0..rows.len(),
        Some(address) => neighbours(&rows, address),
    };
    let mut text = String::new();
    for row in &rows[shown] {
        let mark = if around == Some(row.address) {
            "=>"
        } else {
            "  "
        };
        writeln!(text, "{mark} {:x}  {}", row.address, row.text).expect("strings take all text");
    }
    text
}

/// Eight lines before an address, and eight behind it.
fn neighbours(rows: &[Row], address: u64) -> Range<usize> {
    let at = rows.partition_point(|row| row.address < address);
    at.saturating_sub(8)..(at + 9).min(rows.len())
}

fn rows(inspection: &Inspection, function: FuncId) -> Vec<Row> {
    let index = function as usize;
    let (Some(span), Some(code)) = (inspection.map.functions[index], &inspection.code[index])
    else {
        return Vec::new();
    };
    let relocations: Vec<&Relocation> = inspection
        .map
        .relocations
        .iter()
        .filter(|r| r.function == function)
        .collect();
    let mut rows = Vec::new();
    let mut offset = 0;
    while offset < code.len() {
        let address = span.start + offset as u64;
        let here = relocations.iter().find(|r| r.offset as usize == offset);
        let (mut text, len) = match here {
            Some(r) if r.kind == RelocKind::Abs64 && offset + 8 <= code.len() => {
                let bytes = code[offset..offset + 8].try_into();
                let word = u64::from_le_bytes(bytes.expect("eight bytes"));
                (format!(".8byte 0x{word:x}"), 8)
            }
            _ => match disassemble(&code[offset..], address).next() {
                Some(line) => (line.text.clone(), line.len as usize),
                None => break,
            },
        };
        if let Some(relocation) = here {
            write!(text, "  # {}", meaning(inspection, relocation)).expect("strings take all text");
        }
        rows.push(Row { address, text });
        offset += len;
    }
    rows
}

/// What a relocation refers to, and how far away it is.
fn meaning(inspection: &Inspection, relocation: &Relocation) -> String {
    let kind = RelocName::from(&relocation.kind);
    let symbol = match relocation.symbol {
        Symbol::Label(_) => return format!("{kind} for the auipc at {}", relocation.symbol),
        symbol => symbol,
    };
    match inspection.map.distance(relocation) {
        Some((at, distance)) => {
            let target = at.wrapping_add_signed(distance);
            format!("{kind} {symbol} at 0x{target:x} ({distance:+})")
        }
        None => format!("{kind} {symbol}, not placed"),
    }
}
