//! The plan of one case: where everything lies, and what the next memory request is for.

use super::addresses;
use super::memory::Placer;
use super::planner::Planner;
use super::span::Span;
use super::symbols::{self, Named};
use crate::case::FuncId;
use std::io;

/// What a module is about to request memory for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PlannedItem {
    /// A function's code.
    Function(FuncId),
    /// A data object; the one after the last is the fuel word.
    Data(usize),
}

/// A planner, and the item of the next request: a module does not say what it wants memory for.
#[derive(Debug)]
pub(super) struct LinkPlan {
    pub(super) planner: Planner,
    next: Option<PlannedItem>,
}

impl LinkPlan {
    /// A plan with nothing placed yet.
    pub(super) fn new(planner: Planner) -> Self {
        let next = None;
        LinkPlan { planner, next }
    }

    /// Says what the next request is for.
    pub(super) fn expect(&mut self, item: PlannedItem) {
        self.next = Some(item);
    }

    /// The address of a symbol that a module looks up because it does not define it. Every name has
    /// an address in the arena, so cranelift-jit never asks this process.
    pub(super) fn address(&self, name: &str) -> u64 {
        let place = match symbols::parse(name) {
            Some(Named::Function(function)) => self.planner.functions().get(function as usize),
            Some(Named::Data(data)) => self.planner.data().get(data),
            None => None,
        };
        if let Some(&Some(span)) = place {
            return span.start;
        }
        let outside = symbols::libcall_named(name).map(addresses::libcall_entry);
        self.planner.base() + outside.unwrap_or_else(addresses::unknown)
    }
}

impl Placer for LinkPlan {
    fn place(&mut self, size: u64, align: u64) -> io::Result<Span> {
        let item = self.next.take();
        let item = item.ok_or_else(|| io::Error::other("memory was asked for out of turn"))?;
        let planner = &mut self.planner;
        let span = match item {
            PlannedItem::Data(index) => planner.place_data(index, size, align),
            PlannedItem::Function(function) => match planner.functions()[function as usize] {
                Some(reserved) => reserved,
                None => planner
                    .place(function, size, align)
                    .ok_or_else(|| io::Error::other("the arena is full"))?,
            },
        };
        if span.len < size || span.start % align != 0 {
            return Err(io::Error::other("the reserved place does not fit"));
        }
        Ok(span)
    }
}
