//! The `farcall` command.

use farcall::cli;
use miette::Diagnostic;
use std::process::ExitCode;

fn main() -> ExitCode {
    match cli::run() {
        Ok(code) => code,
        Err(error) => {
            let help = error
                .help()
                .map_or(String::new(), |help| format!("; {help}"));
            eprintln!("farcall: {error}{help}");
            ExitCode::FAILURE
        }
    }
}
