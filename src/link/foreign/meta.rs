//! What Cranelift recorded about a function's code: where it traps, and where its calls may come back to.

use cranelift_codegen::Context;
use cranelift_codegen::{FinalizedMachCallSite, FinalizedMachExceptionHandler};

/// Metadata of a function. All offsets are in bytes from its start.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Meta {
    /// Instructions that may trap, and the name of the trap, in ascending order.
    pub traps: Vec<(u32, String)>,
    /// Calls with handlers.
    pub call_sites: Vec<CallSite>,
}

/// A call that may end in an exception.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallSite {
    /// Offset of the return address.
    pub return_address: u32,
    /// From the frame pointer down to the stack pointer during the call, in bytes.
    pub frame_offset: u32,
    /// In the order in which they are asked.
    pub handlers: Vec<Handler>,
}

/// Where an exception goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Handler {
    /// The tag that is handled; none handles all.
    pub tag: Option<u32>,
    /// Offset of the code.
    pub offset: u32,
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

    /// Where an exception with `tag` goes that passes the call which returns to `return_address`: the call and its handler.
    pub fn handler(&self, return_address: u32, tag: u32) -> Option<(&CallSite, Handler)> {
        let mut sites = self.call_sites.iter();
        let site = sites.find(|site| site.return_address == return_address)?;
        let takes = |handler: &&Handler| handler.tag.is_none_or(|own| own == tag);
        Some((site, *site.handlers.iter().find(takes)?))
    }
}

/// The metadata of the last compilation in `context`, which succeeded.
pub(super) fn read(context: &Context) -> Meta {
    let code = context.compiled_code().expect("it was compiled just now");
    let traps = code.buffer.traps().iter();
    let mut traps: Vec<_> = traps
        .map(|trap| (trap.offset, trap.code.to_string()))
        .collect();
    traps.sort_by_key(|(offset, _)| *offset);
    let sites = code.buffer.call_sites();
    Meta {
        traps,
        call_sites: sites.filter_map(|site| call_site(&site)).collect(),
    }
}

/// None without handlers.
fn call_site(site: &FinalizedMachCallSite<'_>) -> Option<CallSite> {
    let handler = |handler: &FinalizedMachExceptionHandler| match *handler {
        FinalizedMachExceptionHandler::Tag(tag, offset) => Some(Handler {
            tag: Some(tag.as_u32()),
            offset,
        }),
        FinalizedMachExceptionHandler::Default(offset) => Some(Handler { tag: None, offset }),
        // Tags mean the same in every context here, as in Cranelift's own runner.
        FinalizedMachExceptionHandler::Context(_) => None,
    };
    let handlers: Vec<_> = site.exception_handlers.iter().filter_map(handler).collect();
    (!handlers.is_empty()).then(|| CallSite {
        return_address: site.ret_addr,
        frame_offset: site.frame_offset.unwrap_or(0),
        handlers,
    })
}
