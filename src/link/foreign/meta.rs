//! What Cranelift recorded about a function's code: where it may trap, and where its calls may
//! return to.

use crate::link::call_site::{CallSite, Handler};
use crate::link::compat;
use cranelift_codegen::Context;

/// Metadata of a function. All offsets are in bytes from its start.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Meta {
    /// Offsets of instructions that may trap, ascending, each with the name of the trap.
    pub traps: Vec<(u32, String)>,
    /// Calls with handlers.
    pub call_sites: Vec<CallSite>,
}

impl Meta {
    /// The trap that the instruction at `offset` may raise.
    pub fn trap(&self, offset: u32) -> Option<&str> {
        let at = self
            .traps
            .binary_search_by_key(&offset, |(at, _)| *at)
            .ok()?;
        Some(&self.traps[at].1)
    }

    /// The call that returns to `return_address`, and its handler for an exception with `tag`.
    pub fn handler(&self, return_address: u32, tag: u32) -> Option<(&CallSite, Handler)> {
        let mut sites = self.call_sites.iter();
        let site = sites.find(|site| site.return_address == return_address)?;
        let takes = |handler: &&Handler| handler.tag.is_none_or(|own| own == tag);
        Some((site, *site.handlers.iter().find(takes)?))
    }
}

/// The metadata of the last compilation in `context`, which must have succeeded.
pub(super) fn read(context: &Context) -> Meta {
    let code = context.compiled_code().expect("it was compiled just now");
    let traps = code.buffer.traps().iter();
    let mut traps: Vec<_> = traps
        .map(|trap| (trap.offset, trap.code.to_string()))
        .collect();
    traps.sort_by_key(|(offset, _)| *offset);
    let sites = compat::call_sites(code);
    Meta {
        traps,
        call_sites: sites.filter(|site| !site.handlers.is_empty()).collect(),
    }
}
