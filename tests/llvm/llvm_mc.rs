//! `llvm-mc` as a disassembler.

use super::encodings::Encoding;
use farcall::doctor;
use farcall_machine::Extensions;
use libtest_mimic::Failed;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::Command;
use tempfile::NamedTempFile;

/// The text between the position of a rejected line and the rest of the message.
const COMPLAINT: &str = ": warning: invalid instruction encoding";

/// The program.
#[derive(Clone, Debug)]
pub struct LlvmMc {
    path: PathBuf,
}

impl LlvmMc {
    /// Finds the program as `farcall doctor` does.
    ///
    /// # Errors
    ///
    /// One line that says why it cannot be used, and how to install it.
    pub fn find() -> Result<Self, String> {
        let found = doctor::locate("llvm-mc").map(|path| LlvmMc { path });
        found.map_err(|diagnosis| {
            let problem = diagnosis.problem.unwrap_or("is missing".into());
            format!("llvm-mc {problem}: {}", diagnosis.tool.install)
        })
    }

    /// The text of each encoding, without aliases; `None` if it is not an instruction.
    ///
    /// # Errors
    ///
    /// If the program fails, or if its output does not match its warnings.
    pub fn read(&self, encodings: &[Encoding]) -> Result<Vec<Option<String>>, Failed> {
        let mut input = NamedTempFile::new()?;
        input.write_all(groups(encodings).as_bytes())?;
        let output = Command::new(&self.path)
            .args(["--disassemble", "--triple=riscv64", "-M", "no-aliases"])
            .arg(attributes())
            .arg(input.path())
            .output()?;
        // Exit code 1 means that there were warnings.
        if !matches!(output.status.code(), Some(0 | 1)) {
            return Err(format!("llvm-mc ended with {}", output.status).into());
        }
        let mut texts = std::str::from_utf8(&output.stdout)?.lines().map(normalised);
        let complaints = std::str::from_utf8(&output.stderr)?.lines();
        let mut refused = complaints.filter_map(complained).peekable();
        let mut read = Vec::new();
        for line in 1..=encodings.len() {
            let text = match refused.next_if_eq(&line) {
                Some(_) => None,
                None => Some(texts.next().ok_or("llvm-mc left something out")?),
            };
            read.push(text);
        }
        match texts.next() {
            Some(text) => Err(format!("llvm-mc added {text}").into()),
            None => Ok(read),
        }
    }
}

/// The argument that enables every extension of the machine. LLVM uses the same names in lower
/// case.
fn attributes() -> String {
    let extensions = Extensions::ALL.iter();
    let names: Vec<_> = extensions
        .map(|extension| format!("+{extension:?}").to_lowercase())
        .collect();
    format!("-mattr={}", names.join(","))
}

/// One group of bytes per line, so that an invalid encoding does not affect the next line.
fn groups(encodings: &[Encoding]) -> String {
    let mut text = String::new();
    for encoding in encodings {
        let mut separator = '[';
        for byte in encoding.bytes() {
            write!(text, "{separator}{byte:#04x}").expect("a string takes everything");
            separator = ' ';
        }
        text.push_str("]\n");
    }
    text
}

/// An instruction with single spaces, as the machine writes it.
fn normalised(line: &str) -> String {
    line.trim().replace('\t', " ")
}

/// The line number of the input that a warning is about.
fn complained(line: &str) -> Option<usize> {
    let (place, _) = line.split_once(COMPLAINT)?;
    let (path_and_line, _) = place.rsplit_once(':')?;
    let (_, line) = path_and_line.rsplit_once(':')?;
    line.parse().ok()
}
