//! Findings.

use crate::case::FuncId;

pub use crate::class::Class;

/// Where in a case a finding is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Locus {
    /// Index of the observed event, if it is about execution.
    pub event: Option<usize>,
    /// The function at fault.
    pub function: Option<FuncId>,
    /// The other side of the edge, if there is one.
    pub other: Option<FuncId>,
    /// The address of the instruction at fault.
    pub address: Option<u64>,
    /// The address of the memory that it could not access, if that is what went wrong.
    pub accessed: Option<u64>,
}

/// Something that is not as it has to be.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Finding {
    /// The bucket key: the same across runs, machines and versions (design: oracle, what was violated, where it lives in ABI terms).
    pub key: String,
    /// How bad.
    pub class: Class,
    /// One line for people, with the case's own names and values.
    pub summary: String,
    /// Where.
    pub at: Locus,
}

/// The part of a bucket key that names the oracle, and for those that compare registers at crossings, what they compare: `value`, `panic`,
/// `abi/callee-saved`. See the table in `ARCHITECTURE.md`.
pub fn oracle_of(key: &str) -> String {
    let mut parts = key.split('/');
    match (parts.next(), parts.next(), parts.next()) {
        (Some("abi"), Some(_), Some(what)) => format!("abi/{what}"),
        (first, _, _) => first.unwrap_or_default().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_begins_with_its_oracle() {
        for (key, oracle) in [
            ("value/argument/f64/stack/tail-call", "value"),
            ("panic/cranelift-jit/compiled_blob/x", "panic"),
            ("abi/return-edge/callee-saved/s3", "abi/callee-saved"),
            ("abi/tail-call-edge/sp", "abi/sp"),
            ("ran-away", "ran-away"),
        ] {
            assert_eq!(oracle_of(key), oracle);
        }
    }
}
