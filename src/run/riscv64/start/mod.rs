//! The program around an image for a riscv64 executor outside this process: it plays the harness
//! and the extern functions.
//!
//! All of it lies in the outside (see `link`), where modules have nothing. For each invocation it
//! fills the stack, loads every register with what [`entry::enter`] gives, and jumps to the
//! function. When the function returns, the program writes every register and the top of the stack
//! to its standard output, and continues with the next invocation. After the last one it writes all
//! data, and exits.

mod externs;
mod record;

pub(in crate::run) use record::{RECORD_LEN, TOP_LEN, base, left};

use crate::abi::{CLASSES, IntReg, Layout, REGISTERS, Reg};
use crate::case::{self, Case, FuncId};
use crate::link::{Image, Span, UNWRITTEN};
use crate::qemu::elf::Pages;
use crate::qemu::system;
use crate::run::entry;
use crate::run::layouts::Layouts;
use crate::run::poison::POISON;
use farcall_machine::{Assembler, Hart, Memory, Region, Rights};
use record::in_record;

/// The program's code. This and the following are offsets from the first address outside, to which
/// functions return.
const CODE: u64 = 0x1_0000;
/// A record: the registers after a return, x0 to x31, then f0 to f31.
const RECORD: u64 = 0x10_0000;
/// Where extern functions store their arguments: a0 to a7, fa0 to fa7, then stack arguments.
const FOUND: u64 = RECORD + 0x1000;
/// The address of the code for the next invocation.
const NEXT: u64 = RECORD + 0x2000;
/// Poison for every register, in the order of a record.
const POISONS: u64 = RECORD + 0x3000;
/// The action at an illegal instruction.
const ACTION: u64 = RECORD + 0x4000;
/// The registers of each invocation, in the order of a record.
const TABLES: u64 = 0x20_0000;
/// Distance between two tables, in bytes.
const TABLE: u64 = 0x1000;

const T3: IntReg = IntReg::T3;
const T4: IntReg = IntReg::T4;
const T5: IntReg = IntReg::T5;
const T6: IntReg = IntReg::T6;

/// The initial memory of the program, and its entry point.
pub(in crate::run) fn program(
    case: &Case,
    layouts: &Layouts,
    image: &mut Image<'_>,
) -> (Pages, u64) {
    let mut pages = Pages::default();
    let outside = image.outside();
    for span in image.code().chain(image.data_spans()) {
        pages.write(span.start, image.bytes(span));
    }
    let stack = image.stack();
    pages.write(stack.start, &vec![0; stack.len as usize]);
    if case.has_context() {
        let (start, bytes) = case::context(stack.start);
        pages.write(start, &bytes);
    }
    pages.write(outside + RECORD, &vec![0; (TABLES - RECORD) as usize]);
    let mut writer = Writer {
        image,
        layouts,
        outside,
        asm: Assembler::at(outside + CODE),
        pages,
    };
    writer.poisons();
    writer.externs(case);
    let entry = writer.harness(case);
    let code = writer.asm.finish();
    writer.pages.write(outside + CODE, &code);
    (writer.pages, entry)
}

/// The hart and the stack as the harness leaves them to `function`, in a memory of their own.
pub(in crate::run) fn entered(
    image: &Image<'_>,
    layout: &Layout,
    function: FuncId,
    args: &[u128],
) -> (Hart, Memory) {
    let stack = image.stack();
    let filled: Vec<u8> = std::iter::repeat_n(UNWRITTEN.to_le_bytes(), stack.len as usize / 8)
        .flatten()
        .collect();
    let region = Region::owned(stack.start, filled, Rights::Stack);
    let mut memory = Memory::with_regions([region]).expect("one region overlaps nothing");
    let mut hart = Hart::new();
    let end = stack.end();
    entry::enter(&mut hart, &mut memory, layout, args, end, image.outside());
    hart.pc = image.function(function).start;
    (hart, memory)
}

struct Writer<'w, 'a> {
    image: &'w Image<'a>,
    layouts: &'w Layouts,
    /// The first address outside.
    outside: u64,
    asm: Assembler,
    pages: Pages,
}

impl Writer<'_, '_> {
    fn poisons(&mut self) {
        for (register, word) in POISON.iter() {
            let at = self.outside + POISONS + in_record(register);
            self.pages.write(at, &word.to_le_bytes());
        }
    }

    /// Writes the code that enters the functions, and the code that they return to. Returns the
    /// address of the first instruction.
    fn harness(&mut self, case: &Case) -> u64 {
        let returned = self.asm.here();
        self.returned();
        self.jump_from(self.outside, returned);
        let mut next = self.asm.here();
        self.end();
        // Backwards: each invocation needs the address of the next one.
        for (number, invocation) in case.invocations.iter().enumerate().rev() {
            let here = self.asm.here();
            let layout = self.layouts.of(invocation.function);
            let (hart, memory) = entered(self.image, layout, invocation.function, &invocation.args);
            let sp = hart.x[IntReg::SP.index()];
            let end = self.image.stack().end();
            let words = (sp..end).step_by(8).map(|at| (at, memory.read_u64(at)));
            let words: Vec<(u64, u64)> = words
                .map(|(at, word)| (at, word.expect("the stack is there")))
                .collect();
            self.invocation(number as u64, &hart, &words, next);
            next = here;
        }
        self.traps(next)
    }

    /// Emits a handler for illegal instructions, which traps are: it writes out all data, and then
    /// lets the instruction end the process. Emits code that installs the handler and goes on at
    /// `next`, and returns that code's address.
    fn traps(&mut self, next: u64) -> u64 {
        let handler = self.asm.here();
        self.data();
        self.asm.jump(IntReg::RA);
        let action = self.outside + ACTION;
        self.pages.write(action, &system::action_once(handler));
        let here = self.asm.here();
        system::handle_signal(&mut self.asm, libc::SIGILL, action);
        self.asm.jump_to(next);
        here
    }

    /// Writes a jump to `target` at `address`.
    fn jump_from(&mut self, address: u64, target: u64) {
        let mut asm = Assembler::at(address);
        asm.jump_to(target);
        self.pages.write(address, &asm.finish());
    }

    /// Writes code that enters a function, with these words on the stack.
    fn invocation(&mut self, number: u64, hart: &Hart, stack: &[(u64, u64)], next: u64) {
        let table = self.outside + TABLES + number * TABLE;
        for register in REGISTERS.iter() {
            let word = hart.read(register).to_le_bytes();
            self.pages.write(table + in_record(register), &word);
        }
        // t6 is loaded last, and holds the address of the function.
        let way = table + in_record(Reg::int(T6));
        self.pages.write(way, &hart.pc.to_le_bytes());

        let asm = &mut self.asm;
        asm.li(T6, self.outside + NEXT);
        asm.li(T5, next);
        asm.sd(T5, 0, T6);
        fill(asm, self.image.stack());
        for &(address, word) in stack.iter().filter(|(_, word)| *word != UNWRITTEN) {
            asm.li(T5, word);
            asm.li(T4, address);
            asm.sd(T5, 0, T4);
        }
        asm.li(T6, table);
        // Classes backwards and numbers forwards, so t6, which holds the base address, is loaded
        // last.
        for register in CLASSES.into_iter().rev().flat_map(Reg::all) {
            asm.load(register, in_record(register) as i32, T6);
        }
        asm.jump(T6);
    }

    /// Writes code that outputs what a function left, and continues.
    fn returned(&mut self) {
        let asm = &mut self.asm;
        asm.li(T6, self.outside + RECORD);
        for register in REGISTERS.iter() {
            asm.store(register, in_record(register) as i32, T6);
        }
        system::write_out(asm, self.outside + RECORD, RECORD_LEN as u64);
        let top = self.image.stack().end() - TOP_LEN as u64;
        system::write_out(asm, top, TOP_LEN as u64);
        asm.li(T6, self.outside + NEXT);
        asm.ld(T6, 0, T6);
        asm.jump(T6);
    }

    /// Writes code that outputs all data, and exits.
    fn end(&mut self) {
        self.data();
        system::exit(&mut self.asm);
    }

    /// Emits code that writes all data to standard output.
    fn data(&mut self) {
        for span in self.image.data_spans() {
            system::write_out(&mut self.asm, span.start, span.len);
        }
    }
}

/// Fills the stack as if nothing had been written to it.
fn fill(asm: &mut Assembler, stack: Span) {
    asm.li(T5, stack.start);
    asm.li(T4, stack.end());
    asm.li(T3, UNWRITTEN);
    let again = asm.here();
    asm.sd(T3, 0, T5);
    asm.addi(T5, T5, 8);
    asm.bltu(T5, T4, again);
}
