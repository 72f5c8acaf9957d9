/// Whether `code` ends in an instruction that jumps and links: `jal`, `jalr` or `c.jalr`.
fn ends_in_a_call(code: &[u8]) -> bool {
    let word = code.last_chunk().map_or(0, |b| u32::from_le_bytes(*b));
    let half = code.last_chunk().map_or(0, |b| u16::from_le_bytes(*b));
    let is_long = matches!(word & 0x7f, 0x67 | 0x6f) && word & 0xf80 != 0;
    let is_short = half & 0xf07f == 0x9002 && half & 0xf80 != 0;
    is_long || is_short
}
