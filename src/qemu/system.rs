//! Linux system calls of programs under QEMU (`include/uapi/asm-generic/unistd.h`).

use farcall_machine::{Assembler, IntReg};

/// Numbers of the calls.
const WRITE: i32 = 64;
const EXIT_GROUP: i32 = 94;
const STANDARD_OUTPUT: i32 = 1;

/// Writes `len` bytes from `address` to the standard output; a0 to a2 and a7 are lost.
pub(crate) fn write_out(asm: &mut Assembler, address: u64, len: u64) {
    asm.addi(IntReg::A0, IntReg::ZERO, STANDARD_OUTPUT);
    asm.li(IntReg::A1, address);
    asm.li(IntReg::A2, len);
    call(asm, WRITE);
}

/// Ends the process, with status 0.
pub(crate) fn exit(asm: &mut Assembler) {
    asm.addi(IntReg::A0, IntReg::ZERO, 0);
    call(asm, EXIT_GROUP);
}

fn call(asm: &mut Assembler, number: i32) {
    asm.addi(IntReg::A7, IntReg::ZERO, number);
    asm.ecall();
}
