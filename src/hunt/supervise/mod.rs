//! The coverage engine: workers in processes of their own, looked after by this one.
//!
//! *Problem.* What is fuzzed may end its process in any way, at any time; so may the user, and the kernel.
//!
//! *Idea.* A [`Slot`] a worker. The supervisor looks at each [`Page`](super::worker::Page) a few times a second: a worker that ended, hangs
//! or eats memory is replaced, and the input that it was at becomes a [`Suspect`], which is tried again, alone. Only what dies again
//! inside Cranelift is a finding; what dies again outside of it is Farcall's own mistake. Sightings come through the inbox, corpora through the
//! [`Pool`].
//!
//! *Invariant.* At any moment everything that is known is on disk, in whole files: a hunt that was killed is taken up again by the next
//! one with the same output directory.
//!
//! *Limits.* Counts of the last tenth of a second of a worker that is killed are lost. Workers are processes of this machine alone.

mod death;
mod pool;
mod seeds;
mod slot;
mod suspect;
mod workshop;

use super::build::{self, BuildError};
use super::inbox::Inbox;
use super::options::Options;
use super::outcome::{HuntError, Mistake, Outcome, Progress, Report};
use super::output::{Output, OutputError};
use super::record::Sighting;
use super::stats::Stats;
use super::tally::Tally;
use super::worker::{CANNOT_WRITE, Map, Page, Phase, name_of, now};
use crate::generate;
use crate::oracle::Class;
use crate::triage;
use death::Death;
use pool::{Pool, Share};
use rustc_hash::FxHashSet;
use slot::{Ended, Job, Plan, Slot};
use std::collections::{BTreeMap, VecDeque};
use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use suspect::Suspect;
use workshop::Workshop;

/// How often workers are looked at.
const TICK: Duration = Duration::from_millis(50);
/// How often the hunt is shown, and how often corpora are exchanged and numbers written, in ticks.
const SHOW: u32 = 5;
const EXCHANGE: u32 = 40;
const WRITE: u32 = 100;
/// How long a worker may take to end when asked to; it looks between two inputs.
const GRACE: Duration = Duration::from_secs(10);
/// How many workers in a row may end without having checked a case.
const USELESS: u32 = 3;

/// See [`super::hunt`].
pub(super) fn hunt(
    options: &Options,
    stop: &AtomicBool,
    show: &mut dyn FnMut(Report),
) -> Result<Outcome, HuntError> {
    let output = Output::open(&options.out)?;
    let seeds = seeds::look(options, show)?;
    let programs = programs(options, stop, show)?;
    let mut hunt = Supervisor::new(options, output, seeds, &programs)?;
    let result = hunt.run(stop, show);
    hunt.slots.iter_mut().for_each(Slot::kill);
    // Whatever went wrong, what is known is written down; the first error is the one to tell.
    let outcome = hunt.finish();
    result.and(outcome)
}

/// The fuzz target, without and with debug assertions, as far as workers need them.
fn programs(
    options: &Options,
    stop: &AtomicBool,
    show: &mut dyn FnMut(Report),
) -> Result<BTreeMap<bool, PathBuf>, BuildError> {
    let mut programs = BTreeMap::new();
    for assertions in (0..options.jobs.min(2)).map(|number| options.asserts(number)) {
        if let Some(program) = &options.program {
            programs.insert(assertions, program.clone());
        } else if !programs.contains_key(&assertions) {
            let mut look = |progress: &build::BuildProgress| {
                show(Report::Building(progress.clone()));
            };
            let program = build::build(options, assertions, stop, &mut look)?;
            programs.insert(assertions, program);
        }
    }
    Ok(programs)
}

/// A hunt that is on.
struct Supervisor {
    output: Output,
    workshop: Workshop,
    inbox: Inbox,
    pool: Pool,
    slots: Vec<Slot>,
    /// Inputs to be tried again before fuzzing goes on.
    suspects: VecDeque<Suspect>,
    suspected: u64,
    /// The names of inputs that ended a process twice.
    fatal: FxHashSet<String>,
    mistakes: Vec<Mistake>,
    lost: u64,
    useless: u32,
    start: Instant,
    end: Duration,
}

impl Supervisor {
    fn new(
        options: &Options,
        output: Output,
        seeds: Option<PathBuf>,
        programs: &BTreeMap<bool, PathBuf>,
    ) -> Result<Supervisor, HuntError> {
        let workshop = Workshop::open(&options.out)?;
        let mut pool = Pool::open(options.out.join("corpus"))?;
        clean_up(&workshop, &mut pool)?;
        let plan = |number| {
            let assertions = options.asserts(number);
            Plan {
                number,
                program: programs[&assertions].clone(),
                assertions,
                seed: options.seed,
                mutator: options.mutator,
                seeds: seeds.clone(),
                timeout: options.timeout,
                rss_limit_mb: options.rss_limit_mb,
                start: now(),
            }
        };
        let slots = (0..options.jobs).map(|number| Slot::new(plan(number), &workshop, &pool));
        Ok(Supervisor {
            inbox: Inbox::new(workshop.inbox()),
            slots: slots.collect::<Result<Vec<_>, _>>()?,
            suspects: Suspect::left(&workshop.suspects())?,
            suspected: now(),
            fatal: FxHashSet::default(),
            output,
            workshop,
            pool,
            mistakes: Vec::new(),
            lost: 0,
            useless: 0,
            start: Instant::now(),
            end: options.time,
        })
    }

    fn run(&mut self, stop: &AtomicBool, show: &mut dyn FnMut(Report)) -> Result<(), HuntError> {
        for index in 0..self.slots.len() {
            self.start(index)?;
        }
        for tick in 1u32.. {
            thread::sleep(TICK);
            let over = stop.load(Ordering::Relaxed) || self.start.elapsed() >= self.end;
            self.look_after_workers(over)?;
            self.read_inbox()?;
            if over && !self.slots.iter().any(Slot::is_running) {
                return Ok(());
            }
            if tick % EXCHANGE == 0 {
                self.exchange()?;
            }
            if tick % SHOW == 0 {
                show(Report::Hunting(self.progress()));
            }
            if tick % WRITE == 0 {
                self.write()?;
            }
        }
        Ok(())
    }

    /// Starts a process in a free slot: on a suspect of its build, if there is one, else fuzzing.
    fn start(&mut self, index: usize) -> Result<(), HuntError> {
        let slot = &mut self.slots[index];
        let of_this_build = |suspect: &Suspect| suspect.assertions == slot.plan.assertions;
        let job = match self.suspects.iter().position(of_this_build) {
            Some(at) => Job::Try(self.suspects.remove(at).expect("it is there")),
            None => Job::Hunt,
        };
        slot.start(job, &self.workshop, &self.pool, &self.fatal)
    }

    fn look_after_workers(&mut self, over: bool) -> Result<(), HuntError> {
        for index in 0..self.slots.len() {
            let slot = &mut self.slots[index];
            if over {
                slot.ask_to_stop(GRACE);
            }
            if let Some(ended) = slot.look()? {
                self.judge(ended)?;
                let waiting = self.suspects.iter();
                let assertions = self.slots[index].plan.assertions;
                if !over || waiting.into_iter().any(|s| s.assertions == assertions) {
                    self.start(index)?;
                }
            }
        }
        Ok(())
    }

    /// Finds out what the end of a process means.
    fn judge(&mut self, ended: Ended) -> Result<(), HuntError> {
        let words = ended.page.words();
        match (ended.job, words) {
            (_, Some(words)) if ended.death == Death::Exit(CANNOT_WRITE) => {
                Err(OutputError::Worker { words }.into())
            }
            (Job::Try(suspect), words) => {
                let input = ended.page.input();
                if ended.death != Death::Exit(0) {
                    self.fatal.insert(name_of(&input));
                }
                match ended.death {
                    Death::Exit(0) => self.lost += 1,
                    death if words.is_none() && ended.page.phase() == Phase::Link => {
                        let sighting = sighting(death, &ended.page, &ended.last_line, self.start);
                        self.output.add(sighting)?;
                    }
                    death => {
                        let input = self
                            .output
                            .save(&format!("farcall-{death}.input"), &input)?;
                        self.note_mistake(words.unwrap_or(format!("died: {death}")), Some(input));
                    }
                }
                Ok(suspect.forget()?)
            }
            (Job::Hunt, _) if ended.death == Death::Exit(0) => Ok(()),
            (Job::Hunt, words) => {
                self.suspected += 1;
                let dir = self.workshop.suspects();
                let suspect = Suspect::of(&ended.page, &dir, self.suspected)?;
                let is_suspect = suspect.is_some();
                self.suspects.extend(suspect);
                let is_useless = ended.cases == 0 && !is_suspect;
                self.useless = if is_useless { self.useless + 1 } else { 0 };
                if self.useless >= USELESS {
                    let words = words.unwrap_or(format!("{}, {}", ended.death, ended.last_line));
                    return Err(HuntError::Useless(words));
                }
                match words {
                    Some(words) if !is_suspect => self.note_mistake(words, None),
                    _ if !is_suspect => self.lost += 1,
                    _ => {}
                }
                Ok(())
            }
        }
    }

    fn note_mistake(&mut self, what: String, input: Option<PathBuf>) {
        if self.mistakes.iter().all(|mistake| mistake.what != what) {
            self.mistakes.push(Mistake { what, input });
        }
    }

    fn read_inbox(&mut self) -> Result<(), OutputError> {
        let (inbox, output) = (&self.inbox, &mut self.output);
        inbox.drain(|sighting| output.add(sighting))
    }

    /// Shares what each worker has found.
    fn exchange(&mut self) -> Result<(), OutputError> {
        for slot in &mut self.slots {
            let partial = slot.partial();
            self.pool.take(&mut slot.share, &partial)?;
        }
        for slot in &mut self.slots {
            let partial = slot.partial();
            self.pool.give(&mut slot.share, &partial)?;
        }
        Ok(())
    }

    fn tally(&self) -> Tally {
        let mut tally = Tally::new();
        for slot in &self.slots {
            tally.add(&slot.tally());
        }
        tally
    }

    fn stats(&self, tally: &Tally) -> Stats {
        // A map that cannot be read has nothing to show yet.
        let maps = [false, true].map(|assertions| self.workshop.coverage(assertions));
        let maps = maps
            .iter()
            .filter_map(|path| Map::open(path).ok().flatten());
        let edges = maps.map(|map| map.count()).max();
        let peaks = self.slots.iter().map(Slot::peak_mb);
        Stats {
            edges: edges.map(|(reached, _)| reached),
            edges_total: edges.map(|(_, total)| total),
            corpus_files: Some(self.pool.len()),
            workers_lost: self.lost,
            peak_rss_mb: peaks.max().unwrap_or(0),
            buckets: self.output.buckets(),
            ..Stats::of(tally, self.start.elapsed().as_secs_f64())
        }
    }

    fn progress(&self) -> Progress {
        let new = self.output.new_buckets();
        Progress {
            stats: self.stats(&self.tally()),
            new,
            known: self.output.buckets() - new,
            elapsed: self.start.elapsed(),
        }
    }

    /// Writes everything down as it stands.
    fn write(&mut self) -> Result<Stats, OutputError> {
        let tally = self.tally();
        let stats = self.stats(&tally);
        self.output.count(&tally.buckets);
        self.output.write_findings()?;
        self.output.write_stats(&stats)?;
        Ok(stats)
    }

    /// Ends a hunt whose workers have ended.
    fn finish(mut self) -> Result<Outcome, HuntError> {
        self.read_inbox()?;
        self.exchange()?;
        let stats = self.write()?;
        if self.suspects.is_empty() {
            let dir = self.workshop.dir();
            fs::remove_dir_all(dir).map_err(OutputError::write(dir))?;
        }
        Ok(Outcome {
            stats,
            records: self.output.records(),
            new: self.output.new_buckets(),
            mistakes: self.mistakes,
        })
    }
}

/// Takes over what an earlier hunt left when it was killed: inputs that workers were at, and units that only they had.
fn clean_up(workshop: &Workshop, pool: &mut Pool) -> Result<(), OutputError> {
    for dir in workshop.left_workers()? {
        // A worker that was killed before it had a page was at no input.
        if let Ok(page) = Page::open(&dir.join("page")) {
            Suspect::of(&page, &workshop.suspects(), now())?;
        }
        let corpus = dir.join("corpus");
        if corpus.is_dir() {
            pool.take(&mut Share::left(corpus), &dir.join("unit.partial"))?;
        }
        fs::remove_dir_all(&dir).map_err(OutputError::write(&dir))?;
    }
    for assertions in [false, true] {
        let map = workshop.coverage(assertions);
        if map.exists() {
            fs::remove_file(&map).map_err(OutputError::write(map))?;
        }
    }
    Ok(())
}

/// What is said of an input that killed its process inside Cranelift, twice.
fn sighting(death: Death, page: &Page, last_line: &str, start: Instant) -> Sighting {
    let key = format!("death/{death}/link");
    let assertions = page.assertions();
    // The process that died had made a case of it.
    let case = generate::case_from_bytes(&page.input());
    let said = if last_line.is_empty() {
        String::new()
    } else {
        format!(": {last_line}")
    };
    Sighting {
        class: Class::Crash,
        seconds: start.elapsed().as_secs_f64(),
        known: triage::known_issue_of(&key, assertions).is_some(),
        assertions,
        case: case.to_bytes(),
        summary: format!("{death} while compiling and linking, twice{said}"),
        key,
    }
}
