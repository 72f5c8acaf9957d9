//! Statistics of times to detection. A trial without a detection counts as infinitely slow: slower
//! than every trial that has one.
//!
//! *Source.* Mann and Whitney, "On a Test of Whether one of Two Random Variables is Stochastically
//! Larger than the Other" (1947); Vargha and Delaney, "A Critique and Improvement of the CL Common
//! Language Effect Size Statistics" (2000); Kaplan and Meier, "Nonparametric Estimation from
//! Incomplete Observations" (1958). Klees et al., "Evaluating Fuzz Testing" (2018), recommend the
//! first two.

use serde::Serialize;

/// The time within which this share of the trials ended, interpolated between two trials. `None` if
/// that is never, or if there are no trials.
pub(super) fn quantile(times: &[f64], share: f64) -> Option<f64> {
    let mut times = times.to_vec();
    times.sort_by(f64::total_cmp);
    let at = share * times.len().checked_sub(1)? as f64;
    let (low, high) = (times[at.floor() as usize], times[at.ceil() as usize]);
    // Interpolating between two infinite times would give NaN.
    let time = if low == high {
        low
    } else {
        low + (high - low) * at.fract()
    };
    time.is_finite().then_some(time)
}

/// A comparison of two samples of times.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// The Mann-Whitney U of the first sample: pairs in which it is larger, half for ties.
    pub u: f64,
    /// The two-sided probability of a U at least this far from the middle if both samples have the
    /// same distribution: normal approximation, corrected for ties and continuity.
    pub p: f64,
    /// The Vargha-Delaney A12: the probability that a time of the first sample is *smaller* than
    /// one of the second, half for ties. 0.5 means no difference.
    pub a12: f64,
}

/// Compares two samples, neither of which may be empty.
pub(super) fn compare(first: &[f64], second: &[f64]) -> Comparison {
    let (m, n) = (first.len() as f64, second.len() as f64);
    let ranks = Ranks::of(&[first, second].concat());
    let sum: f64 = ranks.ranks[..first.len()].iter().sum();
    let u = sum - m * (m + 1.0) / 2.0;
    let all = m + n;
    let variance = m * n / 12.0 * (all + 1.0 - ranks.ties / (all * (all - 1.0)).max(1.0));
    // 0.5 is the correction for continuity.
    let distance = (u - m * n / 2.0).abs() - 0.5;
    let p = if variance > 0.0 {
        erfc(distance.max(0.0) / (2.0 * variance).sqrt())
    } else {
        1.0
    };
    let a12 = 1.0 - u / (m * n);
    Comparison { u, p, a12 }
}

/// Ranks of a sample.
struct Ranks {
    /// The rank of each value, counted from 1; tied values share their mean rank.
    ranks: Vec<f64>,
    /// The sum of t^3 - t over all groups of t equal values.
    ties: f64,
}

impl Ranks {
    fn of(values: &[f64]) -> Ranks {
        let mut order: Vec<usize> = (0..values.len()).collect();
        order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
        let mut ranks = vec![0.0; values.len()];
        let (mut ties, mut below) = (0.0, 0.0);
        for group in order.chunk_by(|&a, &b| values[a] == values[b]) {
            let size = group.len() as f64;
            for &index in group {
                ranks[index] = below + (size + 1.0) / 2.0;
            }
            ties += size.powi(3) - size;
            below += size;
        }
        Ranks { ranks, ties }
    }
}

/// The complementary error function for `x >= 0`, to about seven digits: Abramowitz and Stegun,
/// "Handbook of Mathematical Functions", 7.1.28.
fn erfc(x: f64) -> f64 {
    const A: [f64; 6] = [
        0.070_523_078_4,
        0.042_282_012_3,
        0.009_270_527_2,
        0.000_152_014_3,
        0.000_276_567_2,
        0.000_043_063_8,
    ];
    let sum = A.iter().rev().fold(0.0, |sum, a| (sum + a) * x);
    (1.0 + sum).powi(-16)
}

/// The Kaplan-Meier estimate of the share of trials without a detection, as steps: a time, and the
/// share from then on. All trials without a detection are censored at the same time, so the
/// estimate is the plain share.
pub(super) fn survival(times: &[f64]) -> Vec<(f64, f64)> {
    let mut detected: Vec<f64> = times
        .iter()
        .copied()
        .filter(|time| time.is_finite())
        .collect();
    detected.sort_by(f64::total_cmp);
    let mut steps = vec![(0.0, 1.0)];
    let mut left = times.len();
    for group in detected.chunk_by(|a, b| a == b) {
        left -= group.len();
        steps.push((group[0], left as f64 / times.len() as f64));
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEVER: f64 = f64::INFINITY;

    fn assert_near(a: f64, b: f64, within: f64) {
        assert!((a - b).abs() < within, "{a} is not {b}");
    }

    #[test]
    fn quantiles_are_interpolated_and_may_be_never() {
        for (times, share, expected) in [
            (&[][..], 0.5, None),
            (&[3.0], 0.5, Some(3.0)),
            (&[4.0, 1.0, 2.0], 0.5, Some(2.0)),
            (&[4.0, 1.0, 2.0, 3.0], 0.5, Some(2.5)),
            (
                &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0],
                0.9,
                Some(10.0),
            ),
            (&[1.0, 2.0, NEVER], 0.5, Some(2.0)),
            (&[1.0, 2.0, NEVER], 0.9, None),
            (&[1.0, NEVER], 0.5, None),
            (&[NEVER, NEVER], 0.5, None),
        ] {
            assert_eq!(quantile(times, share), expected, "{times:?} {share}");
        }
    }

    #[test]
    fn the_test_agrees_with_published_values() {
        // The example in SciPy's documentation of mannwhitneyu, method "asymptotic".
        let (males, females) = ([19.0, 22.0, 16.0, 29.0, 24.0], [20.0, 11.0, 17.0, 12.0]);
        let comparison = compare(&males, &females);
        assert_eq!(comparison.u, 17.0);
        assert_near(comparison.a12, 0.15, 1e-12);
        assert_near(comparison.p, 0.111_346_886_533_140_41, 1e-6);
        let swapped = compare(&females, &males);
        assert_eq!(swapped.u, 3.0);
        assert_near(swapped.a12, 0.85, 1e-12);
        assert_near(swapped.p, comparison.p, 1e-12);
    }

    #[test]
    fn ties_share_their_rank_and_narrow_the_distribution() {
        // By hand: ranks 1.5 1.5 4 | 4 4 6, U = 7 - 6 = 1; ties (8-2) + (27-3) = 30; variance 9/12
        // * (7 - 30/30) = 4.5; z = (|1 - 4.5| - 0.5) / sqrt(4.5) = 1.41421; p = 0.1573 (table of
        // the normal distribution).
        let comparison = compare(&[1.0, 1.0, 2.0], &[2.0, 2.0, NEVER]);
        assert_eq!(comparison.u, 1.0);
        assert_near(comparison.p, 0.157_299, 1e-5);
        assert_near(comparison.a12, 8.0 / 9.0, 1e-12);
    }

    #[test]
    fn samples_without_a_difference_are_alike() {
        for (first, second) in [
            ([NEVER, NEVER], [NEVER, NEVER]),
            ([1.0, 1.0], [1.0, 1.0]),
            ([1.0, 4.0], [2.0, 3.0]),
        ] {
            let comparison = compare(&first, &second);
            assert_eq!((comparison.u, comparison.a12), (2.0, 0.5));
            assert_near(comparison.p, 1.0, 1e-6);
        }
        assert_eq!(compare(&[1.0], &[2.0]).a12, 1.0);
    }

    #[test]
    fn the_error_function_has_its_known_values() {
        for (x, expected) in [
            (0.0, 1.0),
            (0.5, 0.479_500_122),
            (1.0, 0.157_299_207),
            (2.0, 0.004_677_735),
        ] {
            assert_near(erfc(x), expected, 4e-7);
        }
    }

    #[test]
    fn survival_falls_at_each_detection_and_stays_above_what_is_never_found() {
        assert_eq!(
            survival(&[2.0, NEVER, 1.0, 2.0]),
            [(0.0, 1.0), (1.0, 0.75), (2.0, 0.25)]
        );
        assert_eq!(survival(&[NEVER]), [(0.0, 1.0)]);
    }
}
