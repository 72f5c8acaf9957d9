//! Compiled functions and data as assembly: bytes and relocations, for any linker.

use crate::case::{Address, Case, FuncId};
use crate::link::{Image, RelocKind, Relocation, Symbol};
use farcall_machine::disassemble;
use std::fmt::Write;

const TAKES_ALL: &str = "strings take all text";

/// The text of a file for the GNU assembler; none if a relocation is of a kind that Farcall does
/// not know.
pub(super) fn text(case: &Case, image: &Image<'_>) -> Option<String> {
    let mut text = String::from(
        "# Compiled by Cranelift: each instruction as bytes, and what it is. Relocations are as\n\
         # Cranelift recorded them, and the linker applies them.\n\
         \t.option norelax\n\t.text\n",
    );
    for function in case.compiled() {
        write_function(&mut text, function, image)?;
    }
    text += "\n\t.data\n";
    let objects = case.data.iter().map(Some).chain([None]);
    for (number, (object, linked)) in objects.zip(&image.objects).enumerate() {
        let name = object.map_or("fuel".to_owned(), |_| format!("data{number}"));
        write!(text, "\n\t.balign 16\n\t.globl {name}\n{name}:\n").expect(TAKES_ALL);
        for bytes in linked.bytes.chunks(8) {
            let bytes: Vec<String> = bytes.iter().map(|byte| format!("{byte:#04x}")).collect();
            writeln!(text, "\t.byte {}", bytes.join(", ")).expect(TAKES_ALL);
        }
        if !linked.addresses.is_empty() {
            text += "\t.balign 8\n";
        }
        for &address in &linked.addresses {
            let (symbol, addend) = match address {
                Address::Function(function) => (format!("fn{function}"), 0),
                Address::Data { data, addend } => (format!("data{data}"), addend),
            };
            writeln!(text, "\t.8byte {symbol}{addend:+}").expect(TAKES_ALL);
        }
    }
    // Nothing here needs an executable stack.
    text += "\n\t.section .note.GNU-stack, \"\", @progbits\n";
    Some(text)
}

fn write_function(text: &mut String, function: FuncId, image: &Image<'_>) -> Option<()> {
    let code = &image.compiled[usize::from(function)];
    let relocations = image.map.relocations.iter();
    let relocations: Vec<&Relocation> = relocations.filter(|r| r.function == function).collect();
    let labels: Vec<u32> = relocations.iter().filter_map(|r| label(r)).collect();
    let name = format!("fn{function}");
    write!(
        text,
        "\n# %f{function}\n\t.balign 16\n\t.globl {name}\n\t.type {name}, @function\n{name}:\n"
    )
    .expect(TAKES_ALL);
    let mut offset = 0;
    while offset < code.len() {
        let mut here = relocations.iter().filter(|r| r.offset as usize == offset);
        if labels.contains(&(offset as u32)) {
            writeln!(text, "{name}_at_{offset}:").expect(TAKES_ALL);
        }
        let relocation = here.next();
        if let Some(Relocation {
            kind: RelocKind::Abs64,
            symbol,
            addend,
            ..
        }) = relocation
        {
            writeln!(
                text,
                "\t.8byte {}{addend:+}",
                place(function, *symbol, image)?
            )
            .expect(TAKES_ALL);
            offset += 8;
            continue;
        }
        if let Some(relocation) = relocation {
            let kind = kind(&relocation.kind)?;
            let place = place(function, relocation.symbol, image)?;
            let addend = relocation.addend;
            writeln!(text, "\t.reloc {name}+{offset}, {kind}, {place}{addend:+}").expect(TAKES_ALL);
        }
        let line = disassemble(&code[offset..], offset as u64).next()?;
        let len = line.len as usize;
        let bytes = code[offset..offset + len].iter().rev();
        let digits: String = bytes.map(|byte| format!("{byte:02x}")).collect();
        writeln!(text, "\t.{len}byte 0x{digits}\t# {}", line.text).expect(TAKES_ALL);
        offset += len;
    }
    writeln!(text, "\t.size {name}, .-{name}").expect(TAKES_ALL);
    Some(())
}

fn label(relocation: &Relocation) -> Option<u32> {
    match relocation.symbol {
        Symbol::Label(offset) => Some(offset),
        _ => None,
    }
}

fn place(function: FuncId, symbol: Symbol, image: &Image<'_>) -> Option<String> {
    match symbol {
        Symbol::Function(callee) => Some(format!("fn{callee}")),
        Symbol::Data(data) if data as usize + 1 == image.objects.len() => Some("fuel".to_owned()),
        Symbol::Data(data) => Some(format!("data{data}")),
        Symbol::Label(offset) => Some(format!("fn{function}_at_{offset}")),
        Symbol::Other => None,
    }
}

fn kind(kind: &RelocKind) -> Option<&'static str> {
    match kind {
        RelocKind::CallPlt => Some("R_RISCV_CALL_PLT"),
        RelocKind::Abs64 => Some("R_RISCV_64"),
        RelocKind::PcrelHi20 => Some("R_RISCV_PCREL_HI20"),
        RelocKind::PcrelLo12I => Some("R_RISCV_PCREL_LO12_I"),
        RelocKind::Other(_) => None,
    }
}
