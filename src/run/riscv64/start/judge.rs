//! A program that compares by itself, says what differs, and exits with 0 or 1.

use super::check::{ADDRESS, CHECK_LEN, Check, HIGHEST, LOWEST, List, MASK, TEXT, TEXT_LEN, Table};
use super::expect::Expectations;
use super::{
    ACTION, ALTERNATE_STACK, ALTERNATE_STACK_LEN, CALLED, CALLS, CHECKS, CHECKS_NOW, DIGITS,
    FAILED, HEX, SIGNAL_ACCESS, SIGNAL_PC, STACK_RECORD, T3, T4, T5, TEXTS, TIMER, Writer,
};
use crate::abi::IntReg;
use crate::case::FuncId;
use crate::qemu::system;
use farcall_machine::{Assembler, Operands};

const ZERO: IntReg = IntReg::ZERO;
const A0: IntReg = IntReg::A0;
const A1: IntReg = IntReg::A1;
const A2: IntReg = IntReg::A2;
/// The next comparison, and the address after the last one.
const CHECK: IntReg = IntReg::argument(3);
const END: IntReg = IntReg::argument(4);
const A5: IntReg = IntReg::argument(5);
const A6: IntReg = IntReg::argument(6);
/// The return address of the code that compares. ra belongs to the case.
const LINK: IntReg = IntReg::T0;

/// Seconds after which the program takes the case for one that does not end.
const SECONDS: u64 = 10;
/// Bytes of a `struct sigaction`, rounded up.
const ACTION_LEN: u64 = 32;

/// The signals that end a case, and what the program says about each.
const SIGNALS: [(i32, &str); 6] = [
    (libc::SIGILL, "illegal instruction"),
    (libc::SIGSEGV, "segmentation fault"),
    (libc::SIGBUS, "bus error"),
    (libc::SIGTRAP, "breakpoint"),
    (libc::SIGFPE, "arithmetic exception"),
    (libc::SIGALRM, "it does not end in 10 seconds"),
];

/// The code and the tables of a program that compares by itself.
pub(super) struct Judge {
    /// The code that makes comparisons; it does not return after one that fails.
    walk: u64,
    /// What is compared after each invocation.
    returns: Vec<List>,
    /// What is compared at the end.
    end: List,
    /// What is said at each of [`SIGNALS`].
    signals: Vec<List>,
    /// The instructions at which the case may trap.
    traps: Vec<u64>,
}

impl Writer<'_, '_> {
    /// Writes the comparisons, and the code that makes them.
    pub(super) fn judge(&mut self, expected: &Expectations<'_>) -> Judge {
        let at = self.outside;
        let mut table = Table {
            checks: at + CHECKS,
            texts: at + TEXTS,
        };
        self.pages.write(at + DIGITS, b"0123456789abcdef");
        self.pages.write(at + HEX + 16, b"\n");
        let mut add = |checks: &[Check]| table.add(&mut self.pages, checks);
        let returns = expected
            .returns()
            .iter()
            .map(|checks| add(checks))
            .collect();
        let places = expected.places();
        let signals = SIGNALS.iter().map(|(signal, text)| {
            let mut checks = vec![Check::never(at + SIGNAL_PC, &format!("{text}{places}"))];
            if [libc::SIGSEGV, libc::SIGBUS].contains(signal) {
                checks.push(Check::never(at + SIGNAL_ACCESS, "  it accessed"));
            }
            add(&checks)
        });
        let signals = signals.collect();
        let mut end = expected.memory();
        if expected.has_externs() {
            let calls: Vec<List> = expected.calls().iter().map(|checks| add(checks)).collect();
            let excess = Check::never(at + CALLED, "one call too many, of extern function");
            let excess = add(&[excess]);
            end.push(self.calls(&calls, excess));
        }
        let end = table.add(&mut self.pages, &end);
        Judge {
            walk: self.walker(),
            returns,
            end,
            signals,
            traps: expected.traps(),
        }
    }

    /// Writes the chain of expected calls of extern functions: what to compare, and the address of
    /// the next one. The last one is its own next. Returns the comparison that all were made.
    fn calls(&mut self, calls: &[List], excess: List) -> Check {
        let chain = self.outside + CALLS + 8;
        let address = |number: usize| chain + 24 * number as u64;
        for (number, list) in calls.iter().chain([&excess]).enumerate() {
            let next = address((number + 1).min(calls.len()));
            let words = [list.start, list.end, next];
            for (word, at) in words.into_iter().zip((address(number)..).step_by(8)) {
                self.pages.write(at, &word.to_le_bytes());
            }
        }
        let now = self.outside + CALLS;
        self.pages.write(now, &chain.to_le_bytes());
        let what = "calls of extern functions are missing; the place in the list of them";
        Check::equal(now, u64::MAX, address(calls.len()), what)
    }

    /// Emits code that makes comparisons, and returns its address.
    fn walker(&mut self) -> u64 {
        let at = self.outside;
        let asm = &mut self.asm;
        let finish = asm.here();
        asm.li(T4, at + FAILED);
        asm.ld(A0, 0, T4);
        system::exit_with_a0(asm);

        let done = asm.here();
        asm.li(T4, at + FAILED);
        asm.ld(T5, 0, T4);
        asm.bne(T5, ZERO, finish);
        asm.jump(LINK);

        let fail = asm.here();
        asm.ld(A1, TEXT, CHECK);
        asm.ld(A2, TEXT_LEN, CHECK);
        system::write_a1_a2(asm);
        self.hexadecimal();
        let asm = &mut self.asm;
        asm.addi(T3, ZERO, 1);
        asm.li(T4, at + FAILED);
        asm.sd(T3, 0, T4);

        let advance = asm.here();
        asm.addi(CHECK, CHECK, CHECK_LEN as i32);
        let walk = asm.here();
        asm.bltu(CHECK, END, walk + 8);
        asm.jump_to(done);
        asm.ld(T4, ADDRESS, CHECK);
        asm.ld(T5, 0, T4);
        asm.ld(T4, MASK, CHECK);
        put(asm, "and", T5, [T5, T4], 0);
        asm.ld(T4, LOWEST, CHECK);
        asm.bltu(T5, T4, fail);
        asm.ld(T4, HIGHEST, CHECK);
        asm.bltu(T4, T5, fail);
        asm.jump_to(advance);
        walk
    }

    /// Emits code that writes t5 as sixteen digits and an end of line.
    fn hexadecimal(&mut self) {
        let asm = &mut self.asm;
        asm.li(A5, self.outside + DIGITS);
        asm.li(A6, self.outside + HEX);
        asm.addi(T4, A6, 16);
        let again = asm.here();
        put(asm, "andi", T3, [T5, ZERO], 15);
        asm.add(T3, A5, T3);
        put(asm, "lbu", T3, [T3, ZERO], 0);
        asm.addi(T4, T4, -1);
        put(asm, "sb", ZERO, [T4, T3], 0);
        asm.srli(T5, T5, 4);
        asm.bltu(A6, T4, again);
        asm.addi(A1, A6, 0);
        asm.addi(A2, ZERO, 17);
        system::write_a1_a2(asm);
    }

    /// Emits code that lets the return of invocation `number` be compared; t5 and t6 are lost.
    pub(super) fn expect_return(&mut self, judge: &Judge, number: usize) {
        let List { start, end } = judge.returns[number];
        let asm = &mut self.asm;
        asm.li(IntReg::T6, self.outside + CHECKS_NOW);
        asm.li(T5, start);
        asm.sd(T5, 0, IntReg::T6);
        asm.li(T5, end);
        asm.sd(T5, 8, IntReg::T6);
    }

    /// Emits code that compares what an invocation left.
    pub(super) fn compare_return(&mut self, judge: &Judge) {
        let asm = &mut self.asm;
        asm.li(T4, self.outside + CHECKS_NOW);
        asm.ld(CHECK, 0, T4);
        asm.ld(END, 8, T4);
        asm.call(LINK, judge.walk);
    }

    /// Emits code that compares what an extern function got; t6 and ra are kept.
    pub(super) fn compare_call(&mut self, judge: &Judge, function: FuncId) {
        let asm = &mut self.asm;
        asm.addi(T5, ZERO, function.into());
        asm.li(T4, self.outside + CALLED);
        asm.sd(T5, 0, T4);
        asm.li(T4, self.outside + CALLS);
        asm.ld(T3, 0, T4);
        asm.ld(CHECK, 0, T3);
        asm.ld(END, 8, T3);
        asm.ld(T3, 16, T3);
        asm.sd(T3, 0, T4);
        asm.call(LINK, judge.walk);
    }

    /// Emits code that compares the memory, and exits.
    pub(super) fn compare_end(&mut self, judge: &Judge) {
        self.compare(judge, judge.end);
        system::exit(&mut self.asm);
    }

    fn compare(&mut self, judge: &Judge, list: List) {
        self.asm.li(CHECK, list.start);
        self.asm.li(END, list.end);
        self.asm.call(LINK, judge.walk);
    }

    /// Emits a handler for each signal: a trap that is due goes on at `end`, everything else is
    /// said. Emits code that installs them and goes on at `next`, and returns that code's address.
    pub(super) fn handlers(&mut self, judge: &Judge, end: u64, next: u64) -> u64 {
        let outside = self.outside;
        let numbers = SIGNALS.iter().zip(&judge.signals).zip(0..);
        let actions: Vec<(i32, u64)> = numbers
            .map(|((&(signal, _), &list), number)| {
                let handler = self.handler(judge, signal, list, end);
                let action = outside + ACTION + ACTION_LEN * number;
                let bytes = system::action_with_state(handler);
                self.pages.write(action, &bytes);
                (signal, action)
            })
            .collect();
        let stack = system::stack(outside + ALTERNATE_STACK, ALTERNATE_STACK_LEN);
        self.pages.write(outside + STACK_RECORD, &stack);
        self.pages
            .write(outside + TIMER, &system::once_after(SECONDS));
        let here = self.asm.here();
        system::use_alternate_stack(&mut self.asm, outside + STACK_RECORD);
        for (signal, action) in actions {
            system::handle_signal(&mut self.asm, signal, action);
        }
        system::start_timer(&mut self.asm, outside + TIMER);
        self.asm.jump_to(next);
        here
    }

    fn handler(&mut self, judge: &Judge, signal: i32, said: List, end: u64) -> u64 {
        /// The offset of the address that was accessed in `siginfo_t`.
        const ACCESSED: i32 = 16;
        let here = self.asm.here();
        let asm = &mut self.asm;
        asm.ld(T5, system::PC_OF_STATE, A2);
        if signal == libc::SIGILL {
            for &trap in &judge.traps {
                asm.li(T4, trap);
                asm.bne(T5, T4, asm.here() + 8);
                asm.jump_to(end);
            }
        }
        asm.li(T4, self.outside + SIGNAL_PC);
        asm.sd(T5, 0, T4);
        asm.ld(T5, ACCESSED, A1);
        asm.li(T4, self.outside + SIGNAL_ACCESS);
        asm.sd(T5, 0, T4);
        self.compare(judge, said);
        here
    }
}

/// Appends an instruction that the assembler has no method for.
fn put(asm: &mut Assembler, mnemonic: &str, rd: IntReg, [rs1, rs2]: [IntReg; 2], imm: i32) {
    let operands = Operands {
        rd: rd.number(),
        rs1: rs1.number(),
        rs2: rs2.number(),
        imm,
        ..Operands::default()
    };
    asm.put(mnemonic, operands);
}
