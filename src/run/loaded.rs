//! A machine that runs on the memory of an image.

use crate::link::{ForeignImage, Image, Span};
use farcall_machine::{Extensions, Machine, Region, Rights};

/// An image that a machine can run on.
pub(crate) trait Mapped {
    /// The spans that exist for its code, with access rights. They lie inside the image's arena.
    fn spans(&self) -> Vec<(Span, Rights)>;

    /// The first byte of a span. Exclusive, so that no slice of the image is alive meanwhile.
    fn pointer(&mut self, span: Span) -> *mut u8;
}

impl Mapped for &mut Image<'_> {
    fn spans(&self) -> Vec<(Span, Rights)> {
        let code = self.code().map(|span| (span, Rights::Code));
        let data = self.data_spans().map(|span| (span, Rights::ReadWrite));
        code.chain(data)
            .chain([(self.stack(), Rights::Stack)])
            .collect()
    }

    fn pointer(&mut self, span: Span) -> *mut u8 {
        Image::pointer(self, span)
    }
}

impl Mapped for ForeignImage<'_> {
    fn spans(&self) -> Vec<(Span, Rights)> {
        let linked = self.functions.iter().flatten();
        let code = linked.map(|function| (function.span, Rights::Code));
        code.chain([(self.stack(), Rights::Stack)]).collect()
    }

    fn pointer(&mut self, span: Span) -> *mut u8 {
        ForeignImage::pointer(self, span)
    }
}

/// A machine with the memory of an image. When this is dropped, the machine forgets the memory.
pub(crate) struct Loaded<'m, I> {
    machine: &'m mut Machine,
    image: I,
}

impl<'m, I: Mapped> Loaded<'m, I> {
    /// Loads the image and `more` regions into the machine.
    pub(crate) fn new(
        machine: &'m mut Machine,
        mut image: I,
        more: Option<Region>,
        extensions: Extensions,
    ) -> Self {
        let spans = image.spans().into_iter();
        let regions: Vec<Region> = spans
            .map(|(span, access)| {
                // SAFETY: the span lies inside the image's arena, a readable and writable mapping
                // that linking initialised (anonymous pages read as zeros). `Loaded` owns the image
                // or borrows it exclusively, and with it the arena. Its `drop` makes the machine
                // forget the region first. No slice of the image exists while the machine runs:
                // code that has both from `parts` uses one after the other.
                unsafe { Region::from_raw(span.start, span.len, image.pointer(span), access) }
            })
            .chain(more)
            .collect();
        let loaded = machine.load(regions, extensions);
        loaded.expect("the linker keeps spans apart");
        Loaded { machine, image }
    }

    /// The image.
    pub(crate) fn image(&self) -> &I {
        &self.image
    }

    /// The machine and the image.
    pub(crate) fn parts(&mut self) -> (&mut Machine, &I) {
        (self.machine, &self.image)
    }
}

impl<I> Drop for Loaded<'_, I> {
    fn drop(&mut self) {
        let forgotten = self.machine.load([], Extensions::BASE);
        forgotten.expect("no regions overlap");
    }
}
