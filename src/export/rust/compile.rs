//! Tests of cranelift-codegen alone: what compiles, and what is recorded beside the code.

use super::claim::Reason;
use super::{Test, UNBUILT, UNSEEN, program, text};

// The test has the same lines.
include!("text/ends_in_a_call.rs");

const COMPILES: &str = "\
    Expected: it compiles, because it is legal CLIF. Source: what Cranelift says of its \
    instructions, <https://docs.rs/cranelift-codegen/latest/cranelift_codegen/ir/trait.InstBuilder.html>.";

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
        let code = self.inspection.code[usize::from(self.function)].as_deref();
        let start = self.inspection.map.functions[usize::from(self.function)];
        let offset = self
            .subject
            .finding
            .at
            .address
            .zip(start)
            .map(|(at, f)| at - f.start);
        let before = code
            .zip(offset)
            .and_then(|(code, at)| code.get(..at as usize));
        match before {
            Some(before) if !ends_in_a_call(before) => self.fill(
                include_str!("text/call_sites.in"),
                CALL_SITES,
                include_str!("text/ends_in_a_call.rs"),
            ),
            _ => Err(UNSEEN),
        }
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
