//! QEMU: an image as a static executable, run by `qemu-riscv64`.
//!
//! *Problem.* "Your emulator is wrong" can only be answered with somebody else's emulator.
//!
//! *Idea.* An ELF file holds the image at its addresses, and a program that enters the functions,
//! plays the extern functions, and writes out registers, the top of the stack and data. Its output
//! becomes an [`Observed`] of the crossings between the harness and functions. The same oracles
//! judge it against the same model, reduced to these crossings.
//!
//! *Invariant.* QEMU alone computes what crosses; the machine executes nothing. The processor has
//! exactly the extensions of the case's target.
//!
//! *Limits.* Crossings between functions are neither observed nor poisoned, and t6 is lost at a
//! return; `edges` follows them, slowly. Of a trap only its signal is seen, and data as it is then.
//! A wrong access to mapped memory goes unnoticed. Needs QEMU 10 or later, but no assembler or
//! compiler.

use super::executor::Executor;
use crate::abi::{IntReg, ValueLayout, preserved};
use crate::case::{Case, FuncId, Invocation};
use crate::link::Image;
use crate::model::{Crossing, Trace};
use crate::qemu::{Output, Qemu, QemuError, processor};
use crate::run::files::Files;
use crate::run::layouts::Layouts;
use crate::run::locations::{self, BaseAddresses};
use crate::run::observed::{Changed, Event, Observed, Outcome, Registers};
use crate::run::riscv64::start::{self, RECORD_LEN, TOP_LEN};
use farcall_machine::{Hart, Memory};
use std::ops::Range;

/// Runs images in QEMU as programs of their own, and leaves them unchanged.
#[derive(Debug)]
pub(super) struct QemuExecutor<'q>(pub(super) &'q Qemu);

impl Executor for QemuExecutor<'_> {
    fn sees(&self, expected: Trace) -> Trace {
        expected.of_the_harness()
    }

    /// The process has a time limit; the budget is not used.
    fn execute(
        &mut self,
        case: &Case,
        layouts: &Layouts,
        image: &mut Image<'_>,
        _budget: u64,
    ) -> Result<Observed, QemuError> {
        let (pages, entry) = start::program(case, layouts, image);
        let elf = pages.to_elf(entry);
        let output = self.0.execute(&processor(&case.target), &elf)?;
        Ok(observe(case, layouts, image, &output))
    }
}

/// Reads the output of the program.
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
        // The compiled code made a system call.
        None if !whole || !rest.is_empty() => Outcome::Ended,
        None => Outcome::Completed,
    };
    observed
}

/// The call edge between the harness and the function of an invocation.
struct HarnessEdge<'e> {
    callee: FuncId,
    image: &'e Image<'e>,
    /// The registers and the stack as the harness left them.
    hart: Hart,
    memory: Memory,
    base: BaseAddresses,
}

impl<'e> HarnessEdge<'e> {
    fn new(invocation: &Invocation, layouts: &Layouts, image: &'e Image<'e>) -> Self {
        let callee = invocation.function;
        let layout = layouts.of(callee);
        let (hart, memory) = start::entered(image, layout, callee, &invocation.args);
        let base = start::base(&hart, image, layout);
        HarnessEdge {
            callee,
            image,
            hart,
            memory,
            base,
        }
    }

    /// Records that the function was entered.
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
                from_pc: self.image.outside(),
                to_pc: self.hart.pc,
                sp: self.base.sp,
                return_address: self.hart.x[IntReg::RA.index()],
                return_area: self.base.return_area,
            },
        };
        observed.events.push(event);
    }

    /// Records that it returned with this record and this top of the stack.
    fn returned(&self, observed: &mut Observed, layouts: &Layouts, record: &[u8], top: &[u8]) {
        let (hart, memory) = start::left(record, top, self.image);
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
                // The instruction that returned is unknown.
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

/// Records values; returns their indices.
fn read(
    observed: &mut Observed,
    hart: &Hart,
    memory: &Memory,
    values: &[ValueLayout],
    base: BaseAddresses,
) -> Range<usize> {
    let start = observed.values.len();
    for value in values {
        let seen = locations::read(hart, memory, &value.parts, base);
        observed.values.push(seen.map(|seen| seen.bits));
        observed.above.push(seen.map_or(0, |seen| seen.above));
    }
    start..observed.values.len()
}
