//! What the fuzz targets call: an input in, a panic with the bucket key out.
//!
//! This is the one place where a finding becomes a panic, because that is what libFuzzer understands.

use crate::check::Checker;
use crate::generate;
use std::cell::RefCell;

thread_local! {
    static CHECKER: RefCell<Option<Checker>> = const { RefCell::new(None) };
}

/// Checks the case that `bytes` stand for, linked by cranelift-jit.
///
/// # Panics
/// If something is wrong; the first line is the bucket key. Also if the arena cannot be mapped.
pub fn jit(bytes: &[u8]) {
    let case = generate::case_from_bytes(bytes);
    let verdict = CHECKER.with_borrow_mut(|checker| {
        checker
            .get_or_insert_with(|| Checker::new(0).unwrap_or_else(|error| panic!("{error}")))
            .check(&case)
    });
    if let Some(finding) = verdict.buckets().next() {
        panic!(
            "{}\n{}: {}\nreport: farcall replay --raw <this input>",
            finding.key, finding.class, finding.summary
        );
    }
}
