//! QEMU from one edge to the next, by way of its gdb stub: every jump that may leave a function is a breakpoint. There all registers and the
//! stack are read, the same watch as over the machine writes down what crosses and poisons what is undefined, and what it changed goes back.
//!
//! Slow: some milliseconds an edge.

mod guest;

use super::executor::Executor;
use super::invoke::{Processor, Run};
use crate::abi::IntReg;
use crate::case::{self, Case};
use crate::link::{Image, Span, UNWRITTEN};
use crate::qemu::elf::Pages;
use crate::qemu::gdb::Stop;
use crate::qemu::{Qemu, QemuError, processor};
use crate::run::extensions;
use crate::run::layouts::Layouts;
use crate::run::observed::{Observed, Outcome};
use crate::run::watch::Watch;
use farcall_machine::op::Jump;
use farcall_machine::{
    self, Extension, Extensions, Flow, Hart, Inst, Memory, Observer, Op, Transfer,
};
use guest::Guest;
use std::io;

/// Runs images in QEMU from one crossing to the next; leaves them as they are.
#[derive(Debug)]
pub(super) struct EdgeExecutor<'q>(pub(super) &'q Qemu);

impl Executor for EdgeExecutor<'_> {
    /// After `budget` jumps the case counts as run away.
    fn execute(
        &mut self,
        case: &Case,
        layouts: &Layouts,
        image: &mut Image<'_>,
        budget: u64,
    ) -> Result<Observed, QemuError> {
        let stack = image.stack();
        let filled = UNWRITTEN.to_le_bytes().repeat(stack.len as usize / 8);
        let elf = pages(case, image, &filled).to_elf(image.host());
        let debugged = self.0.debug(&processor(&case.target), &elf)?;
        let guest = Guest::new(&debugged, stack, filled).map_err(QemuError::Stub)?;
        let stepper = Stepper {
            image,
            extensions: extensions(&case.target),
            guest,
            left: budget,
        };
        stepper.run(case, layouts).map_err(QemuError::Stub)
    }
}

/// Everything that is in memory when the guest starts.
fn pages(case: &Case, image: &Image<'_>, filled: &[u8]) -> Pages {
    let mut pages = Pages::default();
    let stack = image.stack();
    for span in image.code().chain(image.data_spans()) {
        pages.write(span.start, image.bytes(span));
    }
    pages.write(stack.start, filled);
    if case.has_context() {
        let (start, bytes) = case::context(stack.start);
        pages.write(start, &bytes);
    }
    // Somewhere to stand before the first function is entered.
    pages.write(image.host(), &[0; 8]);
    pages
}

struct Stepper<'s, 'a> {
    image: &'s Image<'a>,
    extensions: Extensions,
    guest: Guest,
    /// Jumps that may still come.
    left: u64,
}

impl Processor for Stepper<'_, '_> {
    type Error = io::Error;

    fn state(&mut self) -> (&mut Hart, &mut Memory) {
        let Guest { hart, memory, .. } = &mut self.guest;
        (hart, memory)
    }

    fn follow(&mut self, watch: &mut Watch<'_>) -> io::Result<Option<Outcome>> {
        self.guest.push_stack()?;
        self.guest.load()?;
        loop {
            match self.guest.gdb.resume()? {
                Stop::Trap => {}
                Stop::Signal(signal) => return Ok(Some(Outcome::Signal(signal))),
                Stop::Ended => return Ok(Some(Outcome::Ended)),
            }
            self.left = self.left.saturating_sub(1);
            if self.left == 0 {
                return Ok(Some(Outcome::RanAway));
            }
            match self.jump(watch)? {
                Ok(Flow::Continue) => {}
                Ok(Flow::Stop) => return Ok(None),
                Err(outcome) => return Ok(Some(outcome)),
            }
        }
    }
}

impl Stepper<'_, '_> {
    fn run(mut self, case: &Case, layouts: &Layouts) -> io::Result<Observed> {
        let image = self.image;
        // Data, too: code that goes astray may get there.
        for span in image.code().chain(image.data_spans()) {
            for (address, inst) in self.jumps(span) {
                self.guest.gdb.stop_at(address, inst.len)?;
            }
        }
        let run = Run {
            case,
            layouts,
            image,
            stop_at: usize::MAX,
        };
        let mut observed = run.invoke_all(&mut self, None)?;
        // A guest that is gone has no memory any more.
        if !matches!(observed.outcome, Outcome::Ended | Outcome::Signal(_)) {
            for span in image.data_spans() {
                let bytes = self.guest.gdb.read(span.start, span.len as usize)?;
                observed.memory.push(bytes);
            }
        }
        // Accesses between edges are not seen here, so what the watch knows of probes is nothing.
        observed.prologues.clear();
        Ok(observed)
    }

    /// The guest stands before a jump: lets it jump, and reports that.
    fn jump(&mut self, watch: &mut Watch<'_>) -> io::Result<Result<Flow, Outcome>> {
        let from = self.guest.gdb.pc()?;
        let span = self
            .image
            .map
            .function_at(from)
            .map(|f| self.image.function(f));
        let inst = span.and_then(|span| self.inst(span, from));
        match self.guest.gdb.step()? {
            Stop::Trap => {}
            Stop::Signal(signal) => return Ok(Err(Outcome::Signal(signal))),
            Stop::Ended => return Ok(Err(Outcome::Ended)),
        }
        self.guest.pull()?;
        let link = inst.filter(|inst| matches!(inst.op, Op::Jump(_)) && inst.rd != 0);
        let through = inst.filter(|inst| matches!(inst.op, Op::Jump(Jump::Jalr)));
        let transfer = Transfer {
            from,
            to: self.guest.hart.pc,
            link: link.map(|inst| IntReg::new(inst.rd)),
            through: through.map(|inst| IntReg::new(inst.rs1)),
            retired: 0,
        };
        let before = self.guest.hart.clone();
        let Guest { hart, memory, .. } = &mut self.guest;
        let flow = watch.transfer(hart, memory, transfer);
        self.guest.push(&before)?;
        Ok(Ok(flow))
    }

    /// The instruction of `span` at `address`, if there is one.
    fn inst(&self, span: Span, address: u64) -> Option<Inst> {
        let bytes = self
            .image
            .bytes(span)
            .get((address - span.start) as usize..)?;
        let mut encoding = [0; 4];
        let len = bytes.len().min(4);
        encoding[..len].copy_from_slice(&bytes[..len]);
        let inst = farcall_machine::decode(u32::from_le_bytes(encoding), self.extensions).ok()?;
        (usize::from(inst.len) <= len).then_some(inst)
    }

    /// Where a jump may be that the machine would report. Constants may look like one; nobody stops there.
    fn jumps(&self, span: Span) -> Vec<(u64, Inst)> {
        let step = if self.extensions.has(Extension::Zca) {
            2
        } else {
            4
        };
        let addresses = (span.start..span.end()).step_by(step);
        let insts = addresses.filter_map(|address| Some((address, self.inst(span, address)?)));
        let may_leave = |(address, inst): &(u64, Inst)| {
            let target = address.wrapping_add_signed(inst.imm.into());
            let leaves = !span.contains(target) || target == span.start;
            match inst.op {
                Op::Jump(Jump::Jalr) => true,
                Op::Jump(Jump::Jal) => inst.rd != 0 || leaves,
                Op::Branch(_) => leaves,
                _ => false,
            }
        };
        insts.filter(may_leave).collect()
    }
}
