//! Vectors in a sequence: registers, legal types for an instruction, and accesses that stay in
//! scratch memory.

use super::roles::{BASES, STRIDE};
use farcall_machine::op::{Addressing, Configure, Element, Mask, Move, Vector};
use farcall_machine::{
    Extensions, Fault, Inst, IntReg, Machine, Nobody, Op, Region, Rights, RunExit, VectorType,
};
use rand::rngs::StdRng;
use rand::{Rng, RngExt};

/// Elements of this width used as indices reach at most 255 bytes.
const SHORT: Element = Element::E8;

/// The state of the vector unit between two instructions of a sequence.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unit {
    /// The extensions of the machine.
    pub(super) extensions: Extensions,
    /// `vtype`. A sequence sets only legal ones.
    vtype: u32,
}

impl Unit {
    /// The unit of a hart with `extensions`, under a random legal type.
    pub(super) fn draw(extensions: Extensions, rng: &mut StdRng) -> Unit {
        Unit {
            extensions,
            vtype: vtype(rng),
        }
    }

    /// Sets the fixed-point mode, and the type, with either a length below 32 or the maximum
    /// length.
    pub(super) fn prelude(self, rng: &mut StdRng) -> [u32; 2] {
        let mode = rng.random_range(0..8);
        let set = if rng.random_bool(0.5) {
            // vsetivli x0, length, vtype
            3 << 30 | self.vtype << 20 | rng.random_range(0..32) << 15 | 7 << 12 | 0x57
        } else {
            // vsetvli x5, x0, vtype
            self.vtype << 20 | 7 << 12 | 5 << 7 | 0x57
        };
        // csrrwi x0, vcsr, mode
        [0x00f0_0073 | mode << 15 | 5 << 12, set]
    }

    /// Fixes operands of a vector instruction that must not be random.
    pub(super) fn steer(op: Vector, encoding: u32, base: u32, rng: &mut StdRng) -> u32 {
        let at_base = encoding & !(31 << 15) | base << 15;
        match op {
            Vector::Load(Addressing::Strided, _) | Vector::Store(Addressing::Strided, _) => {
                at_base & !(31 << 20) | u32::from(STRIDE) << 20
            }
            Vector::Load(..) | Vector::Store(..) => at_base,
            // Bits above those of the type are reserved. The highest two distinguish VSETIVLI from
            // VSETVLI.
            Vector::Configure(Configure::Vsetvli) => encoding & 0xf_ffff | vtype(rng) << 20,
            Vector::Configure(_) => encoding & !(0x3ff << 20) | vtype(rng) << 20,
            _ => encoding,
        }
    }

    /// Whether `inst`, a vector instruction, is legal after the instructions so far, and accesses
    /// only scratch memory.
    pub(super) fn allows(self, op: Vector, inst: &Inst, encoding: u32) -> bool {
        match op {
            // VSETVL takes the type from a register. VSETVLI with rd = rs1 = x0 keeps the length,
            // which is legal only if it fits.
            Vector::Configure(_) => inst.mnemonic() != "vsetvl" && (inst.rd != 0 || inst.rs1 != 0),
            Vector::Load(Addressing::Indexed, element)
            | Vector::Store(Addressing::Indexed, element)
                if element != SHORT =>
            {
                element.bits() == self.sew()
                    && self.is_legal(bound(inst), 0)
                    && self.is_legal(encoding, 0)
            }
            _ => self.is_legal(encoding, 0),
        }
    }

    /// The instructions that must come before `inst`: one that bounds indices of more than 8 bits.
    /// Sometimes also one that sets `vstart`.
    pub(super) fn before(
        self,
        op: Vector,
        inst: &Inst,
        encoding: u32,
        rng: &mut StdRng,
    ) -> Vec<u32> {
        let mut before = Vec::new();
        if let Vector::Load(Addressing::Indexed, element)
        | Vector::Store(Addressing::Indexed, element) = op
            && element != SHORT
        {
            before.push(bound(inst));
        }
        // QEMU 10 fails an assertion if a whole-register load starts past the register's end.
        let is_whole = matches!(
            op,
            Vector::Load(Addressing::Whole, _)
                | Vector::Store(Addressing::Whole, _)
                | Vector::Move(Move::Whole)
        );
        let start = rng.random_range(0..64);
        if (1..8).contains(&start) && !is_whole && self.is_legal(encoding, start) {
            // csrrwi x0, vstart, start
            before.push(0x0080_0073 | start << 15 | 5 << 12);
        }
        before
    }

    /// Updates the state after an added instruction.
    pub(super) fn after(&mut self, inst: &Inst) {
        if let Op::Vector(Vector::Configure(_)) = inst.op {
            self.vtype = inst.imm as u32 & 0xff;
        }
    }

    /// SEW in bits.
    fn sew(self) -> u32 {
        8 << (self.vtype >> 3 & 7)
    }

    /// Whether the machine executes the instruction under the current type, starting at element
    /// `vstart`. QEMU never sees an instruction that the machine calls illegal, because QEMU
    /// accepts some encodings that the specification reserves.
    fn is_legal(self, encoding: u32, vstart: u32) -> bool {
        const CODE: u64 = 0x1000;
        const DATA: u64 = 0x10000;
        const DATA_LEN: u64 = 0x1000;
        // ecall
        let code = [encoding, 0x73].map(u32::to_le_bytes).concat();
        let regions = [
            Region::owned(CODE, code, Rights::Code),
            Region::owned(DATA, vec![0; DATA_LEN as usize], Rights::ReadWrite),
        ];
        let mut machine = Machine::new();
        let loaded = machine.load(regions, self.extensions);
        loaded.expect("the regions lie apart");
        machine.hart.pc = CODE;
        for base in BASES {
            machine.hart.set(IntReg::new(base), DATA + DATA_LEN / 2);
        }
        if let Some(unit) = machine.hart.vector.as_deref_mut() {
            unit.vtype = VectorType::from_bits(self.vtype.into());
            unit.vl = 1;
            unit.vstart = vstart.into();
        }
        let exit = machine.run(&mut Nobody, 2);
        matches!(exit, RunExit::Fault(Fault::Ecall { .. }))
    }
}

/// Whether it writes an integer register.
pub(super) fn writes_integer(op: Vector) -> bool {
    matches!(
        op,
        Vector::Configure(_)
            | Vector::Move(Move::ToScalar)
            | Vector::Mask(Mask::Cpop | Mask::First)
    )
}

/// v0 to v31, filled with elements of every width.
pub(super) fn registers(extensions: Extensions, rng: &mut StdRng) -> Vec<u64> {
    let words = extensions.vlen().unwrap_or(0) as usize / 64;
    let mut registers = Vec::with_capacity(32 * words);
    for _ in 0..32 {
        let width = 8 << rng.random_range(0..4_u32);
        let small = rng.random_bool(0.3);
        for _ in 0..words {
            let elements = (0..64 / width).map(|n| element(rng, width, small) << (n * width));
            registers.push(elements.fold(0, |word, element| word | element));
        }
    }
    registers
}

/// An element of `width` bits: corner cases of integers and floats, small numbers, and random bits.
fn element(rng: &mut StdRng, width: u32, small: bool) -> u64 {
    let mask = u64::MAX >> (64 - width);
    let any = rng.next_u64();
    // Exponent mask and significand width of the float of this width. There is no 8-bit float.
    let (exponent, significand) = match width {
        16 => (0x1f_u64, 10),
        32 => (0xff, 23),
        _ => (0x7ff, 52),
    };
    let float = match any % 4 {
        // Infinity, a quiet and a signalling NaN, a number near one.
        0 => exponent << significand,
        1 => exponent << significand | 1 << (significand - 1),
        2 => exponent << significand | 1,
        _ => (exponent >> 1) << significand | any >> 60,
    };
    let value = match rng.random_range(0..8) {
        _ if small => any >> 60,
        0 => float ^ (any >> 63) << (width - 1),
        1 => [0, 1, u64::MAX, mask >> 1, !(mask >> 1)][(any % 5) as usize],
        _ => any,
    };
    value & mask
}

/// The bits of a legal type.
fn vtype(rng: &mut StdRng) -> u32 {
    loop {
        let bits = rng.random_range(0..0x100);
        if VectorType::from_bits(bits).is_some() {
            return bits as u32;
        }
    }
}

/// `vand.vi vs2, vs2, 15` for the index vector of `inst`.
fn bound(inst: &Inst) -> u32 {
    let index = u32::from(inst.rs2);
    0x09 << 26 | 1 << 25 | index << 20 | 15 << 15 | 3 << 12 | index << 7 | 0x57
}
