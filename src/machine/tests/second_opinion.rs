//! The decoder against the `riscv-isa` crate, by mnemonic and operands. Its instructions are read from their `Debug` text, so that no
//! list of instructions is repeated here.

use std::collections::BTreeMap;
use std::str::FromStr as _;

use riscv_isa::{Instruction, Target, decode_compressed, decode_full};

use super::Random;
use crate::machine::op::{Op, System};
use crate::machine::{
    Compressed, Extension, Extensions, Format, Inst, Operand, Row, decode, length, rows,
};

/// What the other crate calls the extensions that both know.
fn target() -> Target {
    Target::from_str("RV64IMAFDCZicsr_Zifencei_Zba_Zbb_Zbs_Zbc_Zbkb_Zfh").expect("a target")
}

/// Whether both decoders know the extension of `row`, and the other one this mode of FENCE.
fn is_known_there(row: &Row) -> bool {
    let unknown = [Extension::Zicond, Extension::Zfa, Extension::V];
    let extensions = row.extensions;
    !unknown.iter().any(|unknown| extensions.has(*unknown)) && row.mnemonic != "fence.tso"
}

/// Mnemonic and operands of the other decoder's instruction.
fn parse(instruction: &Instruction) -> (String, BTreeMap<String, i64>) {
    let text = format!("{instruction:?}");
    let (name, fields) = text.split_once(" { ").unwrap_or((&text, ""));
    let pairs = fields
        .trim_end_matches(" }")
        .split(", ")
        .filter_map(|field| field.split_once(": "));
    let fields = pairs
        .filter_map(|(key, value)| Some((key.to_owned(), value.parse().ok()?)))
        .collect();
    (name.to_lowercase().replace('_', "."), fields)
}

/// The operand of `inst` that the other decoder calls `key`.
fn operand(inst: &Inst, key: &str) -> i64 {
    match key {
        "rd" | "frd" => inst.rd.into(),
        "rs1" | "frs1" | "uimm" => inst.rs1.into(),
        "rs2" | "frs2" => inst.rs2.into(),
        "rs3" | "frs3" => inst.rs3.into(),
        "rm" => inst.rm.into(),
        "aq" => (inst.rm >> 1).into(),
        "rl" => (inst.rm & 1).into(),
        // An upper immediate is the field there, not the value.
        "imm" if inst.row().format.assembly().contains(&Operand::Upper) => {
            (inst.imm as u32 >> 12).into()
        }
        "imm" | "offset" | "shamt" | "csr" => inst.imm.into(),
        _ => panic!("unknown operand {key}"),
    }
}

/// Checks one instruction's operands; the mnemonic is that of the 32-bit form.
fn check(inst: &Inst, other: &Instruction, mnemonic: &str) {
    let (name, fields) = parse(other);
    assert_eq!(name, mnemonic);
    for (key, value) in fields {
        assert_eq!(operand(inst, &key), value, "{key} of {other:?}, {inst:?}");
    }
}

#[test]
fn wide_encodings_decode_alike() {
    let mut random = Random(30);
    let target = target();
    let wide = rows().iter().filter(|row| row.length() == 4);
    let wide: Vec<_> = wide.filter(|row| is_known_there(row)).collect();
    let mut compared = 0;
    for row in wide.iter().cycle().take(400_000) {
        let mut encoding = row.pattern.value | random.next() as u32 & !row.pattern.mask;
        if matches!(row.format, Format::Csr | Format::CsrImmediate) {
            encoding = encoding & 0x000f_ffff | 3 << 20;
        }
        if matches!(row.op, Op::System(System::Fence | System::FenceI)) {
            // The other decoder insists on zeros in the fields that an implementation has to ignore.
            encoding &= 0x0ff0_707f;
        }
        let other = decode_full(encoding, &target);
        if let Ok(inst) = decode(encoding, Extensions::ALL) {
            check(&inst, &other, inst.mnemonic());
            compared += 1;
        }
    }
    assert!(
        compared > 300_000,
        "only {compared} encodings were instructions"
    );
}

#[test]
fn random_words_are_instructions_in_both_or_neither() {
    let mut random = Random(31);
    let target = target();
    for _ in 0..300_000 {
        let encoding = random.next() as u32 | 3;
        let other = decode_full(encoding, &target);
        if let (Ok(inst), false) = (
            decode(encoding, Extensions::ALL),
            other == Instruction::UNIMP,
        ) {
            check(&inst, &other, inst.mnemonic());
        }
    }
}

/// Version 0.3.1 refuses compressed shifts from 32 up on RV64, and expects C.AND with bit 12 set. LLVM and QEMU agree with the table.
const REFUSED_THERE: [&str; 4] = ["c.slli", "c.srli", "c.srai", "c.and"];

#[test]
fn compressed_encodings_expand_alike() {
    let target = target();
    let extensions = Extensions::GC;
    for halfword in (0..=u16::MAX).filter(|halfword| length(*halfword) == 2) {
        let other = Instruction::from(decode_compressed(halfword, &target));
        // The other decoder takes reserved encodings for the instruction they resemble.
        if let Ok(inst) = decode(halfword.into(), extensions) {
            // The hint's immediate is dropped there.
            if inst.row().format == Format::Compressed(Compressed::NopHint) {
                continue;
            }
            if other == Instruction::UNIMP {
                assert!(
                    REFUSED_THERE.contains(&inst.mnemonic()),
                    "{halfword:#06x} {inst:?}"
                );
                continue;
            }
            let base = rows()
                .iter()
                .find(|row| row.length() == 4 && row.op == inst.op);
            check(&inst, &other, base.expect("a 32-bit form").mnemonic);
        }
    }
}
