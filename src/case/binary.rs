//! The binary form of a case: magic bytes, a version, and the value in postcard's wire format.
//!
//! A corpus stores cases, not the entropy that they were generated from, so it survives changes to
//! the generator. The version changes with the wire format. A file of another version is refused,
//! never guessed at.

use super::Case;
use postcard::Deserializer;
use postcard::de_flavors::Flavor;
use serde::Deserialize;
use std::cell::Cell;
use thiserror::Error;

/// The first bytes of every stored case.
pub const MAGIC: [u8; 7] = *b"farcall";
/// The version of the wire format: the byte after the magic.
pub const VERSION: u8 = 3;
/// The maximum length of a stored case, in bytes.
pub const MAX_LEN: usize = 1 << 20;

/// Why these bytes are not a stored case.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ReadError {
    /// The input is empty.
    #[error("it is empty")]
    Empty,
    /// The magic is missing.
    #[error(
        "it does not start with \"farcall\", so it is no stored case (a fuzzer's raw input is read with --raw)"
    )]
    NoMagic,
    /// This build reads another version.
    #[error("it is a case of format version {found}, and this build reads version {VERSION}")]
    Version {
        /// The version in the file.
        found: u8,
    },
    /// The input ends too early.
    #[error("it ends in the middle of the case, at byte {len}; copy it whole")]
    Truncated {
        /// Length in bytes.
        len: usize,
    },
    /// More bytes follow the end of the case.
    #[error("{extra} bytes follow the end of the case")]
    Trailing {
        /// How many.
        extra: usize,
    },
    /// The input is longer than any case.
    #[error("it has {len} bytes, and a case has at most {MAX_LEN}")]
    TooLong {
        /// Length in bytes.
        len: usize,
    },
    /// The input violates the wire format.
    #[error("the case is damaged at byte {at}, or before it; take another copy of it")]
    Damaged {
        /// How far reading got, in bytes from the start of the file.
        at: usize,
    },
}

impl Case {
    /// The stored form of the case.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.push(VERSION);
        postcard::to_extend(self, bytes).expect("writing to a vector cannot fail")
    }

    /// Reads a stored case and makes it legal.
    ///
    /// # Errors
    /// If `bytes` are not a stored case of this version; the error says why.
    pub fn read(bytes: &[u8]) -> Result<Case, ReadError> {
        let len = bytes.len();
        if len == 0 {
            return Err(ReadError::Empty);
        }
        // A prefix of the magic is a truncated case, not another kind of file.
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
        let unread = Cell::new(&rest[1..]);
        let mut reader = Deserializer::from_flavor(Unread(&unread));
        let read = Case::deserialize(&mut reader);
        let extra = unread.get().len();
        match read {
            Ok(mut case) if extra == 0 => {
                case.legalise();
                Ok(case)
            }
            Ok(_) => Err(ReadError::Trailing { extra }),
            Err(postcard::Error::DeserializeUnexpectedEnd) => Err(ReadError::Truncated { len }),
            Err(_) => Err(ReadError::Damaged { at: len - extra }),
        }
    }
}

/// The unread input. It is shared, so the position of an error is still known after deserialisation
/// fails.
struct Unread<'u, 'b>(&'u Cell<&'b [u8]>);

impl<'u: 'b, 'b> Flavor<'b> for Unread<'u, 'b> {
    type Remainder = ();
    type Source = ();

    fn pop(&mut self) -> postcard::Result<u8> {
        Ok(self.try_take_n(1)?[0])
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.0.get().len())
    }

    fn try_take_n(&mut self, count: usize) -> postcard::Result<&'b [u8]> {
        let bytes = self.0.get();
        let taken = bytes.split_at_checked(count);
        let (taken, rest) = taken.ok_or(postcard::Error::DeserializeUnexpectedEnd)?;
        self.0.set(rest);
        Ok(taken)
    }

    fn finalize(self) -> postcard::Result<()> {
        Ok(())
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
    fn damage_is_named_with_its_place_and_without_words_of_the_wire_format() {
        let whole = some_case().to_bytes();
        let start = MAGIC.len() + 1;
        let mut places = Vec::new();
        for at in start..whole.len() {
            let mut bytes = whole.clone();
            // A varint of up to 64 bits takes at most ten bytes, so eleven bytes of 0xff are never
            // one.
            let end = (at + 11).min(bytes.len());
            bytes[at..end].fill(0xff);
            match Case::read(&bytes) {
                Err(ReadError::Damaged { at: found }) => {
                    assert!((at + 1..=bytes.len()).contains(&found), "{found} for {at}");
                    places.push(found);
                }
                Err(ReadError::Truncated { .. } | ReadError::Trailing { .. }) | Ok(_) => {}
                Err(other) => panic!("{other}"),
            }
        }
        assert!(places.len() > whole.len() / 2, "{} places", places.len());
        let error = ReadError::Damaged { at: 9 }.to_string();
        assert_eq!(
            error,
            "the case is damaged at byte 9, or before it; take another copy of it"
        );
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
