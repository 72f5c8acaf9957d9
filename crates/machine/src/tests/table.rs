//! Consistency of the table.

use super::Random;
use crate::table::rows;
use crate::{
    DecodeError, Extension, Extensions, Format, Pattern, Row, decode, disassemble_inst, length,
};

/// A random encoding of `row`.
pub(super) fn encoding(row: &Row, random: &mut Random) -> u32 {
    loop {
        let bits = row.pattern.value | random.next() as u32 & !row.pattern.mask;
        let bits = if row.length() == 2 {
            bits & 0xffff
        } else {
            bits
        };
        let csr = matches!(row.format, Format::Csr | Format::CsrImmediate);
        let bits = if csr {
            bits & 0x000f_ffff | 1 << 20
        } else {
            bits
        };
        if row.matches(bits) && !row.format.is_reserved(bits) {
            return bits;
        }
    }
}

/// Whether some encoding is in both sets.
fn overlap(a: Pattern, b: Pattern) -> bool {
    (a.value ^ b.value) & a.mask & b.mask == 0
}

/// Whether the exceptions of `a` cover everything that `b` matches.
fn leaves_out(a: &Row, b: &Row) -> bool {
    let (mask, value) = (b.pattern.mask, b.pattern.value);
    let covers = |set: &Pattern| set.mask & mask == set.mask && set.matches(value);
    a.except.iter().any(covers)
}

#[test]
fn no_encoding_matches_two_rows() {
    for (index, a) in rows().iter().enumerate() {
        for b in rows()[index + 1..]
            .iter()
            .filter(|b| b.length() == a.length() && a.length() == 4)
        {
            assert!(
                !overlap(a.pattern, b.pattern) || leaves_out(a, b) || leaves_out(b, a),
                "{} and {}",
                a.mnemonic,
                b.mnemonic
            );
        }
    }
    for halfword in 0..=u16::MAX {
        let same_length = |row: &&Row| row.length() == 2 && length(halfword) == 2;
        let matching = rows()
            .iter()
            .filter(same_length)
            .filter(|row| row.matches(halfword.into()));
        assert!(matching.count() <= 1, "{halfword:#06x}");
    }
}

#[test]
fn patterns_fix_the_length_bits_and_stay_inside_the_instruction() {
    for row in rows() {
        assert_eq!(row.pattern.mask & 3, 3, "{}", row.mnemonic);
        assert_eq!(row.length(), length(row.pattern.value as u16));
        assert!(
            row.length() == 4 || row.pattern.mask <= 0xffff,
            "{}",
            row.mnemonic
        );
    }
}

#[test]
fn every_row_decodes_to_itself_and_has_a_text() {
    let mut random = Random(20);
    for (index, row) in rows().iter().enumerate() {
        for _ in 0..500 {
            let encoding = encoding(row, &mut random);
            let inst = decode(encoding, Extensions::ALL).expect(row.mnemonic);
            assert_eq!(
                (usize::from(inst.row), inst.op, inst.len),
                (index, row.op, row.length())
            );
            assert!(disassemble_inst(&inst, 0x1000).starts_with(row.mnemonic));
        }
    }
}

#[test]
fn mnemonics_name_one_instruction() {
    for (index, a) in rows().iter().enumerate() {
        let twin = rows()[index + 1..]
            .iter()
            .find(|b| b.mnemonic == a.mnemonic);
        assert!(twin.is_none() || a.mnemonic == "c.nop", "{}", a.mnemonic);
    }
}

#[test]
fn an_instruction_without_its_extension_is_illegal() {
    let mut random = Random(21);
    for row in rows() {
        let encoding = encoding(row, &mut random);
        // If there is an alternative, one extension of each set must be off.
        let alternative = row.alternative.unwrap_or(row.extensions);
        for one in without_base(row.extensions) {
            for other in without_base(alternative) {
                let rest = Extensions::ALL.without(one).without(other);
                let refused = decode(encoding, rest);
                let illegal = Err(DecodeError::Illegal { encoding });
                assert!(row.is_in(rest) || refused == illegal, "{}", row.mnemonic);
            }
        }
        assert!(decode(encoding, row.extensions).is_ok(), "{}", row.mnemonic);
        assert!(decode(encoding, alternative).is_ok(), "{}", row.mnemonic);
    }
}

fn without_base(extensions: Extensions) -> impl Iterator<Item = Extension> {
    extensions
        .iter()
        .filter(|extension| *extension != Extension::I)
}

#[test]
fn shared_instructions_need_one_of_their_extensions() {
    let shared = |one: Extension, other: Extension| {
        let all = Extensions::ALL;
        let without = |set: Extensions, row: &&Row| !row.is_in(set);
        let rows = rows().iter();
        let both = rows.filter(|row| without(all.without(one).without(other), row));
        both.filter(|row| row.is_in(all.without(one)) && row.is_in(all.without(other)))
            .map(|row| row.mnemonic)
            .collect::<Vec<_>>()
    };
    let bits = [
        "andn", "orn", "xnor", "zext.h", "rol", "rolw", "ror", "rori", "roriw", "rorw", "rev8",
    ];
    assert_eq!(shared(Extension::Zbb, Extension::Zbkb), bits);
    let halves = [
        "flh", "fsh", "fmv.x.h", "fmv.h.x", "fcvt.s.h", "fcvt.h.s", "fcvt.d.h", "fcvt.h.d",
    ];
    assert_eq!(shared(Extension::Zfhmin, Extension::Zfh), halves);
}

#[test]
fn reserved_operands_are_illegal() {
    let sources = super::r("fcvtmod.w.d", 1, 2, 0) & !(7 << 12);
    for rm in (0..8).filter(|rm| *rm != 1) {
        let encoding = sources | rm << 12;
        let refused = decode(encoding, Extensions::ALL);
        assert_eq!(refused, Err(DecodeError::Illegal { encoding }));
    }
    for mnemonic in ["slliw", "srliw", "sraiw"] {
        let encoding = super::r(mnemonic, 1, 2, 0) | 1 << 25;
        let refused = decode(encoding, Extensions::ALL);
        assert_eq!(refused, Err(DecodeError::Illegal { encoding }));
    }
}

#[test]
fn reserved_rounding_modes_are_illegal_and_unknown_registers_unsupported() {
    let fadd = super::r("fadd.s", 1, 2, 3);
    for rm in 0..8 {
        let encoding = fadd | rm << 12;
        let decoded = decode(encoding, Extensions::ALL);
        if matches!(rm, 5 | 6) {
            assert_eq!(decoded, Err(DecodeError::Illegal { encoding }));
        } else {
            assert_eq!(decoded.map(|inst| u32::from(inst.rm)), Ok(rm));
        }
    }
    let cycle = super::i("csrrs", 1, 0, 0xc00_u32 as i32);
    assert_eq!(
        decode(cycle, Extensions::ALL),
        Err(DecodeError::Unsupported { encoding: cycle })
    );
}

#[test]
fn encodings_outside_the_table_are_unsupported_and_all_ones_illegal() {
    // A custom-0 instruction, a vector segment load, and a crossbar permutation.
    for encoding in [0x0000_000b, 0x2205_0087, 0x2831_4133] {
        assert_eq!(
            decode(encoding, Extensions::ALL),
            Err(DecodeError::Unsupported { encoding })
        );
    }
    assert_eq!(
        decode(u32::MAX, Extensions::ALL),
        Err(DecodeError::Illegal { encoding: u32::MAX })
    );
    assert_eq!(
        decode(0xffff_0000, Extensions::ALL),
        Err(DecodeError::Illegal { encoding: 0 })
    );
}
