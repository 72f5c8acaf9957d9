//! What the fuzz targets call: an input in, a panic with the bucket key out.
//!
//! This is the one place where a finding becomes a panic, because that is what libFuzzer understands.

use crate::case::Case;
use crate::check::Checker;
use crate::generate;
use crate::oracle::Finding;
use crate::triage;
use arbitrary::{Arbitrary, Result, Unstructured};
use std::cell::RefCell;
use std::fmt;

/// The case that a fuzzer's input stands for; see [`generate::case_from_bytes`]. Its `Debug` is the case's CLIF.
pub struct Input(Case);

impl<'a> Arbitrary<'a> for Input {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let bytes = u.bytes(u.len())?;
        Ok(Input(generate::case_from_bytes(bytes)))
    }
}

impl fmt::Debug for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

thread_local! {
    static CHECKER: RefCell<Option<Checker>> = const { RefCell::new(None) };
}

/// Checks the case of `input`, linked by cranelift-jit.
///
/// # Panics
/// If something is wrong that is no known issue; the first line is the bucket key. Also if the arena cannot be mapped.
pub fn jit(input: &Input) {
    let verdict = CHECKER.with_borrow_mut(|checker| {
        checker
            .get_or_insert_with(|| Checker::new(0).unwrap_or_else(|error| panic!("{error}")))
            .check(&input.0)
    });
    let new = |finding: &&Finding| triage::known_issue(&finding.key).is_none();
    if let Some(finding) = verdict.buckets().find(new) {
        panic!(
            "{}\n{}: {}\nreport: farcall replay --raw <this input>",
            finding.key, finding.class, finding.summary
        );
    }
}
