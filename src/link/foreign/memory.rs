//! Places for the functions of filetests, one after another.

use crate::link::addresses::ANCHORS;
use crate::link::memory::Placer;
use crate::link::span::Span;
use std::io;

/// The least alignment of a function in bytes: the instruction alignment without compressed
/// instructions.
const LEAST_ALIGN: u64 = 4;

/// The places handed out so far.
#[derive(Debug)]
pub(super) struct Consecutive {
    next: u64,
    end: u64,
    spans: Vec<Span>,
}

impl Consecutive {
    /// Places in the arena at `base`.
    pub(super) fn new(base: u64) -> Self {
        Consecutive {
            next: base + ANCHORS[0],
            end: base + ANCHORS[1],
            spans: Vec::new(),
        }
    }

    /// All places so far, in the order of requests.
    pub(super) fn spans(&self) -> Vec<Span> {
        self.spans.clone()
    }
}

impl Placer for Consecutive {
    fn place(&mut self, size: u64, align: u64) -> io::Result<Span> {
        let span = Span {
            start: self.next.next_multiple_of(align.max(LEAST_ALIGN)),
            len: size,
        };
        if span.len > self.end.saturating_sub(span.start) {
            return Err(io::Error::other("the arena is full"));
        }
        self.next = span.end();
        self.spans.push(span);
        Ok(span)
    }
}
