//! `farcall --cranelift`: the same command, run by a Farcall that is linked with another Cranelift.

use super::{CliError, progress};
use crate::relink::{self, RelinkProgress, Relinked, Wanted};
use std::env;
use std::ffi::OsString;
use std::io::{self, Write};
use std::time::Duration;

/// A build that takes less time is not shown.
const SHORT: Duration = Duration::from_secs(2);
/// Without a terminal: how often a line is printed.
const QUIET: Duration = Duration::from_secs(60);

/// Builds Farcall against the Cranelift that `text` names, and becomes it, with all arguments of
/// this process but `--cranelift`. Returns only if that fails.
pub(super) fn run(text: &str) -> CliError {
    match prepare(text) {
        Ok(relinked) => relinked.run(&arguments()).into(),
        Err(error) => error,
    }
}

fn prepare(text: &str) -> Result<Relinked, CliError> {
    let wanted = Wanted::parse(text)?;
    let stop = progress::interrupted()?;
    let bar = progress::spinner();
    // If standard error is closed, the work goes on.
    let say = |line: &str| drop(bar.suspend(|| writeln!(io::stderr(), "{line}")));
    let mut printed = None;
    let relinked = relink::prepare(&wanted, &stop, &mut |progress| {
        let line = line(&progress);
        bar.set_message(line.clone());
        bar.tick();
        let RelinkProgress::Building { elapsed, .. } = progress else {
            return;
        };
        match printed {
            None if elapsed > SHORT => {
                say(&format!(
                    "building Farcall against Cranelift {wanted}; some minutes the first time"
                ));
                printed = Some(elapsed);
            }
            Some(at) if bar.is_hidden() && elapsed > at + QUIET => {
                say(&line);
                printed = Some(elapsed);
            }
            _ => {}
        }
    });
    bar.finish_and_clear();
    Ok(relinked?)
}

fn line(progress: &RelinkProgress) -> String {
    match progress {
        RelinkProgress::Fetching => "looking for what is missing".to_owned(),
        RelinkProgress::Building {
            done,
            total,
            elapsed,
        } => format!("{done} of {total} packages  {} s", elapsed.as_secs()),
    }
}

/// The arguments of this process without its own name and `--cranelift`, which stands before the
/// subcommand.
fn arguments() -> Vec<OsString> {
    let mut arguments = env::args_os().skip(1);
    let option = arguments.next();
    if option.is_some_and(|option| option == "--cranelift") {
        // The value of `--cranelift`.
        arguments.next();
    }
    arguments.collect()
}
