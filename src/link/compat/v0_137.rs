//! Cranelift 0.137: records have the same types before and after a function is finished, and an
//! offset in them is a `LabelOrOffset`.

use crate::link::call_site::{CallSite, Handler};
use cranelift_codegen::{CompiledCode, MachCallSiteItem, MachExceptionHandler};

/// The alignment in bytes that `code` needs.
pub(in crate::link) fn alignment(code: &CompiledCode) -> u64 {
    code.buffer.min_alignment.into()
}

/// The calls of `code`.
pub(in crate::link) fn call_sites(code: &CompiledCode) -> impl Iterator<Item = CallSite> {
    code.buffer.call_sites().map(|site| call_site(&site))
}

fn call_site(site: &MachCallSiteItem<'_>) -> CallSite {
    CallSite {
        return_address: site.ret_addr,
        frame_offset: site.frame_offset,
        handlers: site.exception_handlers.iter().filter_map(handler).collect(),
    }
}

fn handler(handler: &MachExceptionHandler) -> Option<Handler> {
    match *handler {
        MachExceptionHandler::Tag(tag, offset) => Some(Handler {
            tag: Some(tag.as_u32()),
            offset: offset.as_offset(),
        }),
        MachExceptionHandler::Default(offset) => Some(Handler {
            tag: None,
            offset: offset.as_offset(),
        }),
        // Tags mean the same in every context here, as in Cranelift's own runner.
        MachExceptionHandler::Context(_) => None,
    }
}
