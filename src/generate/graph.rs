//! Call graphs: the callees of each function, before call kinds are chosen.

use super::choose::Choose;
use crate::case::FuncId;
use arbitrary::{Result, Unstructured};

/// The overall shape of a graph. Function 0 is its root.
#[derive(Clone, Copy)]
enum Shape {
    /// Each function calls the next one.
    Chain,
    /// Each function calls the next two, so paths join again.
    Diamonds,
    /// The root calls all others.
    FanOut,
    /// Each function calls a few later ones.
    Forest,
    /// As `Forest`, but some functions also call themselves or an earlier one.
    Recursive,
    /// Each function calls the next one, and the last calls the first.
    Ring,
}

/// The callees of each function, in order, possibly repeated.
pub(super) fn calls(u: &mut Unstructured<'_>, count: usize) -> Result<Vec<Vec<FuncId>>> {
    let shape = u.weighted(&[
        (3, Shape::Chain),
        (3, Shape::Diamonds),
        (2, Shape::FanOut),
        (5, Shape::Forest),
        (3, Shape::Recursive),
        (1, Shape::Ring),
    ])?;
    (0..count).map(|f| callees(u, shape, f, count)).collect()
}

fn callees(
    u: &mut Unstructured<'_>,
    shape: Shape,
    function: usize,
    count: usize,
) -> Result<Vec<FuncId>> {
    let later = count - 1 - function;
    let ahead = |distance: usize| (later > 0).then(|| (function + distance.min(later)) as FuncId);
    let mut callees: Vec<FuncId> = Vec::new();
    match shape {
        Shape::Chain => callees.extend(ahead(1)),
        Shape::Diamonds => {
            callees.extend(ahead(1));
            callees.extend(ahead(2));
        }
        Shape::FanOut if function == 0 => callees.extend((1..count).map(|f| f as FuncId)),
        Shape::FanOut => {}
        Shape::Forest | Shape::Recursive => {
            for _ in 0..u.weighted(&[(3, 1), (3, 2), (2, 0), (1, 3)])? {
                callees.extend(ahead(u.int_in_range(1..=5)?));
            }
        }
        Shape::Ring => callees.push(((function + 1) % count) as FuncId),
    }
    if matches!(shape, Shape::Recursive) && u.chance(1, 4)? {
        callees.push(u.int_in_range(0..=function)? as FuncId);
    }
    if u.chance(1, 8)? && later > 0 {
        callees.push(u.int_in_range(function + 1..=count - 1)? as FuncId);
    }
    Ok(callees)
}
