//! The frame-offset oracle.
//!
//! *Proves.* At every call whose call site has a recorded frame offset, sp is that far below the
//! frame pointer. So a walk of frames by frame pointers finds what lies at sp.
//!
//! *Cannot see.* Call sites without a frame offset. Cranelift records one for `try_call` alone,
//! which cases do not have yet.
//!
//! *Source.* `FinalizedMachCallSite::frame_offset` (cranelift-codegen, `src/machinst/buffer.rs`):
//! "The offset from the FP at this callsite down to the SP when the call occurs, if known."

use super::edge::name;
use super::key::{CallSiteKey, Key};
use super::{Class, Finding, Locus};
use crate::abi::IntReg;
use crate::link::{LinkMap, Metadata};
use crate::model::Crossing;
use crate::run::{CrossingObserver, Event};
use farcall_machine::{Hart, Memory};

/// Compares frame offsets at every call of a run.
#[derive(Debug)]
pub struct FrameOffsets<'f> {
    map: &'f LinkMap,
    metadata: &'f [Option<Metadata>],
    events: usize,
    finding: Option<Finding>,
}

impl<'f> FrameOffsets<'f> {
    /// For a run of the functions in `map`, with the metadata of each.
    pub fn new(map: &'f LinkMap, metadata: &'f [Option<Metadata>]) -> Self {
        FrameOffsets {
            map,
            metadata,
            events: 0,
            finding: None,
        }
    }

    /// The first wrong frame offset.
    pub fn finding(self) -> Option<Finding> {
        self.finding
    }

    fn judge(&self, hart: &Hart, event: &Event) -> Option<Finding> {
        let caller = event.from.filter(|_| event.crossing == Crossing::Call)?;
        let metadata = self.metadata[usize::from(caller)].as_ref()?;
        let start = self.map.functions[usize::from(caller)]?.start;
        let offset = event.registers.return_address.wrapping_sub(start);
        let mut sites = metadata.call_sites.iter();
        let site = sites.find(|site| u64::from(site.return_address) == offset)?;
        let recorded = u64::from(site.frame_offset?);
        let distance = hart.get(IntReg::S0).wrapping_sub(event.registers.sp);
        (distance != recorded).then(|| Finding {
            key: Key::CallSite(CallSiteKey::FrameOffset),
            class: Class::Conformance,
            summary: format!(
                "call from {} to {}: sp is {distance:#x} below the frame pointer, \
                 and {recorded:#x} was recorded",
                name(event.from),
                name(event.to)
            ),
            at: Locus {
                event: Some(self.events),
                function: event.from,
                other: event.to,
                address: Some(event.registers.from_pc),
                ..Locus::default()
            },
        })
    }
}

impl CrossingObserver for FrameOffsets<'_> {
    fn crossed(&mut self, hart: &Hart, _: &Memory, event: &Event) {
        if self.finding.is_none() {
            self.finding = self.judge(hart, event);
        }
        self.events += 1;
    }
}
