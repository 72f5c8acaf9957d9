//! The wanted Cranelift, and the compatibility module that fits it.

use super::checkout::Checkout;
use super::edited::Edited;
use super::error::RelinkError;
use semver::Version;
use std::fmt;
use std::path::Path;

/// The oldest supported Cranelift: its minor version.
const OLDEST: u64 = 135;

/// A compatibility module.
struct Module {
    /// The Cargo feature that selects it; `None` for the default.
    feature: Option<&'static str>,
    /// The minor version of the first release that it supports.
    since: u64,
    /// A name that `cranelift-codegen` exports since that release, if there is one. It tells which
    /// module fits a checkout between two releases.
    mark: Option<&'static str>,
}

/// All modules, newest first; see `link/compat/`.
const MODULES: [Module; 3] = [
    Module {
        feature: Some("cranelift-0-137"),
        since: 137,
        mark: Some("MachCallSiteItem"),
    },
    Module {
        feature: Some("cranelift-0-136"),
        since: 136,
        mark: None,
    },
    Module {
        feature: None,
        since: OLDEST,
        mark: None,
    },
];

/// The Cranelift to build against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// A release from the registry.
    Release {
        /// The version. If `exact` is not set, the newest release compatible with it.
        version: Version,
        /// Whether all three numbers were given.
        exact: bool,
    },
    /// A checkout of Wasmtime.
    Checkout(Checkout),
    /// The Cranelift that this program is linked with, with edited sources.
    Edited(Edited),
}

impl Wanted {
    /// Parses `0.137.1`, `0.137`, or the path of a checkout of Wasmtime.
    ///
    /// # Errors
    /// If it is none of these, or too old.
    pub fn parse(text: &str) -> Result<Wanted, RelinkError> {
        let wanted = match release(text) {
            Some(wanted) => wanted,
            None if Path::new(text).is_dir() => Wanted::Checkout(Checkout::open(text.as_ref())?),
            None => return Err(RelinkError::Unknown(text.to_owned())),
        };
        if wanted.version() < &Version::new(0, OLDEST, 0) {
            return Err(RelinkError::TooOld(wanted.version().clone()));
        }
        Ok(wanted)
    }

    /// The version, or the oldest version that it may be.
    pub fn version(&self) -> &Version {
        match self {
            Wanted::Release { version, .. } => version,
            Wanted::Checkout(checkout) => &checkout.version,
            Wanted::Edited(edited) => &edited.cranelift.version,
        }
    }

    /// A name for it, used in a directory name.
    pub(super) fn slug(&self) -> String {
        match self {
            Wanted::Release { .. } => self.to_string(),
            Wanted::Checkout(checkout) => checkout.slug(),
            Wanted::Edited(edited) => edited.directory.to_owned(),
        }
    }

    /// The Cargo feature that selects the compatibility module, if it is another than that of the
    /// sources.
    pub(super) fn feature(&self) -> Option<&'static str> {
        let fits = |module: &&Module| match (self, module.mark) {
            (Wanted::Edited(_), _) => false,
            (Wanted::Checkout(checkout), Some(mark)) => checkout.exports(mark),
            (Wanted::Checkout(checkout), None) => since(&checkout.version) >= module.since,
            (Wanted::Release { version, .. }, _) => version.minor >= module.since,
        };
        MODULES.iter().find(fits).and_then(|module| module.feature)
    }
}

/// The minor version of the release that a commit with this version is, or that it follows:
/// `0.136.0-dev` comes after 0.135.
fn since(version: &Version) -> u64 {
    if version.pre.is_empty() {
        version.minor
    } else {
        version.minor.saturating_sub(1)
    }
}

fn release(text: &str) -> Option<Wanted> {
    let exact = Version::parse(text).ok();
    let about = || Version::parse(&format!("{text}.0")).ok();
    let version = exact.clone().or_else(about)?;
    version.pre.is_empty().then_some(Wanted::Release {
        version,
        exact: exact.is_some(),
    })
}

/// As the user wrote it.
impl fmt::Display for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Wanted::Release { version, exact } if *exact => version.fmt(f),
            Wanted::Release { version, .. } => write!(f, "{}.{}", version.major, version.minor),
            Wanted::Checkout(checkout) => checkout.fmt(f),
            Wanted::Edited(edited) => edited.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn feature(text: &str) -> Option<&'static str> {
        Wanted::parse(text).expect("a version").feature()
    }

    #[test]
    fn a_version_chooses_its_module_and_a_newer_one_the_newest() {
        assert_eq!(feature("0.135"), None);
        assert_eq!(feature("0.135.8"), None);
        assert_eq!(feature("0.136.5"), Some("cranelift-0-136"));
        assert_eq!(feature("0.137.1"), Some("cranelift-0-137"));
        assert_eq!(feature("0.140.0"), Some("cranelift-0-137"));
    }

    #[test]
    fn what_is_no_version_and_no_directory_is_refused() {
        for text in [
            "",
            "banana",
            "0.137.1-dev",
            "137",
            "1.2.3.4",
            "/no/such/directory",
        ] {
            let refused = matches!(Wanted::parse(text), Err(RelinkError::Unknown(_)));
            assert!(refused, "{text}");
        }
        let old = Wanted::parse("0.134.2").expect_err("it is too old");
        assert_eq!(
            old.to_string(),
            "Cranelift 0.134.2 is too old: Farcall supports 0.135 and later"
        );
    }

    #[test]
    fn a_version_is_shown_as_it_was_given() {
        for text in ["0.136", "0.137.1"] {
            assert_eq!(Wanted::parse(text).expect("a version").to_string(), text);
        }
    }

    #[test]
    fn a_commit_on_the_way_to_a_release_goes_by_the_one_before() {
        assert_eq!(since(&Version::new(0, 135, 0)), 135);
        assert_eq!(
            since(&Version::parse("0.136.0-dev").expect("a version")),
            135
        );
    }
}
