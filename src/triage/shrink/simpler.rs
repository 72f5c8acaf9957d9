//! The order of simplicity, for every part of a case that is an enumeration or a number.
//!
//! [`super::size`] weighs parts by this one table, and reducers take their candidates from it. A
//! new variant of an enum must be given its place here.

use crate::case::{
    Base, CallKind, Convention, Direction, Distance, Extension, Limit, Linking, Margin, OptLevel,
    Origin, Purpose, RegallocAlgorithm, Side, StackLimit, Type,
};

/// A part that may have simpler values.
pub(super) trait Simpler: Copy {
    /// An upper bound on the simpler values to try for any value.
    const WAYS: usize;

    /// 0 for the simplest value, more for others.
    fn weight(self) -> u64;

    /// Candidate number `way`, simplest first. It weighs less than `self`.
    fn simpler(self, way: usize) -> Option<Self>;
}

/// A part that is one of a few values.
pub(super) trait Choice: Copy + 'static {
    /// Every value, simplest first.
    const ORDER: &'static [Self];

    /// The index of this value in [`Choice::ORDER`].
    fn rank(self) -> usize;
}

impl<C: Choice> Simpler for C {
    const WAYS: usize = C::ORDER.len();

    fn weight(self) -> u64 {
        self.rank() as u64
    }

    fn simpler(self, way: usize) -> Option<C> {
        C::ORDER[..self.rank()].get(way).copied()
    }
}

/// Off is simpler.
impl Choice for bool {
    const ORDER: &'static [bool] = &[false, true];

    fn rank(self) -> usize {
        usize::from(self)
    }
}

/// Types that fill a register come first: they need neither an extension nor a box.
impl Choice for Type {
    const ORDER: &'static [Type] = &[
        Type::I64,
        Type::I32,
        Type::I16,
        Type::I8,
        Type::F64,
        Type::F32,
        Type::F16,
        Type::I128,
        Type::F128,
    ];

    fn rank(self) -> usize {
        match self {
            Type::I64 => 0,
            Type::I32 => 1,
            Type::I16 => 2,
            Type::I8 => 3,
            Type::F64 => 4,
            Type::F32 => 5,
            Type::F16 => 6,
            Type::I128 => 7,
            Type::F128 => 8,
        }
    }
}

impl Choice for Extension {
    const ORDER: &'static [Extension] = &[Extension::None, Extension::Zero, Extension::Sign];

    fn rank(self) -> usize {
        match self {
            Extension::None => 0,
            Extension::Zero => 1,
            Extension::Sign => 2,
        }
    }
}

impl Choice for Purpose {
    const ORDER: &'static [Purpose] = &[
        Purpose::Normal,
        Purpose::StructReturn,
        Purpose::Context(StackLimit::Unchecked),
        Purpose::Context(StackLimit::Near),
        Purpose::Context(StackLimit::Far),
        Purpose::Context(StackLimit::Pointed),
        Purpose::Context(StackLimit::FarPointed),
    ];

    fn rank(self) -> usize {
        match self {
            Purpose::Normal => 0,
            Purpose::StructReturn => 1,
            Purpose::Context(limit) => 2 + limit as usize,
        }
    }
}

impl Choice for Convention {
    const ORDER: &'static [Convention] = &[
        Convention::SystemV,
        Convention::Fast,
        Convention::Tail,
        Convention::PreserveAll,
    ];

    fn rank(self) -> usize {
        match self {
            Convention::SystemV => 0,
            Convention::Fast => 1,
            Convention::Tail => 2,
            Convention::PreserveAll => 3,
        }
    }
}

impl Choice for CallKind {
    const ORDER: &'static [CallKind] = &[
        CallKind::Near,
        CallKind::Far,
        CallKind::AddressNear,
        CallKind::AddressFar,
        CallKind::Table,
    ];

    fn rank(self) -> usize {
        match self {
            CallKind::Near => 0,
            CallKind::Far => 1,
            CallKind::AddressNear => 2,
            CallKind::AddressFar => 3,
            CallKind::Table => 4,
        }
    }
}

impl Choice for OptLevel {
    const ORDER: &'static [OptLevel] = &[OptLevel::None, OptLevel::Speed];

    fn rank(self) -> usize {
        match self {
            OptLevel::None => 0,
            OptLevel::Speed => 1,
        }
    }
}

impl Choice for RegallocAlgorithm {
    const ORDER: &'static [RegallocAlgorithm] = &[
        RegallocAlgorithm::Backtracking,
        RegallocAlgorithm::SinglePass,
    ];

    fn rank(self) -> usize {
        match self {
            RegallocAlgorithm::Backtracking => 0,
            RegallocAlgorithm::SinglePass => 1,
        }
    }
}

/// The linker that every embedder uses comes first.
impl Choice for Linking {
    const ORDER: &'static [Linking] = &[Linking::Direct, Linking::Planned];

    fn rank(self) -> usize {
        match self {
            Linking::Direct => 0,
            Linking::Planned => 1,
        }
    }
}

impl Choice for Side {
    const ORDER: &'static [Side] = &[Side::Above, Side::Below];

    fn rank(self) -> usize {
        match self {
            Side::Above => 0,
            Side::Below => 1,
        }
    }
}

impl Choice for Direction {
    const ORDER: &'static [Direction] = &[Direction::Forward, Direction::Backward];

    fn rank(self) -> usize {
        match self {
            Direction::Forward => 0,
            Direction::Backward => 1,
        }
    }
}

/// The last reachable byte comes first.
impl Choice for Margin {
    const ORDER: &'static [Margin] = &[Margin::Last, Margin::Inside, Margin::Outside];

    fn rank(self) -> usize {
        match self {
            Margin::Last => 0,
            Margin::Inside => 1,
            Margin::Outside => 2,
        }
    }
}

impl Choice for Limit {
    const ORDER: &'static [Limit] = &[Limit::Jump, Limit::Call, Limit::Word];

    fn rank(self) -> usize {
        match self {
            Limit::Jump => 0,
            Limit::Call => 1,
            Limit::Word => 2,
        }
    }
}

/// Compiled is simplest, then an ordinary extern function. All libcalls weigh the same.
impl Simpler for Origin {
    const WAYS: usize = 2;

    fn weight(self) -> u64 {
        match self {
            Origin::Compiled => 0,
            Origin::Extern => 1,
            Origin::Libcall(_) => 2,
        }
    }

    fn simpler(self, way: usize) -> Option<Origin> {
        let simpler = *[Origin::Compiled, Origin::Extern].get(way)?;
        (simpler.weight() < self.weight()).then_some(simpler)
    }
}

/// For bits of a value, bytes of a gap, and pages: fewer significant bits are simpler.
impl Simpler for u128 {
    const WAYS: usize = 5;

    fn weight(self) -> u64 {
        u64::from(u128::BITS - self.leading_zeros())
    }

    fn simpler(self, way: usize) -> Option<u128> {
        let half = self.weight() / 2;
        // Zero, one, the low half of the significant bits, the high half, all but the lowest bit.
        let ways = [0, 1, self & ((1 << half) - 1), self >> half, self >> 1];
        let value = *ways.get(way)?;
        (value.weight() < self.weight()).then_some(value)
    }
}

/// Narrower numbers go through `u128`.
macro_rules! narrow {
    ($($number:ty),*) => {$(
        impl Simpler for $number {
            const WAYS: usize = u128::WAYS;

            fn weight(self) -> u64 {
                u128::from(self).weight()
            }

            fn simpler(self, way: usize) -> Option<$number> {
                u128::from(self).simpler(way).map(|value| value as $number)
            }
        }
    )*};
}
narrow!(u8, u16, u32);

/// A positive number weighs less than its negative.
impl Simpler for i16 {
    const WAYS: usize = u128::WAYS;

    fn weight(self) -> u64 {
        2 * self.unsigned_abs().weight() + u64::from(self < 0)
    }

    fn simpler(self, way: usize) -> Option<i16> {
        let smaller = self.unsigned_abs().simpler(way)?;
        Some(smaller as i16 * self.signum())
    }
}

/// The far symbol without displacement comes first, then the near one.
impl Simpler for Base {
    const WAYS: usize = 3 + i16::WAYS;

    fn weight(self) -> u64 {
        match self {
            Base::Symbol { near, displacement } => near.weight() + 2 * displacement.weight(),
            Base::Pointer => 2,
        }
    }

    fn simpler(self, way: usize) -> Option<Base> {
        let simpler = match (way, self) {
            (0, _) => Base::default(),
            (1, _) => Base::NEAR,
            (_, Base::Pointer) => return None,
            (2, Base::Symbol { displacement, .. }) => Base::Symbol {
                near: false,
                displacement,
            },
            (_, Base::Symbol { near, displacement }) => Base::Symbol {
                near,
                displacement: displacement.simpler(way - 3)?,
            },
        };
        (simpler.weight() < self.weight()).then_some(simpler)
    }
}

/// Simplifies one part of a distance at a time.
impl Simpler for Distance {
    const WAYS: usize = Margin::WAYS + Limit::WAYS + Direction::WAYS + u128::WAYS;

    fn weight(self) -> u64 {
        match self {
            Distance::Split { pages, step } => pages.weight() + step.weight(),
            Distance::End {
                limit,
                direction,
                step,
            } => limit.weight() + direction.weight() + step.weight(),
        }
    }

    fn simpler(mut self, way: usize) -> Option<Distance> {
        let limits = Margin::WAYS;
        let directions = limits + Limit::WAYS;
        match &mut self {
            Distance::Split { step, .. } | Distance::End { step, .. } if way < limits => {
                *step = step.simpler(way)?;
            }
            Distance::Split { pages, .. } => {
                *pages = pages.simpler(way - limits)?;
            }
            Distance::End { limit, .. } if way < directions => {
                *limit = limit.simpler(way - limits)?
            }
            Distance::End { direction, .. } => *direction = direction.simpler(way - directions)?,
        }
        Some(self)
    }
}

/// Replaces each of the `parts` in `range` by its candidate number `way`, if it has one.
pub(super) fn simplify<'a, P: Simpler + 'a>(
    parts: impl IntoIterator<Item = &'a mut P>,
    range: std::ops::Range<usize>,
    way: usize,
) {
    for part in parts.into_iter().skip(range.start).take(range.len()) {
        if let Some(simpler) = part.simpler(way) {
            *part = simpler;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::Libcall;
    use std::fmt::Debug;

    /// Checks that every candidate weighs less, and that only the simplest value has none.
    fn simpler_weighs_less<S: Simpler + Debug + PartialEq>(value: S) {
        let simpler: Vec<S> = (0..S::WAYS).filter_map(|way| value.simpler(way)).collect();
        assert_eq!(simpler.is_empty(), value.weight() == 0, "{value:?}");
        for other in simpler {
            assert!(other.weight() < value.weight(), "{value:?}: {other:?}");
        }
    }

    fn in_order<C: Choice + Debug + PartialEq>() {
        for (rank, choice) in C::ORDER.iter().enumerate() {
            assert_eq!(choice.rank(), rank, "{choice:?}");
            simpler_weighs_less(*choice);
        }
    }

    #[test]
    fn every_choice_stands_at_its_rank() {
        in_order::<bool>();
        in_order::<Type>();
        in_order::<Extension>();
        in_order::<Convention>();
        in_order::<CallKind>();
        in_order::<OptLevel>();
        in_order::<RegallocAlgorithm>();
        in_order::<Linking>();
        in_order::<Side>();
        in_order::<Direction>();
        in_order::<Margin>();
        in_order::<Limit>();
    }

    #[test]
    fn no_choice_is_missing() {
        assert_eq!(<Type as Choice>::ORDER.len(), Type::ALL.len());
        assert_eq!(<Extension as Choice>::ORDER.len(), Extension::ALL.len());
        assert_eq!(<Convention as Choice>::ORDER.len(), Convention::ALL.len());
        assert_eq!(<CallKind as Choice>::ORDER.len(), CallKind::ALL.len());
    }

    #[test]
    fn numbers_get_simpler_down_to_nothing() {
        for number in [0, 1, 2, 3, 0x8000, u128::from(u64::MAX), u128::MAX] {
            simpler_weighs_less(number);
        }
        for number in [0u32, 1, 0x11_0000, u32::MAX] {
            simpler_weighs_less(number);
        }
    }

    #[test]
    fn libcalls_become_plain_or_compiled() {
        for origin in [
            Origin::Compiled,
            Origin::Extern,
            Origin::Libcall(Libcall::Memset),
        ] {
            simpler_weighs_less(origin);
        }
        let libcall = Origin::Libcall(Libcall::FmaF32);
        assert_eq!(libcall.simpler(0), Some(Origin::Compiled));
        assert_eq!(libcall.simpler(1), Some(Origin::Extern));
    }

    #[test]
    fn goals_get_simpler_down_to_the_nearest_one() {
        for &step in Margin::ORDER {
            for pages in [i16::MIN, -300, -1, 0, 1, 2, i16::MAX] {
                simpler_weighs_less(Distance::Split { pages, step });
            }
            for &limit in Limit::ORDER {
                for &direction in Direction::ORDER {
                    simpler_weighs_less(Distance::End {
                        limit,
                        direction,
                        step,
                    });
                }
            }
        }
    }
}
