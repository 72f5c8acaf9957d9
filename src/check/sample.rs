//! Which sampled oracles a case gets.
//!
//! *Problem.* Some oracles cost as much as checking the case again. Running them on every case
//! would halve the speed of a hunt. Drawing by chance would make a verdict depend on more than the
//! case.
//!
//! *Idea.* The hash of a case's stored form decides, for each oracle separately. So a mutated case
//! draws again. Commands that check one case run every oracle.
//!
//! *Invariant.* What a case draws depends on the case alone, and is the same on every machine. A
//! new row in the table changes nothing for the others.
//!
//! *Limits.* A bucket of a sampled oracle is only found again by a check that runs this oracle; see
//! [`Sample::to_find`].

use crate::case::Case;
use crate::known::Known;
use crate::oracle::Oracle;
use crate::oracle::key::Witness;
use crate::oracle::metamorphic::{self, Variation};
use sha1::{Digest, Sha1};

/// How a checker chooses sampled oracles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sampling {
    /// None of them runs.
    None,
    /// Each case draws its own, at the rates of the table.
    #[default]
    Drawn,
    /// All of them run, in every way they have.
    All,
}

/// An oracle that is sampled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sampled {
    /// [`metamorphic`]: one variation of the case.
    Metamorphic,
    /// [`crate::opinion::interpreter`].
    Interpreter,
    /// Call sites and unwind information: [`super::Checker::check_metadata`].
    Metadata,
    /// [`crate::oracle::sites`].
    Sites,
    /// The limits of the stack: [`super::Checker::check_stack_limit`].
    StackLimit,
}

impl Sampled {
    /// Every one.
    pub const ALL: [Sampled; RATES.len()] = [
        Sampled::Metamorphic,
        Sampled::Interpreter,
        Sampled::Metadata,
        Sampled::Sites,
        Sampled::StackLimit,
    ];

    /// It runs for one case in this many.
    pub fn one_in(self) -> u64 {
        self.rate().one_in
    }

    /// The sampled oracle that gives the keys of `oracle`; none if that runs on every case, or only
    /// on request.
    fn giving(oracle: Oracle) -> Option<Sampled> {
        match oracle {
            Oracle::Metamorphic(_) | Oracle::Compile => Some(Sampled::Metamorphic),
            Oracle::Opinion(Witness::Interpreter) => Some(Sampled::Interpreter),
            Oracle::CallSite | Oracle::StackMap | Oracle::Unwind => Some(Sampled::Metadata),
            Oracle::Site => Some(Sampled::Sites),
            Oracle::StackLimit => Some(Sampled::StackLimit),
            Oracle::Panic
            | Oracle::Verifier
            | Oracle::Error
            | Oracle::Reloc
            | Oracle::Edge
            | Oracle::Value
            | Oracle::Abi(_)
            | Oracle::Psabi
            | Oracle::Fault
            | Oracle::RanAway
            | Oracle::ControlFlow
            | Oracle::Frame
            | Oracle::Opinion(Witness::Host)
            | Oracle::Memory
            | Oracle::Death => None,
        }
    }

    fn rate(self) -> &'static Rate {
        let mut rates = RATES.iter();
        let line = rates.find(|rate| rate.oracle == self);
        line.expect("every oracle is in the table")
    }
}

/// A row of the table.
#[derive(Debug)]
struct Rate {
    oracle: Sampled,
    /// Hashed together with the case.
    name: &'static [u8],
    /// It runs for one case in this many.
    one_in: u64,
}

/// The table: every sampled oracle, with its rate.
const RATES: [Rate; 5] = [
    Rate {
        oracle: Sampled::Metamorphic,
        name: b"metamorphic",
        one_in: 32,
    },
    Rate {
        oracle: Sampled::Interpreter,
        name: b"interpreter",
        one_in: 64,
    },
    Rate {
        oracle: Sampled::Metadata,
        name: b"metadata",
        one_in: 256,
    },
    Rate {
        oracle: Sampled::Sites,
        name: b"sites",
        one_in: 16,
    },
    Rate {
        oracle: Sampled::StackLimit,
        name: b"stack-limit",
        one_in: 64,
    },
];

/// What a sampled oracle does for a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Nothing.
    Out,
    /// It runs in one way, which this number chooses.
    Drawn(u64),
    /// It runs in every way it has.
    All,
    /// It runs in the ways that may find again what this oracle found.
    For(Oracle),
}

/// The turns of all sampled oracles for one case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample([Turn; RATES.len()]);

impl Sample {
    /// The turns that `case` gets.
    pub fn of(case: &Case, sampling: Sampling) -> Sample {
        Sample(match sampling {
            Sampling::None => [Turn::Out; RATES.len()],
            Sampling::All => [Turn::All; RATES.len()],
            Sampling::Drawn => {
                let hash = Sha1::digest(case.to_bytes());
                RATES.map(|rate| rate.draw(&hash))
            }
        })
    }

    /// The turns that it takes to find again what `oracle` found.
    pub fn to_find(oracle: Option<Oracle>) -> Sample {
        Sample(RATES.map(|rate| match oracle {
            Some(oracle) if Sampled::giving(oracle) == Some(rate.oracle) => Turn::For(oracle),
            _ => Turn::Out,
        }))
    }

    /// The turn of `oracle`.
    pub fn turn(&self, oracle: Sampled) -> Turn {
        let line = RATES.iter().position(|rate| rate.oracle == oracle);
        self.0[line.expect("every oracle is in the table")]
    }

    /// The variations of `case` that have a turn, each with its variant, without the shapes that
    /// known issues throttle.
    pub fn variants(&self, case: &Case, known: &Known) -> Vec<(&'static Variation, Case)> {
        let all = metamorphic::VARIATIONS.iter();
        let of = |variation: &'static Variation| {
            let mut variant = variation.of(case)?;
            known.limit(case, &mut variant);
            (variant != *case).then_some((variation, variant))
        };
        match self.turn(Sampled::Metamorphic) {
            Turn::Out => Vec::new(),
            Turn::All => all.filter_map(of).collect(),
            Turn::For(oracle) => {
                let wanted = metamorphic::variation_for(oracle).into_iter();
                wanted.filter_map(of).collect()
            }
            // If this one has nothing to change, the next one that does.
            Turn::Drawn(number) => {
                let start = (number % all.len() as u64) as usize;
                let mut next = all.cycle().skip(start).take(metamorphic::VARIATIONS.len());
                next.find_map(of).into_iter().collect()
            }
        }
    }
}

impl Rate {
    /// The turn of a case with this hash.
    fn draw(&self, case: &[u8]) -> Turn {
        let hash = Sha1::new()
            .chain_update(self.name)
            .chain_update(case)
            .finalize();
        let number = |at: usize| {
            let bytes = hash[at..at + 8].try_into();
            u64::from_le_bytes(bytes.expect("a hash has 20 bytes"))
        };
        match number(0) % self.one_in {
            0 => Turn::Drawn(number(8)),
            _ => Turn::Out,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::case_from_entropy;
    use crate::known;
    use std::collections::BTreeSet;

    fn case() -> Case {
        let entropy: Vec<u8> = (0..2000u32).map(|i| ((i * 37) >> 3) as u8).collect();
        case_from_entropy(&entropy)
    }

    /// The same case with this number at the start of its data.
    fn with_data(mut case: Case, number: u64) -> Case {
        let object = &mut case.data[0].bytes;
        object[..8].copy_from_slice(&number.to_le_bytes());
        case
    }

    #[test]
    fn rates_hold_and_every_way_is_drawn() {
        const CASES: u64 = 10_000;
        let case = case();
        let mut ways = [0u64; metamorphic::VARIATIONS.len()];
        let mut drawn = [0u64; RATES.len()];
        for number in 0..CASES {
            let sample = Sample::of(&with_data(case.clone(), number), Sampling::Drawn);
            for (rate, count) in RATES.iter().zip(&mut drawn) {
                *count += u64::from(sample.turn(rate.oracle) != Turn::Out);
            }
            if let Turn::Drawn(number) = sample.turn(Sampled::Metamorphic) {
                ways[(number % ways.len() as u64) as usize] += 1;
            }
        }
        for (rate, count) in RATES.iter().zip(drawn) {
            // Five standard deviations of a binomial distribution.
            let expected = CASES as f64 / rate.one_in as f64;
            let spread = 5.0 * (expected * (1.0 - 1.0 / rate.one_in as f64)).sqrt();
            let off = (count as f64 - expected).abs();
            assert!(off < spread, "{:?}: {count} times", rate.oracle);
        }
        assert!(ways.iter().all(|&count| count > 0), "{ways:?}");
    }

    #[test]
    fn a_sample_depends_on_the_case_alone() {
        let case = case();
        let again = Case::read(&case.to_bytes()).expect("a stored case");
        let of = |case: &Case| Sample::of(case, Sampling::Drawn);
        assert_eq!(of(&case), of(&again));
        // The same on every machine and in every version, or a stored case would lose its bucket.
        let metamorphic = &RATES[0];
        let mut drawn = (0u8..).filter(|n| metamorphic.draw(&[*n]) != Turn::Out);
        assert_eq!([drawn.next(), drawn.next()], [Some(30), Some(32)]);
    }

    #[test]
    fn another_byte_draws_again() {
        let case = case();
        let turns = (0..200).map(|n| {
            let case = with_data(case.clone(), n);
            Sample::of(&case, Sampling::Drawn).turn(Sampled::Metamorphic)
        });
        let numbers: Vec<u64> = turns
            .filter_map(|turn| match turn {
                Turn::Drawn(number) => Some(number),
                _ => None,
            })
            .collect();
        let distinct: BTreeSet<u64> = numbers.iter().copied().collect();
        assert!((2..100).contains(&numbers.len()), "{numbers:?}");
        assert_eq!(distinct.len(), numbers.len(), "two draw the same number");
    }

    #[test]
    fn all_is_every_variation_and_none_is_none() {
        let case = case();
        let names = |sample: Sample| -> Vec<&str> {
            let variants = sample.variants(&case, known::linked());
            variants
                .iter()
                .map(|(variation, _)| variation.name)
                .collect()
        };
        let all: Vec<&str> = metamorphic::VARIATIONS
            .iter()
            .filter(|v| v.of(&case).is_some())
            .map(|v| v.name)
            .collect();
        assert_eq!(names(Sample::of(&case, Sampling::All)), all);
        assert_eq!(names(Sample::of(&case, Sampling::None)), [""; 0]);
        let to_find = |key| names(Sample::to_find(Oracle::of_text(key)));
        assert_eq!(to_find("metamorphic/zbb/value"), ["zbb"]);
        assert_eq!(to_find("compile/nondeterministic"), ["gaps"]);
        assert_eq!(to_find("abi/return-edge/sp"), [""; 0]);
        assert_eq!(to_find("metamorphic/no-such-change/value"), [""; 0]);
    }
}
