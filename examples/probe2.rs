//! probe
use farcall::*;
fn main() {
    let mut linker = link::Linker::new(link::Arena::map(7).unwrap());
    for seed in 0..2000u64 {
        let mut x = seed.wrapping_mul(0x9e3779b97f4a7c15) ^ 0x1234567;
        let bytes: Vec<u8> = (0..4096)
            .map(|_| {
                x ^= x << 13;
                x ^= x >> 7;
                x ^= x << 17;
                (x >> 24) as u8
            })
            .collect();
        let case = generate::case_from_bytes(&bytes);
        let _ = linker.link(&case);
    }
}
