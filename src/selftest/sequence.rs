//! A sequence: a few instructions that can execute one after another from any register values, and
//! the initial registers.

use super::roles::{BASES, ROUTINES, STRIDE};
use super::vector::{self, Unit};
use farcall_machine::op::{Atomic, Jump, System};
use farcall_machine::{Extensions, Inst, Op};
use rand::rngs::StdRng;
use rand::{Rng, RngExt};

/// Instructions of a sequence; the last one may need a few more.
const LEN: usize = 10;
/// A random sequence.
#[derive(Clone, Debug)]
pub(super) struct Sequence {
    /// The instructions.
    pub(super) insts: Vec<Inst>,
    /// Their bytes.
    pub(super) bytes: Vec<u8>,
    /// x0 to x31; the values for [`ROUTINES`] and [`BASES`] are ignored.
    pub(super) x: [u64; 32],
    /// f0 to f31.
    pub(super) f: [u64; 32],
    /// v0 to v31, concatenated.
    pub(super) v: Vec<u64>,
}

impl Sequence {
    /// A random sequence for a hart with `extensions`.
    pub(super) fn draw(extensions: Extensions, rng: &mut StdRng) -> Sequence {
        let mut sequence = Sequence {
            insts: Vec::new(),
            bytes: Vec::new(),
            x: std::array::from_fn(|_| integer(rng)),
            f: std::array::from_fn(|_| float(rng)),
            v: vector::registers(extensions, rng),
        };
        sequence.x[usize::from(STRIDE)] = rng.random_range(-7..=7_i64) as u64;
        let mut unit = Unit::draw(extensions, rng);
        for encoding in unit.prelude(rng) {
            sequence.append(encoding, unit);
        }
        while sequence.insts.len() < LEN {
            sequence.add(&mut unit, rng);
        }
        sequence
    }

    /// Adds an instruction, and those that must come before and after it.
    fn add(&mut self, unit: &mut Unit, rng: &mut StdRng) {
        let first = |inst: &Inst| !is_store_conditional(inst.op);
        let inst = self.push(*unit, rng, first);
        unit.after(&inst);
        match inst.op {
            // A branch jumps over one instruction of four bytes.
            Op::Branch(_) | Op::Jump(_) => {
                self.push(*unit, rng, |inst| inst.len == 4 && is_plain(inst));
            }
            // A load-reserved is followed by a store-conditional of the same width, with the same
            // address register.
            Op::AtomicWord(Atomic::Lr) => {
                let wanted = Op::AtomicWord(Atomic::Sc);
                self.push(*unit, rng, |other| {
                    other.op == wanted && other.rs1 == inst.rs1
                });
            }
            Op::AtomicDouble(Atomic::Lr) => {
                let wanted = Op::AtomicDouble(Atomic::Sc);
                self.push(*unit, rng, |other| {
                    other.op == wanted && other.rs1 == inst.rs1
                });
            }
            _ => {}
        }
    }

    /// Adds a random instruction that satisfies `wanted`.
    fn push(&mut self, unit: Unit, rng: &mut StdRng, wanted: impl Fn(&Inst) -> bool) -> Inst {
        let (encoding, inst) = draw(unit, rng, |inst| wanted(inst) && !self.loses_a_flag(inst));
        if let Op::Vector(op) = inst.op {
            for before in unit.before(op, &inst, encoding, rng) {
                self.append(before, unit);
            }
        }
        self.append(encoding, unit)
    }

    /// Adds the instruction with this encoding.
    fn append(&mut self, encoding: u32, unit: Unit) -> Inst {
        let inst =
            farcall_machine::decode(encoding, unit.extensions).expect("it was decoded before");
        let bytes = encoding.to_le_bytes();
        self.bytes.extend(&bytes[..inst.len.into()]);
        self.insts.push(inst);
        inst
    }

    /// Whether `next` overwrites the result of an earlier FROUND or FROUNDNX. QEMU 10 drops one
    /// whose result is never read, together with its flags, because its helper is declared to have
    /// no side effects. The specification has both set flags (RISC-V unprivileged ISA, chapter
    /// "Zfa", section "Round-to-Integer Instructions": NV for a signalling NaN, and for FROUNDNX NX
    /// "if the input differs from the rounded result").
    fn loses_a_flag(&self, next: &Inst) -> bool {
        let mut before = self.insts.iter();
        before.any(|inst| inst.mnemonic().starts_with("fround") && inst.rd == next.rd)
    }
}

/// Store-conditionals are added only after their load-reserved.
fn is_store_conditional(op: Op) -> bool {
    matches!(
        op,
        Op::AtomicWord(Atomic::Sc) | Op::AtomicDouble(Atomic::Sc)
    )
}

/// Whether control falls through it, and it needs no instruction before or after it.
fn is_plain(inst: &Inst) -> bool {
    let leads = matches!(
        inst.op,
        Op::Branch(_) | Op::Jump(_) | Op::AtomicWord(Atomic::Lr) | Op::AtomicDouble(Atomic::Lr)
    );
    // Whether a vector instruction is legal depends on those before it.
    let is_vector = matches!(inst.op, Op::Vector(_));
    !leads && !is_vector && !is_store_conditional(inst.op)
}

/// A random instruction of the table that may be executed and satisfies `wanted`.
fn draw(unit: Unit, rng: &mut StdRng, wanted: impl Fn(&Inst) -> bool) -> (u32, Inst) {
    let rows = farcall_machine::rows();
    loop {
        let row = &rows[rng.random_range(0..rows.len())];
        let random = rng.next_u32() & !row.pattern.mask | row.pattern.value;
        let encoding = steer(rng, random, row.op, row.length());
        if !row.matches(encoding) {
            continue;
        }
        let Ok(inst) = farcall_machine::decode(encoding, unit.extensions) else {
            continue;
        };
        let fits = may_be_executed(&inst, encoding) && wanted(&inst);
        if fits && is_allowed(unit, &inst, encoding) {
            return (encoding, inst);
        }
    }
}

/// Whether the vector unit allows it. True for every scalar instruction.
fn is_allowed(unit: Unit, inst: &Inst, encoding: u32) -> bool {
    match inst.op {
        Op::Vector(op) => unit.allows(op, inst, encoding),
        _ => true,
    }
}

/// Fixes operands that must not be random.
fn steer(rng: &mut StdRng, encoding: u32, op: Op, len: u8) -> u32 {
    let base = u32::from(BASES[rng.random_range(0..BASES.len())]);
    match (op, len) {
        (Op::Load(_) | Op::Store(_) | Op::AtomicWord(_) | Op::AtomicDouble(_), 4) => {
            encoding & !(31 << 15) | base << 15
        }
        // Over the next instruction: 8 bytes ahead, or 6 from a compressed branch.
        (Op::Branch(_), 4) => encoding & !(0x7f << 25 | 0x1f << 7) | 4 << 8,
        (Op::Branch(_), _) => encoding & !(7 << 10 | 31 << 2) | 3 << 3,
        (Op::Jump(Jump::Jal), 4) => encoding & 0xfff | 4 << 21,
        (Op::Vector(op), _) => Unit::steer(op, encoding, base, rng),
        (Op::Csr(_), _) => encoding & 0xf_ffff | rng.random_range(1..=3) << 20,
        _ => encoding,
    }
}

/// Whether it can execute from any register values, and writes no register with a role.
fn may_be_executed(inst: &Inst, encoding: u32) -> bool {
    let from_base = BASES.contains(&inst.rs1);
    let is_free = ![ROUTINES, BASES].concat().contains(&inst.rd) && inst.rd != STRIDE;
    let writes_what_it_may = match inst.op {
        Op::Vector(op) => is_free || !vector::writes_integer(op),
        _ => is_free,
    };
    let fits = match inst.op {
        Op::Load(_) | Op::Store(_) => from_base,
        Op::AtomicWord(_) | Op::AtomicDouble(_) => from_base,
        Op::Jump(Jump::Jal) => inst.len == 4,
        Op::Jump(Jump::Jalr) => false,
        Op::System(op) => matches!(op, System::Fence | System::FenceI),
        Op::Csr(_) => leaves_a_rounding_mode(inst, encoding),
        _ => true,
    };
    fits && writes_what_it_may
}

/// Whether frm is valid after this access to fflags, frm or fcsr. With an invalid one, the next
/// float instruction would trap.
fn leaves_a_rounding_mode(inst: &Inst, encoding: u32) -> bool {
    /// CSRRWI, by its funct3.
    const SWAP_IMMEDIATE: u32 = 5;
    let swaps = encoding >> 12 & 7 == SWAP_IMMEDIATE;
    match inst.imm {
        1 => true,
        2 => swaps && inst.rs1 < 5,
        // The rounding mode is above the five bits of the immediate.
        _ => swaps,
    }
}

/// Corner cases, small numbers, and random numbers.
fn integer(rng: &mut StdRng) -> u64 {
    let small = rng.random_range(-40..=70_i64) as u64;
    match rng.random_range(0..8) {
        0 => [
            0,
            1,
            u64::MAX,
            1 << 63,
            (1 << 63) - 1,
            1 << 31,
            u64::MAX << 31,
        ][rng.random_range(0..7)],
        1 => small,
        2 => 1 << rng.random_range(0..64),
        3 => u64::from(rng.next_u32()),
        4 => i64::from(rng.next_u32() as i32) as u64,
        _ => rng.next_u64(),
    }
}

/// A number of either format, boxed or not: corner cases, NaNs, subnormals, neighbours of those,
/// and random numbers.
fn float(rng: &mut StdRng) -> u64 {
    let single = |rng: &mut StdRng| -> u32 {
        let corners = [
            0,
            1 << 31,
            0x3f80_0000,
            0xbf80_0000,
            0x7f80_0000,
            0xff80_0000,
            0x7fc0_0000,
            0x7f80_0001,
            1,
            0x007f_ffff,
            0x0080_0000,
            0x7f7f_ffff,
            0x4f00_0000,
            0x5f00_0000,
            0x4f80_0000,
        ];
        match rng.random_range(0..4) {
            0 => corners[rng.random_range(0..corners.len())],
            1 => 0x3f80_0000 + (rng.next_u32() >> 20),
            _ => rng.next_u32(),
        }
    };
    let corners = [
        0,
        1 << 63,
        1.0_f64.to_bits(),
        (-1.5_f64).to_bits(),
        f64::INFINITY.to_bits(),
        f64::NEG_INFINITY.to_bits(),
        0x7ff8 << 48,
        0x7ff0_0000_0000_0001,
        1,
        f64::MAX.to_bits(),
        f64::MIN_POSITIVE.to_bits(),
        2.0_f64.powi(63).to_bits(),
        2.0_f64.powi(31).to_bits(),
    ];
    match rng.random_range(0..8) {
        0..=2 => u64::MAX << 32 | u64::from(single(rng)),
        3 => corners[rng.random_range(0..corners.len())],
        4 => 1.0_f64.to_bits() + (rng.next_u64() >> 40),
        5 => u64::from(single(rng)),
        // A boxed half-precision number.
        6 => u64::MAX << 16 | rng.next_u64() >> 48,
        _ => rng.next_u64(),
    }
}
