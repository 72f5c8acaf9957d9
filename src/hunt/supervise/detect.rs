//! Trials: when they end, and what they detect.

use super::slot::WorkerSlot;
use super::supervisor::Supervisor;
use super::to_shrink::ToShrink;
use crate::hunt::error::OutputError;
use crate::hunt::options::HuntBound;
use crate::hunt::record::{Effort, Sighting};
use crate::hunt::summary::Detection;
use std::time::Duration;

impl Supervisor {
    /// Whether the time is up: wall-clock time or, in a trial, processor time.
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

    /// Records a sighting; returns the case to be shrunk now. There is none in a trial, or in a
    /// hunt with `--cases`.
    pub(super) fn record(
        &mut self,
        mut sighting: Sighting,
    ) -> Result<Option<ToShrink>, OutputError> {
        let is_counted = matches!(self.bound, HuntBound::Cases(_));
        // In other hunts, the first case is the one that was seen first.
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

    /// What all workers had done when the worker of a sighting had done `last`.
    fn effort(&self, last: Effort) -> Effort {
        let done = self.slots.iter().map(WorkerSlot::done);
        let (cpu_s, cases) = done.fold((0.0, 0), |sum, done| {
            (sum.0 + done.cpu_s, sum.1 + done.cases)
        });
        // If that process has ended, `last` is already included.
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
