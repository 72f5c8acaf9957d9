//! The call-site oracle.
//!
//! *Proves.* Each recorded call site is a return address: in the final code it follows an
//! instruction that calls. Each calling instruction that control can reach from the function's
//! entry has a call site. No call site has an exception handler or a stack map, because no call of
//! a case has one in CLIF.
//!
//! *Cannot see.* Calls after a jump through a register that is neither a `br_table` nor a veneer,
//! the two forms that `code.rs` follows. Handler lists that name contexts only. Code is followed
//! from its entry, because constants lie between instructions. A call site in code that nothing
//! leads to is believed if the bytes before it decode as a call.
//!
//! *Source.* `FinalizedMachCallSite::ret_addr` (cranelift-codegen, `src/machinst/buffer.rs`): "The
//! offset of the call's return address, *relative to the start of the buffer*";
//! `MachBufferFinalized::call_sites`: "the list of call sites for this code". A call is a jump that
//! links: ISA, "Unconditional Jumps". A tail call has no return address, so it is no call here.

use super::code::{Code, links};
use super::key::{CallSiteKey, Key};
use super::{Class, Finding, Locus};
use crate::case::FuncId;
use crate::link::{CallSite, Image, Metadata};
use farcall_machine::op::Jump;
use farcall_machine::{Inst, Op};
use std::collections::BTreeSet;

/// What is wrong with the call sites of `image`, one finding a key.
pub fn call_sites(image: &Image<'_>, metadata: &[Option<Metadata>]) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for (function, metadata) in metadata.iter().enumerate() {
        let Some(metadata) = metadata else { continue };
        let function = function as FuncId;
        let span = image.function(function);
        let code = Code::follow(image.bytes(span));
        for (offset, key, summary) in judge(&code, metadata) {
            findings.push(Finding {
                key,
                class: Class::Conformance,
                summary: format!("%f{function}+{offset:#x} {summary}"),
                at: Locus {
                    function: Some(function),
                    address: Some(span.start + u64::from(offset)),
                    ..Locus::default()
                },
            });
        }
    }
    super::one_of_each_key(findings)
}

/// What is wrong with the metadata of `code`: offset, key, and an explanation.
fn judge(code: &Code<'_>, metadata: &Metadata) -> impl Iterator<Item = (u32, Key, &'static str)> {
    let Metadata {
        call_sites,
        stack_maps,
        ..
    } = metadata;
    let offset = |site: &CallSite| site.return_address;
    let recorded: BTreeSet<u32> = call_sites.iter().map(offset).collect();
    let missing = code
        .return_addresses()
        .filter(move |offset| !recorded.contains(offset))
        .map(|offset| {
            let why = "follows a call, and is no recorded call site";
            (offset, Key::CallSite(CallSiteKey::Missing), why)
        });
    let handled = call_sites
        .iter()
        .filter(|site| !site.handlers.is_empty())
        .map(move |site| {
            let why = "is a call site with an exception handler, and no call has one";
            (
                offset(site),
                Key::CallSite(CallSiteKey::UnexpectedHandler),
                why,
            )
        });
    let mapped = stack_maps.iter().map(|&offset| {
        let why = "has a stack map, and no value needs one";
        (offset, Key::UnexpectedStackMap, why)
    });
    let misplaced = call_sites.iter().filter_map(move |site| {
        let (key, why) = code.misplaced(offset(site))?;
        Some((offset(site), Key::CallSite(key), why))
    });
    misplaced.chain(missing).chain(handled).chain(mapped)
}

impl Code<'_> {
    /// The return addresses of all reached calls.
    fn return_addresses(&self) -> impl Iterator<Item = u32> {
        let calls = self.reached.iter().filter(|(_, inst)| links(inst));
        calls.map(|(offset, inst)| offset + u32::from(inst.len))
    }

    /// The key and an explanation if `offset` is no return address.
    fn misplaced(&self, offset: u32) -> Option<(CallSiteKey, &'static str)> {
        let is_call = |len: u32| {
            let start = offset.checked_sub(len)?;
            self.inst(start)
                .filter(|inst| u32::from(inst.len) == len && links(inst))
        };
        let last = offset.checked_sub(1).and_then(|last| self.reached_at(last));
        let follows_call = match last {
            Some((start, inst)) => links(inst) && start + u32::from(inst.len) == offset,
            None => is_call(4).or_else(|| is_call(2)).is_some(),
        };
        if follows_call {
            None
        } else if self.is_at_tail_call(offset) {
            let why = "is a call site at a tail call, which has no return address";
            Some((CallSiteKey::TailCall, why))
        } else {
            let why = "is a call site, and no call ends there";
            Some((CallSiteKey::NotBehindACall, why))
        }
    }

    /// The reached instruction that contains the byte at `offset`.
    fn reached_at(&self, offset: u32) -> Option<(u32, &Inst)> {
        let (&start, inst) = self.reached.range(..=offset).next_back()?;
        (offset < start + u32::from(inst.len)).then_some((start, inst))
    }

    /// Whether `offset` is right before, inside or right after a jump that leaves the function
    /// for good.
    fn is_at_tail_call(&self, offset: u32) -> bool {
        let jumps = |at: u32| {
            let inst = self.reached.get(&at)?;
            let leaves = inst.op == Op::Jump(Jump::Jalr) && !links(inst);
            (leaves && self.veneer(at, inst).is_none()).then_some(())
        };
        let behind = offset.checked_sub(1).and_then(|last| self.reached_at(last));
        let at = self.reached.get(&offset);
        let second = at
            .filter(|inst| inst.mnemonic() == "auipc")
            .map(|inst| offset + u32::from(inst.len));
        let mut all = behind
            .map(|(at, _)| at)
            .into_iter()
            .chain([offset])
            .chain(second);
        all.any(|at| jumps(at).is_some())
    }
}
