//! riscv64's distances.
//!
//! A direct call is `auipc` and `jalr`. The first adds a signed 32-bit multiple of 4 KiB, the
//! second a signed 12-bit number. So a call reaches from -2^31 - 2^11 to 2^31 - 2^11 - 1, which is
//! not the range of a signed 32-bit number (RISC-V ELF psABI, "Code models", medium any; RISC-V
//! unprivileged ISA, "Unconditional Jumps").

use crate::case::{Direction, Distance, Limit, Margin};

/// The farthest backward distance of `auipc` + `jalr`, in bytes.
pub const CALL_MIN: i64 = -(1 << 31) - (1 << 11);
/// The farthest forward distance of `auipc` + `jalr`, in bytes.
pub const CALL_MAX: i64 = (1 << 31) - (1 << 11) - 1;
/// The farthest backward distance of `jal`, in bytes.
const JUMP_MIN: i64 = -(1 << 20);
/// The farthest forward distance of `jal`, in bytes.
const JUMP_MAX: i64 = (1 << 20) - 1;

/// The usual alignment in bytes of functions with a constant pool: that of the pool's largest
/// constant.
pub(in crate::link) const POOL_ALIGN: u64 = 8;

/// The distances that satisfy `distance`, best first. `ialign` is the instruction alignment in
/// bytes.
///
/// For [`Distance::Split`] the number of pages is only a preference: the next pages satisfy it too.
/// After the exact distance come the next few on the same side. A caller and a callee with constant
/// pools both lie at multiples of 8, so only one distance in two or four is possible.
pub fn distances(distance: Distance, ialign: i64) -> impl Iterator<Item = i64> {
    let pages = if matches!(distance, Distance::Split { .. }) {
        64
    } else {
        1
    };
    let steps = (0..POOL_ALIGN as i64).step_by(ialign as usize);
    steps.flat_map(move |away| (0..pages).map(move |page| nth(distance, ialign, away, page)))
}

/// The distance for `distance`, moved away from the boundary by `away` bytes, and by `page` pages.
fn nth(distance: Distance, ialign: i64, away: i64, page: i64) -> i64 {
    match distance {
        Distance::Split { pages, step } => {
            let page = if pages < 0 { -page } else { page };
            let side = match step {
                Margin::Last => -ialign - away,
                Margin::Outside => away,
                Margin::Inside => ialign + away,
            };
            (i64::from(pages) + page) * 0x1000 + 0x800 + side
        }
        Distance::End {
            limit,
            direction,
            step,
        } => end(limit, direction, step, ialign, away),
    }
}

fn end(limit: Limit, direction: Direction, step: Margin, ialign: i64, away: i64) -> i64 {
    let (min, max) = match limit {
        Limit::Jump => (JUMP_MIN, JUMP_MAX),
        Limit::Call => (CALL_MIN, CALL_MAX),
        Limit::Word => (i32::MIN.into(), i32::MAX.into()),
    };
    let (last, outward) = match direction {
        Direction::Forward => (max & -ialign, 1),
        Direction::Backward => (min, -1),
    };
    match step {
        Margin::Inside => last - outward * (ialign + away),
        Margin::Last => last - outward * away,
        Margin::Outside => last + outward * (ialign + away),
    }
}

/// The ranges of distances that bucket keys distinguish.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Window {
    /// `auipc` + `jalr` reach it, and a signed 32-bit number holds it.
    Reachable,
    /// A signed 32-bit number holds it, but `auipc` + `jalr` do not reach it: the last 2 KiB below
    /// +2 GiB.
    JustInsidePlus2GiB,
    /// +2 GiB or more.
    BeyondPlus2GiB,
    /// `auipc` + `jalr` reach it, but a signed 32-bit number does not hold it: the 2 KiB below -2
    /// GiB.
    LastReachableBelowMinus2GiB,
    /// Farther backward than `auipc` + `jalr` reach.
    BeyondMinus2GiB,
}

impl Window {
    /// The window of a distance in bytes.
    pub fn of(distance: i64) -> Window {
        const WORD_MIN: i64 = i32::MIN as i64;
        const WORD_MAX: i64 = i32::MAX as i64;
        const BEYOND_CALL: i64 = CALL_MAX + 1;
        match distance {
            ..CALL_MIN => Window::BeyondMinus2GiB,
            CALL_MIN..WORD_MIN => Window::LastReachableBelowMinus2GiB,
            WORD_MIN..=CALL_MAX => Window::Reachable,
            BEYOND_CALL..=WORD_MAX => Window::JustInsidePlus2GiB,
            _ => Window::BeyondPlus2GiB,
        }
    }

    /// Whether `auipc` and a 12-bit offset can cover the distance.
    pub fn is_reachable(self) -> bool {
        matches!(
            self,
            Window::Reachable | Window::LastReachableBelowMinus2GiB
        )
    }

    /// The name in a bucket key.
    pub fn key(self) -> &'static str {
        match self {
            Window::Reachable => "reachable",
            Window::JustInsidePlus2GiB => "just-inside-plus-2gib",
            Window::BeyondPlus2GiB => "beyond-plus-2gib",
            Window::LastReachableBelowMinus2GiB => "last-reachable-below-minus-2gib",
            Window::BeyondMinus2GiB => "beyond-minus-2gib",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn distance(limit: Limit, direction: Direction, step: Margin, ialign: i64) -> i64 {
        let distance = Distance::End {
            limit,
            direction,
            step,
        };
        distances(distance, ialign).next().expect("one distance")
    }

    /// Every distance at an end of reach.
    fn ends() -> impl Iterator<Item = Distance> {
        let limits = [Limit::Jump, Limit::Call, Limit::Word].into_iter();
        let sides = limits.flat_map(|limit| {
            [Direction::Forward, Direction::Backward].map(|direction| (limit, direction))
        });
        sides.flat_map(|(limit, direction)| {
            [Margin::Inside, Margin::Last, Margin::Outside].map(|step| Distance::End {
                limit,
                direction,
                step,
            })
        })
    }

    #[test]
    fn what_does_as_well_is_on_the_same_side() {
        for (distance, ialign) in ends().flat_map(|distance| [(distance, 2), (distance, 4)]) {
            let all: Vec<i64> = distances(distance, ialign).collect();
            assert_eq!(all.len() as i64, 8 / ialign);
            let window = Window::of(all[0]);
            assert!(all.iter().all(|&d| Window::of(d) == window), "{distance:?}");
            let rests: std::collections::BTreeSet<i64> =
                all.iter().map(|d| d.rem_euclid(8)).collect();
            assert_eq!(rests.len(), all.len(), "{all:?}");
        }
    }

    #[test]
    fn the_last_reachable_byte_is_the_last_one_in_the_window() {
        for ialign in [2, 4] {
            let forward =
                |step| Window::of(distance(Limit::Call, Direction::Forward, step, ialign));
            assert_eq!(forward(Margin::Inside), Window::Reachable);
            assert_eq!(forward(Margin::Last), Window::Reachable);
            assert_eq!(forward(Margin::Outside), Window::JustInsidePlus2GiB);
            let backward =
                |step| Window::of(distance(Limit::Call, Direction::Backward, step, ialign));
            assert_eq!(
                backward(Margin::Inside),
                Window::LastReachableBelowMinus2GiB
            );
            assert_eq!(backward(Margin::Last), Window::LastReachableBelowMinus2GiB);
            assert_eq!(backward(Margin::Outside), Window::BeyondMinus2GiB);
        }
    }

    #[test]
    fn words_end_elsewhere_than_calls() {
        let word = |direction, step| Window::of(distance(Limit::Word, direction, step, 2));
        assert_eq!(
            word(Direction::Forward, Margin::Last),
            Window::JustInsidePlus2GiB
        );
        assert_eq!(
            word(Direction::Forward, Margin::Outside),
            Window::BeyondPlus2GiB
        );
        assert_eq!(word(Direction::Backward, Margin::Last), Window::Reachable);
        assert_eq!(
            word(Direction::Backward, Margin::Outside),
            Window::LastReachableBelowMinus2GiB
        );
    }

    #[test]
    fn out_of_reach_goals_are_those_that_no_pair_reaches() {
        for (distance, ialign) in ends().flat_map(|distance| [(distance, 2), (distance, 4)]) {
            let window = distances(distance, ialign).next().map(Window::of);
            let reachable = window.expect("one distance").is_reachable();
            assert_eq!(distance.is_out_of_reach(), !reachable, "{distance:?}");
        }
    }

    #[test]
    fn split_distances_surround_bit_eleven() {
        let low_bits = |step, ialign| {
            let distance = Distance::Split { pages: -3, step };
            distances(distance, ialign).next().expect("some distance") & 0xfff
        };
        assert_eq!(low_bits(Margin::Last, 2), 0x7fe);
        assert_eq!(low_bits(Margin::Outside, 2), 0x800);
        assert_eq!(low_bits(Margin::Inside, 2), 0x802);
        assert_eq!(low_bits(Margin::Inside, 4), 0x804);
    }
}
