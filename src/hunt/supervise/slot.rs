//! One worker, and those that take its place.

use super::death::Death;
use super::pool::{Pool, Share};
use super::suspect::Suspect;
use super::workshop::Workshop;
use crate::children;
use crate::hunt::HuntError;
use crate::hunt::options::Mutator;
use crate::hunt::output::OutputError;
use crate::hunt::record::Effort;
use crate::hunt::stats::{Memory, cpu_time};
use crate::hunt::tally::Tally;
use crate::hunt::worker::{MAX_INPUT, Page, Phase, Settings, Shrink};
use rustc_hash::FxHashSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// How long libFuzzer may be busy between two inputs, for it reads a corpus at the start, and a disk with writing a finding.
const LONGEST_PAUSE: Duration = Duration::from_secs(120);
/// How often memory is looked at, which costs more than looking at the page.
const MEMORY_INTERVAL: Duration = Duration::from_millis(500);
/// How long libFuzzer may go on between two inputs when it was asked to end.
const GRACE: Duration = Duration::from_secs(10);
/// Stack of a worker in bytes: bodies are interpreted recursively, a few hundred activations deep.
const STACK: u64 = 64 << 20;

/// How many fatal inputs a worker is told of: its environment has room for no more.
const MOST_FATAL: usize = 1000;

/// libFuzzer's part: no limits and no handlers of its own, which would hide how a worker ended, and no words.
const FLAGS: [&str; 18] = [
    "-handle_abrt=0",
    "-handle_bus=0",
    "-handle_fpe=0",
    "-handle_ill=0",
    "-handle_int=0",
    "-handle_segv=0",
    "-handle_term=0",
    "-handle_trap=0",
    "-handle_usr1=0",
    "-handle_usr2=0",
    "-handle_xfsz=0",
    "-timeout=0",
    "-rss_limit_mb=0",
    "-verbosity=0",
    // Cases are made smaller by mutators, not by cutting their bytes.
    "-len_control=0",
    // A case reaches ten thousand edges, and the entropic schedule's books of each of them cost twice as much as all the rest.
    "-entropic=0",
    // How often an edge was taken says how large a case is, and little else; counting it makes a third of all cases new.
    "-use_counters=0",
    "-reload=5",
];

/// What never changes for a slot.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    /// The number of the worker.
    pub(super) number: u32,
    /// The fuzz target.
    pub(super) program: PathBuf,
    /// Whether it has debug assertions.
    pub(super) assertions: bool,
    /// Where entropy starts.
    pub(super) seed: u64,
    /// What inputs are changed with.
    pub(super) mutator: Mutator,
    /// Inputs to start from, beside the pool.
    pub(super) seeds: Option<PathBuf>,
    /// How long one step of a case may take.
    pub(super) timeout: Duration,
    /// Resident memory in MiB above which a process is killed.
    pub(super) rss_limit_mb: u64,
    /// When the hunt began.
    pub(super) start: u64,
    /// Set in the environment.
    pub(super) environment: Vec<(String, String)>,
}

/// What a process does.
#[derive(Debug)]
pub(super) enum Job {
    /// Fuzzing.
    Hunt,
    /// One input.
    Try(Suspect),
    /// Making a case smaller.
    Shrink(Shrink),
}

/// A process that runs.
#[derive(Debug)]
struct Running {
    child: Child,
    page: Page,
    job: Job,
    stack: u64,
    memory: Memory,
    /// Processor time at the last look; none where the system does not say it.
    cpu: Option<Duration>,
    /// When memory was looked at last.
    looked: Instant,
    /// When it was asked to end.
    asked: Option<Instant>,
}

/// A process that has ended.
#[derive(Debug)]
pub(super) struct Ended {
    pub(super) job: Job,
    pub(super) page: Page,
    pub(super) death: Death,
    /// How many cases it checked.
    pub(super) cases: u64,
    /// The last line that it wrote.
    pub(super) last_line: String,
}

/// One of the hunt's workers.
#[derive(Debug)]
pub(super) struct Slot {
    pub(super) plan: Plan,
    pub(super) share: Share,
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

impl Slot {
    pub(super) fn new(plan: Plan, workshop: &Workshop, pool: &Pool) -> Result<Slot, OutputError> {
        let dir = workshop.worker(plan.number);
        Ok(Slot {
            share: Share::open(dir.join("corpus"), pool)?,
            dir,
            running: None,
            starts: 0,
            ended: Tally::new(),
            ended_cpu: Duration::ZERO,
            peak_mb: 0,
            plan,
        })
    }

    /// Starts a process for a job; none may be running.
    /// Fuzzing passes over `fatal` inputs.
    pub(super) fn start(
        &mut self,
        job: Job,
        workshop: &Workshop,
        pool: &Pool,
        fatal: &FxHashSet<String>,
    ) -> Result<(), HuntError> {
        let page = self.dir.join("page");
        let mapped = Page::create(&page, self.plan.assertions);
        let mapped = mapped.map_err(OutputError::write(&page))?;
        let settings = self.settings(page, &job, workshop, fatal);
        let log = self.log();
        let mut command = Command::new(&self.plan.program);
        command
            .args(FLAGS)
            .arg(format!("-max_len={MAX_INPUT}"))
            .arg(format!("-seed={}", self.seed()))
            .env(
                Settings::VARIABLE,
                serde_json::to_string(&settings).expect("plain data"),
            )
            .envs(self.plan.environment.iter().cloned())
            // Nobody reads the backtrace of a panic that is caught.
            .env("RUST_BACKTRACE", "0")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(File::create(&log).map_err(OutputError::write(log))?);
        match &job {
            Job::Hunt => command
                .arg(self.share.dir())
                .arg(pool.dir())
                .args(&self.plan.seeds),
            Job::Try(suspect) => command.arg(&suspect.file),
            Job::Shrink(_) => &mut command,
        };
        let stack = children::limit_stack(&mut command, STACK);
        let child = children::spawn(&mut command).map_err(HuntError::Worker)?;
        self.starts += 1;
        self.running = Some(Running {
            child,
            page: mapped,
            job,
            stack,
            memory: Memory::default(),
            cpu: Some(Duration::ZERO),
            looked: Instant::now(),
            asked: None,
        });
        Ok(())
    }

    /// What a worker is told that does `job`.
    fn settings(
        &self,
        page: PathBuf,
        job: &Job,
        workshop: &Workshop,
        fatal: &FxHashSet<String>,
    ) -> Settings {
        Settings {
            page,
            inbox: workshop.inbox(),
            coverage: workshop.coverage(self.plan.assertions),
            start: self.plan.start,
            mutator: self.plan.mutator,
            fatal: match job {
                Job::Hunt => fatal.iter().take(MOST_FATAL).cloned().collect(),
                Job::Try(_) | Job::Shrink(_) => FxHashSet::default(),
            },
            shrink: match job {
                Job::Shrink(shrink) => Some(shrink.clone()),
                Job::Hunt | Job::Try(_) => None,
            },
        }
    }

    /// Looks after the process; one that has ended is handed over.
    pub(super) fn look(&mut self) -> Result<Option<Ended>, HuntError> {
        let Some(running) = &mut self.running else {
            return Ok(None);
        };
        // Before it is waited for: then nothing is known of it any more.
        running.cpu = cpu_time(running.child.id());
        let death = match running.child.try_wait().map_err(HuntError::Worker)? {
            Some(status) => Some(running.death(status)),
            None => running.excess(&self.plan),
        };
        self.peak_mb = self.peak_mb.max(running.memory.peak);
        Ok(death.and_then(|death| self.end(death)))
    }

    /// Takes the process, which has ended or will now, out of the slot.
    fn end(&mut self, death: Death) -> Option<Ended> {
        let mut running = self.running.take()?;
        let cpu = cpu_time(running.child.id()).or(running.cpu);
        self.ended_cpu += cpu.unwrap_or_default();
        children::end_group(&mut running.child);
        let tally = running.tally();
        self.ended.add(&tally);
        Some(Ended {
            job: running.job,
            page: running.page,
            death,
            cases: tally.cases,
            last_line: last_line(&self.log()),
        })
    }

    /// Asks the process to end before its next input, unless it tries one. If it is at none and does not end, it is killed after a while; a
    /// step that takes too long is a finding, as always.
    pub(super) fn ask_to_stop(&mut self) {
        let running = self.running.as_mut();
        if let Some(running) = running.filter(|running| !matches!(running.job, Job::Try(_))) {
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

    /// Everything that the processes of this slot counted.
    pub(super) fn tally(&self) -> Tally {
        let mut tally = self.ended.clone();
        if let Some(running) = &self.running {
            tally.add(&running.tally());
        }
        tally
    }

    /// Processor time that they used, at the last look; none where the system does not say it.
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

    /// A file to write by, on the way into the corpora.
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

    /// Another seed for each process; never 0, with which libFuzzer asks the clock.
    fn seed(&self) -> u32 {
        let Plan { number, seed, .. } = self.plan;
        let mixed = seed
            .wrapping_mul(0x9e37_79b9_7f4a_7c15)
            .wrapping_add(u64::from(number) << 32 | u64::from(self.starts))
            .wrapping_mul(0xd6e8_feb8_6659_fd93);
        (mixed >> 32) as u32 | 1
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        if let Some(running) = &mut self.running {
            children::end_group(&mut running.child);
        }
    }
}

impl Running {
    fn death(&self, status: ExitStatus) -> Death {
        Death::of(status, &self.page, self.stack)
    }

    /// Why the process has to be killed, if it has to.
    fn excess(&mut self, plan: &Plan) -> Option<Death> {
        if self.looked.elapsed() >= MEMORY_INTERVAL {
            self.looked = Instant::now();
            self.memory = Memory::of(self.child.id()).unwrap_or(self.memory);
        }
        let longest = match self.page.phase() {
            Phase::Between | Phase::Record => LONGEST_PAUSE,
            _ => plan.timeout,
        };
        match () {
            () if self.memory.now > plan.rss_limit_mb => Some(Death::Memory),
            () if self.page.at_it_for() > longest => Some(Death::TimeOut),
            () => None,
        }
    }

    /// What the process has published; nothing if it has not yet.
    fn tally(&self) -> Tally {
        let published = self.page.published();
        postcard::from_bytes(&published).unwrap_or_else(|_| Tally::new())
    }
}

fn last_line(log: &Path) -> String {
    let text = fs::read(log).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let mut lines = text.lines().rev().map(str::trim);
    let line = lines.find(|line| !line.is_empty());
    line.unwrap_or_default().to_owned()
}
