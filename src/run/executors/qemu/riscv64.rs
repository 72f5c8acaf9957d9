//! The program around an image: it plays the harness and the host in place of this process.
//!
//! Everything of it lies in the part of the arena that belongs to the host. For each invocation it fills the stack, loads every register with
//! what [`entry::enter`] gives, and jumps to the function. Where the function returns, it writes every register and the top of the stack to its
//! standard output, and goes on to the next invocation; after the last it writes all data and ends. Functions of the host return what their
//! bodies say, and leave poison elsewhere.

use crate::abi::{CLASSES, IntReg, Layout, Part, Place, REGISTERS, Reg, RegSet, Upper, classes};
use crate::case::{self, Answer, Case, FuncId, Function};
use crate::link::{Image, Span, UNWRITTEN};
use crate::qemu::elf::Pages;
use crate::qemu::system;
use crate::run::entry;
use crate::run::places::Base;
use crate::run::poison::POISON;
use crate::run::{Edge, Layouts};
use farcall_machine::{Access, Assembler, Hart, Memory, Region};

/// Offsets from the first of the host's addresses, where functions return to.
const CODE: u64 = 0x1_0000;
/// Where registers are written down: x0 to x31, f0 to f31.
const RECORD: u64 = 0x10_0000;
/// Where functions of the host put what they find: a0 to a7, fa0 to fa7, then stack arguments.
const FOUND: u64 = RECORD + 0x1000;
/// Where the code of the next invocation is.
const NEXT: u64 = RECORD + 0x2000;
/// Registers full of poison, in the order of a record.
const POISONS: u64 = RECORD + 0x3000;
/// Registers and stack arguments of each invocation, in the order of a record.
const TABLES: u64 = 0x20_0000;
/// Bytes from one table to the next.
const TABLE: u64 = 0x1000;

/// Bytes of a record.
pub(super) const RECORD_LEN: usize = CLASSES.len() * 32 * 8;
/// Bytes at the top of the stack that are written out: there is the return area.
pub(super) const TOP_LEN: usize = 4096;

const T3: IntReg = IntReg::T3;
const T4: IntReg = IntReg::T4;
const T5: IntReg = IntReg::T5;
const T6: IntReg = IntReg::T6;

/// Everything that is in memory when the program starts, and where it starts.
pub(super) fn program(case: &Case, layouts: &Layouts, image: &mut Image<'_>) -> (Pages, u64) {
    let mut pages = Pages::default();
    let host = image.host();
    for span in image.code().chain(image.data_spans()) {
        pages.write(span.start, image.bytes(span));
    }
    let stack = image.stack();
    pages.write(stack.start, &vec![0; stack.len as usize]);
    if case.has_context() {
        let (start, bytes) = case::context(stack.start);
        pages.write(start, &bytes);
    }
    pages.write(host + RECORD, &vec![0; (TABLES - RECORD) as usize]);
    let mut writer = Writer {
        image,
        layouts,
        host,
        asm: Assembler::at(host + CODE),
        pages,
    };
    writer.poisons();
    writer.hosts(case);
    let entry = writer.harness(case);
    let code = writer.asm.finish();
    writer.pages.write(host + CODE, &code);
    (writer.pages, entry)
}

/// The hart and the stack arguments as the harness leaves them to the function of `invocation`, and a memory of its own that holds them.
pub(super) fn entered(
    image: &Image<'_>,
    layout: &Layout,
    function: FuncId,
    args: &[u128],
) -> (Hart, Memory) {
    let stack = image.stack();
    let filled: Vec<u8> = std::iter::repeat_n(UNWRITTEN.to_le_bytes(), stack.len as usize / 8)
        .flatten()
        .collect();
    let region = Region::owned(stack.start, filled, Access::Stack);
    let mut memory = Memory::with_regions([region]).expect("one region overlaps nothing");
    let mut hart = Hart::new();
    let end = stack.end();
    entry::enter(&mut hart, &mut memory, layout, args, end, image.host());
    hart.pc = image.function(function).start;
    (hart, memory)
}

struct Writer<'w, 'a> {
    image: &'w Image<'a>,
    layouts: &'w Layouts,
    host: u64,
    asm: Assembler,
    pages: Pages,
}

impl Writer<'_, '_> {
    fn poisons(&mut self) {
        for (register, word) in POISON.iter() {
            let at = self.host + POISONS + in_record(register);
            self.pages.write(at, &word.to_le_bytes());
        }
    }

    /// The code that enters the functions, and what they return to. Gives the address of the first instruction.
    fn harness(&mut self, case: &Case) -> u64 {
        let returned = self.asm.here();
        self.returned();
        self.jump_from(self.host, returned);
        let mut next = self.asm.here();
        self.end();
        // Backwards, because each has to know where the next one is.
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
        next
    }

    /// Puts a jump to `target` at `address`.
    fn jump_from(&mut self, address: u64, target: u64) {
        let mut asm = Assembler::at(address);
        asm.jump_to(target);
        self.pages.write(address, &asm.finish());
    }

    /// Enters a function, with these words on the stack.
    fn invocation(&mut self, number: u64, hart: &Hart, stack: &[(u64, u64)], next: u64) {
        let table = self.host + TABLES + number * TABLE;
        for register in REGISTERS.iter() {
            let word = hart.read(register).to_le_bytes();
            self.pages.write(table + in_record(register), &word);
        }
        // The last register to be loaded holds the way.
        let way = table + in_record(Reg::int(T6));
        self.pages.write(way, &hart.pc.to_le_bytes());

        let asm = &mut self.asm;
        asm.li(T6, self.host + NEXT);
        asm.li(T5, next);
        asm.sd(T5, 0, T6);
        fill(asm, self.image.stack());
        for &(address, word) in stack.iter().filter(|(_, word)| *word != UNWRITTEN) {
            asm.li(T5, word);
            asm.li(T4, address);
            asm.sd(T5, 0, T4);
        }
        asm.li(T6, table);
        // Classes backwards and numbers forwards, so that t6, which has the address, comes last.
        for register in CLASSES.into_iter().rev().flat_map(Reg::all) {
            asm.load(register, in_record(register) as i32, T6);
        }
        asm.jump(T6);
    }

    /// Writes down what a function left, and goes on.
    fn returned(&mut self) {
        let asm = &mut self.asm;
        asm.li(T6, self.host + RECORD);
        for register in REGISTERS.iter() {
            asm.store(register, in_record(register) as i32, T6);
        }
        system::write_out(asm, self.host + RECORD, RECORD_LEN as u64);
        let top = self.image.stack().end() - TOP_LEN as u64;
        system::write_out(asm, top, TOP_LEN as u64);
        asm.li(T6, self.host + NEXT);
        asm.ld(T6, 0, T6);
        asm.jump(T6);
    }

    /// Writes out all data, and ends.
    fn end(&mut self) {
        for span in self.image.data_spans() {
            system::write_out(&mut self.asm, span.start, span.len);
        }
        system::exit(&mut self.asm);
    }

    fn hosts(&mut self, case: &Case) {
        for (id, function) in (0..).zip(&case.functions).filter(|(_, f)| f.home.is_host()) {
            let here = self.asm.here();
            // Whoever calls it, the contract is C's.
            let edge = self.layouts.edge(Some(id), id);
            self.play(function, edge);
            self.jump_from(self.image.function(id).start, here);
        }
    }

    /// A function of the host: what it finds, poison, what it returns.
    fn play(&mut self, function: &Function, edge: Edge<'_>) {
        let Layout {
            args,
            results,
            stack_args,
            return_area,
            ..
        } = edge.layout;
        let asm = &mut self.asm;
        asm.li(T6, self.host + FOUND);
        for register in CLASSES.into_iter().flat_map(classes::arguments) {
            asm.store(register, found(Place::Reg(register)), T6);
        }
        for offset in (0..*stack_args).step_by(8) {
            asm.ld(T5, offset as i32, IntReg::SP);
            asm.sd(T5, found(Place::Stack(offset)), T6);
        }
        asm.li(T5, self.host + POISONS);
        // Needed until the end; ra is needed to return.
        let needed = [T3, T4, T5, T6, IntReg::RA].map(Reg::int);
        let needed = RegSet::from_iter(needed);
        for register in edge.contract.unspecified_on_exit.without(needed).iter() {
            asm.load(register, in_record(register) as i32, T5);
        }
        let area = return_area.map(|area| found(area.pointer));
        for (value, answer) in results.iter().zip(function.answers()) {
            let mut below = 0;
            for (n, part) in value.parts.iter().enumerate() {
                match answer {
                    Answer::Constant(bits) => asm.li(T5, (bits >> below) as u64),
                    Answer::Param(param) => {
                        asm.ld(T5, found(args[param].parts[n].place), T6);
                    }
                }
                widen(asm, part);
                put(asm, part.place, area);
                below += part.bits;
            }
        }
        asm.jump(IntReg::RA);
    }
}

/// Where a record has a register, in bytes.
fn in_record(register: Reg) -> u64 {
    8 * (32 * register.class().index() + register.index()) as u64
}

/// Where a function of the host puts what it finds in `place`, behind [`FOUND`].
fn found(place: Place) -> i32 {
    match place {
        Place::Reg(register) => {
            let mut all = CLASSES.into_iter().flat_map(classes::arguments);
            let position = all.position(|argument| argument == register);
            8 * position.expect("values are in argument registers") as i32
        }
        Place::Stack(offset) => {
            8 * i32::from(classes::ARGUMENTS) * CLASSES.len() as i32 + offset as i32
        }
        Place::ReturnArea(_) => unreachable!("no argument is in the return area"),
    }
}

/// Makes what stands above a part in t5 what it has to be.
fn widen(asm: &mut Assembler, part: &Part) {
    let above = 64 - part.bits;
    if above == 0 {
        return;
    }
    match part.upper {
        Upper::Undefined => {}
        Upper::Zero => {
            asm.slli(T5, T5, above);
            asm.srli(T5, T5, above);
        }
        Upper::Sign => {
            asm.slli(T5, T5, above);
            asm.srai(T5, T5, above);
        }
        Upper::Box => {
            asm.li(T4, u64::MAX << part.bits);
            asm.or(T5, T5, T4);
        }
    }
}

/// Puts t5 where it belongs; the address of the return area is so far behind [`FOUND`].
fn put(asm: &mut Assembler, place: Place, area: Option<i32>) {
    match (place, area) {
        (Place::Reg(register), _) => asm.copy(register, T5),
        (Place::ReturnArea(offset), Some(area)) => {
            asm.ld(T4, area, T6);
            asm.sd(T5, offset as i32, T4);
        }
        (Place::Stack(_), _) | (Place::ReturnArea(_), None) => {
            unreachable!("results are in registers and in a return area that exists")
        }
    }
}

/// Fills a stack as nobody has written to it.
fn fill(asm: &mut Assembler, stack: Span) {
    asm.li(T5, stack.start);
    asm.li(T4, stack.end());
    asm.li(T3, UNWRITTEN);
    let again = asm.here();
    asm.sd(T3, 0, T5);
    asm.addi(T5, T5, 8);
    asm.bltu(T5, T4, again);
}

/// What a return left: the hart as in a record, and a memory of the top of the stack, of which `base` says where values are.
pub(super) fn left(record: &[u8], top: &[u8], image: &Image<'_>) -> (Hart, Memory) {
    let mut hart = Hart::new();
    let words = record.chunks_exact(8);
    let words = words.map(|word| u64::from_le_bytes(word.try_into().expect("eight bytes")));
    for (register, word) in REGISTERS.iter().zip(words) {
        hart.write(register, word);
    }
    hart.pc = image.host();
    let start = image.stack().end() - top.len() as u64;
    let region = Region::owned(start, top.to_vec(), Access::ReadWrite);
    let memory = Memory::with_regions([region]).expect("one region overlaps nothing");
    (hart, memory)
}

/// Where the values of an invocation are that was entered so.
pub(super) fn base(hart: &Hart, image: &Image<'_>, layout: &Layout) -> Base {
    let area = layout.return_area;
    Base {
        sp: hart.x[IntReg::SP.index()],
        return_area: area.map(|area| image.stack().end() - u64::from(area.bytes)),
    }
}
