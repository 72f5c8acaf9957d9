//! The program around an image for a riscv64 executor outside this process: it plays the harness
//! and the extern functions.
//!
//! All of it lies in the outside (see `link`), where modules have nothing. For each invocation it
//! fills the stack, loads every register with what [`entry::enter`] gives, and jumps to the
//! function. When the function returns, the program writes every register and the top of the stack
//! to its standard output, and continues with the next invocation. After the last one it writes all
//! data, and exits.
//!
//! A program that knows what is expected ([`self_checking`]) compares registers, return areas,
//! arguments of extern functions and data by itself, instead of writing them out. It says what
//! differs, and exits with 0 or 1.

mod check;
mod expect;
mod externs;
mod judge;
mod record;

pub(in crate::run) use record::{RECORD_LEN, TOP_LEN, base, left};

use crate::abi::{CLASSES, IntReg, Layout, REGISTERS, Reg};
use crate::case::{self, Case, FuncId};
use crate::link::{Image, Span, UNWRITTEN};
use crate::model::Trace;
use crate::qemu::elf::Pages;
use crate::qemu::system;
use crate::run::entry;
use crate::run::layouts::Layouts;
use crate::run::poison::POISON;
use expect::Expectations;
use farcall_machine::{Assembler, Hart, Memory, Region, Rights};
use judge::Judge;
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
/// Whether a comparison failed.
const FAILED: u64 = RECORD + 0x5000;
/// The word that a failed comparison shows, as text, and the digits to write it with.
const HEX: u64 = RECORD + 0x5100;
const DIGITS: u64 = RECORD + 0x5140;
/// The `stack_t` of handlers, and a timer.
const STACK_RECORD: u64 = RECORD + 0x5180;
const TIMER: u64 = RECORD + 0x51c0;
/// Where a signal came, and the address of the access that it came from.
const SIGNAL_PC: u64 = RECORD + 0x5200;
const SIGNAL_ACCESS: u64 = RECORD + 0x5208;
/// The number of the extern function that was called last.
const CALLED: u64 = RECORD + 0x5210;
/// The comparisons for the return of the current invocation: their start and end.
const CHECKS_NOW: u64 = RECORD + 0x5220;
/// The stack of handlers.
const ALTERNATE_STACK: u64 = RECORD + 0x8000;
const ALTERNATE_STACK_LEN: u64 = 0x8000;
/// The registers of each invocation, in the order of a record.
const TABLES: u64 = 0x20_0000;
/// Distance between two tables, in bytes.
const TABLE: u64 = 0x1000;
/// The expected calls of extern functions, in order. This and the following exist only in a program
/// that compares by itself.
const CALLS: u64 = 0x80_0000;
/// The comparisons, and their texts.
const CHECKS: u64 = 0x400_0000;
const TEXTS: u64 = 0x800_0000;

const T3: IntReg = IntReg::T3;
const T4: IntReg = IntReg::T4;
const T5: IntReg = IntReg::T5;
const T6: IntReg = IntReg::T6;

/// The initial memory of a program that writes out what it sees, and its entry point.
pub(in crate::run) fn program(case: &Case, layouts: &Layouts, image: &Image<'_>) -> (Pages, u64) {
    write(case, layouts, image, None)
}

/// The initial memory of a program that compares what it sees with `expected`, and its entry point.
/// It exits with status 0 if nothing differs. Otherwise it says what differs on its standard
/// output, and exits with status 1.
pub(crate) fn self_checking(
    case: &Case,
    layouts: &Layouts,
    image: &Image<'_>,
    expected: &Trace,
) -> (Pages, u64) {
    write(case, layouts, image, Some(expected))
}

fn write(
    case: &Case,
    layouts: &Layouts,
    image: &Image<'_>,
    expected: Option<&Trace>,
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
    let judge = expected.map(|trace| {
        writer.judge(&Expectations {
            case,
            layouts,
            image,
            trace,
        })
    });
    writer.externs(case, judge.as_ref());
    let entry = writer.harness(case, judge.as_ref());
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
    fn harness(&mut self, case: &Case, judge: Option<&Judge>) -> u64 {
        let returned = self.asm.here();
        self.returned(judge);
        self.jump_from(self.outside, returned);
        let end = self.asm.here();
        match judge {
            Some(judge) => self.compare_end(judge),
            None => self.end(),
        }
        let mut next = end;
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
            if let Some(judge) = judge {
                self.expect_return(judge, number);
            }
            self.invocation(number as u64, &hart, &words, next);
            next = here;
        }
        match judge {
            Some(judge) => self.handlers(judge, end, next),
            None => self.traps(next),
        }
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

    /// Writes code that outputs or compares what a function left, and continues.
    fn returned(&mut self, judge: Option<&Judge>) {
        let asm = &mut self.asm;
        asm.li(T6, self.outside + RECORD);
        for register in REGISTERS.iter() {
            asm.store(register, in_record(register) as i32, T6);
        }
        match judge {
            Some(judge) => self.compare_return(judge),
            None => {
                system::write_out(asm, self.outside + RECORD, RECORD_LEN as u64);
                let top = self.image.stack().end() - TOP_LEN as u64;
                system::write_out(asm, top, TOP_LEN as u64);
            }
        }
        let asm = &mut self.asm;
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
