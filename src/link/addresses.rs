//! Where things lie in an arena: offsets and lengths in bytes.
//!
//! Regions of code start at the anchors and grow in both directions. Data, the stack and the
//! outside lie after them. The *outside* is everything that no module defines: the harness's return
//! address and the entries of extern functions. No bytes lie there; the executor acts in their
//! place.

use super::span::Span;
use crate::case::{FuncId, Libcall, limits};

const GIB: u64 = 1 << 30;
const MIB: u64 = 1 << 20;

/// Address of arena 0 where addresses have 47 bits or more.
pub(super) const BASE: u64 = 0x2000_0000_0000;
/// Address of arena 0 where they have 39 bits.
pub(super) const BASE_39: u64 = 0x10_0000_0000;
/// Distance between arenas.
pub(super) const STRIDE: u64 = 64 * GIB;
/// Length of an arena.
pub(super) const LEN: u64 = 12 * GIB;

/// Where regions of code start to grow. No two anchors are about 2 GiB apart, and each has room
/// for callees at both ends of a call's reach.
pub(super) const ANCHORS: [u64; limits::REGIONS as usize] = [
    3 * GIB,
    3 * GIB + 1331 * MIB,
    3 * GIB + 2765 * MIB,
    3 * GIB + 4199 * MIB,
    3 * GIB + 6041 * MIB,
];
/// Data objects.
pub(super) const DATA: u64 = 11 * GIB;
/// The lowest byte of the stack.
pub(super) const STACK: u64 = 11 * GIB + 256 * MIB;
/// Length of the stack of a case.
pub(super) const STACK_LEN: u64 = MIB;
/// Length of the stack for functions that no case describes: what Linux gives a thread.
pub(super) const FOREIGN_STACK_LEN: u64 = 8 * MIB;
/// The outside, for cases. Its first byte is the harness's return address.
pub(super) const OUTSIDE: u64 = 11 * GIB + 512 * MIB;
/// Entries of extern functions, for functions that no case describes. Those functions lie between
/// the first anchor and the second, so every one of them can reach these entries.
pub(super) const FOREIGN_ENTRIES: u64 = ANCHORS[0] - MIB;

/// An undefined symbol, as an offset from [`OUTSIDE`].
const UNKNOWN: u64 = 0x1000;
/// The first libcall, as an offset from [`OUTSIDE`].
const LIBCALLS: u64 = 0x1800;
/// The first extern function, as an offset from [`OUTSIDE`].
const EXTERNS: u64 = 0x2000;
/// Distance between two entries outside.
pub(super) const ENTRY_LEN: u64 = 16;

/// Entry of the extern function with this number.
pub(super) fn extern_entry(function: FuncId) -> u64 {
    OUTSIDE + EXTERNS + ENTRY_LEN * u64::from(function)
}

/// Entry of the extern function that plays this libcall.
pub(super) fn libcall_entry(libcall: Libcall) -> u64 {
    OUTSIDE + LIBCALLS + ENTRY_LEN * libcall as u64
}

/// The address of an undefined symbol.
pub(super) fn unknown() -> u64 {
    OUTSIDE + UNKNOWN
}

/// The stack, of `len` bytes, in the arena at `base`.
pub(super) fn stack(base: u64, len: u64) -> Span {
    let start = base + STACK;
    Span { start, len }
}

/// The harness's return address, in the arena at `base`.
pub(super) fn harness(base: u64) -> u64 {
    base + OUTSIDE
}
