//! Where a test puts what it defines.

use super::program::{Place, Program};
use super::text::hex;
use crate::link::{Relocation, Symbol};
use std::iter;

const PAGE: u64 = 0x1000;

/// The places of data objects and compiled functions, in the order of definition.
pub(super) struct Layout {
    places: Vec<Place>,
    /// Where the mapping begins.
    base: u64,
}

impl Layout {
    /// The layout of `program`; none if something was not placed.
    pub(super) fn of(program: &Program<'_>) -> Option<Layout> {
        let places = program.places()?;
        let externs = program.externs().map(|(_, span)| span);
        let spans = places.iter().map(|place| place.span).chain(externs);
        let first = spans.map(|span| span.start).min()?;
        Some(Layout {
            places,
            base: first & !(PAGE - 1),
        })
    }

    /// The size of the mapping.
    pub(super) fn len(&self) -> u64 {
        let ends = self.places.iter().map(|place| place.span.end() - self.base);
        ends.max().unwrap_or(0).next_multiple_of(PAGE)
    }

    /// The places, one a line.
    pub(super) fn lines(&self) -> String {
        let offsets = self
            .places
            .iter()
            .map(|p| (hex(p.span.start - self.base), &p.name));
        let offsets: Vec<_> = offsets.collect();
        let width = offsets.iter().map(|(offset, _)| offset.len()).max();
        let lines = offsets.iter().map(|(offset, name)| {
            let pad = " ".repeat(width.unwrap_or(0) - offset.len());
            format!("    {offset},{pad} // {name}\n")
        });
        lines.collect()
    }

    /// The number of the place of `symbol`.
    pub(super) fn index(&self, symbol: Symbol) -> Option<usize> {
        self.places.iter().position(|place| place.symbol == symbol)
    }

    /// Where `relocation` has to lead, as an expression.
    pub(super) fn target(&self, program: &Program<'_>, relocation: &Relocation) -> Option<String> {
        let symbol = relocation.symbol;
        let place = match self.index(symbol) {
            Some(index) => format!("PLACES[{index}]"),
            None => {
                let (_, span) = program.externs().find(|(s, _)| *s == symbol)?;
                hex(span.start - self.base)
            }
        };
        let addend = match relocation.addend {
            0 => String::new(),
            addend if addend < 0 => format!(" - {}", addend.unsigned_abs()),
            addend => format!(" + {addend}"),
        };
        Some(format!("base + {place}{addend}"))
    }

    /// The lines that say where extern functions are.
    pub(super) fn symbols(&self, program: &Program<'_>) -> String {
        let lines = iter::zip(program.externs(), 0..).map(|((_, span), number)| {
            let offset = hex(span.start - self.base);
            format!("    builder.symbol(\"extern{number}\", (base + {offset}) as *const u8);\n")
        });
        lines.collect()
    }
}
