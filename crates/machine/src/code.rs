//! The decode cache.
//!
//! Code is never writable, so a decoded instruction stays valid until other regions are loaded.
//! Each code region has one slot for each of its halfwords, filled when execution first gets there;
//! a region that is never entered has no slots. One vector holds the slots of all regions and keeps
//! its allocation from image to image.

use super::extension::Extensions;
use super::inst::Inst;
use super::memory::Memory;
use super::op::{Op, System};
use super::region::Rights;
use std::ops::Range;

/// A slot that is not decoded yet: its length is 0.
const EMPTY: Inst = Inst {
    op: Op::System(System::Ebreak),
    rd: 0,
    rs1: 0,
    rs2: 0,
    rs3: 0,
    rm: 0,
    len: 0,
    row: 0,
    imm: 0,
};

/// The position of a code region's slots.
#[derive(Clone, Copy, Debug)]
pub(super) struct CodeSpan {
    /// First guest address.
    pub(super) start: u64,
    /// Length in bytes.
    pub(super) len: u64,
    /// Index of the first slot, `None` before the region is entered.
    first: Option<usize>,
}

impl CodeSpan {
    /// First guest address past the region.
    pub(super) fn end(self) -> u64 {
        self.start.wrapping_add(self.len)
    }
}

/// Decoded instructions of all code regions.
#[derive(Debug)]
pub(super) struct CodeCache {
    /// Sorted by address.
    spans: Vec<CodeSpan>,
    slots: Vec<Inst>,
    /// Index of the span that was entered last.
    last: usize,
    /// The extensions that the code may use.
    pub(super) extensions: Extensions,
}

impl CodeCache {
    /// A cache without code.
    pub(super) fn new() -> Self {
        Self {
            spans: Vec::new(),
            slots: Vec::new(),
            last: 0,
            extensions: Extensions::BASE,
        }
    }

    /// Discards everything, and takes over the code regions of `memory`.
    pub(super) fn load(&mut self, memory: &Memory, extensions: Extensions) {
        self.spans.clear();
        self.slots.clear();
        self.last = 0;
        self.extensions = extensions;
        let code = memory
            .regions()
            .iter()
            .filter(|region| region.access() == Rights::Code);
        self.spans.extend(code.map(|region| CodeSpan {
            start: region.start(),
            len: region.len(),
            first: None,
        }));
    }

    /// See [`super::Machine::overlapping`].
    pub(super) fn overlapping(&self) -> Option<(u64, u64)> {
        self.spans.iter().find_map(|span| {
            // Only execution fills a slot, and a 4-byte instruction fills just its first one.
            let pairs = self.slots_of(span).windows(2);
            let inside = pairs
                .into_iter()
                .position(|pair| pair[0].len == 4 && pair[1].len != 0)?;
            let outer = span.start + 2 * inside as u64;
            Some((outer, outer + 2))
        })
    }

    /// See [`super::Machine::executed`].
    pub(super) fn executed(&self, addresses: Range<u64>) -> bool {
        let before = |span: &CodeSpan| span.end() <= addresses.start;
        let spans = &self.spans[self.spans.partition_point(before)..];
        let mut touched = spans.iter().take_while(|span| span.start < addresses.end);
        touched.any(|span| {
            let clamp = |address: u64| address.clamp(span.start, span.end()) - span.start;
            let (first, behind) = (clamp(addresses.start), clamp(addresses.end));
            let slots = self.slots_of(span);
            let halves = slots.get(first.div_ceil(2) as usize..behind.div_ceil(2) as usize);
            halves.is_some_and(|halves| halves.iter().any(|slot| slot.len != 0))
        })
    }

    /// The slots of `span`; empty before it is entered.
    fn slots_of(&self, span: &CodeSpan) -> &[Inst] {
        match span.first {
            Some(first) => &self.slots[first..first + span.len.div_ceil(2) as usize],
            None => &[],
        }
    }

    /// The code region around `pc`, with its slots, one for each halfword.
    pub(super) fn enter(&mut self, pc: u64) -> Option<(CodeSpan, &mut [Inst])> {
        let holds = |span: &CodeSpan| pc.wrapping_sub(span.start) < span.len;
        if !self.spans.get(self.last).is_some_and(holds) {
            let after = self.spans.partition_point(|span| span.start <= pc);
            let index = after.checked_sub(1)?;
            if !holds(&self.spans[index]) {
                return None;
            }
            self.last = index;
        }
        let span = &mut self.spans[self.last];
        let count = span.len.div_ceil(2) as usize;
        let first = *span.first.get_or_insert_with(|| {
            let first = self.slots.len();
            self.slots.resize(first + count, EMPTY);
            first
        });
        Some((*span, &mut self.slots[first..first + count]))
    }
}
