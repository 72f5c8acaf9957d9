//! Linux system calls of programs under QEMU (`include/uapi/asm-generic/unistd.h`).

use farcall_machine::{Assembler, IntReg};

/// Numbers of the calls.
const WRITE: i32 = 64;
const EXIT_GROUP: i32 = 94;
const SETITIMER: i32 = 103;
const SIGALTSTACK: i32 = 132;
const RT_SIGACTION: i32 = 134;
const STANDARD_OUTPUT: i32 = 1;

/// Writes `len` bytes from `address` to the standard output; a0 to a2 and a7 are lost.
pub(crate) fn write_out(asm: &mut Assembler, address: u64, len: u64) {
    asm.li(IntReg::A1, address);
    asm.li(IntReg::A2, len);
    write_a1_a2(asm);
}

/// Writes a2 bytes from address a1 to the standard output; a0 and a7 are lost.
pub(crate) fn write_a1_a2(asm: &mut Assembler) {
    asm.addi(IntReg::A0, IntReg::ZERO, STANDARD_OUTPUT);
    call(asm, WRITE);
}

/// The kernel's `struct sigaction` for a handler at `address` that serves for one signal: the next
/// one has its default effect again (`SA_RESETHAND`).
pub(crate) fn action_once(address: u64) -> [u8; 24] {
    const SA_RESETHAND: u64 = 0x8000_0000;
    action(address, SA_RESETHAND)
}

/// The kernel's `struct sigaction` for a handler at `address` that gets the state of the process,
/// and runs on the alternate stack.
pub(crate) fn action_with_state(address: u64) -> [u8; 24] {
    const SA_SIGINFO: u64 = 4;
    const SA_ONSTACK: u64 = 0x0800_0000;
    action(address, SA_SIGINFO | SA_ONSTACK)
}

fn action(address: u64, flags: u64) -> [u8; 24] {
    let mut action = [0; 24];
    action[..8].copy_from_slice(&address.to_le_bytes());
    action[8..16].copy_from_slice(&flags.to_le_bytes());
    action
}

/// The offset of pc in the `ucontext_t` that such a handler gets in a2: after `uc_flags`,
/// `uc_link`, `uc_stack` and 128 bytes for `uc_sigmask`, aligned to 16.
pub(crate) const PC_OF_STATE: i32 = 176;

/// The kernel's `stack_t`.
pub(crate) fn stack(address: u64, len: u64) -> [u8; 24] {
    let mut stack = [0; 24];
    stack[..8].copy_from_slice(&address.to_le_bytes());
    stack[16..].copy_from_slice(&len.to_le_bytes());
    stack
}

/// Makes the `stack_t` at `stack` the alternate stack of handlers.
pub(crate) fn use_alternate_stack(asm: &mut Assembler, stack: u64) {
    asm.li(IntReg::A0, stack);
    asm.addi(IntReg::A1, IntReg::ZERO, 0);
    call(asm, SIGALTSTACK);
}

/// The kernel's `struct itimerval` that expires once, after `seconds`.
pub(crate) fn once_after(seconds: u64) -> [u8; 32] {
    let mut timer = [0; 32];
    timer[16..24].copy_from_slice(&seconds.to_le_bytes());
    timer
}

/// Starts the `struct itimerval` at `timer`, which ends in SIGALRM.
pub(crate) fn start_timer(asm: &mut Assembler, timer: u64) {
    const ITIMER_REAL: i32 = 0;
    asm.addi(IntReg::A0, IntReg::ZERO, ITIMER_REAL);
    asm.li(IntReg::A1, timer);
    asm.addi(IntReg::A2, IntReg::ZERO, 0);
    call(asm, SETITIMER);
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
    exit_with_a0(asm);
}

/// Ends the process, with status a0.
pub(crate) fn exit_with_a0(asm: &mut Assembler) {
    call(asm, EXIT_GROUP);
}

fn call(asm: &mut Assembler, number: i32) {
    asm.addi(IntReg::A7, IntReg::ZERO, number);
    asm.ecall();
}
