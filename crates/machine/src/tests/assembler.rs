//! The encoder against the decoder, and the assembler against the disassembler.

use super::Random;
use super::table::encoding;
use crate::table::{row_named, rows};
use crate::{
    Assembler, EncodeError, Extensions, FloatReg, Format, IntReg, Operands, Reg, decode,
    disassemble, encode,
};

/// The bits of FENCE that belong to no operand: its mode, and two reserved registers.
const UNNAMED_OF_FENCE: u32 = 0xf00f_8f80;

#[test]
fn what_was_decoded_is_encoded_to_the_same() {
    let mut random = Random(40);
    for row in rows() {
        for _ in 0..500 {
            let bits = encoding(row, &mut random);
            let inst = decode(bits, Extensions::ALL).expect(row.mnemonic);
            let named = match row.format {
                Format::Fence => bits & !UNNAMED_OF_FENCE,
                // FENCE.I has reserved fields, too.
                Format::Bare => row.pattern.value,
                _ => bits,
            };
            assert_eq!(inst.encode(), Ok(named), "{} {bits:#x}", row.mnemonic);
        }
    }
}

#[test]
fn operands_that_do_not_fit_are_refused() {
    let none = Operands::default();
    let refused = [
        ("addi", none.imm(2048)),
        ("addi", none.rs2(1)),
        ("slli", none.imm(64)),
        ("jal", none.imm(1)),
        ("beq", none.imm(4096)),
        ("lui", none.imm(1)),
        ("c.addi4spn", none.rd(8)),
        ("c.lw", none.rd(16).rs1(8)),
        ("fadd.d", none.rm(5)),
        ("vadd.vi", none.imm(16)),
        ("amoadd.w", none.rm(4)),
    ];
    for (mnemonic, operands) in refused {
        let row = row_named(mnemonic).expect("a mnemonic of the table");
        let error = EncodeError { mnemonic, operands };
        assert_eq!(encode(row, operands), Err(error));
    }
}

#[test]
fn operands_that_an_instruction_implies_may_be_left_out() {
    let put = |mnemonic: &str, operands| {
        let mut asm = Assembler::at(0);
        asm.put(mnemonic, operands);
        let bytes = asm.finish();
        let line = disassemble(&bytes, 0).next();
        line.expect("an instruction").text
    };
    let none = Operands::default();
    assert_eq!(
        put("c.addi4spn", none.rd(8).imm(16)),
        "c.addi4spn s0, sp, 16"
    );
    assert_eq!(put("c.jalr", none.rs1(10)), "c.jalr a0");
    assert_eq!(
        put("vadd.vi", none.rd(1).rs2(2).imm(-3).rm(1)),
        "vadd.vi v1, v2, -3"
    );
    assert_eq!(put("vl8re8.v", none.rd(8).rs1(10)), "vl8re8.v v8, (a0)");
}

/// The disassembly of code that starts at 0x1000.
fn text(asm: Assembler) -> Vec<String> {
    let bytes = asm.finish();
    disassemble(&bytes, 0x1000).map(|line| line.text).collect()
}

#[test]
fn the_assembler_means_what_it_says() {
    let mut asm = Assembler::at(0x1000);
    let (a0, t6, fa0) = (IntReg::A0, IntReg::T6, Reg::float(FloatReg::FA0));
    asm.addi(a0, t6, -5);
    asm.slli(a0, a0, 48);
    asm.srai(a0, a0, 63);
    asm.srli(a0, a0, 1);
    asm.or(a0, a0, t6);
    asm.add(a0, a0, t6);
    asm.ld(a0, 2040, t6);
    asm.sd(a0, -8, t6);
    asm.load(fa0, 16, t6);
    asm.store(fa0, -2048, t6);
    asm.copy(fa0, a0);
    asm.copy(Reg::int(t6), a0);
    let expected = [
        "addi a0, t6, -5",
        "slli a0, a0, 48",
        "srai a0, a0, 63",
        "srli a0, a0, 1",
        "or a0, a0, t6",
        "add a0, a0, t6",
        "ld a0, 2040(t6)",
        "sd a0, -8(t6)",
        "fld fa0, 16(t6)",
        "fsd fa0, -2048(t6)",
        "fmv.d.x fa0, a0",
        "addi t6, a0, 0",
    ];
    assert_eq!(text(asm), expected);
}

#[test]
fn jumps_lead_to_addresses() {
    let mut asm = Assembler::at(0x1000);
    let (a0, t6) = (IntReg::A0, IntReg::T6);
    asm.jump(t6);
    asm.jump_to(0x1000);
    asm.call(IntReg::RA, 0x1000);
    asm.csrrw(a0, 3, t6);
    asm.csrr(a0, 3);
    asm.bltu(a0, t6, 0x1000);
    asm.bne(a0, t6, 0x1000);
    asm.ecall();
    asm.ebreak();
    let expected = [
        "jalr zero, 0(t6)",
        "jal zero, 0x1000",
        "jal ra, 0x1000",
        "csrrw a0, fcsr, t6",
        "csrrs a0, fcsr, zero",
        "bltu a0, t6, 0x1000",
        "bne a0, t6, 0x1000",
        "ecall",
        "ebreak",
    ];
    assert_eq!(text(asm), expected);
}

#[test]
fn a_literal_is_jumped_over() {
    let mut asm = Assembler::at(0x2000);
    asm.li(IntReg::A0, 0x0123_4567_89ab_cdef);
    assert_eq!(asm.here(), 0x2014);
    let bytes = asm.finish();
    let lines = disassemble(&bytes[..12], 0x2000);
    let text: Vec<String> = lines.map(|line| line.text).collect();
    assert_eq!(text, ["auipc a0, 0", "ld a0, 12(a0)", "jal zero, 0x2014"]);
    assert_eq!(bytes[12..], 0x0123_4567_89ab_cdef_u64.to_le_bytes());
}
