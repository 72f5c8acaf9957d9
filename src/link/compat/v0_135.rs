//! Cranelift 0.135, and commits up to where 0.136 renamed nothing.

use crate::link::call_site::{CallSite, Handler};
use cranelift_codegen::{CompiledCode, FinalizedMachCallSite, FinalizedMachExceptionHandler};

/// The alignment in bytes that `code` needs.
pub(in crate::link) fn alignment(code: &CompiledCode) -> u64 {
    code.buffer.alignment.into()
}

/// The calls of `code`.
pub(in crate::link) fn call_sites(code: &CompiledCode) -> impl Iterator<Item = CallSite> {
    code.buffer.call_sites().map(|site| call_site(&site))
}

fn call_site(site: &FinalizedMachCallSite<'_>) -> CallSite {
    CallSite {
        return_address: site.ret_addr,
        frame_offset: site.frame_offset,
        handlers: site.exception_handlers.iter().filter_map(handler).collect(),
    }
}

fn handler(handler: &FinalizedMachExceptionHandler) -> Option<Handler> {
    match *handler {
        FinalizedMachExceptionHandler::Tag(tag, offset) => Some(Handler {
            tag: Some(tag.as_u32()),
            offset,
        }),
        FinalizedMachExceptionHandler::Default(offset) => Some(Handler { tag: None, offset }),
        // Tags mean the same in every context here, as in Cranelift's own runner.
        FinalizedMachExceptionHandler::Context(_) => None,
    }
}
