//! Registers that have a role in every sequence. No sequence writes them.

/// The return address of the routines, and the record pointer.
pub(super) const ROUTINES: [u8; 2] = [1, 31];
/// Addresses of memory, 16-byte aligned, with 4 KiB on both sides.
pub(super) const BASES: [u8; 2] = [2, 9];
/// The stride of a strided access, at most 7 bytes.
pub(super) const STRIDE: u8 = 3;
