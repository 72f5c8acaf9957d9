//! The replacements for libFuzzer's own mutator and crossover, without knowing libFuzzer.
//!
//! An input is a stored case or raw entropy. A typed change always produces a stored case, so the
//! first one turns raw input into a stored case. libFuzzer picks mutator and crossover with equal
//! probability; [`custom_crossover`] declines three times out of four, because crossover is the
//! coarser tool.

use super::{crossover, draw, mutate, shrink};
use crate::case::Case;
use crate::generate;
use rand::SeedableRng;
use rand::rngs::StdRng;

/// One call in this many goes to the byte mutator.
const BYTES: u32 = 8;
/// One call in this many generates a new case: mutation does not reach what is far from every input
/// in the corpus.
const ANEW: u32 = 2;
/// One call in this many crosses the case with a newly generated one.
const FRESH: u32 = 16;
/// One mutated case in this many keeps callees at the ends of a call's reach. They may stop a case
/// before it is executed, and every descendant would inherit them.
const FAR: u32 = 3;
/// One call in this many crosses two cases; the others decline.
const CROSSED: u32 = 4;
/// Bytes of entropy for a newly generated case.
const ENTROPY: usize = 2048;
/// How many attempts are made to shrink a case that is too long.
const SHRINKS: usize = 48;

/// Changes the input `data[..size]` in place and returns its new length, at most `max_size`. See
/// `LLVMFuzzerCustomMutator`.
///
/// `bytes` is the engine's own mutator, with the same arguments except the seed. It gets a share of
/// the calls, and those that would make the case too long.
pub fn custom_mutate(
    data: &mut [u8],
    size: usize,
    max_size: usize,
    seed: u32,
    mut bytes: impl FnMut(&mut [u8], usize, usize) -> usize,
) -> usize {
    let max_size = max_size.min(data.len());
    let size = size.min(data.len());
    let mut rng = StdRng::seed_from_u64(seed.into());
    if !draw::once_in(&mut rng, BYTES) {
        let case = change(&data[..size], &mut rng);
        if let Some(len) = store(case, &mut data[..max_size], &mut rng) {
            return len;
        }
    }
    bytes(data, size, max_size).min(max_size)
}

/// A changed case, made from the input.
fn change(input: &[u8], rng: &mut StdRng) -> Case {
    if draw::once_in(rng, ANEW) {
        return generate::random_case(rng);
    }
    let mut case = generate::case_from_bytes(input);
    if draw::once_in(rng, FRESH) {
        let fresh = draw::generated(rng, ENTROPY, |u| u.arbitrary());
        case = crossover(&case, &fresh, rng);
    } else {
        mutate(&mut case, rng);
    }
    if !draw::once_in(rng, FAR) {
        case.placement.goals.retain(|goal| !goal.distance.is_far());
        case.legalise();
    }
    case
}

/// Changes the input with the engine's own mutator alone. Takes the arguments of [`custom_mutate`].
pub fn bytes_alone(
    data: &mut [u8],
    size: usize,
    max_size: usize,
    _: u32,
    mut bytes: impl FnMut(&mut [u8], usize, usize) -> usize,
) -> usize {
    bytes(data, size, max_size).min(max_size)
}

/// Replaces the input by a newly generated case. Takes the arguments of [`custom_mutate`].
pub fn generate_anew(
    data: &mut [u8],
    size: usize,
    max_size: usize,
    seed: u32,
    bytes: impl FnMut(&mut [u8], usize, usize) -> usize,
) -> usize {
    let mut rng = StdRng::seed_from_u64(seed.into());
    let case = generate::random_case(&mut rng);
    let max = max_size.min(data.len());
    match store(case, &mut data[..max], &mut rng) {
        Some(len) => len,
        None => bytes_alone(data, size, max_size, seed, bytes),
    }
}

/// Writes a case made of both inputs to `out` and returns its length, or 0 if it declines. See
/// `LLVMFuzzerCustomCrossOver`.
pub fn custom_crossover(data1: &[u8], data2: &[u8], out: &mut [u8], seed: u32) -> usize {
    let mut rng = StdRng::seed_from_u64(seed.into());
    if !draw::once_in(&mut rng, CROSSED) {
        return 0;
    }
    let [a, b] = [data1, data2].map(generate::case_from_bytes);
    let case = crossover(&a, &b, &mut rng);
    store(case, out, &mut rng).unwrap_or(0)
}

/// Writes the case to `out`, shrinking it until it fits. Returns its length, or `None` if it does
/// not fit.
fn store(mut case: Case, out: &mut [u8], rng: &mut StdRng) -> Option<usize> {
    for _ in 0..SHRINKS {
        let bytes = case.to_bytes();
        if let Some(out) = out.get_mut(..bytes.len()) {
            out.copy_from_slice(&bytes);
            return Some(bytes.len());
        }
        if !shrink(&mut case, rng) {
            return None;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use arbitrary::Arbitrary;
    use arbtest::arbtest;

    /// A byte mutator that fills all the space it is given.
    fn fill(data: &mut [u8], _: usize, max_size: usize) -> usize {
        data[..max_size].fill(0xa5);
        max_size
    }

    #[test]
    fn any_bytes_can_be_changed_within_any_size() {
        arbtest(|u| {
            let (size, max_size, seed) = u.arbitrary::<(u16, u16, u32)>()?;
            let (size, max_size) = (usize::from(size) % 600, usize::from(max_size) % 6000);
            let mut data = u.bytes(u.len())?.to_vec();
            data.resize(size.max(max_size), 0);
            let mut again = data.clone();

            let len = custom_mutate(&mut data, size, max_size, seed, fill);
            assert!(len <= max_size);
            assert_eq!(custom_mutate(&mut again, size, max_size, seed, fill), len);
            assert_eq!(data[..len], again[..len]);

            let mut out = vec![0; max_size];
            let len = custom_crossover(&data, &again[..size], &mut out, seed);
            assert!(len <= max_size);
            if len > 0 {
                assert!(Case::read(&out[..len]).is_ok());
            }
            Ok(())
        })
        .budget_ms(1000)
        .run();
    }

    #[test]
    fn raw_input_becomes_a_stored_case_but_for_the_share_of_the_byte_mutator() {
        let mut stored = 0;
        for seed in 0..400 {
            let mut data = vec![7; 20_000];
            let len = custom_mutate(&mut data, 1000, 20_000, seed, |_, size, _| size);
            stored += u32::from(Case::read(&data[..len]).is_ok());
        }
        assert!((320..380).contains(&stored), "{stored} of 400");
    }

    #[test]
    fn a_case_that_is_too_long_shrinks_until_it_fits() {
        let entropy: Vec<u8> = (0..4000u32).map(|i| ((i * 31) >> 2) as u8).collect();
        let mut u = arbitrary::Unstructured::new(&entropy);
        let case = Case::arbitrary(&mut u).expect("generation never fails");
        let long = case.to_bytes();
        let mut fitted = 0;
        for seed in 0..100 {
            let mut data = long.clone();
            let max_size = long.len() / 2;
            let len = custom_mutate(&mut data, long.len(), max_size, seed, |_, _, _| 0);
            assert!(len <= max_size);
            fitted += u32::from(len > 0);
        }
        assert!(fitted > 60, "{fitted} of 100");
    }
}
