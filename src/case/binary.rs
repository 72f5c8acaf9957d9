//! The binary form of a case: a magic, a version, and the value in postcard's wire format.
//!
//! A corpus stores cases, not the entropy they were generated from, so it survives changes of the generator. The version
//! changes with the wire format; a file of another version is refused, never guessed at.

use super::Case;
use thiserror::Error;

/// The first bytes of every stored case.
pub const MAGIC: [u8; 7] = *b"farcall";
/// The version of the wire format, in the byte behind the magic.
pub const VERSION: u8 = 2;
/// Longer inputs are no cases, in bytes.
pub const MAX_LEN: usize = 1 << 20;

/// Why bytes are not a stored case.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ReadError {
    /// There is nothing.
    #[error("it is empty")]
    Empty,
    /// The magic is missing.
    #[error(
        "it does not start with \"farcall\", so it is no stored case (a fuzzer's raw input is read with --raw)"
    )]
    NoMagic,
    /// The version is not the one that this build reads.
    #[error("it is a case of format version {found}, and this build reads version {VERSION}")]
    Version {
        /// The version that the file names.
        found: u8,
    },
    /// It ends too early.
    #[error("it is truncated: the case goes on behind byte {len}")]
    Truncated {
        /// Length in bytes.
        len: usize,
    },
    /// It goes on behind its end.
    #[error("{extra} bytes follow the end of the case")]
    Trailing {
        /// How many bytes follow.
        extra: usize,
    },
    /// It is longer than any case.
    #[error("it has {len} bytes, and a case has at most {MAX_LEN}")]
    TooLong {
        /// Length in bytes.
        len: usize,
    },
    /// The wire format is violated.
    #[error("it is corrupt: {0}")]
    Corrupt(String),
}

impl Case {
    /// The stored form.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.push(VERSION);
        postcard::to_extend(self, bytes).expect("writing to a vector cannot fail")
    }

    /// Reads a stored case and makes it legal.
    ///
    /// # Errors
    /// Says why `bytes` are not a stored case of this version.
    pub fn read(bytes: &[u8]) -> Result<Case, ReadError> {
        let len = bytes.len();
        if len == 0 {
            return Err(ReadError::Empty);
        }
        let Some(rest) = bytes.strip_prefix(&MAGIC) else {
            let cut = MAGIC.starts_with(bytes);
            return Err(if cut {
                ReadError::Truncated { len }
            } else {
                ReadError::NoMagic
            });
        };
        match rest.first() {
            None => return Err(ReadError::Truncated { len }),
            Some(&VERSION) => {}
            Some(&found) => return Err(ReadError::Version { found }),
        }
        if len > MAX_LEN {
            return Err(ReadError::TooLong { len });
        }
        let (mut case, extra) = match postcard::take_from_bytes::<Case>(&rest[1..]) {
            Ok(parts) => parts,
            Err(postcard::Error::DeserializeUnexpectedEnd) => {
                return Err(ReadError::Truncated { len });
            }
            Err(error) => return Err(ReadError::Corrupt(error.to_string())),
        };
        if !extra.is_empty() {
            return Err(ReadError::Trailing { extra: extra.len() });
        }
        case.legalise();
        Ok(case)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arbitrary::{Arbitrary, Unstructured};

    fn some_case() -> Case {
        let entropy: Vec<u8> = (0..2000u32).map(|i| ((i * 37) >> 3) as u8).collect();
        Case::arbitrary(&mut Unstructured::new(&entropy)).expect("generation never fails")
    }

    #[test]
    fn a_stored_case_reads_back_equal() {
        let case = some_case();
        assert_eq!(Case::read(&case.to_bytes()), Ok(case));
    }

    #[test]
    fn every_truncation_is_refused() {
        let bytes = some_case().to_bytes();
        assert_eq!(Case::read(&[]), Err(ReadError::Empty));
        for len in 1..bytes.len() {
            assert_eq!(
                Case::read(&bytes[..len]),
                Err(ReadError::Truncated { len }),
                "cut at {len}"
            );
        }
    }

    #[test]
    fn other_files_are_refused_with_their_reason() {
        let mut newer = some_case().to_bytes();
        newer[MAGIC.len()] = VERSION + 1;
        let found = VERSION + 1;
        assert_eq!(Case::read(&newer), Err(ReadError::Version { found }));
        assert_eq!(Case::read(b"\x7fELF"), Err(ReadError::NoMagic));

        let mut longer = some_case().to_bytes();
        longer.extend([0; 3]);
        assert_eq!(Case::read(&longer), Err(ReadError::Trailing { extra: 3 }));
        longer.resize(MAX_LEN + 1, 0);
        let len = longer.len();
        assert_eq!(Case::read(&longer), Err(ReadError::TooLong { len }));
    }
}
