//! Many sequences in one executable.

use super::SCALAR;
use super::sequence::{BASES, Sequence};
use crate::abi::{FloatReg, IntReg};
use crate::machine::{
    self, Access, Exit, Fault, Flow, Hart, Machine, Memory, Observer, Region, Transfer,
};
use crate::qemu::asm::Assembler;
use crate::qemu::elf::Pages;
use crate::qemu::{Qemu, QemuError};
use std::fmt;

/// Where the code is.
const CODE: u64 = 0x4000_0000;
/// Where the records are: registers to load, then registers that were left.
const RECORDS: u64 = 0x5000_0000;
/// Where the memory is that sequences read and write; addresses point to its middle.
const SCRATCH: u64 = 0x6000_0000;
const SCRATCH_LEN: u64 = 0x2000;

/// Bytes of a record: x0 to x31 and f0 to f31, twice, and fcsr.
const RECORD: u64 = 2 * BANKS + 16;
/// Bytes of both register files.
const BANKS: u64 = 2 * 32 * 8;
/// Instructions that a sequence takes at most, with loading and saving.
const BUDGET: u64 = 400;

const RA: IntReg = IntReg::RA;
const T5: IntReg = IntReg::T5;
const T6: IntReg = IntReg::T6;

/// A sequence that machine and QEMU execute differently.
#[derive(Clone, Debug)]
pub struct Difference {
    /// The instructions.
    text: Vec<String>,
    /// Registers before.
    before: Vec<(String, u64)>,
    /// What differs: its name, in the machine, in QEMU.
    left: Vec<(String, u64, u64)>,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in &self.text {
            writeln!(f, "    {line}")?;
        }
        for (name, machine, qemu) in &self.left {
            writeln!(f, "  {name}: machine {machine:#018x}, QEMU {qemu:#018x}")?;
        }
        f.write_str("  before:")?;
        for (name, value) in &self.before {
            write!(f, " {name}={value:#x}")?;
        }
        writeln!(f)
    }
}

/// Runs `sequences` in the machine and in QEMU; gives the first that differs.
pub(super) fn compare(
    qemu: &Qemu,
    sequences: &[Sequence],
) -> Result<Option<Difference>, QemuError> {
    let code = code(sequences);
    let records = records(sequences);
    let scratch: Vec<u8> = (0..SCRATCH_LEN).map(|n| ((n * 37) >> 3) as u8).collect();
    let mut pages = Pages::default();
    pages.write(CODE, &code);
    pages.write(RECORDS, &records);
    pages.write(SCRATCH, &scratch);
    let output = qemu.execute("max", &pages.to_elf(CODE))?;
    let (in_machine, end) = execute(code, records, scratch, sequences.len() as u64);
    if output.bytes == in_machine && end == Ended::Here {
        return Ok(None);
    }
    Ok(Some(first(sequences, &in_machine, end, &output.bytes)))
}

/// How the machine came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ended {
    /// Where it has to.
    Here,
    /// At a fault, or it never did.
    Otherwise(Exit),
}

/// What is left in records and scratch memory by the machine, and how it ended.
fn execute(code: Vec<u8>, records: Vec<u8>, scratch: Vec<u8>, count: u64) -> (Vec<u8>, Ended) {
    struct Nobody;
    impl Observer for Nobody {
        fn transfer(&mut self, _: &mut Hart, _: &mut Memory, _: Transfer) -> Flow {
            Flow::Continue
        }
    }
    let len = records.len() as u64;
    let mut machine = Machine::new();
    let regions = [
        Region::owned(CODE, code, Access::Code),
        Region::owned(RECORDS, records, Access::ReadWrite),
        Region::owned(SCRATCH, scratch, Access::ReadWrite),
    ];
    let loaded = machine.load(regions, SCALAR);
    loaded.expect("the regions lie apart");
    machine.hart.pc = CODE;
    // The first system call is the end.
    let end = match machine.run(&mut Nobody, count * BUDGET + BUDGET) {
        Exit::Fault(Fault::Ecall { .. }) => Ended::Here,
        exit => Ended::Otherwise(exit),
    };
    let memory = &machine.memory;
    let parts = [
        memory.slice(RECORDS, len),
        memory.slice(SCRATCH, SCRATCH_LEN),
    ];
    (
        parts.iter().flatten().copied().flatten().copied().collect(),
        end,
    )
}

/// The registers of every sequence, and room for those that it leaves.
fn records(sequences: &[Sequence]) -> Vec<u8> {
    let mut records = Vec::new();
    for sequence in sequences {
        let start = records.len();
        let mut x = sequence.x;
        for base in BASES {
            x[usize::from(base)] = SCRATCH + SCRATCH_LEN / 2;
        }
        for word in x.iter().chain(&sequence.f) {
            records.extend(word.to_le_bytes());
        }
        records.resize(start + RECORD as usize, 0);
    }
    records
}

fn code(sequences: &[Sequence]) -> Vec<u8> {
    let mut asm = Assembler::at(CODE);
    // Over the two routines; where to is known behind them.
    let routines = routines(CODE + 4);
    asm.jump_to(CODE + 4 + routines.code.len() as u64);
    asm.raw(&routines.code);
    for (number, sequence) in (0..).zip(sequences) {
        asm.li(T6, RECORDS + number * RECORD);
        asm.call(RA, routines.load);
        asm.raw(&sequence.bytes);
        // Compressed instructions may leave an odd half.
        if !asm.here().is_multiple_of(4) {
            asm.raw(&NOP);
        }
        asm.call(RA, routines.save);
    }
    asm.write_out(RECORDS, RECORD * sequences.len() as u64);
    asm.write_out(SCRATCH, SCRATCH_LEN);
    asm.end();
    asm.finish()
}

/// `c.nop`.
const NOP: [u8; 2] = [0x01, 0x00];

/// Loading and saving all registers but x1 and x31, which is the address of the record; both return to x1.
struct Routines {
    load: u64,
    save: u64,
    code: Vec<u8>,
}

fn routines(start: u64) -> Routines {
    let mut asm = Assembler::at(start);
    asm.swap_fcsr(IntReg::ZERO, IntReg::ZERO);
    for n in 0..32 {
        asm.fld(FloatReg::new(n), 256 + 8 * i32::from(n), T6);
    }
    for n in 2..31 {
        asm.ld(IntReg::new(n), 8 * i32::from(n), T6);
    }
    asm.jump(RA);
    let save = asm.here();
    let left = BANKS as i32;
    for n in 2..31 {
        asm.sd(IntReg::new(n), left + 8 * i32::from(n), T6);
    }
    for n in 0..32 {
        asm.fsd(FloatReg::new(n), left + 256 + 8 * i32::from(n), T6);
    }
    asm.swap_fcsr(T5, IntReg::ZERO);
    asm.sd(T5, 2 * BANKS as i32, T6);
    asm.jump(RA);
    Routines {
        load: start,
        save,
        code: asm.finish(),
    }
}

/// The first sequence whose record differs, or the whole batch where none does.
fn first(sequences: &[Sequence], in_machine: &[u8], end: Ended, in_qemu: &[u8]) -> Difference {
    let records = in_machine
        .chunks(RECORD as usize)
        .zip(in_qemu.chunks(RECORD as usize));
    let mut pairs = sequences.iter().zip(records);
    let Some((sequence, (machine, qemu))) = pairs.find(|(_, (machine, qemu))| machine != qemu)
    else {
        let text = match end {
            Ended::Here if in_machine.len() == in_qemu.len() => "memory differs".to_owned(),
            Ended::Here => format!("QEMU wrote {} bytes of {}", in_qemu.len(), in_machine.len()),
            Ended::Otherwise(exit) => format!("the machine ended at {exit:?}"),
        };
        return Difference {
            text: vec![text],
            before: Vec::new(),
            left: Vec::new(),
        };
    };
    let word = |bytes: &[u8], n: usize| {
        let word = bytes.get(8 * n..8 * n + 8).unwrap_or(&[0; 8]);
        u64::from_le_bytes(word.try_into().expect("eight bytes"))
    };
    let words = BANKS as usize / 8;
    let left = (0..=words).map(|n| (name(n), word(machine, words + n), word(qemu, words + n)));
    let lines = machine::disassemble(&sequence.bytes, 0);
    Difference {
        text: lines.map(|line| line.text).collect(),
        before: (0..words).map(|n| (name(n), word(machine, n))).collect(),
        left: left.filter(|(_, machine, qemu)| machine != qemu).collect(),
    }
}

/// The name of word `n` of what a record says was left.
fn name(n: usize) -> String {
    match n {
        0..32 => IntReg::new(n as u8).to_string(),
        32..64 => FloatReg::new(n as u8 - 32).to_string(),
        _ => "fcsr".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    #[test]
    fn a_register_that_differs_is_named() {
        let mut rng = StdRng::seed_from_u64(1);
        let sequences: Vec<Sequence> = (0..50).map(|_| Sequence::draw(&mut rng)).collect();
        let scratch = vec![0; SCRATCH_LEN as usize];
        let (machine, end) = execute(code(&sequences), records(&sequences), scratch, 50);
        assert_eq!(end, Ended::Here);
        let mut other = machine.clone();
        let record = 30 * RECORD as usize;
        // fa0 behind sequence 30.
        other[record + BANKS as usize + 256 + 8 * 10] ^= 4;
        let difference = first(&sequences, &machine, end, &other);
        assert_eq!(difference.left.len(), 1);
        let (name, in_machine, in_qemu) = &difference.left[0];
        assert_eq!((name.as_str(), in_machine ^ in_qemu), ("fa0", 4));
        assert_eq!(difference.before.len(), 64);
        assert!(difference.text.len() >= 8);
    }

    #[test]
    fn every_sequence_is_executed_from_its_registers() {
        let mut rng = StdRng::seed_from_u64(2);
        let mut sequence = Sequence::draw(&mut rng);
        sequence.insts.clear();
        // addi x5, x6, 1
        sequence.bytes = 0x0013_0293_u32.to_le_bytes().to_vec();
        sequence.x[6] = 41;
        let scratch = vec![0; SCRATCH_LEN as usize];
        let sequences = [sequence];
        let (left, end) = execute(code(&sequences), records(&sequences), scratch, 1);
        assert_eq!(end, Ended::Here);
        let at = BANKS as usize + 8 * 5;
        assert_eq!(left[at..at + 8], 42_u64.to_le_bytes());
        let floats = BANKS as usize + 256;
        assert_eq!(left[floats..floats + 256], left[256..512]);
    }
}
