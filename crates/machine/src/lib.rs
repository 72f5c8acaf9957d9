//! A checked riscv64 hart in user mode: decode, execute, memory, floating point, disassembly.
//!
//! **Problem.** To judge a function call, something has to stop at the call, look at every register and the stack, change what the callee
//! must not rely on, and go on; for millions of tiny programs a minute, on any host. A processor or a translating emulator cannot do that
//! at this price.
//!
//! **Idea.** An interpreter over a decode cache, which reports every transfer of control between code regions to an [`Observer`] and lets
//! it change the hart. One table of instructions (`table.rs`) serves the decoder, the disassembly and the tests. Memory is a handful of
//! regions with rights of their own, so that an access one byte past an object is seen.
//!
//! **Invariants.** The same regions, registers and observer give the same run: nothing depends on the host. A fault is a value with all
//! facts ([`Fault`]), never a panic. An encoding outside the table is [`Fault::Unsupported`], never a guess.
//!
//! **Limits.** One hart; no interrupts, privileged state or virtual memory; code is never written, so the decode cache is never
//! invalidated; stores of one hart are visible in order, so fences do nothing. The machine knows nothing of calling conventions.
//!
//! **Vectors.** The vector unit's state ([`VectorState`]) exists only where V is on, behind a pointer, so that a hart without vectors is as
//! small and as fast as before. VLEN is 128 bits, or what a Zvl extension promises. `exec/vector/` says what is reserved, and what agnostic
//! elements become.
//!
//! **Why not the `riscv-isa` crate as decoder.** It lacks Zcb, Zicond, Zfa and V, version 0.3.1 refuses compressed shifts from 32 up and
//! C.AND, and one table has to serve decoder, disassembly and tests. The tests use it as a second opinion.
//!
//! Sections named in this module are those of the RISC-V instruction set manual, volume I (unprivileged).

mod assembler;
mod code;
mod constant;
mod csr;
mod decode;
mod decode_error;
mod disasm;
mod encode;
mod exec;
mod exit;
mod extension;
mod fault;
mod format;
mod hart;
mod inst;
mod interpret;
mod machine;
mod memory;
mod observer;
pub mod op;
mod region;
mod registers;
pub mod softfloat;
mod table;
mod vector;

pub use assembler::Assembler;
pub use decode::{decode, length};
pub use decode_error::DecodeError;
pub use disasm::{Line, disassemble, disassemble_inst};
pub use encode::{EncodeError, encode};
pub use exit::{Exit, RefusedAccess};
pub use extension::{Extension, Extensions};
pub use fault::{AccessKind, Fault};
pub use format::{Compressed, Format, Operand, Operands, VectorFormat};
pub use hart::{Hart, Reservation, is_boxed, nan_box, unbox};
pub use inst::Inst;
pub use machine::Machine;
pub use memory::{AccessError, Memory};
pub use observer::{Flow, Nobody, Observer, Refused, Transfer};
pub use op::Op;
pub use region::{Access, MemoryError, Region};
pub use registers::{FloatReg, IntReg, Reg, RegClass, RegSet};
pub use table::{Pattern, Row, row_named, rows};
pub use vector::{VectorState, VectorType};

#[cfg(test)]
mod tests;
