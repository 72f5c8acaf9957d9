//! Trials: when a hunt that measures hunting is over, and what it detected.

use super::slot::WorkerSlot;
use super::supervisor::Supervisor;
use super::to_shrink::ToShrink;
use crate::hunt::error::OutputError;
use crate::hunt::options::HuntBound;
use crate::hunt::record::{Effort, Sighting};
use crate::hunt::summary::Detection;
use std::time::Duration;

impl Supervisor {
    /// Whether the time is up, on the clock or, in a trial, of the processor.
    pub(super) fn is_time_up(&self) -> bool {
        let used = || {
            self.slots
                .iter()
                .filter_map(WorkerSlot::cpu)
                .sum::<Duration>()
        };
        let spent = |cpu| used() >= cpu;
        let is_late = match self.bound {
            HuntBound::Time(time) => self.start.elapsed() >= time,
            HuntBound::Cases(_) => false,
        };
        is_late || self.trial.as_ref().is_some_and(|t| spent(t.cpu))
    }

    /// Whether this is a trial that has nothing left to find.
    pub(super) fn is_decided(&self) -> bool {
        let ends = self.trial.as_ref().is_some_and(|trial| trial.ends);
        ends && self.detection.is_some()
    }

    /// Writes a sighting down; gives what is to be shrunk now, which is nothing in a trial, and in
    /// a hunt of so many cases.
    pub(super) fn record(
        &mut self,
        mut sighting: Sighting,
    ) -> Result<Option<ToShrink>, OutputError> {
        let is_counted = matches!(self.bound, HuntBound::Cases(_));
        // Elsewhere the first case is the one that was seen first.
        sighting.number = sighting.number.filter(|_| is_counted);
        let (case, effort) = (sighting.case.clone(), sighting.effort);
        let Some(record) = self.output.add(sighting)? else {
            return Ok(None);
        };
        let Some(trial) = &self.trial else {
            return Ok((!is_counted).then(|| self.to_shrink(&record)));
        };
        if self.detection.is_none() && !trial.baseline.contains(&record.key) {
            let Effort { cpu_s, cases } = self.effort(effort);
            self.detection = Some(Detection {
                key: record.key,
                case,
                cpu_s,
                cases,
            });
        }
        Ok(None)
    }

    /// What all workers had done when the process that is running, or just ended, had done `last`.
    fn effort(&self, last: Effort) -> Effort {
        let done = self.slots.iter().map(WorkerSlot::done);
        let (cpu_s, cases) = done.fold((0.0, 0), |sum, done| {
            (sum.0 + done.cpu_s, sum.1 + done.cases)
        });
        // In a process that ended since, the sighting's effort is already among what is done.
        let ended = !self.slots.iter().any(WorkerSlot::is_running);
        if ended {
            Effort { cpu_s, cases }
        } else {
            Effort {
                cpu_s: cpu_s + last.cpu_s,
                cases: cases + last.cases,
            }
        }
    }
}
