//! Throttles: how many cases keep a shape that a known issue stops.
//!
//! *Idea.* The hash of a case decides whether it keeps the shape, and where. So the result depends
//! on the case alone, and a mutated case draws again.

use super::shape::{self, Shape, Site};
use crate::case::Case;
use serde::Deserialize;
use sha1::{Digest, Sha1};

/// The `[throttle]` of an `issue.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Throttle {
    /// The shape that it throttles.
    #[serde(deserialize_with = "shape::by_name")]
    pub shape: &'static Shape,
    /// The share of the cases with the shape that keep it.
    pub cases: Share,
    /// In how many places such a case keeps it; in all of them if none.
    pub most: Option<std::num::NonZeroUsize>,
}

/// A share, written `1/8`: more than nothing, and at most all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Share {
    times: u32,
    of: u32,
}

impl Share {
    /// As a number, more than 0 and at most 1.
    pub fn value(self) -> f64 {
        f64::from(self.times) / f64::from(self.of)
    }
}

/// The text is no share.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no share: write it as `1/8`, more than nothing and at most all")]
pub struct ShareError(String);

impl TryFrom<String> for Share {
    type Error = ShareError;

    fn try_from(text: String) -> Result<Share, ShareError> {
        let numbers = text
            .split_once('/')
            .and_then(|(n, of)| Some((n.parse().ok()?, of.parse().ok()?)));
        match numbers {
            Some((times, of)) if 0 < times && times <= of => Ok(Share { times, of }),
            _ => Err(ShareError(text)),
        }
    }
}

impl Throttle {
    /// Takes the shape away from a legal case, unless the case draws that it keeps it. `name`
    /// separates the draws of throttles.
    pub(super) fn apply(&self, name: &str, case: &mut Case) {
        let mut sites = self.shape.sites(case);
        if sites.is_empty() {
            return;
        }
        let hash = Sha1::new()
            .chain_update("throttle/")
            .chain_update(name)
            .chain_update(case.to_bytes());
        let kept = self.kept(&hash.finalize(), sites.len());
        // The sites that stay come first; the hash chooses which one begins.
        sites.rotate_left(kept.first);
        for site in sites.into_iter().skip(kept.count) {
            self.shape.take_away(case, site);
        }
    }

    /// How many of `sites` a case with this hash keeps.
    fn kept(&self, hash: &[u8], sites: usize) -> Kept {
        let number = |at: usize| {
            let bytes = hash[at..at + 8].try_into();
            u64::from_le_bytes(bytes.expect("a hash has 20 bytes"))
        };
        let keeps = number(0) % u64::from(self.cases.of) < u64::from(self.cases.times);
        let most = self.most.map_or(sites, std::num::NonZeroUsize::get);
        Kept {
            count: if keeps { most.min(sites) } else { 0 },
            first: (number(8) % sites as u64) as usize,
        }
    }

    /// Takes the shape away from a variant of `case`, wherever the case itself has none.
    pub(super) fn limit(&self, case: &Case, variant: &mut Case) {
        let own = self.shape.sites(case);
        self.take_away(variant, |site| !own.contains(&site));
    }

    /// Takes the shape away at the `wanted` sites. Gives whether there were any.
    pub(super) fn take_away(&self, case: &mut Case, wanted: impl Fn(Site) -> bool) -> bool {
        let mut sites = self.shape.sites(case);
        sites.retain(|&site| wanted(site));
        for &site in &sites {
            self.shape.take_away(case, site);
        }
        !sites.is_empty()
    }
}

/// The sites that a case keeps.
struct Kept {
    /// How many.
    count: usize,
    /// The index of the first.
    first: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_more_than_nothing_and_at_most_all() {
        let share = |text: &str| Share::try_from(text.to_owned());
        assert_eq!(share("1/8"), Ok(Share { times: 1, of: 8 }));
        assert_eq!(share("1/1").map(Share::value), Ok(1.0));
        for text in [
            "", "1", "0/8", "9/8", "1/0", "-1/8", "1/8/2", "1 / 8", "12%",
        ] {
            assert_eq!(share(text), Err(ShareError(text.to_owned())));
        }
    }
}
