//! The decoder against the `riscv-isa` crate, by mnemonic and operands. Its instructions are parsed
//! from their `Debug` text, so that the list of instructions is not repeated here.

use std::collections::BTreeMap;
use std::str::FromStr as _;

use riscv_isa::{Instruction, Target, decode_compressed, decode_full};

use super::Random;
use crate::op::{Op, System};
use crate::{Compressed, Extension, Extensions, Format, Inst, Operand, Row, decode, length, rows};

/// The other crate's name for the extensions that both know.
fn target() -> Target {
    Target::from_str("RV64IMAFDCZicsr_Zifencei_Zba_Zbb_Zbs_Zbc_Zbkb_Zfh").expect("a target")
}

/// Extensions that the other crate lacks.
const UNKNOWN_THERE: [Extension; 3] = [Extension::Zicond, Extension::Zfa, Extension::V];

/// Whether both decoders know the extension of `row`, and the other one knows its mode of FENCE.
fn is_known_there(row: &Row) -> bool {
    let mut unknown = UNKNOWN_THERE.into_iter();
    !unknown.any(|unknown| row.extensions.has(unknown)) && row.mnemonic != "fence.tso"
}

/// The mnemonic and operands of the other decoder's instruction.
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

/// The operand of `inst` that the other decoder names `key`.
fn operand(inst: &Inst, key: &str) -> i64 {
    match key {
        "rd" | "frd" => inst.rd.into(),
        "rs1" | "frs1" | "uimm" => inst.rs1.into(),
        "rs2" | "frs2" => inst.rs2.into(),
        "rs3" | "frs3" => inst.rs3.into(),
        "rm" => inst.rm.into(),
        "aq" => (inst.rm >> 1).into(),
        "rl" => (inst.rm & 1).into(),
        // The other decoder has the field of an upper immediate, not its value.
        "imm" if inst.row().format.assembly().contains(&Operand::Upper) => {
            (inst.imm as u32 >> 12).into()
        }
        "imm" | "offset" | "shamt" | "csr" => inst.imm.into(),
        _ => panic!("unknown operand {key}"),
    }
}

/// Checks one instruction's operands. `mnemonic` is that of the 32-bit form.
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
            // The other decoder requires zeros in fields that an implementation must ignore.
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

/// The extensions that both decoders know.
fn common() -> Extensions {
    let all = Extensions::ALL.iter();
    let common = all.filter(|extension| !UNKNOWN_THERE.contains(extension));
    common.fold(Extensions::BASE, Extensions::with)
}

/// Why only one decoder accepts a word as an instruction.
struct Difference {
    reason: &'static str,
    /// Tells from mnemonic and encoding whether this is the reason.
    holds: fn(&str, u32) -> bool,
}

/// The field that holds the rounding mode of most float instructions.
fn funct3(encoding: u32) -> u32 {
    encoding >> 12 & 7
}

/// Instructions that only this table has.
const ONLY_HERE: [Difference; 1] = [Difference {
    reason: "the other decoder insists on zeros in fields that an implementation has to ignore",
    holds: |name, _| name == "fence",
}];

/// Instructions that only the other decoder has.
const ONLY_THERE: [Difference; 5] = [
    Difference {
        reason: "rounding modes 5 and 6 are reserved",
        holds: |name, encoding| name.starts_with('f') && matches!(funct3(encoding), 5 | 6),
    },
    Difference {
        reason: "a move has no rounding mode: the field has to be zero",
        holds: |name, encoding| {
            matches!(name, "fmv.h.x" | "fmv.x.h") && !matches!(funct3(encoding), 0 | 5 | 6)
        },
    },
    Difference {
        reason: "the machine has no extension Q",
        holds: |name, encoding| {
            matches!(name, "fcvt.h.q" | "fcvt.q.h") && !matches!(funct3(encoding), 5 | 6)
        },
    },
    Difference {
        reason: "user code has no control and status registers but those of F",
        holds: |name, encoding| name.starts_with("csrr") && !matches!(encoding >> 20, 1..=3),
    },
    Difference {
        reason: "user code is not privileged",
        holds: |name, _| matches!(name, "mret" | "wfi" | "sfence.vma"),
    },
];

/// Whether both decoders accept `encoding`, and then as the same instruction. If only one of them
/// does, there must be a known reason, which is counted.
fn compare(encoding: u32, here: &mut [u32], there: &mut [u32]) -> bool {
    let other = decode_full(encoding, &target());
    let (name, differences, counts) = match (decode(encoding, common()), &other) {
        (Ok(inst), Instruction::UNIMP) => (inst.mnemonic().to_owned(), &ONLY_HERE[..], here),
        (Err(_), Instruction::UNIMP) => return false,
        (Err(_), other) => (parse(other).0, &ONLY_THERE[..], there),
        (Ok(inst), other) => {
            check(&inst, other, inst.mnemonic());
            return true;
        }
    };
    let mut known = differences.iter();
    let known = known.position(|difference| (difference.holds)(&name, encoding));
    counts[known.unwrap_or_else(|| panic!("only one decoder has {encoding:#x}, {name}"))] += 1;
    false
}

#[test]
fn words_are_instructions_in_both_or_neither_but_for_a_reason() {
    let mut random = Random(31);
    let wide: Vec<&Row> = rows().iter().filter(|row| row.length() == 4).collect();
    let (mut here, mut there) = ([0; ONLY_HERE.len()], [0; ONLY_THERE.len()]);
    let mut both = 0;
    for row in wide.iter().cycle().take(1_000_000) {
        let anywhere = random.next() as u32 | 3;
        // Reserved encodings are often up to three bits away from an instruction.
        let free = random.next() as u32 & !row.pattern.mask;
        let flips = (0..3).fold(0, |flips, _| flips ^ 4 << (random.next() % 30));
        let near = (row.pattern.value | free) ^ flips;
        // The fixed bits and nothing else: privileged instructions have no operands.
        let bare = row.pattern.value ^ flips;
        for encoding in [anywhere, near, bare] {
            both += u32::from(compare(encoding, &mut here, &mut there));
        }
    }
    // All words that differ from ECALL only in the upper field.
    for upper in 0..1 << 12 {
        both += u32::from(compare(upper << 20 | 0x73, &mut here, &mut there));
    }
    assert!(both > 300_000, "only {both} words were instructions");
    let all = ONLY_HERE.iter().chain(&ONLY_THERE);
    for (difference, count) in all.zip(here.iter().chain(&there)) {
        assert_ne!(*count, 0, "no word shows that {}", difference.reason);
    }
}

/// Version 0.3.1 rejects compressed shifts by 32 or more on RV64, and requires bit 12 of C.AND to
/// be set. LLVM and QEMU agree with the table.
const REFUSED_THERE: [&str; 4] = ["c.slli", "c.srli", "c.srai", "c.and"];

#[test]
fn compressed_encodings_expand_alike() {
    let target = target();
    let extensions = Extensions::GC;
    for halfword in (0..=u16::MAX).filter(|halfword| length(*halfword) == 2) {
        let other = Instruction::from(decode_compressed(halfword, &target));
        // The other decoder decodes reserved encodings as the instruction that they resemble.
        if let Ok(inst) = decode(halfword.into(), extensions) {
            // The other decoder drops the hint's immediate.
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
