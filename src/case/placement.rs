//! Where functions lie, and in which order they come to be.
//!
//! A function lies in a *region*, one of a few spans of addresses a gigabyte or more apart from each other, next to the functions
//! that are already there; functions that name each other as colocated share one. An [`DistanceGoal`] overrides that: it asks for an exact distance between a
//! call site and its callee. Distances are named, not numbered: what "the last reachable byte" is, the linker knows.

use super::FuncId;
use serde::{Deserialize, Serialize};

/// Where functions lie.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Placement {
    /// One spot a function.
    pub spots: Vec<Spot>,
    /// Distances asked for, in order of precedence.
    pub goals: Vec<DistanceGoal>,
}

/// Where one function lies if no goal says otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Spot {
    /// The region. Functions that name each other as colocated share one.
    pub region: u8,
    /// On which side of the region's earlier functions.
    pub side: Side,
    /// Unused bytes between this function and its neighbour, rounded up to the instruction alignment.
    pub gap: u32,
}

/// A side of a region.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Side {
    /// Behind the highest byte in use.
    Above,
    /// Before the lowest byte in use.
    Below,
}

impl Side {
    /// The one that this is not.
    pub fn other(self) -> Side {
        match self {
            Side::Above => Side::Below,
            Side::Below => Side::Above,
        }
    }
}

/// "Put this callee so that the distance from this call site is exactly ..."
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DistanceGoal {
    /// The function with the call site.
    pub caller: FuncId,
    /// The site: an index in [`super::Function::calls`] of the caller; it is a near one.
    pub site: u16,
    /// The distance.
    pub distance: Distance,
}

/// A distance from the instruction that computes an address to that address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Distance {
    /// Around the middle of a page, where the low half of a split distance changes its sign: `pages` pages of 4 KiB plus
    /// 0x800 ([`Margin::Outside`]), one step less ([`Margin::Last`]) or one step more ([`Margin::Inside`]).
    Split {
        /// Whole pages, negative for a callee before its caller.
        pages: i16,
        /// Which side of the change.
        step: Margin,
    },
    /// At an end of what some instruction or data type can hold.
    End {
        /// Whose end.
        limit: Limit,
        /// Callee behind or before the caller.
        direction: Direction,
        /// Which side of the end.
        step: Margin,
    },
}

/// What has an end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Limit {
    /// A single direct jump.
    Jump,
    /// A direct call.
    Call,
    /// A signed 32-bit number.
    Word,
}

/// Whether the callee lies behind or before its caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Direction {
    /// The callee has the higher address.
    Forward,
    /// The callee has the lower address.
    Backward,
}

/// Which side of an end, in steps of the instruction alignment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Margin {
    /// One step nearer than the last reachable byte.
    Inside,
    /// The last reachable byte.
    Last,
    /// One step too far.
    Outside,
}

impl Distance {
    /// Whether the callee is so far away that it can have no other near reference.
    pub fn is_far(self) -> bool {
        matches!(self, Distance::End { limit, .. } if limit != Limit::Jump)
    }

    /// Whether no direct call can cover the distance.
    ///
    /// A signed 32-bit number ends behind the reach of a call in forward direction, and before it in backward direction:
    /// the low half of a split distance is signed too.
    pub fn is_out_of_reach(self) -> bool {
        match self {
            Distance::Split { .. } => false,
            Distance::End {
                limit,
                direction,
                step,
            } => match limit {
                Limit::Jump => false,
                Limit::Call => step == Margin::Outside,
                Limit::Word => direction == Direction::Forward,
            },
        }
    }
}
