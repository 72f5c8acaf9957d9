//! Linux system calls of programs under QEMU (`include/uapi/asm-generic/unistd.h`).

use farcall_machine::{Assembler, IntReg};

/// Numbers of the calls.
const WRITE: i32 = 64;
const EXIT_GROUP: i32 = 94;
const RT_SIGACTION: i32 = 134;
const STANDARD_OUTPUT: i32 = 1;

/// Writes `len` bytes from `address` to the standard output; a0 to a2 and a7 are lost.
pub(crate) fn write_out(asm: &mut Assembler, address: u64, len: u64) {
    asm.addi(IntReg::A0, IntReg::ZERO, STANDARD_OUTPUT);
    asm.li(IntReg::A1, address);
    asm.li(IntReg::A2, len);
    call(asm, WRITE);
}

/// The kernel's `struct sigaction` for a handler at `address` that serves for one signal: the next
/// one has its default effect again (`SA_RESETHAND`).
pub(crate) fn action_once(address: u64) -> [u8; 24] {
    const SA_RESETHAND: u64 = 0x8000_0000;
    let mut action = [0; 24];
    action[..8].copy_from_slice(&address.to_le_bytes());
    action[8..16].copy_from_slice(&SA_RESETHAND.to_le_bytes());
    action
}

/// Installs the `struct sigaction` at `action` for `signal`.
pub(crate) fn handle_signal(asm: &mut Assembler, signal: i32, action: u64) {
    /// Bytes of the mask at the end of the structure.
    const MASK_LEN: i32 = 8;
    asm.addi(IntReg::A0, IntReg::ZERO, signal);
    asm.li(IntReg::A1, action);
    asm.addi(IntReg::A2, IntReg::ZERO, 0);
    asm.addi(IntReg::argument(3), IntReg::ZERO, MASK_LEN);
    call(asm, RT_SIGACTION);
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
