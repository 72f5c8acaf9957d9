//! Many files on all cores.

use super::find::{Unreadable, read};
use super::report::FileReport;
use super::run::Runner;
use super::syntax::SourceText;
use crate::link::{Arena, ArenaError};
use std::collections::BTreeMap;
use std::io;
use std::panic;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Sender};
use std::thread;
use thiserror::Error;

/// Stack of a worker in bytes: enough to compile what people write.
const STACK: usize = 64 << 20;

/// The files cannot be run.
#[derive(Debug, Error)]
pub enum PoolError {
    /// There is no address space for a worker.
    #[error(transparent)]
    Arena(#[from] ArenaError),
    /// A worker does not start.
    #[error("cannot start a worker: {0}; try --jobs 1")]
    Worker(#[from] io::Error),
}

/// The index of a file, and its report.
type Tried = (usize, Result<FileReport, Unreadable>);

/// Runs `files` on `jobs` threads, and shows their reports in order.
///
/// # Errors
/// If there is no address space or no thread.
pub fn run(
    files: &[PathBuf],
    jobs: u32,
    show: &mut dyn FnMut(Result<FileReport, Unreadable>),
) -> Result<(), PoolError> {
    let arenas = (0..jobs).map(Arena::map);
    let arenas = arenas.collect::<Result<Vec<_>, _>>()?;
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        let (sender, receiver) = mpsc::channel();
        let mut workers = Vec::new();
        for arena in arenas {
            let builder = thread::Builder::new().stack_size(STACK);
            let (sender, next) = (sender.clone(), &next);
            let worker = builder.spawn_scoped(scope, move || work(files, next, arena, &sender));
            workers.push(worker.inspect_err(|_| next.store(files.len(), Ordering::Relaxed))?);
        }
        drop(sender);
        // Reports are shown in the order of the files.
        let (mut waiting, mut turn) = (BTreeMap::new(), 0);
        for (index, outcome) in receiver {
            waiting.insert(index, outcome);
            while let Some(outcome) = waiting.remove(&turn) {
                show(outcome);
                turn += 1;
            }
        }
        for worker in workers {
            if let Err(mistake) = worker.join() {
                panic::resume_unwind(mistake);
            }
        }
        Ok(())
    })
}

fn work(files: &[PathBuf], next: &AtomicUsize, arena: Arena, sender: &Sender<Tried>) {
    let mut runner = Runner::new(arena);
    loop {
        let index = next.fetch_add(1, Ordering::Relaxed);
        let Some(path) = files.get(index) else {
            return;
        };
        let text = read(path);
        let source = text.map(|text| SourceText::new(&path.display().to_string(), text));
        let report = source.map(|source| runner.run(&source));
        if sender.send((index, report)).is_err() {
            return;
        }
    }
}
