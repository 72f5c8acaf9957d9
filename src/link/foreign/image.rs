//! Linked functions, for execution.

use super::meta::Meta;
use super::unlinked::Unlinked;
use crate::link::addresses::{self, BASE, ENTRY_LEN, FOREIGN_ENTRIES, FOREIGN_STACK_LEN};
use crate::link::arena::Arena;
use crate::link::span::Span;

/// A function in the arena.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Linked {
    /// Its bytes.
    pub span: Span,
    /// What Cranelift recorded about them.
    pub meta: Meta,
}

/// Functions in the arena, in the order of the list. Some may be missing.
///
/// All addresses are those of an image in arena 0, whichever arena holds the bytes: results that
/// depend on addresses must not depend on the arena.
#[derive(Debug)]
pub struct ForeignImage<'a> {
    /// Each function, or why it cannot be entered.
    pub functions: Vec<Result<Linked, Unlinked>>,
    /// Start and index of each linked function, by ascending address.
    starts: Vec<(u64, usize)>,
    /// How many extern functions there are.
    externs: usize,
    arena: &'a mut Arena,
}

impl<'a> ForeignImage<'a> {
    pub(super) fn new(
        functions: Vec<Result<Linked, Unlinked>>,
        externs: usize,
        arena: &'a mut Arena,
    ) -> Self {
        let linked = functions.iter().enumerate();
        let starts = linked.filter_map(|(index, function)| {
            let function = function.as_ref().ok()?;
            Some((function.span.start, index))
        });
        let mut starts: Vec<_> = starts.collect();
        starts.sort_unstable();
        ForeignImage {
            functions,
            starts,
            externs,
            arena,
        }
    }

    /// The function whose code contains `address`, and its index.
    pub fn function_at(&self, address: u64) -> Option<(usize, &Linked)> {
        let behind = self.starts.partition_point(|&(start, _)| start <= address);
        let (_, index) = *self.starts.get(behind.checked_sub(1)?)?;
        let function = self.functions[index].as_ref().ok()?;
        (function.span.contains(address)).then_some((index, function))
    }

    /// All addresses of the image, used or not.
    pub fn space(&self) -> Span {
        Span {
            start: BASE,
            len: Arena::LEN,
        }
    }

    /// The stack for running this image.
    pub fn stack(&self) -> Span {
        addresses::stack(BASE, FOREIGN_STACK_LEN)
    }

    /// The harness's return address. No bytes lie there.
    pub fn harness(&self) -> u64 {
        addresses::harness(BASE)
    }

    /// The number of the extern function whose entry is `address`. No bytes lie there.
    pub fn extern_at(&self, address: u64) -> Option<usize> {
        let offset = address.wrapping_sub(BASE + FOREIGN_ENTRIES);
        let number = (offset / ENTRY_LEN) as usize;
        (number < self.externs && offset.is_multiple_of(ENTRY_LEN)).then_some(number)
    }

    /// A pointer to the first byte of `span`, for a machine.
    pub fn pointer(&mut self, span: Span) -> *mut u8 {
        let start = span.start - BASE + self.arena.base();
        self.arena.pointer(Span { start, ..span })
    }
}
