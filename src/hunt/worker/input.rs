//! Inputs as files.

use sha1::{Digest, Sha1};

/// The name that libFuzzer gives the file of an input: the SHA-1 of its bytes.
pub(in crate::hunt) fn name_of(input: &[u8]) -> String {
    let digest = Sha1::digest(input);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
