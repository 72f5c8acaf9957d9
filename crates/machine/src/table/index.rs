//! Narrows down the rows that an encoding may match from all to a few.

use super::row::Row;

/// Rows by bucket. The bits that most formats fix determine the bucket. A row that leaves some of
/// them open is in several buckets.
#[derive(Debug)]
pub(crate) struct Index {
    /// Bucket `b` is `rows[starts[b]..starts[b + 1]]`.
    starts: Vec<u32>,
    /// Row indices.
    rows: Vec<u16>,
}

/// The bits of a 32-bit encoding that select the bucket: opcode above the length bits, funct3, and
/// funct7 without its low two bits.
const WIDE_KEY: u32 = 0xf800_707c;
/// The same bits of a compressed encoding: quadrant, and bits 15 to 10.
const NARROW_KEY: u32 = 0x0000_fc03;
/// Bucket numbers below this belong to compressed encodings.
const NARROW_BUCKETS: usize = 1 << 8;
/// Number of buckets.
const BUCKETS: usize = NARROW_BUCKETS + (1 << 13);

impl Index {
    /// Distributes `rows` to buckets.
    pub(crate) fn new(rows: &[Row]) -> Self {
        let mut buckets = vec![Vec::new(); BUCKETS];
        for (index, row) in (0..).zip(rows) {
            let key = if row.length() == 2 {
                NARROW_KEY
            } else {
                WIDE_KEY
            };
            let open = key & !row.pattern.mask;
            // Visits every subset of the open bits, from all of them down to none.
            let mut choice = open;
            loop {
                buckets[bucket(row.pattern.value | choice)].push(index);
                if choice == 0 {
                    break;
                }
                choice = (choice - 1) & open;
            }
        }
        let mut starts = vec![0];
        let mut flat = Vec::new();
        for bucket in buckets {
            flat.extend(bucket);
            starts.push(flat.len() as u32);
        }
        Self { starts, rows: flat }
    }

    /// Indices of the rows that `encoding` may match.
    #[inline]
    pub(crate) fn candidates(&self, encoding: u32) -> &[u16] {
        let bucket = bucket(encoding);
        &self.rows[self.starts[bucket] as usize..self.starts[bucket + 1] as usize]
    }
}

/// The bucket of an encoding.
#[inline]
fn bucket(encoding: u32) -> usize {
    if encoding & 3 == 3 {
        let opcode = encoding >> 2 & 0x1f;
        let funct3 = encoding >> 12 & 7;
        let funct5 = encoding >> 27;
        NARROW_BUCKETS + (funct5 << 8 | funct3 << 5 | opcode) as usize
    } else {
        ((encoding >> 10 & 0x3f) << 2 | encoding & 3) as usize
    }
}
