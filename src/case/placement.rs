//! Where functions lie.
//!
//! Each function lies in a *region*, next to the functions that are already there. Regions are a
//! few spans of addresses, a gigabyte or more apart. Functions that name each other as colocated
//! share a region. A [`DistanceGoal`] overrides this: it asks for an exact distance between a call
//! site and its callee. Distances have names, not numbers: only the linker knows what "the last
//! reachable byte" is.

use super::FuncId;
use serde::{Deserialize, Serialize};

/// Where functions lie.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Placement {
    /// One spot for each function.
    pub spots: Vec<Spot>,
    /// The distance goals, in order of precedence.
    pub goals: Vec<DistanceGoal>,
}

/// Where a function lies if no goal decides it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Spot {
    /// The number of the region. Functions that name each other as colocated share one.
    pub region: u8,
    /// The side of the region's earlier functions.
    pub side: Side,
    /// Unused bytes between this function and its neighbour, rounded up to the instruction
    /// alignment.
    pub gap: u32,
}

/// A side of a region.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Side {
    /// After the highest byte in use.
    Above,
    /// Before the lowest byte in use.
    Below,
}

impl Side {
    /// The opposite side.
    pub fn other(self) -> Side {
        match self {
            Side::Above => Side::Below,
            Side::Below => Side::Above,
        }
    }
}

/// "Place this callee so that its distance from this call site is exactly ..."
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DistanceGoal {
    /// The function that contains the call site.
    pub caller: FuncId,
    /// The site, a near one: an index in [`super::Function::calls`] of the caller.
    pub site: u16,
    /// The distance.
    pub distance: Distance,
}

/// A distance from the instruction that computes an address to that address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Distance {
    /// A distance around the middle of a page, where the low half of a split distance changes its
    /// sign: `pages` pages of 4 KiB plus 0x800 ([`Margin::Outside`]), one step less
    /// ([`Margin::Last`]) or one step more ([`Margin::Inside`]).
    Split {
        /// Whole pages; negative if the callee lies before its caller.
        pages: i16,
        /// Which side of the sign change.
        step: Margin,
    },
    /// A distance at an end of the range that some instruction or data type can hold.
    End {
        /// Which range.
        limit: Limit,
        /// Whether the callee lies after or before the caller.
        direction: Direction,
        /// Which side of the end.
        step: Margin,
    },
}

/// A range of distances.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Limit {
    /// The range of a single direct jump.
    Jump,
    /// The range of a direct call.
    Call,
    /// The range of a signed 32-bit number.
    Word,
}

/// Whether the callee lies after or before its caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Direction {
    /// The callee has the higher address.
    Forward,
    /// The callee has the lower address.
    Backward,
}

/// A side of an end, in steps of the instruction alignment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Margin {
    /// One step before the last reachable byte.
    Inside,
    /// The last reachable byte.
    Last,
    /// One step past the last reachable byte.
    Outside,
}

impl Distance {
    /// Whether the callee is too far away for any other near reference.
    pub fn is_far(self) -> bool {
        matches!(self, Distance::End { limit, .. } if limit != Limit::Jump)
    }

    /// Whether no direct call can cover the distance.
    ///
    /// The low half of a split distance is signed. So the range of a signed 32-bit number ends
    /// beyond the reach of a call in the forward direction, and within it in the backward
    /// direction.
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
