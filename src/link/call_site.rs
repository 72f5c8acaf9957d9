//! Calls, as Cranelift records them. Offsets are in bytes from the start of the calling function.

/// A call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallSite {
    /// Offset of the return address.
    pub return_address: u32,
    /// Distance from the stack pointer up to the frame pointer during the call, in bytes, if it was
    /// recorded.
    pub frame_offset: Option<u32>,
    /// Its exception handlers, in the order in which they are tried.
    pub handlers: Vec<Handler>,
}

/// An exception handler.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Handler {
    /// The tag that it handles; without one, it handles every tag.
    pub tag: Option<u32>,
    /// Offset of the handler's code.
    pub offset: u32,
}
