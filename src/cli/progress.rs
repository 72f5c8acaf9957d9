//! Long work: a line about how it goes, and Ctrl-C to end it early and in order.

use super::CliError;
use indicatif::{ProgressBar, ProgressStyle};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A spinner with a message, on standard error if that is a terminal.
pub(super) fn spinner() -> ProgressBar {
    let style = ProgressStyle::with_template("{spinner} {msg}").expect("a fixed template");
    ProgressBar::new_spinner().with_style(style)
}

/// A flag that Ctrl-C sets. Once a process.
pub(super) fn interrupted() -> Result<Arc<AtomicBool>, CliError> {
    let stop = Arc::new(AtomicBool::new(false));
    let interrupted = Arc::clone(&stop);
    ctrlc::set_handler(move || interrupted.store(true, Ordering::Relaxed))
        .map_err(|error| CliError::Usage(format!("cannot listen for Ctrl-C: {error}")))?;
    Ok(stop)
}
