//! Calls, as Cranelift records them. Offsets are in bytes from the start of the calling function.

/// A call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallSite {
    /// Offset of the return address.
    pub return_address: u32,
    /// From the frame pointer down to the stack pointer during the call, in bytes, if it was recorded.
    pub frame_offset: Option<u32>,
    /// Where an exception goes that it ends in, in the order in which they are asked.
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
