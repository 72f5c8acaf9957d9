//! Batches: many sequences in one executable.

use super::roles::BASES;
use super::sequence::Sequence;
use crate::qemu::elf::Pages;
use crate::qemu::{Qemu, QemuError, system};
use farcall_machine::{
    Assembler, Extensions, Fault, IntReg, Machine, Nobody, Operands, Reg, RegClass, Region, Rights,
    RunExit,
};
use std::fmt;

/// The address of the code.
const CODE: u64 = 0x4000_0000;
/// The address of the records: the registers before each sequence, then those after it.
const RECORDS: u64 = 0x5000_0000;
/// The memory that sequences access. Base registers point to its middle.
const SCRATCH: u64 = 0x6000_0000;
const SCRATCH_LEN: u64 = 0x2000;

/// Bytes of x0 to x31 and f0 to f31.
const BANKS: u64 = 2 * 32 * 8;
/// The names and numbers of the control and status registers, in the order of a record.
const CSRS: [(&str, i32); 4] = [
    ("fcsr", FCSR),
    ("vl", 0xc20),
    ("vtype", 0xc21),
    ("vcsr", 0x00f),
];
const FCSR: i32 = 0x003;
/// Offset of the vectors in a record: after both register files, twice, and [`CSRS`].
const VECTORS: u64 = 2 * BANKS + 8 * CSRS.len() as u64;
/// Upper bound of the instructions executed for a sequence, including loading and saving.
const BUDGET: u64 = 400;

const RA: IntReg = IntReg::RA;
const T5: IntReg = IntReg::T5;
const T6: IntReg = IntReg::T6;

/// A sequence that the machine and QEMU execute differently.
#[derive(Clone, Debug)]
pub struct Difference {
    /// The instructions.
    text: Vec<String>,
    /// The registers before.
    before: Vec<(String, u64)>,
    /// Each difference: register name, value in the machine, value in QEMU.
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
        for line in self.before.chunks(8) {
            f.write_str("  before:")?;
            for (name, value) in line {
                write!(f, " {name}={value:#x}")?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}

/// Runs `sequences` in the machine and in QEMU, both with `extensions`. Returns the first one that
/// differs.
pub(super) fn compare(
    qemu: &Qemu,
    extensions: Extensions,
    sequences: &[Sequence],
) -> Result<Option<Difference>, QemuError> {
    let shape = Shape::of(extensions);
    let code = shape.code(sequences);
    let records = shape.records(sequences);
    let scratch: Vec<u8> = (0..SCRATCH_LEN).map(|n| ((n * 37) >> 3) as u8).collect();
    let mut pages = Pages::default();
    pages.write(CODE, &code);
    pages.write(RECORDS, &records);
    pages.write(SCRATCH, &scratch);
    let processor = format!("max,vlen={}", 8 * shape.vlenb);
    let output = qemu.execute(&processor, &pages.to_elf(CODE))?;
    let image = Image {
        code,
        records,
        scratch,
    };
    let (in_machine, end) = image.execute(extensions, sequences.len() as u64);
    if output.bytes == in_machine && end == Ended::Here {
        return Ok(None);
    }
    Ok(Some(shape.first(
        sequences,
        &in_machine,
        end,
        &output.bytes,
    )))
}

/// How the run in the machine ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ended {
    /// At the end of the program.
    Here,
    /// In any other way.
    Otherwise(RunExit),
}

/// The initial contents of memory.
struct Image {
    code: Vec<u8>,
    records: Vec<u8>,
    scratch: Vec<u8>,
}

impl Image {
    /// Runs the program in the machine. Returns the records and scratch memory afterwards, and how
    /// the run ended.
    fn execute(self, extensions: Extensions, count: u64) -> (Vec<u8>, Ended) {
        let len = self.records.len() as u64;
        let mut machine = Machine::new();
        let regions = [
            Region::owned(CODE, self.code, Rights::Code),
            Region::owned(RECORDS, self.records, Rights::ReadWrite),
            Region::owned(SCRATCH, self.scratch, Rights::ReadWrite),
        ];
        let loaded = machine.load(regions, extensions);
        loaded.expect("the regions lie apart");
        machine.hart.pc = CODE;
        // The program ends with its first system call.
        let end = match machine.run(&mut Nobody, count * BUDGET + BUDGET) {
            RunExit::Fault(Fault::Ecall { .. }) => Ended::Here,
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
}

/// Sizes that depend on VLEN.
#[derive(Clone, Copy)]
struct Shape {
    /// VLEN in bytes.
    vlenb: u64,
}

impl Shape {
    fn of(extensions: Extensions) -> Shape {
        let vlen = extensions.vlen().expect("sequences have vectors");
        Shape {
            vlenb: u64::from(vlen) / 8,
        }
    }

    /// Bytes of v0 to v31.
    fn vectors(self) -> u64 {
        32 * self.vlenb
    }

    /// Bytes of a record: x0 to x31 and f0 to f31, twice, [`CSRS`], and v0 to v31, twice. The
    /// address of the vectors takes the place of x31.
    fn record(self) -> u64 {
        VECTORS + 2 * self.vectors()
    }

    /// The records: the initial registers of every sequence, and room for the registers after it.
    fn records(self, sequences: &[Sequence]) -> Vec<u8> {
        let mut records = Vec::new();
        for sequence in sequences {
            let start = records.len();
            let mut x = sequence.x;
            for base in BASES {
                x[usize::from(base)] = SCRATCH + SCRATCH_LEN / 2;
            }
            x[31] = RECORDS + start as u64 + VECTORS;
            for word in x.iter().chain(&sequence.f) {
                records.extend(word.to_le_bytes());
            }
            records.resize(start + VECTORS as usize, 0);
            for word in &sequence.v {
                records.extend(word.to_le_bytes());
            }
            records.resize(start + self.record() as usize, 0);
        }
        records
    }

    fn code(self, sequences: &[Sequence]) -> Vec<u8> {
        let mut asm = Assembler::at(CODE);
        // Jump over the two routines.
        let routines = self.routines(CODE + 4);
        asm.jump_to(CODE + 4 + routines.code.len() as u64);
        asm.raw(&routines.code);
        for (number, sequence) in (0..).zip(sequences) {
            asm.li(T6, RECORDS + number * self.record());
            asm.call(RA, routines.load);
            asm.raw(&sequence.bytes);
            // Compressed instructions may leave `here` at an odd multiple of two bytes.
            if !asm.here().is_multiple_of(4) {
                asm.raw(&NOP);
            }
            asm.call(RA, routines.save);
        }
        system::write_out(&mut asm, RECORDS, self.record() * sequences.len() as u64);
        system::write_out(&mut asm, SCRATCH, SCRATCH_LEN);
        system::exit(&mut asm);
        asm.finish()
    }

    fn routines(self, start: u64) -> Routines {
        let mut asm = Assembler::at(start);
        // Every sequence starts without flags, rounding to nearest.
        asm.csrrw(IntReg::ZERO, FCSR, IntReg::ZERO);
        asm.ld(T5, 8 * 31, T6);
        for first in GROUPS {
            asm.put("vl8re8.v", Operands::default().rd(first).rs1(T5.number()));
            asm.addi(T5, T5, 8 * self.vlenb as i32);
        }
        for register in loaded() {
            asm.load(register, in_record(register), T6);
        }
        asm.jump(RA);
        let save = asm.here();
        let left = BANKS as i32;
        for register in loaded() {
            asm.store(register, left + in_record(register), T6);
        }
        // T5 is saved by now, so it is free.
        for (n, (_, csr)) in (0..).zip(CSRS) {
            asm.csrr(T5, csr);
            asm.sd(T5, 2 * left + 8 * n, T6);
        }
        asm.ld(T5, 8 * 31, T6);
        // Skip the initial vectors.
        for _ in GROUPS {
            asm.addi(T5, T5, 8 * self.vlenb as i32);
        }
        for first in GROUPS {
            asm.put("vs8r.v", Operands::default().rd(first).rs1(T5.number()));
            asm.addi(T5, T5, 8 * self.vlenb as i32);
        }
        asm.jump(RA);
        Routines {
            load: start,
            save,
            code: asm.finish(),
        }
    }

    /// The first sequence whose record differs. If memory or the end of the run differs but no
    /// record does, the whole batch.
    fn first(
        self,
        sequences: &[Sequence],
        in_machine: &[u8],
        end: Ended,
        in_qemu: &[u8],
    ) -> Difference {
        let records = in_machine
            .chunks(self.record() as usize)
            .zip(in_qemu.chunks(self.record() as usize));
        let mut pairs = sequences.iter().zip(records);
        let Some((sequence, (machine, qemu))) = pairs.find(|(_, (machine, qemu))| machine != qemu)
        else {
            let text = match end {
                Ended::Here if in_machine.len() == in_qemu.len() => "memory differs".to_owned(),
                Ended::Here => {
                    format!("QEMU wrote {} bytes of {}", in_qemu.len(), in_machine.len())
                }
                Ended::Otherwise(exit) => format!("the machine ended at {exit:?}"),
            };
            return Difference {
                text: vec![text],
                before: Vec::new(),
                left: Vec::new(),
            };
        };
        let words = self.words();
        let before = words.iter().filter_map(|word| {
            let value = number(machine, word.before?);
            Some((word.name.clone(), value))
        });
        let left = words.iter().map(|word| {
            let [machine, qemu] = [machine, qemu].map(|record| number(record, word.left));
            (word.name.clone(), machine, qemu)
        });
        let lines = farcall_machine::disassemble(&sequence.bytes, 0);
        Difference {
            text: lines.map(|line| line.text).collect(),
            before: before.collect(),
            left: left.filter(|(_, machine, qemu)| machine != qemu).collect(),
        }
    }

    /// The doublewords of a record.
    fn words(self) -> Vec<Word> {
        let bank = |name: String, n: u64| Word {
            name,
            before: Some(8 * n),
            left: BANKS + 8 * n,
        };
        let scalars = (0..)
            .zip(registers())
            .map(|(n, register)| bank(register.to_string(), n));
        let csrs = (0..).zip(CSRS).map(|(n, (name, _))| Word {
            name: name.to_owned(),
            before: None,
            left: 2 * BANKS + 8 * n,
        });
        let vectors = (0..self.vectors() / 8).map(|n| Word {
            name: format!("v{}[{}]", 8 * n / self.vlenb, 8 * n % self.vlenb / 8),
            before: Some(VECTORS + 8 * n),
            left: VECTORS + self.vectors() + 8 * n,
        });
        scalars.chain(csrs).chain(vectors).collect()
    }
}

/// `c.nop`.
const NOP: [u8; 2] = [0x01, 0x00];

/// The registers of a record, in order.
fn registers() -> impl Iterator<Item = Reg> {
    Reg::all(RegClass::Int).chain(Reg::all(RegClass::Float))
}

/// The offset of a register in a record, in bytes.
fn in_record(register: Reg) -> i32 {
    8 * (32 * register.class().index() + register.index()) as i32
}

/// The registers that the routines load and save: all except x0, x1 and x31.
fn loaded() -> impl Iterator<Item = Reg> {
    let kept = [IntReg::ZERO, RA, T6].map(Reg::int);
    registers().filter(move |register| !kept.contains(register))
}

/// The first registers of the groups that together hold all vectors.
const GROUPS: [u8; 4] = [0, 8, 16, 24];

/// Routines that load and save all registers except x1 and x31, which hold the return address and
/// the record pointer.
struct Routines {
    load: u64,
    save: u64,
    code: Vec<u8>,
}

/// A doubleword of a record.
struct Word {
    /// The register; for a vector, with the number of the doubleword.
    name: String,
    /// The offset of the initial value in a record.
    before: Option<u64>,
    /// The offset of the final value in a record.
    left: u64,
}

/// The doubleword at `offset`, zero beyond the end.
fn number(bytes: &[u8], offset: u64) -> u64 {
    let start = offset as usize;
    let word = bytes.get(start..start + 8).unwrap_or(&[0; 8]);
    u64::from_le_bytes(word.try_into().expect("eight bytes"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    const EXTENSIONS: Extensions = Extensions::ALL;
    const SHAPE: Shape = Shape { vlenb: 64 };

    fn execute(sequences: &[Sequence]) -> (Vec<u8>, Ended) {
        let image = Image {
            code: SHAPE.code(sequences),
            records: SHAPE.records(sequences),
            scratch: vec![0; SCRATCH_LEN as usize],
        };
        image.execute(EXTENSIONS, sequences.len() as u64)
    }

    #[test]
    fn a_register_that_differs_is_named() {
        let mut rng = StdRng::seed_from_u64(1);
        let draw = |_| Sequence::draw(EXTENSIONS, &mut rng);
        let sequences: Vec<Sequence> = (0..50).map(draw).collect();
        let (machine, end) = execute(&sequences);
        assert_eq!(end, Ended::Here);
        let record = 30 * SHAPE.record() as usize;
        let left = |at: u64| {
            let mut other = machine.clone();
            other[record + at as usize] ^= 4;
            SHAPE.first(&sequences, &machine, end, &other)
        };
        // After sequence 30: fa0, and the second doubleword of v3.
        for (at, expected) in [
            (BANKS + 256 + 8 * 10, "fa0"),
            (2 * BANKS + 8, "vl"),
            (VECTORS + SHAPE.vectors() + 3 * 64 + 8, "v3[1]"),
        ] {
            let difference = left(at);
            assert_eq!(difference.left.len(), 1);
            let (name, in_machine, in_qemu) = &difference.left[0];
            assert_eq!((name.as_str(), in_machine ^ in_qemu), (expected, 4));
            assert_eq!(difference.before.len(), 64 + 32 * 8);
            assert!(difference.text.len() >= 8);
        }
    }

    #[test]
    fn every_sequence_is_executed_from_its_registers() {
        let mut rng = StdRng::seed_from_u64(2);
        let mut sequence = Sequence::draw(EXTENSIONS, &mut rng);
        sequence.insts.clear();
        // addi x5, x6, 1
        sequence.bytes = 0x0013_0293_u32.to_le_bytes().to_vec();
        sequence.x[6] = 41;
        let (left, end) = execute(&[sequence]);
        assert_eq!(end, Ended::Here);
        let at = BANKS as usize + 8 * 5;
        assert_eq!(left[at..at + 8], 42_u64.to_le_bytes());
        let floats = BANKS as usize + 256;
        assert_eq!(left[floats..floats + 256], left[256..512]);
        let (vectors, len) = (VECTORS as usize, SHAPE.vectors() as usize);
        let (before, after) = left[vectors..vectors + 2 * len].split_at(len);
        assert_eq!(before, after);
        assert!(before.iter().any(|byte| *byte != 0));
    }
}
