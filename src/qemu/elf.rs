//! A static ELF executable from bytes at addresses.

use object::elf;
use object::read::elf::ElfFile64;
use object::write::elf::{FileHeader, ProgramHeader, Writer};
use object::{Endianness, Object, ObjectSegment};
use std::collections::BTreeMap;

const PAGE: u64 = 4096;
/// Compressed instructions, and floats in registers of 64 bits (RISC-V ELF psABI, "File Header").
const FLAGS: u32 = elf::EF_RISCV_RVC | elf::EF_RISCV_FLOAT_ABI_DOUBLE;
/// Code and data may share a page.
const RIGHTS: u32 = elf::PF_R | elf::PF_W | elf::PF_X;
/// What the file starts with.
const HEADER: FileHeader = FileHeader {
    os_abi: elf::ELFOSABI_SYSV,
    abi_version: 0,
    e_type: elf::ET_EXEC,
    e_machine: elf::EM_RISCV,
    e_entry: 0,
    e_flags: FLAGS,
};

/// The contents of memory, in whole pages; what nobody wrote is zero.
#[derive(Debug, Default)]
pub(crate) struct Pages(BTreeMap<u64, Box<[u8; PAGE as usize]>>);

/// Pages that become one segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Run {
    /// The address of the first page.
    start: u64,
    /// How many pages are in the file.
    pages: u64,
    /// How many pages of zeros follow, which are not.
    zeros: u64,
}

impl Run {
    /// The address after the last page.
    fn end(self) -> u64 {
        self.start + (self.pages + self.zeros) * PAGE
    }
}

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

    /// Runs of pages without a hole. In each, pages of zeros come last.
    fn runs(&self) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        for (&page, contents) in &self.0 {
            let is_zero = contents.iter().all(|&byte| byte == 0);
            match runs.last_mut() {
                Some(run) if run.end() == page && is_zero => run.zeros += 1,
                Some(run) if run.end() == page && run.zeros == 0 => run.pages += 1,
                _ => runs.push(Run {
                    start: page,
                    pages: u64::from(!is_zero),
                    zeros: u64::from(is_zero),
                }),
            }
        }
        runs
    }

    /// An executable file of these pages that starts at `entry`.
    pub(crate) fn to_elf(&self, entry: u64) -> Vec<u8> {
        let runs = self.runs();
        let mut file = Vec::new();
        let mut writer = Writer::new(Endianness::Little, true, &mut file);
        writer.reserve_file_header();
        writer.reserve_program_headers(runs.len() as u32);
        let offsets: Vec<u64> = runs
            .iter()
            .map(|run| writer.reserve((run.pages * PAGE) as usize, PAGE as usize) as u64)
            .collect();
        let header = FileHeader {
            e_entry: entry,
            ..HEADER
        };
        writer
            .write_file_header(&header)
            .expect("a vector has room for what was reserved");
        writer.write_align_program_headers();
        for (run, &offset) in runs.iter().zip(&offsets) {
            writer.write_program_header(&ProgramHeader {
                p_type: elf::PT_LOAD,
                p_flags: RIGHTS,
                p_offset: offset,
                p_vaddr: run.start,
                p_paddr: run.start,
                p_filesz: run.pages * PAGE,
                p_memsz: run.end() - run.start,
                p_align: PAGE,
            });
        }
        // Runs follow each other without a gap, and are whole pages.
        writer.write_align(PAGE as usize);
        for run in &runs {
            let pages = self.0.range(run.start..).take(run.pages as usize);
            pages.for_each(|(_, page)| writer.write(&page[..]));
        }
        file
    }
}

/// The bytes of the segment of an executable that is loaded to `address`, if there is one.
pub(crate) fn segment(elf: &[u8], address: u64) -> Option<&[u8]> {
    let file = ElfFile64::<Endianness>::parse(elf).ok()?;
    let mut segments = file.segments();
    segments.find(|s| s.address() == address)?.data().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbouring_pages_become_one_segment() {
        let mut pages = Pages::default();
        pages.write(0x1ffc, &[1, 2, 3, 4, 5, 6, 7, 8]);
        pages.write(0x9000, &[9]);
        let run = |start, pages, zeros| Run {
            start,
            pages,
            zeros,
        };
        assert_eq!(pages.runs(), [run(0x1000, 2, 0), run(0x9000, 1, 0)]);
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

    #[test]
    fn pages_of_zeros_are_not_in_the_file() {
        let mut pages = Pages::default();
        pages.write(0x1000, &[1]);
        pages.write(0x2000, &[0; 0x2000]);
        pages.write(0x4000, &[4]);
        let elf = pages.to_elf(0x1000);
        assert_eq!(elf.len() as u64, 3 * PAGE);
        // The sizes of the first segment, in the file and in memory.
        assert_eq!(elf[64 + 32..64 + 40], 0x1000_u64.to_le_bytes());
        assert_eq!(elf[64 + 40..64 + 48], 0x3000_u64.to_le_bytes());
        assert_eq!(segment(&elf, 0x4000).expect("it is there")[0], 4);
    }
}
