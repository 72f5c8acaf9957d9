//! Which Cranelift this program is linked with.
//!
//! Known issues hold for ranges of versions, so generation, triage and reports ask here. This is
//! the one place that reads the version, which is fixed when the program is built.

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
    /// The known issues that are mended in its sources, by slug: none but for `farcall --fixed`.
    pub fixed: Vec<String>,
}

/// As in reports: `0.135.8`, `0.135.8 with 2 fixes`, `0.136.0-dev (897fb1ad91)`, or `0.136.0-dev
/// (897fb1ad91-dirty)` if files of Cranelift were changed since.
impl fmt::Display for Cranelift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.version)?;
        if let Some(commit) = &self.commit {
            let (hash, dirty) = match commit.strip_suffix("-dirty") {
                Some(hash) => (hash, "-dirty"),
                None => (commit.as_str(), ""),
            };
            write!(f, " ({}{dirty})", hash.get(..10).unwrap_or(hash))?;
        }
        match self.fixed.len() {
            0 => Ok(()),
            1 => write!(f, " with 1 fix"),
            fixes => write!(f, " with {fixes} fixes"),
        }
    }
}

/// The Cranelift that this program is linked with.
///
/// # Panics
/// If Cranelift's version is not a semantic version, which Cargo rules out.
pub fn linked() -> &'static Cranelift {
    static LINKED: OnceLock<Cranelift> = OnceLock::new();
    LINKED.get_or_init(|| Cranelift {
        version: version(cranelift_codegen::VERSION),
        commit: option_env!("FARCALL_CRANELIFT_COMMIT").map(str::to_owned),
        fixed: option_env!("FARCALL_CRANELIFT_FIXED")
            .map(|slugs| slugs.split_whitespace().map(str::to_owned).collect())
            .unwrap_or_default(),
    })
}

/// Whether it differs from 0.135, which Farcall's own manifest pins: a later release, a checkout,
/// or with fixes.
pub fn is_other() -> bool {
    let is_later = cfg!(any(
        feature = "cranelift-0-136",
        feature = "cranelift-0-137"
    ));
    is_later || linked().commit.is_some() || !linked().fixed.is_empty()
}

/// The version in what `cranelift-codegen` calls itself. Where its sources lie in a Git repository,
/// its build script appends nine digits of what is checked out there, be it Cranelift or not; they
/// would make a release look like a pre-release.
fn version(name: &str) -> Version {
    let is_hash = |text: &str| text.len() == 9 && text.bytes().all(|b| b.is_ascii_hexdigit());
    let name = match name.rsplit_once('-') {
        Some((version, hash)) if is_hash(hash) => version,
        _ => name,
    };
    Version::parse(name).expect("Cargo checked it")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checkout_is_named_by_its_commit() {
        let mut cranelift = Cranelift {
            version: Version::new(0, 135, 8),
            commit: None,
            fixed: Vec::new(),
        };
        assert_eq!(cranelift.to_string(), "0.135.8");
        cranelift.fixed = vec!["a".to_owned()];
        assert_eq!(cranelift.to_string(), "0.135.8 with 1 fix");
        cranelift.fixed.clear();
        cranelift.commit = Some("897fb1ad91c9e9c4987ab817f226b058c7fea710".to_owned());
        assert_eq!(cranelift.to_string(), "0.135.8 (897fb1ad91)");
        cranelift.commit = Some("897fb1ad91c9e9c4987ab817f226b058c7fea710-dirty".to_owned());
        assert_eq!(cranelift.to_string(), "0.135.8 (897fb1ad91-dirty)");
    }

    #[test]
    fn the_commit_that_a_build_script_appends_is_no_part_of_the_version() {
        assert_eq!(version("0.135.0-f1412a598"), Version::new(0, 135, 0));
        assert_eq!(version("0.135.8"), Version::new(0, 135, 8));
        let dev = Version::parse("0.136.0-dev").expect("a version");
        assert_eq!(version("0.136.0-dev"), dev);
        assert_eq!(version("0.136.0-dev-897fb1ad9"), dev);
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
