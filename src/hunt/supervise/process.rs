//! A worker's process while it runs.

use super::programs::WorkerProgram;
use super::suspect::Suspect;
use crate::children;
use crate::hunt::error::HuntError;
use crate::hunt::tally::Tally;
use crate::hunt::worker::{MAX_INPUT, Page, Phase, Settings, ShrinkJob};
use crate::oracle::key::Death;
use crate::proc::{ProcessMemory, cpu_time};
use std::fs::File;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// How long libFuzzer may spend between two inputs: it reads a corpus at the start, and writes
/// findings to disk.
const LONGEST_PAUSE: Duration = Duration::from_secs(120);
/// How often memory use is read, which costs more than reading the page.
const MEMORY_INTERVAL: Duration = Duration::from_millis(500);
/// Stack of a worker in bytes: bodies are interpreted recursively, a few hundred activations deep.
const STACK: u64 = 64 << 20;

/// libFuzzer's options: no limits and no handlers of its own, which would hide how a worker ended,
/// and no output.
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
    // Mutators make cases smaller, not truncation.
    "-len_control=0",
    // A case reaches ten thousand edges, and the entropic schedule's bookkeeping for them costs
    // twice as much as everything else.
    "-entropic=0",
    // The count of an edge says little more than how large a case is, and would make a third of all
    // cases new.
    "-use_counters=0",
    "-reload=5",
];

/// What a process does.
#[derive(Debug)]
pub(super) enum WorkerJob {
    /// Hunting.
    Hunt,
    /// One input.
    Try(Suspect),
    /// Making a case smaller.
    Shrink(ShrinkJob),
}

/// How much a process may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct ProcessLimits {
    /// How long one step of a case may take.
    pub(super) timeout: Duration,
    /// Resident memory in MiB.
    pub(super) rss_mb: u64,
}

/// A process that runs.
#[derive(Debug)]
pub(super) struct Running {
    pub(super) child: Child,
    pub(super) page: Page,
    pub(super) job: WorkerJob,
    pub(super) program: WorkerProgram,
    stack: u64,
    memory: ProcessMemory,
    /// Processor time at the last look; none where the system does not say it.
    pub(super) cpu: Option<Duration>,
    /// When memory was looked at last.
    looked: Instant,
    /// When it was asked to end.
    pub(super) asked: Option<Instant>,
}

/// The command of `program`, without arguments for a particular job.
pub(super) fn command(
    program: &WorkerProgram,
    settings: &Settings,
    seed: u32,
    environment: &[(String, String)],
) -> Command {
    let mut command = Command::new(&program.path);
    if !program.is_plain {
        command
            .args(FLAGS)
            .arg(format!("-max_len={MAX_INPUT}"))
            .arg(format!("-seed={seed}"));
    }
    let settings = serde_json::to_string(settings).expect("plain data");
    command
        .env(Settings::VARIABLE, settings)
        .envs(environment.iter().cloned())
        // The backtrace of a caught panic would be wasted.
        .env("RUST_BACKTRACE", "0")
        .stdin(Stdio::null())
        .stdout(Stdio::null());
    command
}

impl Running {
    /// Starts `command`; what it says goes to `log`.
    pub(super) fn start(
        mut command: Command,
        log: File,
        (page, job, program): (Page, WorkerJob, WorkerProgram),
    ) -> Result<Running, HuntError> {
        command.stderr(log);
        let stack = children::limit_stack(&mut command, STACK);
        let child = children::spawn(&mut command).map_err(HuntError::Worker)?;
        Ok(Running {
            child,
            page,
            job,
            program,
            stack,
            memory: ProcessMemory::default(),
            cpu: Some(Duration::ZERO),
            looked: Instant::now(),
            asked: None,
        })
    }

    /// How it ended, or why it was killed; none while it goes on.
    pub(super) fn look(&mut self, limits: ProcessLimits) -> Result<Option<Death>, HuntError> {
        // Read before the wait; afterwards the system has forgotten the process.
        self.cpu = cpu_time(self.child.id());
        Ok(match self.child.try_wait().map_err(HuntError::Worker)? {
            Some(status) => Some(self.death(status)),
            None => self.excess(limits),
        })
    }

    fn death(&self, status: ExitStatus) -> Death {
        Death::of(status, &self.page, self.stack)
    }

    /// Why the process has to be killed, if it has to.
    fn excess(&mut self, limits: ProcessLimits) -> Option<Death> {
        if self.looked.elapsed() >= MEMORY_INTERVAL {
            self.looked = Instant::now();
            self.memory = ProcessMemory::of(self.child.id()).unwrap_or(self.memory);
        }
        let longest = match self.page.phase() {
            Phase::Between | Phase::Record => LONGEST_PAUSE,
            _ => limits.timeout,
        };
        match () {
            () if self.memory.now > limits.rss_mb => Some(Death::Memory),
            () if self.page.at_it_for() > longest => Some(Death::TimeOut),
            () => None,
        }
    }

    /// Most memory that it held at any look, in MiB.
    pub(super) fn peak_mb(&self) -> u64 {
        self.memory.peak
    }

    /// The last tally that the process published; empty if none was.
    pub(super) fn tally(&self) -> Tally {
        let published = self.page.published();
        postcard::from_bytes(&published).unwrap_or_else(|_| Tally::new())
    }
}

/// The last line in a log that says something.
pub(super) fn last_line(log: &Path) -> String {
    let text = std::fs::read(log).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let mut lines = text.lines().rev().map(str::trim);
    let line = lines.find(|line| !line.is_empty());
    line.unwrap_or_default().to_owned()
}
