//! Tests of cranelift-codegen alone: what compiles, and what is recorded beside the code.

use super::claim::Reason;
use super::{Test, UNBUILT, UNSEEN, program, text};

// The test has the same lines.
include!("text/ends_in_a_call.rs");

const COMPILES: &str = "\
    Expected: it compiles, because it is legal CLIF. Source: what Cranelift says of its \
    instructions, <https://docs.rs/cranelift-codegen/latest/cranelift_codegen/ir/>.";

const CALL_SITES: &str = "\
    Expected: each call site is behind an instruction that calls. Source: \
    `FinalizedMachCallSite::ret_addr` is \"The offset of the call's return address\" \
    (`cranelift/codegen/src/machinst/buffer.rs`), and a tail call has none.";

impl Test<'_> {
    /// The test that one function compiles.
    pub(super) fn compiles(&self) -> Result<String, Reason> {
        self.fill(include_str!("text/compiles.in"), COMPILES, "")
    }

    /// The test that each call site of one function is a return address.
    pub(super) fn call_sites(&self) -> Result<String, Reason> {
        let index = usize::from(self.function);
        let code = self.inspection.code[index].as_deref().ok_or(UNSEEN)?;
        let span = self.inspection.map.functions[index].ok_or(UNSEEN)?;
        let site = self.subject.finding.at.address.ok_or(UNSEEN)?;
        let before = code.get(..site.wrapping_sub(span.start) as usize);
        if before.is_none_or(ends_in_a_call) {
            return Err(UNSEEN);
        }
        self.fill(
            include_str!("text/call_sites.in"),
            CALL_SITES,
            include_str!("text/ends_in_a_call.rs"),
        )
    }

    fn fill(&self, template: &str, expected: &str, decoder: &str) -> Result<String, Reason> {
        // It is not linked, so it needs nothing that it refers to.
        let clif = program::clif(&self.subject.case, &[self.function], |_| None);
        let holes = [
            ("HEAD", text::head(self.subject, expected)),
            ("NAME", self.name()),
            ("CLIF", clif.ok_or(UNBUILT)?),
            ("DECODER", decoder.to_owned()),
        ];
        Ok(text::fill(template, &holes))
    }
}
