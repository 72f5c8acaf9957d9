//! Tests of the machine. Encodings are assembled from the table's own rows; their fixed bits are
//! checked against other decoders.

mod additional;
mod assembler;
mod atomic;
mod bits;
mod compressed;
mod crypto;
mod disasm;
mod faults;
mod float;
mod half;
mod integer;
mod memory;
mod muldiv;
mod second_opinion;
mod table;
mod transfers;
mod vector;
mod watched;

use super::table::rows;
use super::{
    Extensions, Fault, Flow, Hart, Machine, Memory, Observer, Region, Rights, Row, RunExit,
    Transfer,
};
use crate::softfloat::tests::Random;

/// The address of test code.
const CODE: u64 = 0x1_0000;
/// The address of test data.
const DATA: u64 = 0x8_0000;
/// Bytes of test data.
const DATA_LEN: u64 = 0x1000;

/// The row with this mnemonic.
fn row(mnemonic: &str) -> &'static Row {
    rows()
        .iter()
        .find(|row| row.mnemonic == mnemonic)
        .expect("a mnemonic of the table")
}

/// A register-register instruction of any unit, also a float one with a fixed funct3.
fn r(mnemonic: &str, rd: u32, rs1: u32, rs2: u32) -> u32 {
    row(mnemonic).pattern.value | rd << 7 | rs1 << 15 | rs2 << 20
}

/// A register-immediate instruction, load, JALR or CSR access.
fn i(mnemonic: &str, rd: u32, rs1: u32, imm: i32) -> u32 {
    row(mnemonic).pattern.value | rd << 7 | rs1 << 15 | (imm as u32) << 20
}

/// Store.
fn s(mnemonic: &str, rs2: u32, rs1: u32, imm: i32) -> u32 {
    let imm = imm as u32;
    row(mnemonic).pattern.value | rs1 << 15 | rs2 << 20 | (imm & 31) << 7 | (imm >> 5) << 25
}

/// Branch.
fn b(mnemonic: &str, rs1: u32, rs2: u32, offset: i32) -> u32 {
    let offset = offset as u32;
    let low = (offset >> 1 & 15) << 8 | (offset >> 11 & 1) << 7;
    let high = (offset >> 5 & 63) << 25 | (offset >> 12 & 1) << 31;
    row(mnemonic).pattern.value | rs1 << 15 | rs2 << 20 | low | high
}

/// JAL.
fn jal(rd: u32, offset: i32) -> u32 {
    let offset = offset as u32;
    let low = (offset >> 12 & 0xff) << 12 | (offset >> 11 & 1) << 20;
    row("jal").pattern.value
        | rd << 7
        | low
        | (offset >> 1 & 0x3ff) << 21
        | (offset >> 20 & 1) << 31
}

/// EBREAK, which ends a test program.
fn ebreak() -> u32 {
    row("ebreak").pattern.value
}

/// Instructions as bytes: 2 for a compressed one, otherwise 4.
fn assemble(encodings: &[u32]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for encoding in encodings {
        let len = usize::from(super::length(*encoding as u16));
        bytes.extend_from_slice(&encoding.to_le_bytes()[..len]);
    }
    bytes
}

/// A code region.
fn code(start: u64, encodings: &[u32]) -> Region {
    Region::owned(start, assemble(encodings), Rights::Code)
}

/// A machine about to run `encodings` at [`CODE`], with zeroed data at [`DATA`].
fn machine(encodings: &[u32]) -> Machine {
    let mut machine = Machine::new();
    let data = Region::owned(DATA, vec![0; DATA_LEN as usize], Rights::ReadWrite);
    machine
        .load([code(CODE, encodings), data], Extensions::ALL)
        .expect("disjoint regions");
    machine.hart.pc = CODE;
    machine
}

/// An observer that records transfers and stops after a number of them.
#[derive(Default)]
struct Recorder {
    transfers: Vec<Transfer>,
    stop_after: usize,
}

impl Observer for Recorder {
    fn transfer(&mut self, hart: &mut Hart, _: &mut Memory, transfer: Transfer) -> Flow {
        assert_eq!(hart.pc, transfer.to);
        self.transfers.push(transfer);
        if self.transfers.len() == self.stop_after {
            Flow::Stop
        } else {
            Flow::Continue
        }
    }
}

/// Runs until a fault. The program ends with EBREAK.
fn run(machine: &mut Machine) -> RunExit {
    machine.run(&mut Recorder::default(), 10_000)
}

/// The hart after running `encodings` and a closing EBREAK. `prepare` sets up the initial state.
fn execute(encodings: &[u32], prepare: impl FnOnce(&mut Hart)) -> Hart {
    let mut program = encodings.to_vec();
    program.push(ebreak());
    let mut machine = machine(&program);
    prepare(&mut machine.hart);
    let exit = run(&mut machine);
    assert!(
        matches!(exit, RunExit::Fault(Fault::Breakpoint { .. })),
        "{exit:?}"
    );
    machine.hart
}
