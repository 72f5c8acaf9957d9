//! The guest in QEMU, and a copy of its registers and stack for the watch. What the watch changes
//! is copied back.

use crate::abi::IntReg;
use crate::link::Span;
use crate::qemu::Debugged;
use crate::qemu::gdb::Gdb;
use farcall_machine::{Hart, Memory, Region, Rights};
use std::io;

/// The stack is read downwards in blocks of this many bytes, until a block has not changed.
const BLOCK: u64 = 4096;

/// The guest, and a copy of its state.
pub(super) struct Guest {
    pub(super) gdb: Gdb,
    stack: Span,
    /// The stack as the guest has it.
    known: Vec<u8>,
    /// The stack as the watch sees and changes it.
    pub(super) memory: Memory,
    pub(super) hart: Hart,
}

impl Guest {
    pub(super) fn new(debugged: &Debugged, stack: Span, filled: Vec<u8>) -> io::Result<Guest> {
        let region = Region::owned(stack.start, filled.clone(), Rights::Stack);
        Ok(Guest {
            gdb: Gdb::connect(debugged.socket())?,
            stack,
            known: filled,
            memory: Memory::with_regions([region]).expect("one region overlaps nothing"),
            hart: Hart::new(),
        })
    }

    /// Writes every register to the guest.
    pub(super) fn load(&mut self) -> io::Result<()> {
        self.gdb.write_registers(&self.hart)
    }

    /// Reads every register, and those parts of the stack that may have changed.
    pub(super) fn pull(&mut self) -> io::Result<()> {
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

    /// Reads part of the stack; returns whether it changed.
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

    /// Writes what the watch changed to the guest.
    pub(super) fn push(&mut self, before: &Hart) -> io::Result<()> {
        self.gdb.update_registers(&self.hart, before)?;
        self.push_stack()
    }

    pub(super) fn push_stack(&mut self) -> io::Result<()> {
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
