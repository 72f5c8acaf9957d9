//! Runs trials in parallel.

use super::error::MutantsError;
use super::trial::{Task, TrialResult};
use crate::hunt::OutputError;
use std::collections::VecDeque;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Sender};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// Runs `jobs` trials at a time, until all have ended or `stop` is set. Passes each finished trial
/// to `take` at once. The first error stops the others.
pub(super) fn run(
    tasks: Vec<Task>,
    jobs: u32,
    out: &Path,
    stop: &AtomicBool,
    take: &mut dyn FnMut(TrialResult) -> Result<(), OutputError>,
) -> Result<(), MutantsError> {
    let queue = Mutex::new(VecDeque::from(tasks));
    let next = &|| {
        let mut queue = queue.lock().unwrap_or_else(PoisonError::into_inner);
        queue.pop_front()
    };
    let (sender, ended) = mpsc::channel();
    thread::scope(|scope| {
        let mut threads = Vec::new();
        for _ in 0..jobs {
            let sender = sender.clone();
            threads.push(scope.spawn(move || work(next, out, stop, &sender)));
        }
        drop(sender);
        let result = ended.into_iter().try_for_each(|result| match result? {
            Some(ended) => Ok(take(ended)?),
            None => Ok(()),
        });
        if result.is_err() {
            stop.store(true, Ordering::Relaxed);
        }
        let lost = threads
            .into_iter()
            .map(|thread| thread.join())
            .any(|joined| joined.is_err());
        if lost {
            result.and(Err(MutantsError::Lost))
        } else {
            result
        }
    })
}

/// Runs one trial after another, until none is left or `stop` is set.
fn work(
    next: &dyn Fn() -> Option<Task>,
    out: &Path,
    stop: &AtomicBool,
    ended: &Sender<Result<Option<TrialResult>, MutantsError>>,
) {
    while let Some(task) = next().filter(|_| !stop.load(Ordering::Relaxed)) {
        let result = task.run(out, stop).map_err(|source| MutantsError::Trial {
            what: format!("trial {}", task.name()),
            source,
        });
        // The receiver is gone after an error.
        if ended.send(result).is_err() {
            return;
        }
    }
}
