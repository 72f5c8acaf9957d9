//! All compressed encodings: each is an instruction of the table, or reserved.

use crate::op::{Integer, Jump, Op};
use crate::{DecodeError, Extension, Extensions, Inst, decode, length};

/// All halfwords that are compressed encodings.
fn halfwords() -> impl Iterator<Item = u16> {
    (0..=u16::MAX).filter(|halfword| length(*halfword) == 2)
}

fn decoded(halfword: u16) -> Result<Inst, DecodeError> {
    decode(halfword.into(), Extensions::ALL)
}

#[test]
fn the_reserved_encodings_are_those_of_the_listing() {
    for halfword in halfwords() {
        let rd = halfword >> 7 & 31;
        let imm6 = halfword >> 7 & 0x20 | halfword >> 2 & 31;
        let rs2 = halfword >> 2 & 31;
        let funct4 = halfword >> 12;
        let reserved = match (halfword & 3, halfword >> 13) {
            (0, 0) => halfword >> 5 == 0,
            // Zcb: values above 3 in bits 12 to 10 are unused, and bit 6 of C.SH is fixed.
            (0, 4) => halfword >> 10 & 7 > 3 || (halfword >> 10 & 7 == 3 && halfword >> 6 & 1 == 1),
            (1, 1) => rd == 0,
            (1, 3) => imm6 == 0,
            // Zcb: the last two of its eight one-operand encodings are unused.
            (1, 4) => halfword >> 10 & 7 == 7 && halfword >> 5 & 3 == 3 && halfword >> 2 & 7 > 5,
            (2, 2 | 3) => rd == 0,
            (2, 4) => funct4 == 8 && rd == 0 && rs2 == 0,
            _ => false,
        };
        let expected = if reserved {
            Err(DecodeError::Illegal {
                encoding: halfword.into(),
            })
        } else {
            Ok(2)
        };
        assert_eq!(
            decoded(halfword).map(|inst| inst.len),
            expected,
            "{halfword:#06x}"
        );
    }
}

#[test]
fn the_upper_half_of_the_word_does_not_matter() {
    for halfword in halfwords() {
        assert_eq!(
            decode(u32::from(halfword) | 0xdead_0000, Extensions::ALL),
            decoded(halfword)
        );
    }
}

#[test]
fn without_zca_every_compressed_encoding_is_illegal() {
    let extensions = Extensions::ALL.without(Extension::Zca);
    for halfword in halfwords() {
        let encoding = halfword.into();
        assert_eq!(
            decode(encoding, extensions),
            Err(DecodeError::Illegal { encoding })
        );
    }
}

/// The relevant operands of the expansion: destination, sources, immediate.
fn expansion(halfword: u16) -> (Op, u8, u8, u8, i32) {
    let inst = decoded(halfword).expect("an instruction");
    (inst.op, inst.rd, inst.rs1, inst.rs2, inst.imm)
}

#[test]
fn expansions_are_those_of_the_specification() {
    // From an assembler: c.addi4spn a0, sp, 16; c.addi sp, -16; c.addi16sp sp, -64; c.lui a1,
    // 0xfffe1; c.mv a0, a1; c.jr t0; c.jalr t0; c.j -2.
    assert_eq!(
        expansion(0x0808),
        (Op::Integer(Integer::Addi), 10, 2, 0, 16)
    );
    assert_eq!(
        expansion(0x1141),
        (Op::Integer(Integer::Addi), 2, 2, 0, -16)
    );
    assert_eq!(
        expansion(0x7139),
        (Op::Integer(Integer::Addi), 2, 2, 0, -64)
    );
    assert_eq!(
        expansion(0x7585),
        (Op::Integer(Integer::Lui), 11, 0, 0, -0x1f000)
    );
    assert_eq!(expansion(0x852e), (Op::Integer(Integer::Add), 10, 0, 11, 0));
    assert_eq!(expansion(0x8282), (Op::Jump(Jump::Jalr), 0, 5, 0, 0));
    assert_eq!(expansion(0x9282), (Op::Jump(Jump::Jalr), 1, 5, 0, 0));
    assert_eq!(expansion(0xbffd), (Op::Jump(Jump::Jal), 0, 0, 0, -2));
}

#[test]
fn a_prime_register_is_x8_to_x15() {
    for halfword in halfwords().filter(|halfword| halfword & 3 == 0) {
        if let Ok(inst) = decoded(halfword) {
            assert!(
                inst.rs1 == 2 || (8..16).contains(&inst.rs1),
                "{halfword:#06x}"
            );
            assert!(
                inst.rd == 0 || (8..16).contains(&inst.rd),
                "{halfword:#06x}"
            );
            assert!(
                inst.rs2 == 0 || (8..16).contains(&inst.rs2),
                "{halfword:#06x}"
            );
        }
    }
}
