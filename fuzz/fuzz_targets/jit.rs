//! Modules linked by cranelift-jit, executed and judged: see `farcall::fuzz`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| farcall::fuzz::jit(bytes));
