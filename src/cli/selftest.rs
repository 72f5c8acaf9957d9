//! `farcall selftest`: compares what findings rest on with other implementations.

use super::output::Output;
use super::{CLEAN, CliError, FOUND, progress, tool};
use crate::selftest;
use std::io::Write;

/// Compare what findings rest on with other implementations. Exit code 0: no difference; 2:
/// differences; 1: it could not be done.
#[derive(Debug, clap::Args)]
pub(super) struct Selftest {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// The machine against QEMU: random instructions over the whole table, all registers and
    /// memory.
    Machine {
        /// Sequences of ten instructions or a few more.
        #[arg(
            long,
            value_name = "N",
            default_value_t = 100_000,
            value_parser = clap::value_parser!(u64).range(1..)
        )]
        count: u64,
        /// Where randomness starts.
        #[arg(long, value_name = "N", default_value_t = 1)]
        seed: u64,
    },
    /// The psABI table against gcc: random signatures, as callers and as callees, executed in the
    /// machine and in QEMU.
    Abi {
        /// Signatures.
        #[arg(
            long,
            value_name = "N",
            default_value_t = 1000,
            value_parser = clap::value_parser!(u64).range(1..)
        )]
        count: u64,
        /// Where randomness starts.
        #[arg(long, value_name = "N", default_value_t = 1)]
        seed: u64,
    },
}

impl Selftest {
    pub(super) fn run(&self) -> Result<u8, CliError> {
        match self.what {
            What::Machine { count, seed } => machine(count, seed),
            What::Abi { count, seed } => abi(count, seed),
        }
    }
}

fn machine(count: u64, seed: u64) -> Result<u8, CliError> {
    let qemu = tool::qemu()?;
    let stop = progress::interrupted()?;
    let spinner = progress::spinner();
    let mut show = |report: &selftest::Report| {
        let differences = report.differences.len();
        spinner.set_message(format!(
            "{} of {count} sequences, {differences} differences",
            report.sequences
        ));
        spinner.tick();
    };
    let report = selftest::machine(&qemu, count, seed, &stop, &mut show)?;
    spinner.finish_and_clear();
    let mut out = Output::new();
    for difference in &report.differences {
        writeln!(out, "difference:\n{difference}")?;
    }
    writeln!(
        out,
        "{} sequences, {} instructions, {} of {} mnemonics (not {}): {} differences from QEMU",
        report.sequences,
        report.instructions,
        report.tried.len(),
        report.tried.len() + report.left_out().len(),
        report.left_out().join(", "),
        report.differences.len()
    )?;
    Ok(if report.differences.is_empty() {
        CLEAN
    } else {
        FOUND
    })
}

fn abi(count: u64, seed: u64) -> Result<u8, CliError> {
    let compiler = tool::path("riscv64-linux-gnu-gcc")?;
    let qemu = tool::qemu()?;
    let stop = progress::interrupted()?;
    let spinner = progress::spinner();
    let mut show = |report: &selftest::AbiReport| {
        let disagreements = report.disagreements.len();
        spinner.set_message(format!(
            "{} of {count} signatures, {disagreements} disagreements",
            report.signatures
        ));
        spinner.tick();
    };
    let report = selftest::abi(compiler, Some(&qemu), count, seed, &stop, &mut show)?;
    spinner.finish_and_clear();
    let mut out = Output::new();
    for disagreement in &report.disagreements {
        writeln!(out, "{disagreement}")?;
    }
    writeln!(
        out,
        "{} signatures, {} values in machine and QEMU: {} disagreements with gcc",
        report.signatures,
        report.values,
        report.disagreements.len()
    )?;
    Ok(if report.disagreements.is_empty() {
        CLEAN
    } else {
        FOUND
    })
}
