//! Which Cranelift this program is linked with.
//!
//! Known issues hold for ranges of versions, so generation, triage and reports ask here. This is the
//! one place that reads the version; `farcall --cranelift` decides it when it builds.

use semver::Version;
use std::fmt;
use std::sync::OnceLock;

/// A Cranelift: a release, or a commit of a checkout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cranelift {
    /// What `cranelift-codegen` calls itself: `0.135.8`, or `0.136.0-dev` in a checkout.
    pub version: Version,
    /// The commit of the checkout, in full; none for a release from the registry.
    pub commit: Option<String>,
}

/// As in reports: `0.135.8`, or `0.136.0-dev (897fb1ad91)`.
impl fmt::Display for Cranelift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.version)?;
        match &self.commit {
            Some(commit) => write!(f, " ({})", commit.get(..10).unwrap_or(commit)),
            None => Ok(()),
        }
    }
}

/// The Cranelift that this program is linked with.
///
/// # Panics
/// If Cranelift's version is no semantic version, which Cargo rules out.
pub fn linked() -> &'static Cranelift {
    static LINKED: OnceLock<Cranelift> = OnceLock::new();
    LINKED.get_or_init(|| Cranelift {
        version: Version::parse(cranelift_codegen::VERSION).expect("Cargo checked it"),
        commit: option_env!("FARCALL_CRANELIFT_COMMIT").map(str::to_owned),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checkout_is_named_by_its_commit() {
        let mut cranelift = Cranelift {
            version: Version::new(0, 135, 8),
            commit: None,
        };
        assert_eq!(cranelift.to_string(), "0.135.8");
        cranelift.commit = Some("897fb1ad91c9e9c4987ab817f226b058c7fea710".to_owned());
        assert_eq!(cranelift.to_string(), "0.135.8 (897fb1ad91)");
    }

    #[test]
    fn the_linked_version_is_the_one_of_the_lock_file() {
        let lock = include_str!("../Cargo.lock");
        let version = format!(
            "name = \"cranelift-codegen\"\nversion = \"{}\"",
            linked().version
        );
        assert!(lock.contains(&version), "{version}");
    }
}
