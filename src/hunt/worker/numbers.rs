//! Cases by seed and number: the input of plain workers.

use crate::generate;
use rand::SeedableRng;
use rand::rngs::StdRng;
use serde::{Deserialize, Serialize};

/// A worker's share of the cases of a seed: every `step`-th case, from `next` on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::hunt) struct CaseNumbers {
    /// Where entropy starts.
    pub(in crate::hunt) seed: u64,
    /// The first number that was not taken yet.
    pub(in crate::hunt) next: u64,
    /// Distance between two numbers: how many workers share the cases.
    pub(in crate::hunt) step: u64,
    /// The end of the numbers, in a hunt with `--cases`.
    pub(in crate::hunt) end: Option<u64>,
}

impl CaseNumbers {
    /// Whether there is another one.
    pub(in crate::hunt) fn is_over(&self) -> bool {
        self.end.is_some_and(|end| self.next >= end)
    }

    /// Moves past `number`, which was taken.
    pub(in crate::hunt) fn pass(&mut self, number: u64) {
        self.next = self.next.max(number + self.step);
    }

    /// The entropy of case `number`: it depends on the seed and the number alone.
    fn input(&self, number: u64) -> Vec<u8> {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&self.seed.to_le_bytes());
        key[8..16].copy_from_slice(&number.to_le_bytes());
        generate::random_entropy(&mut StdRng::from_seed(key))
    }
}

/// The cases, each as its number and its input.
impl Iterator for CaseNumbers {
    type Item = (u64, Vec<u8>);

    fn next(&mut self) -> Option<(u64, Vec<u8>)> {
        if self.is_over() {
            return None;
        }
        let number = self.next;
        self.next += self.step;
        Some((number, self.input(number)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(next: u64, step: u64) -> Vec<(u64, Vec<u8>)> {
        let (seed, end) = (7, Some(10));
        let numbers = CaseNumbers {
            seed,
            next,
            step,
            end,
        };
        numbers.collect()
    }

    #[test]
    fn any_number_of_workers_shares_the_same_cases() {
        let alone = share(0, 1);
        assert_eq!(alone.len(), 10);
        for workers in 2..13 {
            let shares = (0..workers).flat_map(|worker| share(worker, workers));
            let mut all: Vec<_> = shares.collect();
            all.sort();
            assert_eq!(all, alone, "{workers} workers");
        }
    }

    #[test]
    fn who_takes_the_place_of_a_worker_goes_on_behind_its_last_case() {
        let [seed, next, step] = [0, 1, 3];
        let end = Some(9);
        let mut numbers = CaseNumbers {
            seed,
            next,
            step,
            end,
        };
        numbers.pass(4);
        assert_eq!(numbers.next, 7);
        numbers.pass(1);
        assert_eq!(numbers.next, 7, "it was taken long ago");
        numbers.pass(7);
        assert!(numbers.is_over());
    }
}
