//! Removes results.

use super::Reducer;
use crate::case::Case;
use crate::mutate::remap;
use std::ops::Range;

/// Removes results of functions: of one at a time, or of all that have the same results, so that
/// tail calls among them stay.
///
/// Legalisation replaces their uses by recent values of the same type, or by constants. Tail calls
/// that no longer fit are split.
#[derive(Debug)]
pub(super) struct DropResults;

impl Reducer for DropResults {
    fn name(&self) -> &'static str {
        "drop-results"
    }

    fn sites(&self, case: &Case) -> usize {
        results(case).len()
    }

    fn ways(&self) -> usize {
        2
    }

    fn reduce(&self, case: &mut Case, sites: Range<usize>, way: usize) {
        let mut gone = results(case)[sites].to_vec();
        if way == 1 {
            gone = gone
                .iter()
                .flat_map(|&(f, at)| alike(case, f, at))
                .collect();
        }
        gone.sort_unstable();
        gone.dedup();
        let change = match way {
            0 => remap::change_results,
            _ => remap::replace_results,
        };
        for &(function, at) in gone.iter().rev() {
            change(case, function, at, 1, &[]);
        }
    }
}

/// Every result: function and index.
fn results(case: &Case) -> Vec<(usize, usize)> {
    let counts = case.functions.iter().map(|f| f.signature.results.len());
    let results = counts
        .enumerate()
        .map(|(f, count)| (0..count).map(move |at| (f, at)));
    results.flatten().collect()
}

/// Result `at` of every function that has the same results as `function`.
fn alike(case: &Case, function: usize, at: usize) -> Vec<(usize, usize)> {
    let results = |f: usize| &case.functions[f].signature.results;
    let alike = (0..case.functions.len()).filter(|&f| results(f) == results(function));
    alike.map(|f| (f, at)).collect()
}
