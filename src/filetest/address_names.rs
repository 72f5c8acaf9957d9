//! Addresses, for people: relative to what they are next to. Absolute addresses are never shown.

use crate::link::ForeignImage;
use cranelift_codegen::ir::Function;

/// The greatest distance, in bytes, that is shown: a frame that does not fit may reach that far
/// below the stack.
const FAR: u64 = 64 << 20;

/// The names of everything that has an address.
#[derive(Clone, Copy)]
pub(super) struct AddressNames<'p> {
    image: &'p ForeignImage<'p>,
    functions: &'p [Function],
    stubs: &'p [&'p str],
}

impl<'p> AddressNames<'p> {
    /// The names in `image`, which holds these functions; `stubs` are the names of extern
    /// functions.
    pub(super) fn new(
        image: &'p ForeignImage<'p>,
        functions: &'p [Function],
        stubs: &'p [&'p str],
    ) -> Self {
        AddressNames {
            image,
            functions,
            stubs,
        }
    }

    /// The image.
    pub(super) fn image(&self) -> &'p ForeignImage<'p> {
        self.image
    }

    /// What the function with this index is called.
    pub(super) fn function(&self, index: usize) -> String {
        self.functions[index].name.to_string()
    }

    /// The name of an address: in a function, on the stack, or of something outside.
    pub(super) fn name(&self, address: u64) -> Option<String> {
        let (stack, harness) = (self.image.stack(), self.image.harness());
        if let Some((index, linked)) = self.image.function_at(address) {
            let offset = address - linked.span.start;
            Some(format!("{}+{offset:#x}", self.functions[index].name))
        } else if let Some(number) = self.image.extern_at(address) {
            Some(format!("%{}", self.stubs[number]))
        } else if stack.contains(address) || address == stack.end() {
            Some(format!("stack+{:#x}", address - stack.start))
        } else if address == harness {
            Some("harness".to_owned())
        } else {
            None
        }
    }

    /// An address relative to what it is in or near; otherwise the address itself.
    pub(super) fn show(&self, address: u64) -> String {
        let (stack, space) = (self.image.stack(), self.image.space());
        let below = stack.start.wrapping_sub(address);
        let above = address.wrapping_sub(stack.end());
        let beyond = address.wrapping_sub(self.image.harness());
        match self.name(address) {
            Some(name) => name,
            None if below <= FAR => format!("stack-{below:#x}"),
            None if above < FAR => format!("stack+{:#x}", stack.len + above),
            None if beyond < FAR => format!("harness+{beyond:#x}"),
            None if space.contains(address) => format!("arena+{:#x}", address - space.start),
            None => format!("{address:#x}"),
        }
    }
}
