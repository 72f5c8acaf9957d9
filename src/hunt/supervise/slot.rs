//! One worker, and those that take its place.

use super::pool::{CorpusShare, Pool};
use super::process::{self, ProcessLimits, Running, WorkerJob, last_line};
use super::programs::WorkerProgram;
use super::workshop::Workshop;
use crate::children;
use crate::hunt::error::{HuntError, OutputError};
use crate::hunt::options::MutatorChoice;
use crate::hunt::record::Effort;
use crate::hunt::tally::Tally;
use crate::hunt::worker::{CaseNumbers, Page, Phase, Settings};
use crate::oracle::key::Death;
use crate::proc::cpu_time;
use rustc_hash::FxHashSet;
use std::fs::File;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// How long a worker that was asked to end may spend between two inputs.
const GRACE: Duration = Duration::from_secs(10);
/// The most fatal inputs that a worker is told about; its environment has no room for more.
const MOST_FATAL: usize = 1000;

/// What never changes for a slot.
#[derive(Clone, Debug)]
pub(super) struct WorkerPlan {
    /// The number of the worker.
    pub(super) number: u32,
    /// Whether it wants the fuzz target with debug assertions.
    pub(super) assertions: bool,
    /// Where entropy starts.
    pub(super) seed: u64,
    /// What inputs are changed with.
    pub(super) mutator: MutatorChoice,
    /// Inputs to start from, beside the pool.
    pub(super) seeds: Option<PathBuf>,
    /// How much a process may take.
    pub(super) limits: ProcessLimits,
    /// When the hunt began.
    pub(super) start: u64,
    /// Set in the environment.
    pub(super) environment: Vec<(String, String)>,
}

/// A process that has ended.
#[derive(Debug)]
pub(super) struct EndedProcess {
    pub(super) job: WorkerJob,
    pub(super) program: WorkerProgram,
    pub(super) page: Page,
    pub(super) death: Death,
    /// How many cases it checked.
    pub(super) cases: u64,
    /// The last line that it wrote.
    pub(super) last_line: String,
}

/// One of the hunt's workers.
#[derive(Debug)]
pub(super) struct WorkerSlot {
    pub(super) plan: WorkerPlan,
    pub(super) share: CorpusShare,
    /// The rest of its share of the generated cases.
    numbers: CaseNumbers,
    dir: PathBuf,
    running: Option<Running>,
    /// How many processes were started.
    starts: u32,
    /// What those counted that have ended.
    ended: Tally,
    /// The processor time of those that have ended.
    ended_cpu: Duration,
    peak_mb: u64,
}

impl WorkerSlot {
    pub(super) fn new(
        plan: WorkerPlan,
        numbers: CaseNumbers,
        workshop: &Workshop,
        pool: &Pool,
    ) -> Result<WorkerSlot, OutputError> {
        let dir = workshop.worker(plan.number);
        Ok(WorkerSlot {
            share: CorpusShare::open(dir.join("corpus"), pool)?,
            numbers,
            dir,
            running: None,
            starts: 0,
            ended: Tally::new(),
            ended_cpu: Duration::ZERO,
            peak_mb: 0,
            plan,
        })
    }

    /// Starts a process for a job; none may be running. Hunting skips `fatal` inputs.
    pub(super) fn start(
        &mut self,
        job: WorkerJob,
        program: &WorkerProgram,
        workshop: &Workshop,
        pool: &Pool,
        fatal: &FxHashSet<String>,
    ) -> Result<(), HuntError> {
        let page = self.dir.join("page");
        let mapped = Page::create(&page, program.assertions);
        let mapped = mapped.map_err(OutputError::write(&page))?;
        let settings = self.settings(page, &job, program, workshop, fatal);
        let environment = &self.plan.environment;
        let mut command = process::command(program, &settings, self.seed(), environment);
        match &job {
            WorkerJob::Hunt if program.is_plain => &mut command,
            WorkerJob::Hunt => command
                .arg(self.share.dir())
                .arg(pool.dir())
                .args(&self.plan.seeds),
            WorkerJob::Try(suspect) => command.arg(&suspect.file),
            WorkerJob::Shrink(_) => &mut command,
        };
        let log = self.log();
        let log = File::create(&log).map_err(OutputError::write(log))?;
        let running = Running::start(command, log, (mapped, job, program.clone()))?;
        self.starts += 1;
        self.running = Some(running);
        Ok(())
    }

    /// What a worker is told that does `job`.
    fn settings(
        &self,
        page: PathBuf,
        job: &WorkerJob,
        program: &WorkerProgram,
        workshop: &Workshop,
        fatal: &FxHashSet<String>,
    ) -> Settings {
        let (mut settings, is_plain) = (self.idle(page, program, workshop), program.is_plain);
        match job {
            // Plain workers resume after the number of a fatal case.
            WorkerJob::Hunt if is_plain => settings.numbers = Some(self.numbers),
            WorkerJob::Hunt => settings.fatal = fatal.iter().take(MOST_FATAL).cloned().collect(),
            WorkerJob::Try(suspect) => settings.number = suspect.number,
            WorkerJob::Shrink(shrink) => {
                settings.number = shrink.number;
                settings.shrink = Some(shrink.clone());
            }
        }
        settings
    }

    /// What every worker is told.
    fn idle(&self, page: PathBuf, program: &WorkerProgram, workshop: &Workshop) -> Settings {
        Settings {
            page,
            inbox: workshop.inbox(),
            coverage: workshop.coverage(program.assertions),
            start: self.plan.start,
            mutator: self.plan.mutator,
            fatal: FxHashSet::default(),
            shrink: None,
            numbers: None,
            number: None,
        }
    }

    /// Checks on the process; returns it if it has ended.
    pub(super) fn look(&mut self) -> Result<Option<EndedProcess>, HuntError> {
        let Some(running) = &mut self.running else {
            return Ok(None);
        };
        let death = running.look(self.plan.limits)?;
        self.peak_mb = self.peak_mb.max(running.peak_mb());
        Ok(death.and_then(|death| self.end(death)))
    }

    /// Takes the process, which has ended or will now, out of the slot.
    fn end(&mut self, death: Death) -> Option<EndedProcess> {
        let mut running = self.running.take()?;
        let cpu = cpu_time(running.child.id()).or(running.cpu);
        self.ended_cpu += cpu.unwrap_or_default();
        children::end_group(&mut running.child);
        let tally = running.tally();
        self.ended.add(&tally);
        if let (WorkerJob::Hunt, Some(number)) = (&running.job, running.page.number()) {
            self.numbers.pass(number);
        }
        Some(EndedProcess {
            job: running.job,
            program: running.program,
            page: running.page,
            death,
            cases: tally.cases,
            last_line: last_line(&self.log()),
        })
    }

    /// Asks the process to end before its next input, unless it retries a suspect. A process that
    /// is at no input and does not end is killed after a while. A step that takes too long is a
    /// finding, as always.
    pub(super) fn ask_to_stop(&mut self) {
        let running = self.running.as_mut();
        if let Some(running) = running.filter(|running| !matches!(running.job, WorkerJob::Try(_))) {
            running.page.ask_to_stop();
            let asked = running.asked.get_or_insert_with(Instant::now);
            if asked.elapsed() >= GRACE && running.page.phase() == Phase::Between {
                self.kill();
            }
        }
    }

    /// Ends the process, and blames nothing on it.
    pub(super) fn kill(&mut self) {
        self.end(Death::Exit(0));
    }

    /// Whether there is a process.
    pub(super) fn is_running(&self) -> bool {
        self.running.is_some()
    }

    /// The program of a hunting process, and whether it was asked to end.
    pub(super) fn hunts_with(&self) -> Option<(&WorkerProgram, bool)> {
        let hunting = |running: &&Running| matches!(running.job, WorkerJob::Hunt);
        let running = self.running.as_ref().filter(hunting)?;
        Some((&running.program, running.asked.is_some()))
    }

    /// Whether all cases of its share were taken.
    pub(super) fn has_no_more_cases(&self) -> bool {
        self.numbers.is_over()
    }

    /// Everything that the processes of this slot counted.
    pub(super) fn tally(&self) -> Tally {
        let mut tally = self.ended.clone();
        if let Some(running) = &self.running {
            tally.add(&running.tally());
        }
        tally
    }

    /// Processor time that they used until the last check; none where the system does not report
    /// it.
    pub(super) fn cpu(&self) -> Option<Duration> {
        let running = self.running.as_ref();
        Some(self.ended_cpu + running.map_or(Some(Duration::ZERO), |running| running.cpu)?)
    }

    /// What those did that have ended.
    pub(super) fn done(&self) -> Effort {
        Effort {
            cpu_s: self.ended_cpu.as_secs_f64(),
            cases: self.ended.cases,
        }
    }

    /// Most memory that any of them held, in MiB.
    pub(super) fn peak_mb(&self) -> u64 {
        self.peak_mb
    }

    /// A temporary file, on the way into the corpora.
    pub(super) fn partial(&self) -> PathBuf {
        self.dir.join("unit.partial")
    }

    /// Where a worker puts the case that it has shrunk.
    pub(super) fn shrunk(&self) -> PathBuf {
        self.dir.join("shrunk.case")
    }

    fn log(&self) -> PathBuf {
        self.dir.join("log")
    }

    /// A different seed for each process; never 0, for which libFuzzer uses the clock.
    fn seed(&self) -> u32 {
        let WorkerPlan { number, seed, .. } = self.plan;
        let mixed = seed
            .wrapping_mul(0x9e37_79b9_7f4a_7c15)
            .wrapping_add(u64::from(number) << 32 | u64::from(self.starts))
            .wrapping_mul(0xd6e8_feb8_6659_fd93);
        (mixed >> 32) as u32 | 1
    }
}

impl Drop for WorkerSlot {
    fn drop(&mut self) {
        if let Some(running) = &mut self.running {
            children::end_group(&mut running.child);
        }
    }
}
