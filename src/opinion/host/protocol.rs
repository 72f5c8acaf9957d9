//! The protocol of the two processes: frames of a length, as four bytes little-endian, and that
//! many bytes.

use crate::link::Left;
use serde::{Deserialize, Serialize};
use std::io::{self, ErrorKind, Read, Write};

/// The greeting of the child.
pub(super) const GREETING: &[u8] = b"farcall host 1";
/// The longest frame, in bytes.
const LONGEST: usize = 1 << 22;

/// The answer of the child: that a case is compiled, and then what it left, or that it is refused.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Reply {
    Compiled,
    Left(Left),
    Refused(String),
}

pub(super) fn send(pipe: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    pipe.write_all(&(bytes.len() as u32).to_le_bytes())?;
    pipe.write_all(bytes)?;
    pipe.flush()
}

/// The next frame; none at the end of the stream.
pub(super) fn receive(pipe: &mut impl Read) -> io::Result<Option<Vec<u8>>> {
    let mut len = [0; 4];
    match pipe.read_exact(&mut len) {
        Ok(()) => {}
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(None),
        Err(error) => return Err(error),
    }
    let len = u32::from_le_bytes(len) as usize;
    if len > LONGEST {
        return Err(ErrorKind::InvalidData.into());
    }
    let mut bytes = vec![0; len];
    pipe.read_exact(&mut bytes)?;
    Ok(Some(bytes))
}
