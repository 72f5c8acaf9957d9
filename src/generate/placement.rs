//! Placement and life cycle.

use super::choose::Choose;
use crate::case::{
    Direction, Distance, DistanceGoal, FuncId, Function, LifeCycle, Limit, Linking, Margin,
    Placement, Side, Spot, limits,
};
use arbitrary::{Result, Unstructured};

/// The order of definition, which half of the cases shuffle, and the linker: the direct one in two
/// of seven cases.
pub(super) fn life_cycle(u: &mut Unstructured<'_>, count: usize) -> Result<LifeCycle> {
    let linking = u.weighted(&[(5, Linking::Planned), (2, Linking::Direct)])?;
    let mut order: Vec<FuncId> = (0..count as FuncId).collect();
    if u.chance(1, 2)? {
        for i in (1..count).rev() {
            order.swap(i, u.int_in_range(0..=i)?);
        }
    }
    Ok(LifeCycle::single(linking, order))
}

/// Spots for all functions, and distance goals for some calls.
pub(super) fn placement(u: &mut Unstructured<'_>, functions: &[Function]) -> Result<Placement> {
    let regions = u.weighted(&[(3, 1), (1, limits::REGIONS)])?;
    let gaps = u.chance(3, 4)?;
    let spot = |u: &mut Unstructured<'_>| {
        Ok(Spot {
            region: u.int_in_range(0..=regions - 1)?,
            side: u.pick(&[Side::Above, Side::Below])?,
            gap: if gaps { gap(u)? } else { 0 },
        })
    };
    let spots = functions
        .iter()
        .map(|_| spot(u))
        .collect::<Result<Vec<_>>>()?;
    Ok(Placement {
        spots,
        goals: goals(u, functions)?,
    })
}

/// A gap: usually none or a few instructions; sometimes about as large as a distance at which
/// encodings change.
pub(crate) fn gap(u: &mut Unstructured<'_>) -> Result<u32> {
    let around = |u: &mut Unstructured<'_>, size: u32| Ok(size - 16 + 2 * u.int_in_range(0..=16)?);
    match u.weighted(&[(6, 0), (4, 1), (2, 2), (1, 3), (1, 4)])? {
        0 => Ok(0),
        1 => Ok(2 * u.int_in_range(1..=32)?),
        2 => around(u, 0x800),
        3 => around(u, 0x1000),
        _ => {
            let size = u.pick(&[0x1_0000, 0x2000, 0x10_0000])?;
            around(u, size)
        }
    }
}

fn goals(u: &mut Unstructured<'_>, functions: &[Function]) -> Result<Vec<DistanceGoal>> {
    let callers: Vec<FuncId> = (0..functions.len() as FuncId)
        .filter(|&f| functions[f as usize].calls().any(|c| c.kind.is_near()))
        .collect();
    let mut goals = Vec::new();
    if callers.is_empty() {
        return Ok(goals);
    }
    for _ in 0..u.weighted(&[(4, 1), (4, 0), (2, 2), (1, 4)])? {
        goals.push(DistanceGoal {
            caller: u.pick(&callers)?,
            site: u.int_in_range(0..=5)?,
            distance: distance(u, Margin::Last)?,
        });
    }
    // One case in twenty may go beyond the reach of a call.
    if u.chance(1, 20)? {
        goals.insert(
            0,
            DistanceGoal {
                caller: u.pick(&callers)?,
                site: u.int_in_range(0..=5)?,
                distance: distance(u, Margin::Outside)?,
            },
        );
    }
    Ok(goals)
}

/// A distance. With `farthest` below [`Margin::Outside`], a call can cover it.
pub(crate) fn distance(u: &mut Unstructured<'_>, farthest: Margin) -> Result<Distance> {
    let outside = farthest == Margin::Outside;
    let direction = u.pick(&[Direction::Forward, Direction::Backward])?;
    if !outside && u.chance(1, 2)? {
        return Ok(Distance::Split {
            pages: i16::from(u.arbitrary::<i8>()?) / 4,
            step: u.pick(&[Margin::Inside, Margin::Last, Margin::Outside])?,
        });
    }
    if !outside && u.chance(1, 3)? {
        return Ok(Distance::End {
            limit: Limit::Jump,
            direction,
            step: u.pick(&[Margin::Inside, Margin::Last, Margin::Outside])?,
        });
    }
    let distance = Distance::End {
        limit: u.pick(&[Limit::Call, Limit::Word])?,
        direction,
        step: u.pick(&[Margin::Inside, Margin::Last, Margin::Outside])?,
    };
    Ok(match distance {
        _ if distance.is_out_of_reach() == outside => distance,
        _ => Distance::End {
            limit: Limit::Call,
            direction,
            step: farthest,
        },
    })
}
