//! What running an image knows of riscv64 besides the machine's registers: the extensions of a
//! hart, the jumps that may leave a function, and the program that plays the harness in an
//! emulator. A second instruction set would have a module next to this one.

mod extensions;
pub(super) mod jumps;
pub(super) mod start;

pub(crate) use extensions::extensions;
pub(crate) use start::self_checking;
