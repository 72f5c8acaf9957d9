//! The opinion of Cranelift's backend for the host.
//!
//! *Proves.* When another backend compiles the same CLIF, and a real processor executes it, every
//! result of every invocation, every final byte of data, the fuel word and the addresses in data
//! are what the model expects.
//!
//! *Cannot see.* Crossings between functions; which NaN an operation made; the address that a
//! function with a return area returns. Mistakes that the host's backend shares with riscv64's:
//! everything before instruction selection, the register allocator, and the rules for calls that
//! all backends share. On a riscv64 host there is no other backend to ask.
//!
//! *Source.* Cranelift's backend for x86-64 or aarch64, with the settings of the case.
//!
//! Generated code runs natively here, and may do anything. So it runs in another process
//! ([`child`], this program again), which has limits of time and memory and opens no files. A death
//! there is an answer. One process serves case after case. What a case leaves behind in it must not
//! become the next one's opinion, so after a disagreement or a death a fresh process is asked
//! again, and only its answer counts.

mod child;
mod process;
mod protocol;

pub use child::child;

use super::Opinion;
use super::compare::{compare, finding};
use crate::case::{Case, Target};
use crate::lower;
use crate::model::{End, Trace};
use crate::oracle::key::{OpinionKey, Witness};
use process::{Answer, Process};
use std::env;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;
use thiserror::Error;

/// How long compiling a case may take, and how long executing it.
const LIMIT: Duration = Duration::from_secs(10);

/// Why the host's opinion cannot be had.
#[derive(Debug, Error)]
pub enum HostError {
    /// This program has no backend for the host.
    #[error("{0}: cargo run --release --features host -- replay --host ...")]
    NoBackend(String),
    /// The other program does not start.
    #[error("cannot start {} to run code natively: {source}", program.display())]
    Start {
        /// The program.
        program: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The other program is no farcall of this version.
    #[error(
        "{} does not answer as farcall does; run the farcall that was built last",
        .0.display()
    )]
    Stranger(PathBuf),
}

/// Asks one process after another about cases.
#[derive(Debug)]
pub struct Host {
    program: PathBuf,
    limit: Duration,
    process: Option<Process>,
}

impl Host {
    /// Asks this program itself, which has to call [`child`] first of all.
    ///
    /// # Errors
    /// If there is no backend for the host, or the system does not say where this program is.
    pub fn new() -> Result<Host, HostError> {
        match lower::host_isa(&Target::default()) {
            Ok(Ok(_)) => {}
            Ok(Err(reason)) => return Err(HostError::NoBackend(reason)),
            Err(panic) => return Err(HostError::NoBackend(panic.to_string())),
        }
        let program = env::current_exe().map_err(|source| HostError::Start {
            program: PathBuf::from("this program"),
            source,
        })?;
        Ok(Host::with_program(&program, LIMIT))
    }

    /// Asks another program, which has this much time to compile a case, and again to execute it.
    pub fn with_program(program: &Path, limit: Duration) -> Host {
        Host {
            program: program.to_owned(),
            limit,
            process: None,
        }
    }

    /// What native code for `case` does, for which the model expects `expected`.
    ///
    /// # Errors
    /// If the other process cannot be started.
    pub fn judge(&mut self, case: &Case, expected: &Trace) -> Result<Opinion, HostError> {
        let first = self.ask(case, expected)?;
        if !matches!(first, Opinion::Disagrees(_)) {
            return Ok(first);
        }
        self.process = None;
        self.ask(case, expected)
    }

    fn ask(&mut self, case: &Case, expected: &Trace) -> Result<Opinion, HostError> {
        let mut process = match self.process.take() {
            Some(process) => process,
            None => Process::start(&self.program, self.limit)?,
        };
        let answer = process.ask(&case.to_bytes());
        let disagrees = |key, summary| Opinion::Disagrees(finding(Witness::Host, key, summary));
        Ok(match answer {
            Answer::Left(left) => {
                self.process = Some(process);
                compare(Witness::Host, case, expected, &left)
            }
            Answer::Refused(reason) => {
                self.process = Some(process);
                Opinion::Refused(reason)
            }
            Answer::NotCompiled(how) => Opinion::Refused(format!("the compiler {how}")),
            // Nothing says which trap it was.
            Answer::Trapped if expected.end != End::Returned => Opinion::Agrees,
            Answer::Trapped => {
                let summary = "executes code that dies of an illegal instruction".to_owned();
                disagrees(OpinionKey::Died, summary)
            }
            Answer::Died(how) => disagrees(OpinionKey::Died, format!("executes code that {how}")),
            Answer::RanAway => disagrees(
                OpinionKey::RanAway,
                "executes code that does not end".to_owned(),
            ),
        })
    }
}
