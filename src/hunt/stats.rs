//! Numbers of a hunt.

use crate::check::{Counts, Verdict};
use hdrhistogram::Histogram;
use serde::Serialize;
use std::fs;
use std::time::Duration;

/// The contents of `stats.json`.
#[derive(Clone, Debug, Serialize)]
pub struct Stats {
    /// Cases checked.
    pub cases: u64,
    /// Cases a second, all workers together.
    pub cases_per_s: f64,
    /// Functions linked.
    pub functions: u64,
    /// Calls, tail calls and returns checked.
    pub calls_checked: u64,
    /// Relocations audited.
    pub relocations_checked: u64,
    /// Instructions executed.
    pub instructions: u64,
    /// Share of inputs that were legal cases, in percent.
    pub valid_pct: f64,
    /// Cases that Cranelift refused cleanly, as not supported.
    pub unsupported: u64,
    /// Share of cases that were never executed, because a finding stopped them, in percent.
    pub masked_pct: f64,
    /// Placement edges that held.
    pub satisfied_edges: u64,
    /// Placement edges that could not be had.
    pub dropped_edges: u64,
    /// Coverage edges reached; none without coverage instrumentation.
    pub edges: Option<u64>,
    /// Median time of a case, in microseconds.
    pub p50_us: u64,
    /// 99th percentile of the time of a case, in microseconds.
    pub p99_us: u64,
    /// Most memory that was resident in this process, in MiB.
    pub peak_rss_mb: u64,
    /// Buckets found.
    pub buckets: u64,
    /// Wall-clock time of hunting, in seconds.
    pub seconds: f64,
}

/// What a worker counts.
#[derive(Debug)]
pub(super) struct Tally {
    pub(super) cases: u64,
    invalid: u64,
    unsupported: u64,
    masked: u64,
    counts: Counts,
    times: Histogram<u64>,
}

impl Tally {
    pub(super) fn new() -> Self {
        let hour = Duration::from_secs(3600).as_micros() as u64;
        let times = Histogram::new_with_bounds(1, hour, 2);
        Tally {
            cases: 0,
            invalid: 0,
            unsupported: 0,
            masked: 0,
            counts: Counts::default(),
            times: times.expect("the bounds are in order"),
        }
    }

    /// Counts one case.
    pub(super) fn count(&mut self, verdict: &Verdict, time: Duration) {
        self.cases += 1;
        let keys = verdict.buckets().map(|f| f.key.as_str());
        self.invalid += u64::from(keys.into_iter().any(|key| key.starts_with("verifier/")));
        self.unsupported += u64::from(verdict.unsupported.is_some());
        self.masked += u64::from(verdict.masked);
        self.counts.add(&verdict.counts);
        self.times.saturating_record(time.as_micros() as u64);
    }

    /// Adds another worker's numbers.
    pub(super) fn add(&mut self, other: &Tally) {
        self.cases += other.cases;
        self.invalid += other.invalid;
        self.unsupported += other.unsupported;
        self.masked += other.masked;
        self.counts.add(&other.counts);
        self.times.add(&other.times).expect("the bounds are equal");
    }

    /// The numbers after `elapsed`, with so many buckets.
    pub(super) fn stats(&self, elapsed: Duration, buckets: u64) -> Stats {
        let percent = |part: u64| 100.0 * part as f64 / self.cases.max(1) as f64;
        let seconds = elapsed.as_secs_f64();
        Stats {
            cases: self.cases,
            cases_per_s: self.cases as f64 / seconds.max(1e-9),
            functions: self.counts.functions,
            calls_checked: self.counts.calls_checked,
            relocations_checked: self.counts.relocations_checked,
            instructions: self.counts.instructions,
            valid_pct: percent(self.cases - self.invalid),
            unsupported: self.unsupported,
            masked_pct: percent(self.masked),
            satisfied_edges: self.counts.satisfied_edges,
            dropped_edges: self.counts.dropped_edges,
            edges: None,
            p50_us: self.times.value_at_quantile(0.5),
            p99_us: self.times.value_at_quantile(0.99),
            peak_rss_mb: peak_rss_mb().unwrap_or(0),
            buckets,
            seconds,
        }
    }
}

/// Most memory that was resident in this process, in MiB (`VmHWM`); none where there is no `/proc`.
pub fn peak_rss_mb() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kib: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib / 1024)
}
