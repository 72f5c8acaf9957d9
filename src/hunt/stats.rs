//! Numbers of a hunt.

use super::tally::Tally;
use serde::Serialize;
use std::collections::BTreeMap;

/// The contents of `stats.json`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Stats {
    /// Cases checked.
    pub cases: u64,
    /// Cases a second, all workers together.
    pub cases_per_s: f64,
    /// Functions linked.
    pub functions: u64,
    /// Functions a second, all workers together.
    pub functions_per_s: f64,
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
    /// Unsupported cases and variants by reason, without numbers: Cranelift's message, or the
    /// machine's about an instruction that it lacks.
    pub unsupported_by: BTreeMap<String, u64>,
    /// Variants that were checked along with cases. Apart from time, the other numbers do not
    /// include them.
    pub variants: u64,
    /// Share of cases that were never executed because a finding stopped them, in percent.
    pub masked_pct: f64,
    /// Distance goals that held.
    pub satisfied_edges: u64,
    /// Distance goals that were dropped.
    pub dropped_edges: u64,
    /// Coverage edges of Cranelift that any worker reached, in the build that reached most; none
    /// without coverage instrumentation.
    pub edges: Option<u64>,
    /// Coverage edges in that build.
    pub edges_total: Option<u64>,
    /// Inputs in `corpus/`; none without coverage instrumentation.
    pub corpus_files: Option<u64>,
    /// Workers that ended although no input was to blame.
    pub workers_lost: u64,
    /// Median time of a case, in microseconds.
    pub p50_us: u64,
    /// 99th percentile of the time of a case, in microseconds.
    pub p99_us: u64,
    /// Most memory that was resident in any worker, in MiB.
    pub peak_rss_mb: u64,
    /// Buckets in the output directory.
    pub buckets: u64,
    /// Wall-clock time of hunting, in seconds.
    pub seconds: f64,
    /// Processor time of all workers, in seconds; none where the system does not report it.
    pub cpu_s: Option<f64>,
}

impl Stats {
    /// The numbers of a tally after so many seconds; the others are zero.
    pub(super) fn of(tally: &Tally, seconds: f64) -> Stats {
        let percent = |part: u64| 100.0 * part as f64 / tally.cases.max(1) as f64;
        let per_second = |count: u64| count as f64 / seconds.max(1e-9);
        Stats {
            cases: tally.cases,
            cases_per_s: per_second(tally.cases),
            functions: tally.counts.functions,
            functions_per_s: per_second(tally.counts.functions),
            calls_checked: tally.counts.calls_checked,
            relocations_checked: tally.counts.relocations_checked,
            instructions: tally.counts.instructions,
            valid_pct: percent(tally.cases - tally.invalid),
            unsupported: tally.unsupported,
            unsupported_by: tally.unsupported_by.clone(),
            variants: tally.counts.variants,
            masked_pct: percent(tally.masked),
            satisfied_edges: tally.counts.satisfied_edges,
            dropped_edges: tally.counts.dropped_edges,
            p50_us: tally.times.quantile(0.5),
            p99_us: tally.times.quantile(0.99),
            seconds,
            ..Stats::default()
        }
    }
}
