//! A checked riscv64 hart in user mode: decode, execute, memory, floating point, disassembly.
//!
//! **Problem.** To check a function call, an executor must stop at the call, read every register
//! and the stack, overwrite what the callee must not rely on, and continue. It must do so for
//! millions of small programs a minute, on any host. Neither a processor nor a translating emulator
//! can do that at this price.
//!
//! **Idea.** An interpreter over a decode cache. It reports each transfer of control between code
//! regions to an [`Observer`], which may change the hart, and asks the observer before each load
//! and store. One table of instructions ([`rows`]) serves the decoder, the encoder, the
//! disassembler and the tests. Memory consists of a few regions, each with its own access rights,
//! so an access one byte past an object is detected.
//!
//! ```
//! use farcall_machine::{
//!     Rights, Assembler, RunExit, Extensions, Fault, IntReg, Machine, Nobody, Region,
//! };
//!
//! let mut asm = Assembler::at(0x1000);
//! asm.addi(IntReg::A0, IntReg::A0, 1);
//! asm.ebreak();
//!
//! let mut machine = Machine::new();
//! let code = Region::owned(0x1000, asm.finish(), Rights::Code);
//! machine.load([code], Extensions::GC).expect("one region overlaps nothing");
//! machine.hart.pc = 0x1000;
//! machine.hart.set(IntReg::A0, 41);
//! let exit = machine.run(&mut Nobody, 100);
//! assert_eq!(exit, RunExit::Fault(Fault::Breakpoint { pc: 0x1004 }));
//! assert_eq!(machine.hart.get(IntReg::A0), 42);
//! ```
//!
//! **Invariants.** The same regions, registers and observer give the same run: nothing depends on
//! the host. A fault is a value with all facts ([`Fault`]), never a panic. An encoding outside the
//! table is [`Fault::Unsupported`], never a guess.
//!
//! **Limits.** One hart. No interrupts, no privileged state, no virtual memory. Code is never
//! written, so the decode cache is never invalidated. One hart sees its own stores in order, so
//! fences do nothing. The machine knows no calling convention and no stack frame.
//!
//! **Vectors.** The state of the vector unit ([`VectorState`]) exists only if V is on, behind a
//! pointer, so a hart without vectors stays small and fast. VLEN is 128 bits, or the minimum that a
//! Zvl extension guarantees. `exec/vector/` says what is reserved, and what agnostic elements
//! become.
//!
//! **Order.** A module uses only modules before it in this list: registers and soft floats;
//! operations; extensions; formats; table; instructions, decoder, encoder, disassembler; memory;
//! hart; observer; execution; machine.
//!
//! **Why not the `riscv-isa` crate as decoder.** It lacks Zcb, Zicond, Zfa and V. Version 0.3.1
//! rejects compressed shifts by 32 or more, and C.AND. The tests use it as a second opinion.
//!
//! Sections named in this crate are those of the RISC-V instruction set manual, volume I
//! (unprivileged).

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
pub use exit::{RefusedAccess, RunExit};
pub use extension::{Extension, Extensions};
pub use fault::{AccessKind, Fault};
pub use format::{Compressed, Format, Operand, Operands, VectorFormat};
pub use hart::{Hart, Reservation, is_boxed, nan_box, unbox};
pub use inst::Inst;
pub use machine::Machine;
pub use memory::{AccessError, Memory};
pub use observer::{Flow, Nobody, Observer, Refused, Transfer};
pub use op::Op;
pub use region::{MemoryError, Region, Rights};
pub use registers::{FloatReg, IntReg, Reg, RegClass, RegSet};
pub use table::{Pattern, Row, row_named, rows};
pub use vector::{VectorState, VectorType};

#[cfg(test)]
mod tests;

/// Compiles and runs the example of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
