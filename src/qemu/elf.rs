//! A static ELF executable from bytes at addresses (Tool Interface Standard, "Executable and Linking Format"; RISC-V ELF psABI, "ELF Object
//! Files").

use std::collections::BTreeMap;

const PAGE: u64 = 4096;
const HEADER: u64 = 64;
const PROGRAM_HEADER: u64 = 56;
/// RISC-V.
const MACHINE: u16 = 243;
/// EF_RISCV_RVC and EF_RISCV_FLOAT_ABI_DOUBLE.
const FLAGS: u32 = 0x1 | 0x4;
/// Readable, writable and executable: code and data may share a page.
const RIGHTS: u32 = 7;

/// The contents of memory, in whole pages; what nobody wrote is zero.
#[derive(Debug, Default)]
pub(crate) struct Pages(BTreeMap<u64, Box<[u8; PAGE as usize]>>);

impl Pages {
    /// Puts `bytes` at `address`.
    pub(crate) fn write(&mut self, address: u64, bytes: &[u8]) {
        let mut at = address;
        let mut rest = bytes;
        while !rest.is_empty() {
            let (page, offset) = (at / PAGE * PAGE, (at % PAGE) as usize);
            let room = (PAGE as usize - offset).min(rest.len());
            let contents = self
                .0
                .entry(page)
                .or_insert_with(|| Box::new([0; PAGE as usize]));
            contents[offset..offset + room].copy_from_slice(&rest[..room]);
            (at, rest) = (at + room as u64, &rest[room..]);
        }
    }

    /// Runs of pages without a hole: address, and how many.
    fn runs(&self) -> Vec<(u64, u64)> {
        let mut runs: Vec<(u64, u64)> = Vec::new();
        for &page in self.0.keys() {
            match runs.last_mut() {
                Some((start, count)) if *start + *count * PAGE == page => *count += 1,
                _ => runs.push((page, 1)),
            }
        }
        runs
    }

    /// An executable file of these pages that starts at `entry`.
    pub(crate) fn to_elf(&self, entry: u64) -> Vec<u8> {
        let runs = self.runs();
        let headers = HEADER + PROGRAM_HEADER * runs.len() as u64;
        let mut offset = headers.next_multiple_of(PAGE);
        let mut file = file_header(entry, runs.len() as u16);
        for &(address, count) in &runs {
            let len = count * PAGE;
            // PT_LOAD.
            file.extend(1_u32.to_le_bytes());
            file.extend(RIGHTS.to_le_bytes());
            for word in [offset, address, address, len, len, PAGE] {
                file.extend(word.to_le_bytes());
            }
            offset += len;
        }
        file.resize(headers.next_multiple_of(PAGE) as usize, 0);
        self.0.values().for_each(|page| file.extend(&page[..]));
        file
    }
}

/// The bytes of the segment of an executable that is loaded to `address`, if there is one.
pub(crate) fn segment(elf: &[u8], address: u64) -> Option<&[u8]> {
    let word = |at: usize| {
        let bytes = elf.get(at..at + 8)?;
        Some(u64::from_le_bytes(bytes.try_into().ok()?))
    };
    let headers = word(32)? as usize;
    let count = u16::from_le_bytes([*elf.get(56)?, *elf.get(57)?]);
    (0..usize::from(count)).find_map(|n| {
        let header = headers + n * PROGRAM_HEADER as usize;
        let is_loaded = *elf.get(header)? == 1;
        let (offset, len) = (word(header + 8)? as usize, word(header + 32)? as usize);
        let is_there = is_loaded && word(header + 16)? == address;
        is_there.then(|| elf.get(offset..offset + len)).flatten()
    })
}

fn file_header(entry: u64, segments: u16) -> Vec<u8> {
    // 64 bits, little-endian, version 1, System V.
    let mut header = b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0".to_vec();
    // ET_EXEC.
    header.extend(2_u16.to_le_bytes());
    header.extend(MACHINE.to_le_bytes());
    header.extend(1_u32.to_le_bytes());
    for word in [entry, HEADER, 0] {
        header.extend(word.to_le_bytes());
    }
    header.extend(FLAGS.to_le_bytes());
    for half in [HEADER as u16, PROGRAM_HEADER as u16, segments, 0, 0, 0] {
        header.extend(half.to_le_bytes());
    }
    header
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbouring_pages_become_one_segment() {
        let mut pages = Pages::default();
        pages.write(0x1ffc, &[1, 2, 3, 4, 5, 6, 7, 8]);
        pages.write(0x9000, &[9]);
        assert_eq!(pages.runs(), [(0x1000, 2), (0x9000, 1)]);
        let elf = pages.to_elf(0x1ffc);
        assert_eq!(elf.len() as u64, 4 * PAGE);
        // Contents begin at a page boundary, in order.
        assert_eq!(elf[0x1ffc..0x2004], [1, 2, 3, 4, 5, 6, 7, 8]);
        assert_eq!(elf[0x3000], 9);
        assert_eq!(elf[24..32], 0x1ffc_u64.to_le_bytes());
        assert_eq!(elf[56..58], 2_u16.to_le_bytes());
        let second = segment(&elf, 0x9000).expect("it is there");
        assert_eq!((second.len(), second[0]), (PAGE as usize, 9));
        assert_eq!(segment(&elf, 0x5000), None);
        assert_eq!(segment(b"no executable", 0), None);
    }
}
