/// Where an `auipc` at `at` and the instruction with this opcode behind it lead together.
fn leads_to(at: usize, code: [u8; 8], opcode: u64) -> Option<usize> {
    let code = u64::from_le_bytes(code);
    let is_pair = code & 0x707f_0000_007f == (opcode << 32 | 0x17);
    let (high, low) = (code as i32 & !0xfff, (code >> 32) as i32 >> 20);
    is_pair.then(|| at.wrapping_add_signed(high as isize + low as isize))
}
