//! QEMU edge by edge, through its gdb stub. Every jump that may leave a function is a breakpoint.
//! There, all registers and the stack are read. The watch that also observes the machine records
//! what crosses and poisons what is undefined. Its changes are written back.
//!
//! Slow: a few milliseconds for each call edge.

mod guest;

use super::executor::Executor;
use super::invoke::{CaseRun, Processor};
use crate::case::{self, Case};
use crate::link::{Image, Span, UNWRITTEN};
use crate::qemu::elf::Pages;
use crate::qemu::gdb::Stop;
use crate::qemu::{Qemu, QemuError, processor};
use crate::run::layouts::Layouts;
use crate::run::observed::{Observed, Outcome};
use crate::run::riscv64::extensions;
use crate::run::riscv64::jumps::{self, PlacedCode};
use crate::run::watch::Watch;
use farcall_machine::{Extensions, Flow, Hart, Memory, Observer};
use guest::Guest;
use std::io;

/// Runs images in QEMU edge by edge, and leaves them unchanged.
#[derive(Debug)]
pub(super) struct EdgeExecutor<'q>(pub(super) &'q Qemu);

impl Executor for EdgeExecutor<'_> {
    /// After `budget` jumps, the case has run away.
    fn execute(
        &mut self,
        case: &Case,
        layouts: &Layouts,
        image: &mut Image<'_>,
        budget: u64,
    ) -> Result<Observed, QemuError> {
        let stack = image.stack();
        let filled = UNWRITTEN.to_le_bytes().repeat(stack.len as usize / 8);
        let elf = pages(case, image, &filled).to_elf(image.outside());
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

/// The initial memory of the guest.
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
    // The guest's pc needs existing memory before the first function is entered.
    pages.write(image.outside(), &[0; 8]);
    pages
}

struct Stepper<'s, 'a> {
    image: &'s Image<'a>,
    extensions: Extensions,
    guest: Guest,
    /// Jumps left in the budget.
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
                Stop::Signal(signal) => return Ok(Some(self.signalled(signal)?)),
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
    fn code(&self, span: Span) -> PlacedCode<'_> {
        PlacedCode {
            span,
            bytes: self.image.bytes(span),
            extensions: self.extensions,
        }
    }

    fn run(mut self, case: &Case, layouts: &Layouts) -> io::Result<Observed> {
        let image = self.image;
        // Data as well: control that goes astray may get there.
        for span in image.code().chain(image.data_spans()) {
            for (address, inst) in self.code(span).jumps() {
                self.guest.gdb.stop_at(address, inst.len)?;
            }
        }
        let run = CaseRun {
            case,
            layouts,
            image,
            stop_at: usize::MAX,
        };
        let mut observed = run.invoke_all(&mut self, None)?;
        // A guest that has ended has no memory.
        if !matches!(observed.outcome, Outcome::Ended | Outcome::Signal(_)) {
            for span in image.data_spans() {
                let bytes = self.guest.gdb.read(span.start, span.len as usize)?;
                observed.memory.push(bytes);
            }
        }
        // Accesses between call edges are not observed here, so the watch knows nothing of stack
        // probes.
        observed.prologues.clear();
        Ok(observed)
    }

    /// How a signal ends the run. After an illegal instruction the guest is still stopped and can
    /// be read.
    fn signalled(&mut self, signal: i32) -> io::Result<Outcome> {
        if signal != libc::SIGILL {
            return Ok(Outcome::Signal(signal));
        }
        let pc = self.guest.gdb.pc()?;
        Ok(match self.image.map.trap_at(pc) {
            Some(trap) => Outcome::Trapped {
                pc,
                trap: trap.clone(),
            },
            None => Outcome::Signal(signal),
        })
    }

    /// Executes the jump at the guest's pc, and reports it to the watch.
    fn jump(&mut self, watch: &mut Watch<'_>) -> io::Result<Result<Flow, Outcome>> {
        let from = self.guest.gdb.pc()?;
        let span = self
            .image
            .map
            .function_at(from)
            .map(|f| self.image.function(f));
        let inst = span.and_then(|span| self.code(span).inst(from));
        match self.guest.gdb.step()? {
            Stop::Trap => {}
            Stop::Signal(signal) => return Ok(Err(self.signalled(signal)?)),
            Stop::Ended => return Ok(Err(Outcome::Ended)),
        }
        self.guest.pull()?;
        let transfer = jumps::transfer(inst, from, self.guest.hart.pc);
        let before = self.guest.hart.clone();
        let Guest { hart, memory, .. } = &mut self.guest;
        let flow = watch.transfer(hart, memory, transfer);
        self.guest.push(&before)?;
        Ok(Ok(flow))
    }
}
