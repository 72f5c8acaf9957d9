//! Assembly text, as an assembler accepts it without aliases.

use super::{Random, assemble, b, i, jal, r, row, s};
use crate::{Extensions, decode, disassemble, disassemble_inst};

/// The text of one instruction at 0x1000.
fn text(encoding: u32) -> String {
    disassemble_inst(
        &decode(encoding, Extensions::ALL).expect("an instruction"),
        0x1000,
    )
}

#[test]
fn base_instructions_read_as_assembly() {
    assert_eq!(text(i("addi", 2, 2, -16)), "addi sp, sp, -16");
    assert_eq!(text(i("jalr", 1, 30, 0)), "jalr ra, 0(t5)");
    assert_eq!(text(i("ld", 8, 2, 2040)), "ld s0, 2040(sp)");
    assert_eq!(text(s("sd", 1, 2, -8)), "sd ra, -8(sp)");
    assert_eq!(text(r("sub", 10, 11, 12)), "sub a0, a1, a2");
    assert_eq!(
        text(row("lui").pattern.value | 5 << 7 | 0xfffe_1000),
        "lui t0, 1048545"
    );
    assert_eq!(text(i("csrrw", 0, 10, 3)), "csrrw zero, fcsr, a0");
    assert_eq!(text(i("csrrsi", 10, 17, 1)), "csrrsi a0, fflags, 17");
    assert_eq!(
        text(row("fence").pattern.value | 0x0330_0000),
        "fence rw, rw"
    );
    assert_eq!(
        text(row("fence").pattern.value | 0x0f00_0000),
        "fence iorw, 0"
    );
    assert_eq!(text(row("fence.tso").pattern.value), "fence.tso");
    assert_eq!(text(row("ecall").pattern.value), "ecall");
}

#[test]
fn bit_manipulation_reads_as_assembly() {
    assert_eq!(text(r("sh2add.uw", 10, 11, 12)), "sh2add.uw a0, a1, a2");
    assert_eq!(text(i("slli.uw", 10, 11, 63)), "slli.uw a0, a1, 63");
    assert_eq!(text(r("orc.b", 10, 11, 0)), "orc.b a0, a1");
    assert_eq!(text(r("zext.h", 10, 11, 0)), "zext.h a0, a1");
    assert_eq!(text(r("roriw", 10, 11, 31)), "roriw a0, a1, 31");
    assert_eq!(text(i("bexti", 10, 11, 32)), "bexti a0, a1, 32");
    assert_eq!(text(r("czero.nez", 10, 11, 12)), "czero.nez a0, a1, a2");
    assert_eq!(text(r("clmulr", 10, 11, 12)), "clmulr a0, a1, a2");
    assert_eq!(text(r("packw", 10, 11, 12)), "packw a0, a1, a2");
    assert_eq!(text(r("packw", 10, 11, 0)), "zext.h a0, a1");
    assert_eq!(text(r("brev8", 10, 11, 0)), "brev8 a0, a1");
}

#[test]
fn targets_are_absolute_addresses() {
    assert_eq!(text(b("bltu", 10, 11, -16)), "bltu a0, a1, 0xff0");
    assert_eq!(text(jal(1, 0x800)), "jal ra, 0x1800");
    assert_eq!(text(0xbffd), "c.j 0xffe");
    assert_eq!(text(0xc119), "c.beqz a0, 0x1006");
}

#[test]
fn atomics_show_their_ordering() {
    let amo = r("amoadd.w", 10, 11, 12);
    let texts = [0, 1, 2, 3].map(|ordering| text(amo | ordering << 25));
    let suffixes = ["", ".rl", ".aq", ".aqrl"];
    assert_eq!(
        texts,
        suffixes.map(|suffix| format!("amoadd.w{suffix} a0, a2, (a1)"))
    );
    assert_eq!(text(r("lr.d", 10, 11, 0) | 2 << 25), "lr.d.aq a0, (a1)");
}

#[test]
fn rounding_modes_are_shown_where_an_assembler_would_not_supply_them() {
    assert_eq!(
        text(r("fadd.s", 10, 11, 12) | 7 << 12),
        "fadd.s fa0, fa1, fa2"
    );
    assert_eq!(text(r("fadd.d", 10, 11, 12)), "fadd.d fa0, fa1, fa2, rne");
    assert_eq!(
        text(r("fcvt.w.s", 10, 11, 0) | 1 << 12),
        "fcvt.w.s a0, fa1, rtz"
    );
    assert_eq!(text(r("fcvt.d.s", 10, 11, 0)), "fcvt.d.s fa0, fa1");
    assert_eq!(
        text(r("fcvt.d.w", 10, 11, 0) | 7 << 12),
        "fcvt.d.w fa0, a1, dyn"
    );
    let fmadd = row("fmadd.s").pattern.value | 4 << 12 | 1 << 7 | 2 << 15 | 3 << 20 | 4 << 27;
    assert_eq!(text(fmadd), "fmadd.s ft1, ft2, ft3, ft4, rmm");
}

#[test]
fn halves_and_additional_float_instructions_read_as_assembly() {
    assert_eq!(text(i("flh", 10, 2, -2)), "flh fa0, -2(sp)");
    assert_eq!(
        text(r("fadd.h", 10, 11, 12) | 1 << 12),
        "fadd.h fa0, fa1, fa2, rtz"
    );
    assert_eq!(text(r("fcvt.d.h", 10, 11, 0)), "fcvt.d.h fa0, fa1");
    assert_eq!(text(r("fcvt.h.d", 10, 11, 0)), "fcvt.h.d fa0, fa1, rne");
    assert_eq!(text(r("fli.s", 10, 1, 0)), "fli.s fa0, min");
    assert_eq!(text(r("fli.h", 10, 16, 0)), "fli.h fa0, 1.0");
    assert_eq!(text(r("fleq.d", 10, 11, 12)), "fleq.d a0, fa1, fa2");
    let modular = r("fcvtmod.w.d", 10, 11, 0) | 1 << 12;
    assert_eq!(text(modular), "fcvtmod.w.d a0, fa1, rtz");
}

#[test]
fn compressed_instructions_have_their_own_text() {
    let texts = [
        0x1141, 0x0808, 0x7139, 0x852e, 0x8082, 0x0001, 0x9d61, 0xe406,
    ]
    .map(text);
    let expected = [
        "c.addi sp, -16",
        "c.addi4spn a0, sp, 16",
        "c.addi16sp sp, -64",
        "c.mv a0, a1",
        "c.jr ra",
        "c.nop",
        "c.zext.b a0",
        "c.sdsp ra, 8(sp)",
    ];
    assert_eq!(texts, expected);
}

#[test]
fn a_listing_covers_every_byte() {
    let mut bytes = assemble(&[0x1141, i("addi", 10, 0, 1), 0, 0x0000_000b, 0x8082]);
    bytes.push(0x13);
    let lines: Vec<_> = disassemble(&bytes, 0x1000)
        .map(|line| line.to_string())
        .collect();
    let expected = [
        "1000: 1141      c.addi sp, -16",
        "1002: 00100513  addi a0, zero, 1",
        "1006: 0000      c.unimp",
        "1008: 0000000b  .4byte 0x0000000b",
        "100c: 8082      c.jr ra",
        "100e: 13        .byte 0x13",
    ];
    assert_eq!(lines, expected);
    let cut: Vec<_> = disassemble(&[0x13, 0x05], 0)
        .map(|line| line.text)
        .collect();
    assert_eq!(cut, [".2byte 0x0513"]);
}

#[test]
fn listings_of_random_bytes_end_at_their_end() {
    let mut random = Random(50);
    for len in 0..200_u64 {
        let bytes: Vec<u8> = (0..len).map(|_| random.next() as u8).collect();
        let total: u64 = disassemble(&bytes, 0).map(|line| u64::from(line.len)).sum();
        assert_eq!(total, len);
    }
}
