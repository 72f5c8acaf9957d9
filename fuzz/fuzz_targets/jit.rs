//! Modules linked by cranelift-jit, executed and judged: see `farcall::fuzz`.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: farcall::fuzz::Input| farcall::fuzz::jit(&input));
