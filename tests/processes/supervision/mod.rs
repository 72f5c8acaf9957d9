//! Supervision: workers that die in every way, hunts that are killed, disks that are full.
//!
//! The supervisor runs this program again, so no instrumented one has to be built. Like a fuzz
//! target, it reads its corpus directories and goes on with inputs of its own; but some inputs tell
//! it to die.

mod counted;
mod start;
mod worker;

use farcall::case::Case;
use farcall::hunt::{
    self, Assertions, Engine, FuzzTarget, HuntBound, HuntOptions, HuntSummary, MutatorChoice,
    ProgramSource, Record,
};
use libtest_mimic::{Failed, Trial};
use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{self, Child, Command};
use std::sync::atomic::AtomicBool;
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// The key of a bucket that belongs to no known issue.
const NEW: &str = "error/something-new";
/// Set for a process that is to hunt in this directory until it is killed.
const HUNT: &str = "FARCALL_TEST_HUNT";

/// Does the work of a worker or a hunt, if a test started this process for that.
pub fn work_if_started() {
    if env::var_os("FARCALL_WORKER").is_some() {
        worker::work();
    }
    if let Some(out) = env::var_os(HUNT) {
        let outcome = run(&options(Path::new(&out), Duration::from_secs(60)));
        process::exit(outcome.map_or(1, |_| 0));
    }
}

pub fn tests() -> impl Iterator<Item = Trial> {
    let tests = [
        Trial::test("each_death_is_told_from_the_others", each_death),
        Trial::test("a_death_outside_of_cranelift_is_a_mistake", mistakes),
        Trial::test("the_case_of_a_new_bucket_is_shrunk", shrunk),
        Trial::test(
            "a_trial_ends_when_it_detects_something_or_has_no_time_left",
            trials,
        ),
        Trial::test("what_does_not_die_again_is_no_finding", killed_once),
        Trial::test("a_worker_that_is_killed_loses_nothing", killed_workers),
        Trial::test("a_hunt_that_is_killed_is_taken_up_again", killed_hunts),
        Trial::test("two_hunts_do_not_share_a_directory", shared_directory),
        Trial::test("a_target_that_cannot_start_ends_the_hunt", no_target),
    ];
    let tests = tests.into_iter().chain(start::tests());
    tests.chain(counted::tests())
}

// ---- hunting ----

fn options(out: &Path, time: Duration) -> HuntOptions {
    HuntOptions {
        target: FuzzTarget::Jit,
        engine: Engine::Coverage,
        assertions: if cfg!(debug_assertions) {
            Assertions::On
        } else {
            Assertions::Off
        },
        mutator: MutatorChoice::Typed,
        bound: HuntBound::Time(time),
        seed: 0,
        jobs: 1,
        out: out.to_owned(),
        corpus: Some(out.join("seeds")),
        timeout: Duration::from_secs(2),
        rss_limit_mb: 200,
        configs: Vec::new(),
        qemu: None,
        programs: ProgramSource::Given(env::current_exe().expect("this program")),
        baseline: None,
        environment: Vec::new(),
        trial: None,
    }
}

fn run(options: &HuntOptions) -> Result<HuntSummary, hunt::HuntError> {
    hunt::hunt(options, &AtomicBool::new(false), &mut |_| {})
}

fn seeded(fates: &[&str]) -> TempDir {
    let out = TempDir::new().expect("a temporary directory");
    fs::create_dir(out.path().join("seeds")).expect("there is room");
    for (number, fate) in fates.iter().enumerate() {
        let file = out.path().join("seeds").join(number.to_string());
        fs::write(file, format!("fate:{fate}")).expect("there is room");
    }
    out
}

fn deaths(outcome: &HuntSummary) -> Vec<&str> {
    let keys = outcome.records.iter().map(|record| record.key.as_str());
    keys.filter(|key| key.starts_with("death/")).collect()
}

fn findings(out: &Path) -> Vec<Record> {
    let text = fs::read_to_string(out.join("findings.jsonl")).expect("it is there");
    let records = text.lines().map(serde_json::from_str);
    records.collect::<Result<_, _>>().expect("whole lines")
}

/// Asserts that every file that a hunt leaves for its user can be read.
fn nothing_is_broken(out: &Path) {
    for record in findings(out) {
        let case = fs::read(out.join(&record.case)).expect("each record has its case");
        Case::read(&case).expect("the case is whole");
    }
    for dir in ["", "cases", "corpus"] {
        for entry in fs::read_dir(out.join(dir)).expect("a directory") {
            let name = entry.expect("an entry").file_name();
            assert!(!name.to_string_lossy().ends_with(".partial"), "{name:?}");
        }
    }
}

// ---- tests ----

fn each_death() -> Result<(), Failed> {
    let out = seeded(&["abort", "overflow", "hang", "eat", "exit"]);
    let outcome = run(&options(out.path(), Duration::from_secs(12)))?;
    let wanted = [
        "death/abort/link",
        "death/exit-7/link",
        "death/out-of-memory/link",
        "death/stack-overflow/link",
        "death/time-out/link",
    ];
    assert_eq!(deaths(&outcome), wanted);
    assert!(outcome.stats.cases > 0, "the hunt went on");
    assert_eq!(outcome.mistakes, []);
    assert_eq!(outcome.stats.workers_lost, 0);
    nothing_is_broken(out.path());
    assert!(
        !out.path().join(".workers").exists(),
        "nothing is left to do"
    );
    Ok(())
}

fn mistakes() -> Result<(), Failed> {
    let out = seeded(&["elsewhere", "panic"]);
    let outcome = run(&options(out.path(), Duration::from_secs(4)))?;
    assert_eq!(deaths(&outcome), [""; 0]);
    let what: Vec<&str> = outcome.mistakes.iter().map(|m| m.what.as_str()).collect();
    assert_eq!(what, ["died: abort", "Farcall panicked at nowhere"]);
    for mistake in &outcome.mistakes {
        let input = mistake.input.as_ref().expect("it has an input");
        assert!(fs::read(input)?.starts_with(b"fate:"));
    }
    Ok(())
}

fn shrunk() -> Result<(), Failed> {
    let out = seeded(&[]);
    // A case with something to shrink: its smallest form beside functions that nobody needs.
    let known = Path::new("triage/known/jit-call-just-inside-plus-2gib/smallest.case");
    let mut case = Case::read(&fs::read(known)?)?;
    let smallest = case.clone();
    let unused = case.functions[1].clone();
    case.functions.extend([unused.clone(), unused]);
    case.legalise();
    fs::write(out.path().join("seeds/large"), case.to_bytes())?;

    let outcome = run(&options(out.path(), Duration::from_secs(8)))?;
    let record = outcome.records.iter().find(|record| record.key == NEW);
    let record = record.expect("the bucket was found");
    assert!(!record.known);
    let shrunk = record.smallest.as_ref().expect("its case was shrunk");
    let shrunk = Case::read(&fs::read(out.path().join(shrunk))?)?;
    assert_eq!(shrunk.functions.len(), smallest.functions.len());
    assert_eq!(outcome.new, 1);
    nothing_is_broken(out.path());
    Ok(())
}

fn trials() -> Result<(), Failed> {
    let known = "triage/known/jit-call-just-inside-plus-2gib/smallest.case";
    let hunt = |cpu, baseline: &[&str], ends| -> Result<HuntSummary, Failed> {
        let out = seeded(&[]);
        fs::copy(known, out.path().join("seeds/new"))?;
        let baseline = baseline.iter().map(|key| (*key).to_owned()).collect();
        let cpu = Duration::from_secs(cpu);
        let trial = hunt::Trial {
            cpu,
            baseline,
            ends,
        };
        let options = HuntOptions {
            trial: Some(trial),
            ..options(out.path(), Duration::from_secs(600))
        };
        Ok(run(&options)?)
    };
    // The first detection ends it, as it was when it was found, and nothing is shrunk.
    let outcome = hunt(600, &[], true)?;
    let found = outcome.detection.expect("it is the first input");
    assert_eq!((found.key.as_str(), found.cases), (NEW, 1));
    assert_eq!(found.case, fs::read(known)?);
    assert!(found.cpu_s > 0.0 && found.cpu_s < 60.0, "{}", found.cpu_s);
    assert!(
        outcome
            .records
            .iter()
            .all(|record| record.smallest.is_none())
    );
    // Else the processor's time does.
    for (baseline, ends, detected) in [(&[NEW][..], true, false), (&[], false, true)] {
        let outcome = hunt(2, baseline, ends)?;
        assert_eq!(outcome.detection.is_some(), detected);
        let cpu_s = outcome.stats.cpu_s.expect("the system says it");
        assert!((2.0..30.0).contains(&cpu_s), "{cpu_s}");
    }
    Ok(())
}

fn killed_once() -> Result<(), Failed> {
    let out = TempDir::new()?;
    fs::create_dir(out.path().join("seeds"))?;
    let marker = out.path().join("marker");
    let fate = format!("fate:once={}", marker.display());
    fs::write(out.path().join("seeds/once"), fate)?;
    let outcome = run(&options(out.path(), Duration::from_secs(3)))?;
    assert!(marker.exists(), "the worker was killed");
    assert_eq!(deaths(&outcome), [""; 0]);
    assert_eq!(outcome.mistakes, []);
    assert_eq!(outcome.stats.workers_lost, 1);
    Ok(())
}

/// A process that hunts, and does not outlive its test.
struct Hunter(Child);

impl Hunter {
    /// One that hunts in `out`.
    fn start(out: &Path) -> Hunter {
        let program = env::current_exe().expect("this program");
        let child = Command::new(program).env(HUNT, out).spawn();
        Hunter(child.expect("this program can be started"))
    }

    /// Sends it SIGKILL.
    fn kill(self) {}
}

impl Drop for Hunter {
    fn drop(&mut self) {
        // It fails if the process has ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The number of a worker's process, once it has checked something.
fn worker_of(hunter: &Hunter, limit: Instant) -> u32 {
    loop {
        let children = format!("/proc/{0}/task/{0}/children", hunter.0.id());
        let children = fs::read_to_string(children).unwrap_or_default();
        if let Some(child) = children.split_whitespace().next() {
            return child.parse().expect("a number");
        }
        assert!(Instant::now() < limit, "no worker was started");
        thread::sleep(Duration::from_millis(5));
    }
}

/// Sends SIGKILL; says whether the process was there.
fn kill(process: u32) -> bool {
    let status = Command::new("kill")
        .arg("-9")
        .arg(process.to_string())
        .status();
    status.expect("kill is there").success()
}

fn killed_workers() -> Result<(), Failed> {
    let out = seeded(&[]);
    let mut hunter = Hunter::start(out.path());
    let limit = Instant::now() + Duration::from_secs(50);
    let mut killed = BTreeSet::new();
    while killed.len() < 5 {
        thread::sleep(Duration::from_millis(300 + 170 * killed.len() as u64));
        let worker = worker_of(&hunter, limit);
        // It may have ended to make place for another.
        if kill(worker) {
            assert!(killed.insert(worker), "a dead worker is replaced");
        }
    }
    thread::sleep(Duration::from_millis(300));
    assert_eq!(hunter.0.try_wait()?, None, "the hunt goes on");
    hunter.kill();
    let before: BTreeSet<String> = findings(out.path()).into_iter().map(|r| r.key).collect();
    assert!(!before.is_empty(), "known issues are found within seconds");
    let outcome = run(&options(out.path(), Duration::from_secs(2)))?;
    assert_eq!(
        deaths(&outcome),
        [""; 0],
        "SIGKILL from outside is no finding"
    );
    nothing_is_broken(out.path());
    Ok(())
}

fn killed_hunts() -> Result<(), Failed> {
    let out = seeded(&[]);
    let mut seen = BTreeSet::new();
    for round in 0..5u64 {
        let hunter = Hunter::start(out.path());
        let worker = worker_of(&hunter, Instant::now() + Duration::from_secs(20));
        thread::sleep(Duration::from_millis(200 + 230 * round));
        hunter.kill();
        let gone = Instant::now() + Duration::from_secs(5);
        while Path::new("/proc").join(worker.to_string()).exists() {
            assert!(Instant::now() < gone, "the worker outlives its supervisor");
            thread::sleep(Duration::from_millis(5));
        }
        // What is on disk now, or on its way there, must be there to the end.
        seen.extend(findings(out.path()).into_iter().map(|record| record.key));
        seen.extend(inbox(out.path()));
    }
    let outcome = run(&options(out.path(), Duration::from_secs(2)))?;
    let kept: BTreeSet<String> = outcome.records.iter().map(|r| r.key.clone()).collect();
    assert!(!seen.is_empty(), "known issues are found within seconds");
    assert!(seen.is_subset(&kept), "{seen:?} but {kept:?}");
    nothing_is_broken(out.path());
    Ok(())
}

/// The keys of sightings that no supervisor has read.
fn inbox(out: &Path) -> Vec<String> {
    let entries = fs::read_dir(out.join(".workers/inbox")).expect("a directory");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let whole = paths.filter(|path| path.extension().is_some_and(|end| end == "json"));
    let key = |path: PathBuf| {
        let text = fs::read(path).expect("it is there");
        let sighting: serde_json::Value = serde_json::from_slice(&text).expect("it is whole");
        sighting["key"].as_str().expect("it has a key").to_owned()
    };
    whole.map(key).collect()
}

fn shared_directory() -> Result<(), Failed> {
    let out = seeded(&[]);
    let hunter = Hunter::start(out.path());
    worker_of(&hunter, Instant::now() + Duration::from_secs(20));
    let refused = run(&options(out.path(), Duration::from_secs(1))).map(drop);
    hunter.kill();
    let error = refused.expect_err("the directory is taken").to_string();
    assert!(error.contains("another hunt"), "{error}");
    Ok(())
}

fn no_target() -> Result<(), Failed> {
    let out = seeded(&[]);
    let options = HuntOptions {
        programs: ProgramSource::Given("/bin/false".into()),
        ..options(out.path(), Duration::from_secs(20))
    };
    let error = run(&options).map(drop).expect_err("it does nothing");
    let text = error.to_string();
    assert!(text.contains("before their first case: exit-1"), "{text}");
    assert_eq!(text.lines().count(), 1);
    Ok(())
}
