//! From findings to what people do with them.
//!
//! *Limits.* This is the reporting half: what a finding looks like. Known issues, shrinking and export build on it.

mod listing;
mod report;
mod settings;

pub use listing::listing;
pub use report::report;
pub use settings::placement_map;
