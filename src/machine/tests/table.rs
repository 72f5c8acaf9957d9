//! The table against itself.

use super::Random;
use crate::machine::table::rows;
use crate::machine::{
    DecodeError, Extension, Extensions, Format, Pattern, Row, decode, disassemble_inst, length,
};

/// A random encoding of `row`.
fn encoding(row: &Row, random: &mut Random) -> u32 {
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
        let reserved = row.format.is_rounded() && matches!(bits >> 12 & 7, 5 | 6);
        if row.matches(bits) && !reserved {
            return bits;
        }
    }
}

/// Whether some encoding is in both sets.
fn overlap(a: Pattern, b: Pattern) -> bool {
    (a.value ^ b.value) & a.mask & b.mask == 0
}

#[test]
fn no_encoding_matches_two_rows() {
    for (index, a) in rows().iter().enumerate() {
        for b in rows()[index + 1..]
            .iter()
            .filter(|b| b.length() == a.length() && a.length() == 4)
        {
            assert!(
                !overlap(a.pattern, b.pattern),
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
        for extension in row
            .extensions
            .iter()
            .filter(|extension| *extension != Extension::I)
        {
            let refused = decode(encoding, Extensions::ALL.without(extension));
            assert_eq!(
                refused,
                Err(DecodeError::Illegal { encoding }),
                "{}",
                row.mnemonic
            );
        }
        assert!(decode(encoding, row.extensions).is_ok(), "{}", row.mnemonic);
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
    // A custom-0 instruction, a vector addition, and a carry-less multiplication.
    for encoding in [0x0000_000b, 0x0220_81d7, 0x0a31_1133] {
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
