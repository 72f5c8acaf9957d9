//! Placement and life cycle.

use super::choose::Choose;
use crate::case::{
    Direction, Edge, FuncId, Function, Goal, LifeCycle, Limit, Linking, Placement, Side, Spot,
    Step, limits,
};
use arbitrary::{Result, Unstructured};

/// How functions are defined: a quarter of the cases Direct, and half of them in another order than they are numbered.
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

/// Where functions lie: spots for all, distances for some calls.
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
        edges: edges(u, functions)?,
    })
}

/// Mostly none, or one that moves a function by an instruction; sometimes one around the sizes at which encodings change.
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

fn edges(u: &mut Unstructured<'_>, functions: &[Function]) -> Result<Vec<Edge>> {
    let callers: Vec<FuncId> = (0..functions.len() as FuncId)
        .filter(|&f| functions[f as usize].calls().any(|c| c.kind.is_near()))
        .collect();
    let mut edges = Vec::new();
    if callers.is_empty() {
        return Ok(edges);
    }
    for _ in 0..u.weighted(&[(4, 1), (4, 0), (2, 2), (1, 4)])? {
        edges.push(Edge {
            caller: u.pick(&callers)?,
            site: u.int_in_range(0..=5)?,
            goal: goal(u, Step::Last)?,
        });
    }
    // One case in twenty may go beyond what a call can reach.
    if u.chance(1, 20)? {
        edges.insert(
            0,
            Edge {
                caller: u.pick(&callers)?,
                site: u.int_in_range(0..=5)?,
                goal: goal(u, Step::Outside)?,
            },
        );
    }
    Ok(edges)
}

/// A distance; with `farthest` below [`Step::Outside`] one that a call can cover.
pub(crate) fn goal(u: &mut Unstructured<'_>, farthest: Step) -> Result<Goal> {
    let outside = farthest == Step::Outside;
    let direction = u.pick(&[Direction::Forward, Direction::Backward])?;
    if !outside && u.chance(1, 2)? {
        return Ok(Goal::Split {
            pages: i16::from(u.arbitrary::<i8>()?) / 4,
            step: u.pick(&[Step::Inside, Step::Last, Step::Outside])?,
        });
    }
    if !outside && u.chance(1, 3)? {
        return Ok(Goal::End {
            limit: Limit::Jump,
            direction,
            step: u.pick(&[Step::Inside, Step::Last, Step::Outside])?,
        });
    }
    let goal = Goal::End {
        limit: u.pick(&[Limit::Call, Limit::Word])?,
        direction,
        step: u.pick(&[Step::Inside, Step::Last, Step::Outside])?,
    };
    Ok(match goal {
        _ if goal.is_out_of_reach() == outside => goal,
        _ => Goal::End {
            limit: Limit::Call,
            direction,
            step: farthest,
        },
    })
}
