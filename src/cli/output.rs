//! Standard output whose reader may go away early.

use std::io::{self, ErrorKind, StdoutLock, Write};

/// Standard output. What is written after its reader has gone is dropped, so that the command still
/// ends with its own exit code.
#[derive(Debug)]
pub(super) struct Output {
    stdout: Option<StdoutLock<'static>>,
}

impl Output {
    pub(super) fn new() -> Self {
        Output {
            stdout: Some(io::stdout().lock()),
        }
    }

    fn attempt<R: Default>(
        &mut self,
        work: impl FnOnce(&mut StdoutLock<'static>) -> io::Result<R>,
        gone: R,
    ) -> io::Result<R> {
        match self.stdout.as_mut().map(work) {
            None => Ok(gone),
            Some(Err(error)) if error.kind() == ErrorKind::BrokenPipe => {
                self.stdout = None;
                Ok(gone)
            }
            Some(result) => result,
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.attempt(|stdout| stdout.write(bytes), bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.attempt(|stdout| stdout.flush(), ())
    }
}
