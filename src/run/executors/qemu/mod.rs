//! QEMU as a second executor: an image as a static executable, run by `qemu-riscv64`.
//!
//! *Problem.* "Your emulator is wrong" has to be answered by somebody else's emulator.
//!
//! *Idea.* The image goes into an ELF file at the addresses that it was linked for, together with a program that enters the
//! functions, plays the host, and writes out registers, the top of the stack and data. What comes out is an [`Observed`] of the edges between
//! harness and functions, and the same oracles judge it against the same model, cut down to these edges.
//!
//! *Invariant.* Nothing of the machine is used: what crosses was computed by QEMU alone. The processor has the extensions of the case's
//! target and no others.
//!
//! *Limits.* Edges between functions are not seen, nothing is poisoned there, and t6 is lost at a return; `edges` follows
//! them, slowly, with the watch and the poison of the machine's executor, on registers that QEMU computed. A wrong access that hits something
//! mapped goes unnoticed. It needs no assembler or compiler, only QEMU 10 or later.

mod riscv64;

use super::executor::Executor;
use crate::abi::{IntReg, ValueLayout, preserved};
use crate::case::{Case, FuncId, Invocation};
use crate::link::Image;
use crate::model::{Crossing, Trace};
use crate::qemu::{Output, Qemu, QemuError, processor};
use crate::run::files::Files;
use crate::run::layouts::Layouts;
use crate::run::observed::{Changed, Event, Observed, Outcome, Registers};
use crate::run::places::{self, Base};
use farcall_machine::{Hart, Memory};
use riscv64::{RECORD_LEN, TOP_LEN};
use std::ops::Range;

/// Runs images in QEMU as programs of their own; leaves them as they are.
#[derive(Debug)]
pub(super) struct QemuExecutor<'q>(pub(super) &'q Qemu);

impl Executor for QemuExecutor<'_> {
    fn sees(&self, expected: Trace) -> Trace {
        expected.of_the_harness()
    }

    /// A time limit takes the place of the budget.
    fn execute(
        &mut self,
        case: &Case,
        layouts: &Layouts,
        image: &mut Image<'_>,
        _budget: u64,
    ) -> Result<Observed, QemuError> {
        let (pages, entry) = riscv64::program(case, layouts, image);
        let elf = pages.to_elf(entry);
        let output = self.0.execute(&processor(&case.target), &elf)?;
        Ok(observe(case, layouts, image, &output))
    }
}

/// What the output of the program says.
fn observe(case: &Case, layouts: &Layouts, image: &Image<'_>, output: &Output) -> Observed {
    let mut observed = Observed::default();
    let mut rest = &output.bytes[..];
    let mut whole = true;
    for invocation in &case.invocations {
        let edge = HarnessEdge::new(invocation, layouts, image);
        edge.entered(&mut observed, layouts);
        whole = rest.len() >= RECORD_LEN + TOP_LEN;
        if !whole {
            break;
        }
        let (record, behind) = rest.split_at(RECORD_LEN);
        let (top, behind) = behind.split_at(TOP_LEN);
        edge.returned(&mut observed, layouts, record, top);
        rest = behind;
    }
    for span in image.data_spans() {
        let len = (span.len as usize).min(rest.len());
        let (bytes, behind) = rest.split_at(len);
        whole &= bytes.len() as u64 == span.len;
        observed.memory.push(bytes.to_vec());
        rest = behind;
    }
    observed.outcome = match output.signal {
        _ if output.timed_out => Outcome::RanAway,
        Some(signal) => Outcome::Signal(signal),
        // The code made a system call of its own.
        None if !whole || !rest.is_empty() => Outcome::Ended,
        None => Outcome::Completed,
    };
    observed
}

/// The edge between the harness and the function of an invocation.
struct HarnessEdge<'e> {
    callee: FuncId,
    image: &'e Image<'e>,
    /// As the harness left them.
    hart: Hart,
    memory: Memory,
    base: Base,
}

impl<'e> HarnessEdge<'e> {
    fn new(invocation: &Invocation, layouts: &Layouts, image: &'e Image<'e>) -> Self {
        let callee = invocation.function;
        let layout = layouts.of(callee);
        let (hart, memory) = riscv64::entered(image, layout, callee, &invocation.args);
        let base = riscv64::base(&hart, image, layout);
        HarnessEdge {
            callee,
            image,
            hart,
            memory,
            base,
        }
    }

    /// Writes down that the function was entered.
    fn entered(&self, observed: &mut Observed, layouts: &Layouts) {
        let event = Event {
            crossing: Crossing::Call,
            from: None,
            to: Some(self.callee),
            call: observed.events.len(),
            values: read(
                observed,
                &self.hart,
                &self.memory,
                &layouts.of(self.callee).args,
                self.base,
            ),
            registers: Registers {
                from_pc: self.image.host(),
                to_pc: self.hart.pc,
                sp: self.base.sp,
                return_address: self.hart.x[IntReg::RA.index()],
                return_area: self.base.return_area,
            },
        };
        observed.events.push(event);
    }

    /// Writes down that it returned, and left this record and this top of the stack.
    fn returned(&self, observed: &mut Observed, layouts: &Layouts, record: &[u8], top: &[u8]) {
        let (hart, memory) = riscv64::left(record, top, self.image);
        let index = observed.events.len();
        let before = Files::of(&self.hart);
        let after = Files::of(&hart);
        let changed = before.changed(&hart, preserved::C);
        observed
            .changed
            .extend(changed.iter().map(|register| Changed {
                event: index,
                register,
                before: before.get(register),
                after: after.get(register),
            }));
        let results = &layouts.of(self.callee).results;
        let event = Event {
            crossing: Crossing::Return,
            from: Some(self.callee),
            to: None,
            call: index - 1,
            values: read(observed, &hart, &memory, results, self.base),
            registers: Registers {
                // Which instruction returned is not known.
                from_pc: self.image.function(self.callee).start,
                to_pc: hart.pc,
                sp: hart.x[IntReg::SP.index()],
                return_address: hart.pc,
                return_area: self.base.return_area,
            },
        };
        observed.events.push(event);
    }
}

/// Writes down values; gives where.
fn read(
    observed: &mut Observed,
    hart: &Hart,
    memory: &Memory,
    values: &[ValueLayout],
    base: Base,
) -> Range<usize> {
    let start = observed.values.len();
    for value in values {
        let seen = places::read(hart, memory, &value.parts, base);
        observed.values.push(seen.map(|seen| seen.bits));
        observed.above.push(seen.map_or(0, |seen| seen.above));
    }
    start..observed.values.len()
}
