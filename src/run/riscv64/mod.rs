//! What running an image knows of riscv64 beside the machine's registers: what a hart can do, which
//! jumps may leave a function, and the program that plays the harness in an emulator. A second
//! instruction set would have a module beside this one.

mod extensions;
pub(super) mod jumps;
pub(super) mod start;

pub(crate) use extensions::extensions;
