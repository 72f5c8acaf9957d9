//! Seeds.

/// The seed of the random numbers for item `number`.
pub(super) fn key(seed: u64, number: u64) -> [u8; 32] {
    let mut key = [0; 32];
    key[..8].copy_from_slice(&seed.to_le_bytes());
    key[8..16].copy_from_slice(&number.to_le_bytes());
    key
}
