//! The `farcall` command.

use farcall::{cli, hunt, opinion};
use miette::Diagnostic;
use std::io::{self, Write};
use std::process::ExitCode;

fn main() -> ExitCode {
    if let Some(code) = hunt::rustc_wrapper() {
        return code;
    }
    if let Some(code) = hunt::worker::plain_worker() {
        return code;
    }
    if let Some(code) = opinion::host::child() {
        return code;
    }
    match cli::run() {
        Ok(code) => code,
        Err(error) => {
            let help = error
                .help()
                .map_or(String::new(), |help| format!("; {help}"));
            // The exit code says it, too, if nobody reads this.
            let _ = writeln!(io::stderr(), "farcall: {error}{help}");
            ExitCode::FAILURE
        }
    }
}
