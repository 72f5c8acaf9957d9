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
        let mut file = Vec::new();
        let mut writer = Writer::new(Endianness::Little, true, &mut file);
        writer.reserve_file_header();
        writer.reserve_program_headers(runs.len() as u32);
        let offsets: Vec<u64> = runs
            .iter()
            .map(|(_, count)| writer.reserve((count * PAGE) as usize, PAGE as usize) as u64)
            .collect();
        let header = FileHeader {
            e_entry: entry,
            ..HEADER
        };
        writer
            .write_file_header(&header)
            .expect("a vector has room for what was reserved");
        writer.write_align_program_headers();
        for (&(address, count), &offset) in runs.iter().zip(&offsets) {
            writer.write_program_header(&ProgramHeader {
                p_type: elf::PT_LOAD,
                p_flags: RIGHTS,
                p_offset: offset,
                p_vaddr: address,
                p_paddr: address,
                p_filesz: count * PAGE,
                p_memsz: count * PAGE,
                p_align: PAGE,
            });
        }
        // Runs follow each other without a gap, and are whole pages.
        writer.write_align(PAGE as usize);
        self.0.values().for_each(|page| writer.write(&page[..]));
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
