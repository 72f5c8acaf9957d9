//! Reads back the program's output.

use crate::abi::{CLASSES, IntReg, Layout, REGISTERS, Reg};
use crate::link::Image;
use crate::run::locations::BaseAddresses;
use farcall_machine::{Hart, Memory, Region, Rights};

/// Length of a record in bytes: x0 to x31, then f0 to f31.
pub(in crate::run) const RECORD_LEN: usize = CLASSES.len() * 32 * 8;
/// How many bytes at the top of the stack are written out. The return area is there.
pub(in crate::run) const TOP_LEN: usize = 4096;

/// The offset of a register in a record, in bytes.
pub(super) fn in_record(register: Reg) -> u64 {
    8 * (32 * register.class().index() + register.index()) as u64
}

/// What a return left: the hart from a record, and a memory with the top of the stack.
pub(in crate::run) fn left(record: &[u8], top: &[u8], image: &Image<'_>) -> (Hart, Memory) {
    let mut hart = Hart::new();
    let words = record.chunks_exact(8);
    let words = words.map(|word| u64::from_le_bytes(word.try_into().expect("eight bytes")));
    for (register, word) in REGISTERS.iter().zip(words) {
        hart.write(register, word);
    }
    hart.pc = image.outside();
    let start = image.stack().end() - top.len() as u64;
    let region = Region::owned(start, top.to_vec(), Rights::ReadWrite);
    let memory = Memory::with_regions([region]).expect("one region overlaps nothing");
    (hart, memory)
}

/// The base addresses of the values of an invocation that was entered with `hart`.
pub(in crate::run) fn base(hart: &Hart, image: &Image<'_>, layout: &Layout) -> BaseAddresses {
    let area = layout.return_area;
    BaseAddresses {
        sp: hart.x[IntReg::SP.index()],
        return_area: area.map(|area| image.stack().end() - u64::from(area.bytes)),
    }
}
