//! Which worker does what next.

use super::process::WorkerJob;
use super::programs::WorkerProgram;
use super::slot::WorkerSlot;
use super::supervisor::Supervisor;
use super::to_shrink::ToShrink;
use crate::hunt::error::HuntError;
use crate::hunt::options::HuntBound;
use crate::hunt::record::Record;
use crate::hunt::summary::HuntReport;

impl Supervisor {
    /// What is to be shrunk in a bucket: the first case.
    pub(super) fn to_shrink(&self, record: &Record) -> ToShrink {
        ToShrink {
            case: self.output.path(&record.case),
            key: record.key.clone(),
            number: record.first_case,
            assertions: record.assertions,
        }
    }

    /// Starts a process in every free slot for which there is something to do.
    pub(super) fn employ(&mut self, over: bool) -> Result<(), HuntError> {
        for index in 0..self.slots.len() {
            if self.slots[index].is_running() {
                continue;
            }
            if let Some((job, program)) = self.next_job(index, over) {
                let slot = &mut self.slots[index];
                slot.start(job, &program, &self.workshop, &self.pool, &self.fatal)?;
            }
        }
        Ok(())
    }

    /// Suspects come first, then cases to be shrunk, each with a program of the build that found
    /// them; then hunting. Once the hunt is over, only suspects remain.
    fn next_job(&mut self, index: usize, over: bool) -> Option<(WorkerJob, WorkerProgram)> {
        let available = &self.available;
        let with = |assertions| available.with(assertions);
        let mut suspects = self.suspects.iter();
        if let Some(at) = suspects.position(|suspect| with(suspect.assertions).is_some()) {
            let suspect = self.suspects.remove(at).expect("it is there");
            let program = with(suspect.assertions)?.clone();
            return Some((WorkerJob::Try(suspect), program));
        }
        if over {
            return None;
        }
        let slot = &self.slots[index];
        let mut large = self.to_shrink.iter();
        if let Some(at) = large.position(|large| with(large.assertions).is_some()) {
            let large = self.to_shrink.remove(at).expect("it is there");
            let program = with(large.assertions)?.clone();
            return Some((WorkerJob::Shrink(large.shrink(slot.shrunk())), program));
        }
        let program = available.to_hunt(slot.plan.assertions)?;
        let is_done = program.is_plain && slot.has_no_more_cases();
        (!is_done).then(|| (WorkerJob::Hunt, program.clone()))
    }

    /// Judges processes that have ended, makes room for urgent jobs, and fills free slots.
    pub(super) fn look_after_workers(
        &mut self,
        over: bool,
        show: &mut dyn FnMut(HuntReport),
    ) -> Result<(), HuntError> {
        self.recall(over);
        for index in 0..self.slots.len() {
            if let Some(ended) = self.slots[index].look()? {
                self.judge(ended, show)?;
            }
        }
        self.employ(over)
    }

    /// Asks workers to end: all of them when the hunt is over; otherwise one for each case that
    /// waits to be shrunk, and those that a better program can replace.
    fn recall(&mut self, over: bool) {
        let available = &self.available;
        let waiting = self.to_shrink.iter();
        let mut wanted = waiting
            .filter(|large| available.with(large.assertions).is_some())
            .count();
        for slot in &mut self.slots {
            let Some((program, asked)) = slot.hunts_with() else {
                if over {
                    slot.ask_to_stop();
                }
                continue;
            };
            let outdated = available.to_hunt(slot.plan.assertions) != Some(program);
            if over || asked || outdated || wanted > 0 {
                wanted = wanted.saturating_sub(1);
                slot.ask_to_stop();
            }
        }
    }

    /// Whether no process runs.
    pub(super) fn is_idle(&self) -> bool {
        !self.slots.iter().any(WorkerSlot::is_running)
    }

    /// For a hunt with `--cases` that has checked all of them: queues the first case of each new
    /// bucket for shrinking, in the order of keys, and returns whether that was done before. Before
    /// all are checked, a case with a lower number may still come.
    pub(super) fn has_shrunk_all(&mut self) -> bool {
        if self.has_begun_to_shrink || matches!(self.bound, HuntBound::Time(_)) {
            return self.has_begun_to_shrink;
        }
        self.has_begun_to_shrink = true;
        let records = self.output.new_records();
        let large = records.filter(|record| !super::judge::is_death(&record.key));
        let large: Vec<ToShrink> = large.map(|record| self.to_shrink(record)).collect();
        self.to_shrink.extend(large);
        self.to_shrink.is_empty()
    }
}
