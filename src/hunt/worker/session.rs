//! A worker's side of a hunt.

use super::coverage::{Counters, Map};
use super::fault;
use super::input::name_of;
use super::numbers::CaseNumbers;
use super::page::{Page, Phase, now};
use crate::atomic;
use crate::case::Case;
use crate::check::{CheckStep, Verdict};
use crate::hunt::inbox::Inbox;
use crate::hunt::options::MutatorChoice;
use crate::hunt::record::{Effort, Sighting};
use crate::hunt::tally::Tally;
use crate::oracle::{Finding, Key};
use crate::triage::{self, Limits};
use rustc_hash::FxHashSet;
use rustix::time::{ClockId, clock_gettime};
use serde::{Deserialize, Serialize};
use std::env;
use std::fs;
use std::io;
use std::path::PathBuf;
use std::process;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// What a worker is told, as JSON in the environment variable [`Settings::VARIABLE`].
#[derive(Debug, Serialize, Deserialize)]
pub(in crate::hunt) struct Settings {
    /// The file of the [`Page`].
    pub(in crate::hunt) page: PathBuf,
    /// The directory for sightings.
    pub(in crate::hunt) inbox: PathBuf,
    /// The file of the coverage [`Map`].
    pub(in crate::hunt) coverage: PathBuf,
    /// When the hunt began, in the nanoseconds of [`now`].
    pub(in crate::hunt) start: u64,
    /// What inputs are changed with.
    pub(in crate::hunt) mutator: MutatorChoice,
    /// A case to shrink, instead of fuzzing.
    pub(in crate::hunt) shrink: Option<ShrinkJob>,
    /// The cases of a plain worker; see [`plain_worker`](super::plain_worker).
    pub(in crate::hunt) numbers: Option<CaseNumbers>,
    /// The number of the case that is retried or shrunk, if it has one.
    pub(in crate::hunt) number: Option<u64>,
    /// The [`name_of`] inputs that are known to end the process, and are skipped.
    pub(in crate::hunt) fatal: FxHashSet<String>,
}

/// A case to be shrunk.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(in crate::hunt) struct ShrinkJob {
    /// The file of the case.
    pub(in crate::hunt) case: PathBuf,
    /// Its bucket, which is kept.
    pub(in crate::hunt) key: String,
    /// The number of the case, if it has one.
    pub(in crate::hunt) number: Option<u64>,
    /// Where the small one goes.
    pub(in crate::hunt) out: PathBuf,
    /// The most cases to check.
    pub(in crate::hunt) checks: u64,
}

impl Settings {
    pub(in crate::hunt) const VARIABLE: &str = "FARCALL_WORKER";
}

/// Exit code of a worker that cannot write a finding; its last words say why.
pub(in crate::hunt) const CANNOT_WRITE: i32 = 3;

/// How often the tally is published.
const PUBLISH: Duration = Duration::from_millis(100);

/// The page of this process, for the panic hook and the checker's steps.
static PAGE: OnceLock<Page> = OnceLock::new();

/// What a worker knows of the hunt that it takes part in.
#[derive(Debug)]
pub struct Session {
    settings: Settings,
    page: &'static Page,
    inbox: Inbox,
    counters: Counters,
    coverage: Map,
    tally: Tally,
    seen: FxHashSet<Key>,
    begun: Instant,
    published: Option<Instant>,
}

impl Session {
    /// The session that the environment describes; none if this process is no worker.
    ///
    /// # Errors
    /// If what the environment names cannot be used.
    pub fn from_environment(counters: Counters) -> io::Result<Option<Session>> {
        let Some(settings) = env::var_os(Settings::VARIABLE) else {
            return Ok(None);
        };
        let settings: Settings = serde_json::from_slice(settings.as_encoded_bytes())?;
        let page = Page::open(&settings.page)?;
        let page = PAGE.get_or_init(|| page);
        fault::watch(page)?;
        if let Some(number) = settings.number {
            page.note_number(number);
        }
        Ok(Some(Session {
            page,
            inbox: Inbox::new(settings.inbox.clone()),
            coverage: Map::for_counters(&settings.coverage, counters)?,
            counters,
            tally: Tally::new(),
            seen: FxHashSet::default(),
            begun: Instant::now(),
            published: None,
            settings,
        }))
    }

    /// Shrinks the case that the supervisor chose, with `check` for its bucket, and ends the
    /// process; returns if there is none.
    ///
    /// # Errors
    /// If the case cannot be read, or the result not be written.
    pub fn shrink_first(
        &mut self,
        check: &mut dyn FnMut(&Case, &str) -> Verdict,
    ) -> io::Result<()> {
        let Some(ShrinkJob {
            case,
            key,
            out,
            checks,
            ..
        }) = self.settings.shrink.clone()
        else {
            return Ok(());
        };
        let case = Case::read(&fs::read(case)?).map_err(io::Error::other)?;
        let stop = AtomicBool::new(false);
        let limits = Limits {
            checks,
            stop: &stop,
        };
        let page = self.page;
        let mut falls_into = |case: &Case| {
            if page.is_asked_to_stop() {
                stop.store(true, Ordering::Relaxed);
            }
            page.begin(&case.to_bytes());
            let verdict = check(case, &key);
            page.enter(Phase::Between);
            verdict.falls_into(key.as_str())
        };
        let shrunk = triage::shrink(&case, &mut falls_into, &limits, &mut |_| {});
        atomic::write(&out, &shrunk.case.to_bytes())?;
        // SAFETY: as in `stop_if_asked`.
        unsafe { libc::_exit(0) }
    }

    /// Goes through the cases of a plain worker, which `check` checks, each with [`Session::end`];
    /// none if this is no plain worker.
    pub fn go_through(&mut self, check: &mut dyn FnMut(&mut Session, &[u8])) {
        for (number, input) in self.settings.numbers.into_iter().flatten() {
            if self.begin_numbered(number, &input) {
                check(self, &input);
            }
        }
        self.publish();
    }

    /// What inputs are changed with.
    pub fn mutator(&self) -> MutatorChoice {
        self.settings.mutator
    }

    /// Begins with an input; returns whether to check it. Ends the process if the supervisor asked
    /// for that.
    pub fn begin(&mut self, input: &[u8]) -> bool {
        self.stop_if_asked();
        self.accept(input)
    }

    /// The same for an input that is the case with this number.
    fn begin_numbered(&mut self, number: u64, input: &[u8]) -> bool {
        // A skipped input must not look like the current one.
        self.stop_if_asked();
        self.page.note_number(number);
        self.accept(input)
    }

    fn stop_if_asked(&mut self) {
        if self.page.is_asked_to_stop() {
            self.publish();
            // Not `process::exit`, which libFuzzer takes for a crash of its target.
            // SAFETY: nothing is left half-done: files are written before the next input comes.
            unsafe { libc::_exit(0) };
        }
    }

    fn accept(&mut self, input: &[u8]) -> bool {
        let fatal = &self.settings.fatal;
        if !fatal.is_empty() && fatal.contains(&name_of(input)) {
            return false;
        }
        self.begun = Instant::now();
        self.page.begin(input);
        true
    }

    /// Records the case of the input and its verdict.
    pub fn end(&mut self, case: &Case, verdict: &Verdict) {
        self.page.enter(Phase::Record);
        self.coverage.add(self.counters);
        self.tally.count(verdict, self.begun.elapsed());
        for (case, finding) in verdict.buckets_of(case) {
            if self.seen.insert(finding.key.clone()) {
                self.report(finding, case);
            }
        }
        // With `--cases`, every case counts, so none may be lost with its worker.
        let is_counted = self
            .settings
            .numbers
            .is_some_and(|numbers| numbers.end.is_some());
        let due = |at: Instant| at.elapsed() >= PUBLISH;
        if is_counted || self.published.is_none_or(due) {
            self.publish();
        }
        self.page.enter(Phase::Between);
    }

    fn report(&self, finding: &Finding, case: &Case) {
        let name = format!("{}-{}", process::id(), self.seen.len());
        let seconds = now().saturating_sub(self.settings.start) as f64 / 1e9;
        let sighting = Sighting {
            effort: Effort {
                cpu_s: cpu_s(),
                cases: self.tally.cases,
            },
            number: self.page.number(),
            ..Sighting::new(finding, case, seconds)
        };
        if let Err((path, error)) = self.inbox.put(&name, &sighting) {
            // The input stays on the page, so nothing is lost; the supervisor reports the reason.
            self.page
                .say(&format!("cannot write {}: {error}", path.display()));
            // SAFETY: as in `stop_if_asked`; the file that could not be written was removed.
            unsafe { libc::_exit(CANNOT_WRITE) };
        }
    }

    fn publish(&mut self) {
        self.published = Some(Instant::now());
        let tally = postcard::to_stdvec(&self.tally).expect("tallies are plain data");
        self.page.publish(&tally);
    }
}

/// Processor time that this process has used, in seconds.
fn cpu_s() -> f64 {
    let used = clock_gettime(ClockId::ProcessCPUTime);
    used.tv_sec as f64 + used.tv_nsec as f64 / 1e9
}

/// Tells the supervisor the checker's step, if this process is a worker.
pub fn note_step(step: CheckStep) {
    if let Some(page) = PAGE.get() {
        page.enter(match step {
            CheckStep::Link => Phase::Link,
            CheckStep::Audit => Phase::Audit,
            CheckStep::Model => Phase::Model,
            CheckStep::Execute => Phase::Execute,
            CheckStep::Judge => Phase::Judge,
        });
    }
}

/// Tells the supervisor about a panic of Farcall's own, if this process is a worker.
pub fn note_panic(message: &str) {
    if let Some(page) = PAGE.get() {
        page.say(message);
    }
}
