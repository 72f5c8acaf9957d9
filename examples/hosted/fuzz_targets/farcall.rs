//! Farcall's fuzz target, hosted by another repository. See `farcall::fuzz` for what it may rely
//! on.

#![no_main]

use farcall::fuzz;
use libfuzzer_sys::{fuzz_crossover, fuzz_mutator, fuzz_target, fuzzer_mutate};

fuzz_target!(init: fuzz::start(), |input: fuzz::Input| fuzz::jit(&input));

// These two may be left out: libFuzzer's own mutations work, too, and find less.
fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    fuzz::change(data, size, max_size, seed, fuzzer_mutate)
});
fuzz_crossover!(|data1: &[u8], data2: &[u8], out: &mut [u8], seed: u32| {
    fuzz::cross(data1, data2, out, seed)
});
