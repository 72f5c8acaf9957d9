//! What workers can run now.

use crate::hunt::options::{Engine, HuntOptions, ProgramSource};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// A program that does a worker's work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct WorkerProgram {
    /// Where it is.
    pub(super) path: PathBuf,
    /// Whether it has debug assertions.
    pub(super) assertions: bool,
    /// Whether it is a plain worker, which generates every case anew.
    pub(super) is_plain: bool,
}

/// The programs that are there: at least one.
#[derive(Debug)]
pub(super) struct Available {
    plain: Option<WorkerProgram>,
    /// The fuzz target, without and with debug assertions.
    targets: BTreeMap<bool, WorkerProgram>,
}

/// The builds of the fuzz target that workers want.
pub(super) fn wanted(options: &HuntOptions) -> BTreeSet<bool> {
    match options.engine {
        Engine::Coverage => (0..options.jobs).map(|n| options.asserts(n)).collect(),
        Engine::Random => BTreeSet::new(),
    }
}

impl Available {
    /// What there is without a build.
    pub(super) fn new(options: &HuntOptions) -> Available {
        let mut available = Available {
            plain: None,
            targets: BTreeMap::new(),
        };
        match &options.programs {
            ProgramSource::Given(path) => {
                for assertions in wanted(options) {
                    available.add(assertions, path.clone());
                }
            }
            ProgramSource::Plain(path) => {
                available.plain = Some(WorkerProgram {
                    path: path.clone(),
                    // It is this very program.
                    assertions: cfg!(debug_assertions),
                    is_plain: true,
                });
            }
            ProgramSource::Built => {}
        }
        available
    }

    /// The fuzz target is there.
    pub(super) fn add(&mut self, assertions: bool, path: PathBuf) {
        let program = WorkerProgram {
            path,
            assertions,
            is_plain: false,
        };
        self.targets.insert(assertions, program);
    }

    /// Drops a program that turned out to be useless; returns whether workers have another one.
    pub(super) fn give_up(&mut self, program: &WorkerProgram) -> bool {
        if self.plain.is_none() || program.is_plain {
            return false;
        }
        self.targets.remove(&program.assertions);
        true
    }

    /// The program for a worker that wants the fuzz target with or without debug assertions.
    pub(super) fn to_hunt(&self, assertions: bool) -> Option<&WorkerProgram> {
        self.targets.get(&assertions).or(self.plain.as_ref())
    }

    /// A program with or without debug assertions, for an input that needs such a build.
    pub(super) fn with(&self, assertions: bool) -> Option<&WorkerProgram> {
        let plain = self.plain.as_ref();
        let plain = plain.filter(|plain| plain.assertions == assertions);
        self.targets.get(&assertions).or(plain)
    }

    /// Whether cases are generated anew until the fuzz target is there.
    pub(super) fn has_plain(&self) -> bool {
        self.plain.is_some()
    }
}
