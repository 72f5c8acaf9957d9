//! `farcall --cranelift` and `--fixed`: the same command, run by a Farcall that is linked with
//! another Cranelift.

use super::{CliError, progress};
use crate::fixes;
use crate::relink::{self, RelinkProgress, Relinked, Wanted};
use std::env;
use std::ffi::{OsStr, OsString};
use std::io::{self, Write};
use std::time::Duration;

/// A build that takes less time is not shown.
const SHORT: Duration = Duration::from_secs(2);
/// Without a terminal: how often a line is printed.
const QUIET: Duration = Duration::from_secs(60);

/// Builds Farcall against the Cranelift that `text` names, and becomes it, with all arguments of
/// this process but `--cranelift`. Returns only if that fails.
pub(super) fn run(text: &str) -> CliError {
    let prepared = Wanted::parse(text).map_err(CliError::from);
    match prepared.and_then(|wanted| prepare(&wanted)) {
        Ok(relinked) => relinked
            .run(&without_cranelift(env::args_os().skip(1)))
            .into(),
        Err(error) => error,
    }
}

/// Builds Farcall against the linked Cranelift with all fixes, and becomes it, with all arguments
/// of this process but `--fixed`. Returns only if that fails.
pub(super) fn run_fixed() -> CliError {
    let prepared = fixes::wanted().map_err(CliError::from);
    match prepared.and_then(|wanted| prepare(&wanted)) {
        Ok(relinked) => relinked.run(&without_fixed(env::args_os().skip(1))).into(),
        Err(error) => error,
    }
}

fn prepare(wanted: &Wanted) -> Result<Relinked, CliError> {
    let stop = progress::interrupted()?;
    let bar = progress::spinner();
    // If standard error is closed, the work goes on.
    let say = |line: &str| drop(bar.suspend(|| writeln!(io::stderr(), "{line}")));
    let mut printed = None;
    let relinked = relink::prepare(wanted, &stop, &mut |progress| {
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

/// A line about a build that goes on.
pub(super) fn line(progress: &RelinkProgress) -> String {
    match progress {
        RelinkProgress::Fetching => "looking for what is missing".to_owned(),
        RelinkProgress::Building {
            done,
            total,
            elapsed,
        } => format!("{done} of {total} packages  {} s", elapsed.as_secs()),
    }
}

/// The arguments without the first `--cranelift`, which stands before the subcommand.
fn without_cranelift(arguments: impl Iterator<Item = OsString>) -> Vec<OsString> {
    const NAME: &str = "--cranelift";
    let mut rest: Vec<OsString> = arguments.collect();
    let is_joined = |text: &OsStr| {
        let bytes = text.as_encoded_bytes();
        bytes.starts_with(NAME.as_bytes()) && bytes.get(NAME.len()) == Some(&b'=')
    };
    let at = rest.iter().position(|text| text == NAME || is_joined(text));
    if let Some(at) = at {
        // Its value is the next argument, or in the same one.
        let len = if rest[at] == NAME { 2 } else { 1 };
        rest.drain(at..at + len);
    }
    rest
}

/// The arguments without `--fixed`, which may stand anywhere before `--`.
fn without_fixed(arguments: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut is_over = false;
    let is_kept = |argument: &OsString| {
        is_over |= argument == "--";
        is_over || argument != "--fixed"
    };
    arguments.filter(is_kept).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> impl Iterator<Item = OsString> {
        text.split(' ').map(OsString::from)
    }

    #[test]
    fn only_the_option_that_was_obeyed_is_gone() {
        for (given, left) in [
            ("--cranelift 0.137 hunt --fixed", "hunt --fixed"),
            ("--cranelift=0.137 hunt", "hunt"),
            ("--fixed --cranelift 0.137 hunt", "--fixed hunt"),
        ] {
            let left: Vec<OsString> = words(left).collect();
            assert_eq!(without_cranelift(words(given)), left, "{given}");
        }
        for (given, left) in [
            ("--fixed hunt --for 1s", "hunt --for 1s"),
            ("hunt --fixed --for 1s", "hunt --for 1s"),
            ("replay --fixed -- --fixed", "replay -- --fixed"),
        ] {
            let left: Vec<OsString> = words(left).collect();
            assert_eq!(without_fixed(words(given)), left, "{given}");
        }
    }
}
