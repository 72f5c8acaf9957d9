//! Cases that wait to be shrunk.

use crate::hunt::worker::ShrinkJob;
use std::path::PathBuf;

/// The most cases that are checked to shrink the first one of a new bucket: some seconds. `farcall
/// shrink` checks more.
const SHRINK_CHECKS: u64 = 5000;

/// A case of a new bucket.
#[derive(Clone, Debug)]
pub(super) struct ToShrink {
    pub(super) key: String,
    pub(super) case: PathBuf,
    pub(super) number: Option<u64>,
    pub(super) assertions: bool,
}

impl ToShrink {
    /// The job, which leaves the small case at `out`.
    pub(super) fn shrink(self, out: PathBuf) -> ShrinkJob {
        ShrinkJob {
            case: self.case,
            key: self.key,
            number: self.number,
            out,
            checks: SHRINK_CHECKS,
        }
    }
}
