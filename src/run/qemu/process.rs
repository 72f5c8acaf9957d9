//! QEMU as a process.

use super::QemuError;
use crate::case::Target;
use crate::children;
use std::io::Read;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// How long a case may take. A thousand times what any needs.
const LIMIT: Duration = Duration::from_secs(20);

/// What a run left.
pub(super) struct Output {
    /// The standard output.
    pub(super) bytes: Vec<u8>,
    /// The signal that ended it; none if it ended by itself.
    pub(super) signal: Option<i32>,
    /// Whether the time was up.
    pub(super) timed_out: bool,
}

/// What QEMU calls a processor that has what `target` has, and no more.
pub(super) fn processor(target: &Target) -> String {
    let mut name = "rv64i,m=on,a=on,f=on,d=on,zicsr=on,zifencei=on".to_owned();
    for (setting, on) in target.extensions() {
        let extension = setting.trim_start_matches("has_");
        let state = if on { "on" } else { "off" };
        name += &format!(",{extension}={state}");
    }
    name
}

/// Runs the executable `elf` with QEMU `program`, emulating `processor`.
pub(super) fn run(program: &Path, processor: &str, elf: &Path) -> Result<Output, QemuError> {
    let mut command = Command::new(program);
    command.args(["-cpu", processor]).arg(elf);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let start = |source| QemuError::Start {
        program: program.to_owned(),
        source,
    };
    let mut child = children::spawn(&mut command).map_err(start)?;
    let [stdout, stderr] = [
        child
            .stdout
            .take()
            .map(|pipe| thread::spawn(move || drain(pipe))),
        child
            .stderr
            .take()
            .map(|pipe| thread::spawn(move || drain(pipe))),
    ];
    let begun = Instant::now();
    let mut timed_out = false;
    let status = loop {
        if let Some(status) = child.try_wait().map_err(start)? {
            break status;
        }
        if begun.elapsed() > LIMIT {
            timed_out = true;
            children::end_group(&mut child);
            break child.wait().map_err(start)?;
        }
        thread::sleep(Duration::from_millis(1));
    };
    let collect = |reader: Option<thread::JoinHandle<Vec<u8>>>| {
        reader
            .and_then(|reader| reader.join().ok())
            .unwrap_or_default()
    };
    let (bytes, words) = (collect(stdout), collect(stderr));
    let signal = guest_signal(status);
    if signal.is_none() && !timed_out && !status.success() {
        let words = String::from_utf8_lossy(&words);
        let first = words.lines().next().unwrap_or("it said nothing").to_owned();
        return Err(QemuError::Refused { words: first });
    }
    Ok(Output {
        bytes,
        signal,
        timed_out,
    })
}

fn drain(mut pipe: impl Read) -> Vec<u8> {
    let mut bytes = Vec::new();
    // What was read before an error is what there is.
    let _ = pipe.read_to_end(&mut bytes);
    bytes
}

/// The signal that ended the guest: QEMU kills itself with it.
fn guest_signal(status: ExitStatus) -> Option<i32> {
    status.signal()
}
