//! QEMU as a process.

use super::error::QemuError;
use crate::case::Target;
use crate::children;
use std::env;
use std::fs;
use std::io::{self, Read};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How long a program may run: a thousand times what any needs.
const LIMIT: Duration = Duration::from_secs(20);

/// QEMU's user-mode emulator for riscv64.
#[derive(Clone, Debug)]
pub struct Qemu {
    program: PathBuf,
}

impl Qemu {
    /// QEMU at this path.
    pub fn new(program: PathBuf) -> Qemu {
        Qemu { program }
    }
}

/// The result of a run.
pub(crate) struct Output {
    /// The standard output.
    pub(crate) bytes: Vec<u8>,
    /// The signal that ended it; none if it ended by itself.
    pub(crate) signal: Option<i32>,
    /// Its exit status, if it ended by itself.
    pub(crate) status: Option<i32>,
    /// The first line of its error output.
    words: String,
    /// Whether it hit the time limit.
    pub(crate) timed_out: bool,
}

/// QEMU's name of a processor with exactly the extensions of `target`.
pub(crate) fn processor(target: &Target) -> String {
    let mut name = "rv64i,m=on,a=on,f=on,d=on,zicsr=on,zifencei=on".to_owned();
    for (setting, on) in target.extensions() {
        let extension = setting.trim_start_matches("has_");
        let state = if on { "on" } else { "off" };
        name += &format!(",{extension}={state}");
    }
    name
}

/// An executable in a temporary directory of its own.
struct Executable {
    directory: TempDir,
}

impl Executable {
    fn new(elf: &[u8]) -> Result<Executable, QemuError> {
        let write = |path: PathBuf| move |source| QemuError::Write { path, source };
        let directory = tempfile::tempdir().map_err(write(env::temp_dir()))?;
        let executable = Executable { directory };
        let path = executable.path();
        fs::write(&path, elf).map_err(write(path.clone()))?;
        let rights = fs::Permissions::from_mode(0o700);
        fs::set_permissions(&path, rights).map_err(write(path.clone()))?;
        Ok(executable)
    }

    fn path(&self) -> PathBuf {
        self.directory.path().join("case.elf")
    }

    /// Where its gdb stub listens.
    fn socket(&self) -> PathBuf {
        self.directory.path().join("gdb")
    }
}

/// A process that waits for its debugger, and is killed on drop.
pub(crate) struct Debugged {
    child: Child,
    socket: PathBuf,
    /// Kept as long as the process lives.
    _executable: Executable,
}

impl Debugged {
    /// Where its gdb stub listens.
    pub(crate) fn socket(&self) -> &Path {
        &self.socket
    }
}

impl Drop for Debugged {
    fn drop(&mut self) {
        children::end_group(&mut self.child);
    }
}

impl Qemu {
    /// Starts the executable `elf` on `processor`, under the gdb stub.
    pub(crate) fn debug(&self, processor: &str, elf: &[u8]) -> Result<Debugged, QemuError> {
        let executable = Executable::new(elf)?;
        let socket = executable.socket();
        let mut command = Command::new(&self.program);
        command.args(["-cpu", processor, "-g"]).arg(&socket);
        command.arg(executable.path());
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let child = children::spawn(&mut command).map_err(start(&self.program))?;
        Ok(Debugged {
            child,
            socket,
            _executable: executable,
        })
    }

    /// Runs the executable `elf`, which exits with status 0, on `processor`.
    pub(crate) fn execute(&self, processor: &str, elf: &[u8]) -> Result<Output, QemuError> {
        let output = self.run(processor, elf)?;
        match output.status {
            Some(status) if status != 0 && !output.timed_out => Err(output.refused()),
            _ => Ok(output),
        }
    }

    /// Runs the executable `elf` on `processor`.
    pub(crate) fn run(&self, processor: &str, elf: &[u8]) -> Result<Output, QemuError> {
        let executable = Executable::new(elf)?;
        let mut command = Command::new(&self.program);
        command.args(["-cpu", processor]).arg(executable.path());
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = children::spawn(&mut command).map_err(start(&self.program))?;
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
        let (status, timed_out) = wait(&mut child).map_err(start(&self.program))?;
        let collect = |reader: Option<thread::JoinHandle<Vec<u8>>>| {
            reader
                .and_then(|reader| reader.join().ok())
                .unwrap_or_default()
        };
        let (bytes, words) = (collect(stdout), collect(stderr));
        // QEMU kills itself with the signal that ended the guest.
        let words = String::from_utf8_lossy(&words);
        Ok(Output {
            bytes,
            signal: status.signal(),
            status: status.code(),
            words: words.lines().next().unwrap_or("it said nothing").to_owned(),
            timed_out,
        })
    }
}

impl Output {
    /// The error that QEMU did not run the program.
    pub(crate) fn refused(self) -> QemuError {
        QemuError::Refused { words: self.words }
    }
}

fn start(program: &Path) -> impl Fn(io::Error) -> QemuError {
    |source| QemuError::Start {
        program: program.to_owned(),
        source,
    }
}

/// Waits for `child`, and kills it at the time limit. Returns whether it had to.
fn wait(child: &mut Child) -> io::Result<(ExitStatus, bool)> {
    let begun = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok((status, false));
        }
        if begun.elapsed() > LIMIT {
            children::end_group(child);
            return Ok((child.wait()?, true));
        }
        thread::sleep(Duration::from_millis(1));
    }
}

fn drain(mut pipe: impl Read) -> Vec<u8> {
    let mut bytes = Vec::new();
    // An error leaves what was read before it.
    let _ = pipe.read_to_end(&mut bytes);
    bytes
}
