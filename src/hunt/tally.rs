//! What a worker counts.

use crate::check::{Counts, Verdict};
use crate::oracle::{Finding, Oracle};
use hdrhistogram::Histogram;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// Sums over cases.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Tally {
    pub(super) cases: u64,
    pub(super) invalid: u64,
    pub(super) unsupported: u64,
    /// Unsupported cases and variants, by reason.
    pub(super) unsupported_by: BTreeMap<String, u64>,
    pub(super) masked: u64,
    pub(super) counts: Counts,
    /// How many cases fell into each bucket.
    pub(super) buckets: BTreeMap<String, u64>,
    /// Microseconds a case.
    pub(super) times: Times,
}

impl Tally {
    pub(super) fn new() -> Self {
        Tally {
            cases: 0,
            invalid: 0,
            unsupported: 0,
            unsupported_by: BTreeMap::new(),
            masked: 0,
            counts: Counts::default(),
            buckets: BTreeMap::new(),
            times: Times::new(),
        }
    }

    /// Counts one case.
    pub(super) fn count(&mut self, verdict: &Verdict, time: Duration) {
        self.cases += 1;
        self.unsupported += u64::from(verdict.unsupported.is_some());
        let reasons = verdict
            .unsupported
            .iter()
            .chain(&verdict.variants_unsupported);
        for reason in reasons {
            add(&mut self.unsupported_by, &without_numbers(reason), 1);
        }
        self.masked += u64::from(verdict.masked);
        self.counts.add(&verdict.counts);
        self.times.record(time);
        let is_of_verifier = |finding: &Finding| finding.key.oracle() == Oracle::Verifier;
        self.invalid += u64::from(verdict.buckets().any(is_of_verifier));
        let keys: BTreeSet<String> = verdict.buckets().map(|f| f.key.to_string()).collect();
        for key in &keys {
            add(&mut self.buckets, key, 1);
        }
    }

    /// Counts one more case in a bucket.
    pub(super) fn count_key(&mut self, key: &str) {
        add(&mut self.buckets, key, 1);
    }

    /// Adds another worker's numbers.
    pub(super) fn add(&mut self, other: &Tally) {
        self.cases += other.cases;
        self.invalid += other.invalid;
        self.unsupported += other.unsupported;
        self.masked += other.masked;
        self.counts.add(&other.counts);
        self.times
            .0
            .add(&other.times.0)
            .expect("the bounds are equal");
        for (key, count) in &other.buckets {
            add(&mut self.buckets, key, *count);
        }
        for (reason, count) in &other.unsupported_by {
            add(&mut self.unsupported_by, reason, *count);
        }
    }
}

/// Adds to the count of `name`.
fn add(counts: &mut BTreeMap<String, u64>, name: &str, more: u64) {
    match counts.get_mut(name) {
        Some(count) => *count += more,
        None => drop(counts.insert(name.to_owned(), more)),
    }
}

/// The kind of a reason: words with digits, which differ from case to case, become `_`.
fn without_numbers(reason: &str) -> String {
    let words = reason.split_whitespace().map(|word| {
        let has_digit = word.chars().any(|c| c.is_ascii_digit());
        if has_digit { "_" } else { word }
    });
    words.collect::<Vec<_>>().join(" ")
}

/// A histogram of times in microseconds, up to an hour, to two digits.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(from = "Vec<(u64, u64)>", into = "Vec<(u64, u64)>")]
pub(super) struct Times(Histogram<u64>);

impl Times {
    fn new() -> Self {
        let hour = Duration::from_secs(3600).as_micros() as u64;
        let times = Histogram::new_with_bounds(1, hour, 2);
        Times(times.expect("the bounds are in order"))
    }

    fn record(&mut self, time: Duration) {
        self.0.saturating_record(time.as_micros() as u64);
    }

    /// The quantile of the times for this share of the cases, in microseconds.
    pub(super) fn quantile(&self, share: f64) -> u64 {
        self.0.value_at_quantile(share)
    }
}

/// From values and how often each was seen.
impl From<Vec<(u64, u64)>> for Times {
    fn from(seen: Vec<(u64, u64)>) -> Self {
        let mut times = Times::new();
        for (value, count) in seen {
            times.0.saturating_record_n(value, count);
        }
        times
    }
}

impl From<Times> for Vec<(u64, u64)> {
    fn from(times: Times) -> Self {
        let seen = times.0.iter_recorded();
        seen.map(|step| (step.value_iterated_to(), step.count_at_value()))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tally_survives_its_wire_format() {
        let mut tally = Tally::new();
        for micros in [1, 900, 1000, 1_000_000, 10_000_000_000] {
            tally.count(&Verdict::default(), Duration::from_micros(micros));
        }
        tally.buckets.insert("a/b".to_owned(), 3);
        tally
            .unsupported_by
            .insert("stack arguments of _ bytes".to_owned(), 2);
        let bytes = postcard::to_stdvec(&tally).expect("plain data");
        let back: Tally = postcard::from_bytes(&bytes).expect("the same format");
        assert_eq!((back.cases, &back.buckets), (5, &tally.buckets));
        for share in [0.0, 0.3, 0.5, 0.7, 1.0] {
            assert_eq!(back.times.quantile(share), tally.times.quantile(share));
        }
        let mut sum = back.clone();
        sum.add(&tally);
        assert_eq!((sum.cases, sum.buckets["a/b"]), (10, 6));
        assert_eq!(
            sum.unsupported_by,
            [("stack arguments of _ bytes".to_owned(), 4)].into()
        );
    }

    #[test]
    fn what_is_not_supported_is_counted_by_reason() {
        let because = |own: Option<&str>, variants: &[&str]| Verdict {
            unsupported: own.map(str::to_owned),
            variants_unsupported: variants.iter().map(|&v| v.to_owned()).collect(),
            ..Verdict::default()
        };
        let mut tally = Tally::new();
        let verdicts = [
            because(Some("instruction at 0x20000000: vadd.vv"), &[]),
            because(Some("instruction at 0x20000004: vadd.vv"), &[]),
            because(None, &["tls_value"]),
            because(None, &[]),
        ];
        for verdict in &verdicts {
            tally.count(verdict, Duration::ZERO);
        }
        let counts = [("instruction at _ vadd.vv", 2), ("tls_value", 1)];
        let counts = counts.map(|(reason, count)| (reason.to_owned(), count));
        assert_eq!((tally.cases, tally.unsupported), (4, 2));
        assert_eq!(tally.unsupported_by, counts.into());
    }
}
