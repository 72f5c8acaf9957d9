//! The encodings that are compared.

use farcall_machine::{Format, Row, rows};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use std::fmt;

/// The bytes of a possible instruction.
#[derive(Clone, Copy)]
pub struct Encoding {
    /// As a little-endian number.
    pub word: u32,
    bytes: [u8; 4],
    /// 2 or 4.
    length: usize,
}

impl Encoding {
    fn wide(word: u32) -> Self {
        Encoding {
            word,
            bytes: word.to_le_bytes(),
            length: 4,
        }
    }

    fn half(halfword: u16) -> Self {
        let length = 2;
        Encoding {
            length,
            ..Encoding::wide(halfword.into())
        }
    }

    /// The bytes of the encoding, 2 or 4.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }
}

impl fmt::Debug for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#0digits$x}", self.word, digits = 2 + 2 * self.length)
    }
}

/// Every halfword by itself.
pub fn halfwords() -> Vec<Encoding> {
    (0..=u16::MAX).map(Encoding::half).collect()
}

/// `count` encodings, taking the 32-bit rows of the table in turn: the fixed bits of the row, and
/// random other bits. Where random bits would cause a known difference (`differences.rs`), half of
/// the encodings avoid it.
pub fn of_rows(count: usize) -> Vec<Encoding> {
    let mut random = StdRng::seed_from_u64(1);
    let wide = rows().iter().filter(|row| row.length() == 4);
    let wide: Vec<&Row> = wide.collect();
    let turns = wide.iter().cycle().take(count);
    let words = turns.map(|row| {
        let word = row.pattern.value | random.random::<u32>() & !row.pattern.mask;
        if random.random() {
            word
        } else {
            without_known_differences(row, word)
        }
    });
    words.map(Encoding::wide).collect()
}

/// `word` without known differences: an access to a control and status register gets one that the
/// machine has, and a fence gets no reserved fields.
fn without_known_differences(row: &Row, word: u32) -> u32 {
    match row.mnemonic {
        "fence" => word & 0x0ff0_707f,
        "fence.i" => word & 0x707f,
        _ if matches!(row.format, Format::Csr | Format::CsrImmediate) => {
            word & 0xf_ffff | (1 + (word >> 7) % 3) << 20
        }
        _ => word,
    }
}

/// `count` words with the length bits of a 32-bit encoding.
pub fn random(count: usize) -> Vec<Encoding> {
    let mut random = StdRng::seed_from_u64(2);
    let words = std::iter::repeat_with(|| random.random::<u32>() | 3);
    words.take(count).map(Encoding::wide).collect()
}
