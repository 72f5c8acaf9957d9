//! Configuration-setting instructions, loads and stores (sections "Configuration-Setting
//! Instructions" and "Vector Load/Store Instruction Encoding").

use super::form::V;
use crate::format::Format;
use crate::format::VectorFormat;
use crate::op::{Addressing, Configure, Element, Op, Vector};
use crate::table::pattern::Pattern;
use crate::table::row::Row;

/// The encoding of an element width in the width field.
const fn width(element: Element) -> u32 {
    match element {
        Element::E8 => 0,
        Element::E16 => 5,
        Element::E32 => 6,
        Element::E64 => 7,
    }
}

/// A load (opcode 0x07) or store (0x27) of single elements, with its `mop` field.
const fn transfer(opcode: u32, mop: u32, element: Element) -> Pattern {
    Pattern::opcode(opcode)
        .funct3(width(element))
        .field(26, 6, mop)
}

/// A row.
const fn row(mnemonic: &'static str, format: VectorFormat, pattern: Pattern, op: Vector) -> Row {
    Row::new(mnemonic, V, Format::Vector(format), pattern, Op::Vector(op))
}

/// A row of OPCFG.
const fn configure(mnemonic: &'static str, format: Format, pattern: Pattern, op: Configure) -> Row {
    Row::new(
        mnemonic,
        V,
        format,
        pattern,
        Op::Vector(Vector::Configure(op)),
    )
}

/// Opcode, `vm` if it is fixed, and `lumop` or `sumop`.
const fn unit(opcode: u32, element: Element, lumop: u32) -> Pattern {
    transfer(opcode, 0, element).field(20, 5, lumop)
}

const fn load(mnemonic: &'static str, element: Element) -> Row {
    let op = Vector::Load(Addressing::Unit, element);
    row(mnemonic, VectorFormat::Unit, unit(0x07, element, 0), op)
}

const fn store(mnemonic: &'static str, element: Element) -> Row {
    let op = Vector::Store(Addressing::Unit, element);
    row(mnemonic, VectorFormat::Unit, unit(0x27, element, 0), op)
}

const fn load_strided(mnemonic: &'static str, element: Element) -> Row {
    let op = Vector::Load(Addressing::Strided, element);
    row(
        mnemonic,
        VectorFormat::Strided,
        transfer(0x07, 2, element),
        op,
    )
}

const fn store_strided(mnemonic: &'static str, element: Element) -> Row {
    let op = Vector::Store(Addressing::Strided, element);
    row(
        mnemonic,
        VectorFormat::Strided,
        transfer(0x27, 2, element),
        op,
    )
}

/// An indexed load. Ordered (`mop` 3) and unordered (1) are the same on one hart.
const fn load_indexed(mnemonic: &'static str, mop: u32, element: Element) -> Row {
    let op = Vector::Load(Addressing::Indexed, element);
    row(
        mnemonic,
        VectorFormat::Indexed,
        transfer(0x07, mop, element),
        op,
    )
}

const fn store_indexed(mnemonic: &'static str, mop: u32, element: Element) -> Row {
    let op = Vector::Store(Addressing::Indexed, element);
    row(
        mnemonic,
        VectorFormat::Indexed,
        transfer(0x27, mop, element),
        op,
    )
}

/// VLM.V and VSM.V.
const fn mask(mnemonic: &'static str, opcode: u32, op: Vector) -> Row {
    let pattern = unit(opcode, Element::E8, 0x0b).field(25, 1, 1);
    row(mnemonic, VectorFormat::Unit, pattern, op)
}

/// A transfer of `count` whole registers.
const fn whole(
    mnemonic: &'static str,
    opcode: u32,
    count: u32,
    element: Element,
    op: Vector,
) -> Row {
    let pattern = Pattern::opcode(opcode)
        .funct3(width(element))
        .field(20, 5, 0x08)
        .field(25, 4, 1)
        .field(29, 3, count - 1);
    row(mnemonic, VectorFormat::WholeTransfer, pattern, op)
}

const fn load_whole(mnemonic: &'static str, count: u32, element: Element) -> Row {
    let op = Vector::Load(Addressing::Whole, element);
    whole(mnemonic, 0x07, count, element, op)
}

const fn store_whole(mnemonic: &'static str, count: u32) -> Row {
    let op = Vector::Store(Addressing::Whole, Element::E8);
    whole(mnemonic, 0x27, count, Element::E8, op)
}

/// OPCFG.
const CONFIGURE: Pattern = Pattern::opcode(0x57).funct3(7);

use Element::{E8, E16, E32, E64};

#[rustfmt::skip] // One family per line.
pub(super) const ROWS: &[Row] = &[
    configure(
        "vsetvli", Format::Vector(VectorFormat::SetFromRegister), CONFIGURE.field(31, 1, 0),
        Configure::Vsetvli,
    ),
    configure(
        "vsetivli", Format::Vector(VectorFormat::SetFromImmediate), CONFIGURE.field(30, 2, 3),
        Configure::Vsetivli,
    ),
    configure("vsetvl", Format::Register, CONFIGURE.funct7(0x40), Configure::Vsetvl),
    load("vle8.v", E8), load("vle16.v", E16), load("vle32.v", E32), load("vle64.v", E64),
    store("vse8.v", E8), store("vse16.v", E16), store("vse32.v", E32), store("vse64.v", E64),
    load_strided("vlse8.v", E8),
    load_strided("vlse16.v", E16),
    load_strided("vlse32.v", E32),
    load_strided("vlse64.v", E64),
    store_strided("vsse8.v", E8),
    store_strided("vsse16.v", E16),
    store_strided("vsse32.v", E32),
    store_strided("vsse64.v", E64),
    load_indexed("vluxei8.v", 1, E8),
    load_indexed("vluxei16.v", 1, E16),
    load_indexed("vluxei32.v", 1, E32),
    load_indexed("vluxei64.v", 1, E64),
    load_indexed("vloxei8.v", 3, E8),
    load_indexed("vloxei16.v", 3, E16),
    load_indexed("vloxei32.v", 3, E32),
    load_indexed("vloxei64.v", 3, E64),
    store_indexed("vsuxei8.v", 1, E8),
    store_indexed("vsuxei16.v", 1, E16),
    store_indexed("vsuxei32.v", 1, E32),
    store_indexed("vsuxei64.v", 1, E64),
    store_indexed("vsoxei8.v", 3, E8),
    store_indexed("vsoxei16.v", 3, E16),
    store_indexed("vsoxei32.v", 3, E32),
    store_indexed("vsoxei64.v", 3, E64),
    mask("vlm.v", 0x07, Vector::Load(Addressing::Mask, E8)),
    mask("vsm.v", 0x27, Vector::Store(Addressing::Mask, E8)),
    load_whole("vl1re8.v", 1, E8),
    load_whole("vl1re16.v", 1, E16),
    load_whole("vl1re32.v", 1, E32),
    load_whole("vl1re64.v", 1, E64),
    load_whole("vl2re8.v", 2, E8),
    load_whole("vl2re16.v", 2, E16),
    load_whole("vl2re32.v", 2, E32),
    load_whole("vl2re64.v", 2, E64),
    load_whole("vl4re8.v", 4, E8),
    load_whole("vl4re16.v", 4, E16),
    load_whole("vl4re32.v", 4, E32),
    load_whole("vl4re64.v", 4, E64),
    load_whole("vl8re8.v", 8, E8),
    load_whole("vl8re16.v", 8, E16),
    load_whole("vl8re32.v", 8, E32),
    load_whole("vl8re64.v", 8, E64),
    store_whole("vs1r.v", 1),
    store_whole("vs2r.v", 2),
    store_whole("vs4r.v", 4),
    store_whole("vs8r.v", 8),
];
