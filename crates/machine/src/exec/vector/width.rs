//! Elements as `u64`s: the value in the low `width` bits, zeros above.

/// A mask of the low `width` bits, 1 to 64.
pub(super) fn ones(width: u32) -> u64 {
    u64::MAX >> (64 - width)
}

/// The low `width` bits.
pub(super) fn truncate(value: u64, width: u32) -> u64 {
    value & ones(width)
}

/// The low `width` bits as a signed number.
pub(super) fn signed(value: u64, width: u32) -> i64 {
    (value << (64 - width)) as i64 >> (64 - width)
}

/// The least signed number of `width` bits.
pub(super) fn least(width: u32) -> i64 {
    i64::MIN >> (64 - width)
}

/// The largest signed number of `width` bits.
pub(super) fn largest(width: u32) -> i64 {
    i64::MAX >> (64 - width)
}
