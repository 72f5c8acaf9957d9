//! Long work: a line about its progress, and Ctrl-C to end it early and in order.

use super::CliError;
use indicatif::{ProgressBar, ProgressStyle};
use std::process;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A spinner with a message, on standard error if that is a terminal.
pub(super) fn spinner() -> ProgressBar {
    let style = ProgressStyle::with_template("{spinner} {msg}").expect("a fixed template");
    ProgressBar::new_spinner().with_style(style)
}

/// A bar that counts `unit` up to `total`, on standard error if that is a terminal.
pub(super) fn bar(total: u64, unit: &str) -> ProgressBar {
    let style = ProgressStyle::with_template("{wide_bar} {pos} of {len} {msg}");
    ProgressBar::new(total)
        .with_style(style.expect("a fixed template"))
        .with_message(unit.to_owned())
}

/// Exit code of a second Ctrl-C, as a shell reports it for a command that SIGINT ended.
const IMPATIENT: i32 = 130;

/// A flag that Ctrl-C sets. A second Ctrl-C ends the process at once, which loses nothing. To be
/// called once a process.
pub(super) fn interrupted() -> Result<Arc<AtomicBool>, CliError> {
    let stop = Arc::new(AtomicBool::new(false));
    let interrupted = Arc::clone(&stop);
    ctrlc::set_handler(move || {
        if interrupted.swap(true, Ordering::Relaxed) {
            process::exit(IMPATIENT);
        }
    })
    .map_err(|error| CliError::Usage(format!("cannot listen for Ctrl-C: {error}")))?;
    Ok(stop)
}
