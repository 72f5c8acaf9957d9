//! QEMU from one edge to the next, by way of its gdb stub: every jump that may leave a function is a breakpoint. There all registers and the
//! stack are read, the same watch as over the machine writes down what crosses and poisons what is undefined, and what it changed goes back.
//!
//! Slow: some milliseconds an edge.

use crate::abi::IntReg;
use crate::case::{self, Case, Invocation};
use crate::link::{Image, Span, UNWRITTEN};
use crate::qemu::elf::Pages;
use crate::qemu::gdb::{Gdb, Stop};
use crate::qemu::{Debugged, Qemu, QemuError, processor};
use crate::run::machine::extensions;
use crate::run::watch::Watch;
use crate::run::{Layouts, Observed, Outcome, entry, poison};
use farcall_machine::op::Jump;
use farcall_machine::{
    self, Access, Extension, Extensions, Flow, Hart, Inst, Memory, Observer, Op, Region, Transfer,
};
use std::io;

/// Bytes of the stack that are looked at in one go, downwards, until nothing changed.
const BLOCK: u64 = 4096;

impl Qemu {
    /// Runs every invocation of `case` on `image`, which stays as it is, and follows every edge. After `most` jumps the case counts as run away.
    ///
    /// # Errors
    /// If QEMU cannot be used. Whatever the code does is no error.
    pub fn run_edge_by_edge(
        &self,
        case: &Case,
        layouts: &Layouts,
        image: &mut Image<'_>,
        most: u64,
    ) -> Result<Observed, QemuError> {
        let mut pages = Pages::default();
        let stack = image.stack();
        for span in spans(image) {
            pages.write(span.start, image.bytes(span));
        }
        let filled = UNWRITTEN.to_le_bytes().repeat(stack.len as usize / 8);
        pages.write(stack.start, &filled);
        if case.has_context() {
            let (start, bytes) = case::context(stack.start);
            pages.write(start, &bytes);
        }
        // Somewhere to stand before the first function is entered.
        pages.write(image.host(), &[0; 8]);
        let elf = pages.to_elf(image.host());
        let debugged = self.debug(&processor(&case.target), &elf)?;
        let guest = Guest::new(&debugged, stack, filled).map_err(QemuError::Stub)?;
        let stepper = Stepper {
            image,
            extensions: extensions(&case.target),
            guest,
            left: most,
        };
        stepper.run(case, layouts).map_err(QemuError::Stub)
    }
}

/// Code and data.
fn spans(image: &Image<'_>) -> Vec<Span> {
    let host = image.host();
    let functions = image.map.functions.iter().flatten();
    let code = functions.filter(|span| span.start < host).copied();
    code.chain(image.map.data.iter().flatten().copied())
        .collect()
}

/// The guest, and what is known of it.
struct Guest {
    gdb: Gdb,
    stack: Span,
    /// The stack as it is in the guest.
    known: Vec<u8>,
    /// The stack for the watch.
    memory: Memory,
    hart: Hart,
}

impl Guest {
    fn new(debugged: &Debugged, stack: Span, filled: Vec<u8>) -> io::Result<Guest> {
        let region = Region::owned(stack.start, filled.clone(), Access::Stack);
        Ok(Guest {
            gdb: Gdb::connect(debugged.socket())?,
            stack,
            known: filled,
            memory: Memory::with_regions([region]).expect("one region overlaps nothing"),
            hart: Hart::new(),
        })
    }

    /// Reads every register, and the stack as far as it changed.
    fn pull(&mut self) -> io::Result<()> {
        self.gdb.read_registers(&mut self.hart)?;
        let sp = self.hart.x[IntReg::SP.index()].clamp(self.stack.start, self.stack.end());
        self.pull_stack(sp & !7, self.stack.end())?;
        let mut end = sp & !7;
        while end > self.stack.start {
            let start = end.saturating_sub(BLOCK).max(self.stack.start);
            if !self.pull_stack(start, end)? {
                break;
            }
            end = start;
        }
        Ok(())
    }

    /// Reads part of the stack; says whether it changed.
    fn pull_stack(&mut self, start: u64, end: u64) -> io::Result<bool> {
        let bytes = self.gdb.read(start, (end - start) as usize)?;
        let mut changed = false;
        for (n, word) in bytes.chunks_exact(8).enumerate().rev() {
            let address = start + 8 * n as u64;
            let at = (address - self.stack.start) as usize;
            let known = &mut self.known[at..at + 8];
            if known != word {
                known.copy_from_slice(word);
                self.memory
                    .write(address, word)
                    .expect("it is in the stack");
                changed = true;
            }
        }
        Ok(changed)
    }

    /// Gives the guest what the watch changed.
    fn push(&mut self, before: &Hart) -> io::Result<()> {
        self.gdb.update_registers(&self.hart, before)?;
        self.push_stack()
    }

    fn push_stack(&mut self) -> io::Result<()> {
        let whole = self.memory.slice(self.stack.start, self.stack.len);
        let now = whole.expect("the stack is there");
        let words = now.chunks_exact(8).zip(self.known.chunks_exact(8));
        let changed = words.enumerate().filter(|(_, (now, known))| now != known);
        let mut runs: Vec<(usize, usize)> = Vec::new();
        for (n, _) in changed {
            match runs.last_mut() {
                Some((_, end)) if *end == 8 * n => *end += 8,
                _ => runs.push((8 * n, 8 * n + 8)),
            }
        }
        for (start, end) in runs {
            self.gdb
                .write(self.stack.start + start as u64, &now[start..end])?;
            self.known[start..end].copy_from_slice(&now[start..end]);
        }
        Ok(())
    }
}

struct Stepper<'s, 'a> {
    image: &'s Image<'a>,
    extensions: Extensions,
    guest: Guest,
    /// Jumps that may still come.
    left: u64,
}

impl Stepper<'_, '_> {
    fn run(mut self, case: &Case, layouts: &Layouts) -> io::Result<Observed> {
        for span in spans(self.image) {
            for (address, inst) in self.jumps(span) {
                self.guest.gdb.stop_at(address, inst.len)?;
            }
        }
        let mut observed = Observed::default();
        for invocation in &case.invocations {
            let watch = Watch::new(case, &self.image.map, layouts, &mut observed, usize::MAX);
            let ended = self.invoke(invocation, layouts, watch)?;
            poison::below(&mut self.guest.memory, self.guest.stack.end());
            if let Err(outcome) = ended {
                observed.outcome = outcome.unwrap_or(observed.outcome);
                break;
            }
        }
        // A guest that is gone has no memory any more.
        if !matches!(observed.outcome, Outcome::Ended | Outcome::Signal(_)) {
            for span in self.image.map.data.iter().flatten() {
                let bytes = self.guest.gdb.read(span.start, span.len as usize)?;
                observed.memory.push(bytes);
            }
        }
        // Accesses between edges are not seen here, so what the watch knows of probes is nothing.
        observed.prologues.clear();
        Ok(observed)
    }

    /// Enters a function and follows it until it returns; else says how it ended, unless the watch did already.
    fn invoke(
        &mut self,
        invocation: &Invocation,
        layouts: &Layouts,
        mut watch: Watch<'_>,
    ) -> io::Result<Result<(), Option<Outcome>>> {
        let callee = invocation.function;
        let layout = layouts.of(callee);
        let top = self.guest.stack.end();
        let Guest { hart, memory, .. } = &mut self.guest;
        entry::enter(
            hart,
            memory,
            layout,
            &invocation.args,
            top,
            self.image.host(),
        );
        hart.pc = self.image.function(callee).start;
        if watch.enter(hart, memory, callee) == Flow::Stop {
            return Ok(Err(None));
        }
        self.guest.push_stack()?;
        self.guest.gdb.write_registers(&self.guest.hart)?;
        loop {
            match self.guest.gdb.resume()? {
                Stop::Trap => {}
                Stop::Signal(signal) => return Ok(Err(Some(Outcome::Signal(signal)))),
                Stop::Ended => return Ok(Err(Some(Outcome::Ended))),
            }
            self.left = self.left.saturating_sub(1);
            if self.left == 0 {
                return Ok(Err(Some(Outcome::RanAway)));
            }
            match self.jump(&mut watch)? {
                Ok(Flow::Continue) => {}
                Ok(Flow::Stop) if watch.is_done() => return Ok(Ok(())),
                Ok(Flow::Stop) => return Ok(Err(None)),
                Err(outcome) => return Ok(Err(Some(outcome))),
            }
        }
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
        let step = match self.extensions.has(Extension::Zca) {
            true => 2,
            false => 4,
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
