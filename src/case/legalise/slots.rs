//! Stack slots: few, and small enough that the deepest nesting of calls cannot fill the stack.
//!
//! The worst case is known, as for [`crate::case::CALLS`]. Unguarded calls form no cycle, so a
//! search of the graph finds their deepest chain. At most [`FUEL`] guarded calls start another
//! chain below it.

use super::limits::*;
use crate::case::{FUEL, FuncId, Function, Slot};

/// Clamps slots, then shrinks those on the deepest chain of calls until all chains together fit.
/// Guards must be decided before.
pub(super) fn legalise(functions: &mut [Function]) {
    for function in &mut *functions {
        function.slots.truncate(MAX_SLOTS);
        for slot in &mut function.slots {
            slot.size = slot.size.clamp(MIN_SLOT_BYTES, MAX_SLOT_BYTES);
            slot.align_log2 = slot.align_log2.min(MAX_SLOT_ALIGNMENT);
        }
    }
    let is_guarded = functions.iter().any(|f| f.calls().any(|c| c.guarded));
    let rows = if is_guarded { FUEL + 1 } else { 1 };
    while let Some(slot) = largest_on_deepest_row(functions, MAX_STACK_IN_SLOTS / rows) {
        // A slot of minimum size can still shrink: its alignment costs padding.
        if slot.size > MIN_SLOT_BYTES {
            slot.size = MIN_SLOT_BYTES.max(slot.size / 2);
        } else {
            slot.align_log2 -= 1;
        }
    }
}

/// The slot that takes the most bytes among the functions on the deepest chain of unguarded calls;
/// none if the chain fits in `room` bytes.
fn largest_on_deepest_row(functions: &mut [Function], room: u64) -> Option<&mut Slot> {
    if functions.iter().all(|f| f.slots.is_empty()) {
        return None;
    }
    let mut depths = vec![None; functions.len()];
    for function in 0..functions.len() {
        depth(functions, function, &mut depths);
    }
    let deepest = |f: &usize| depths[*f];
    let mut next = (0..functions.len()).max_by_key(deepest);
    if next.and_then(|f| depths[f]) <= Some(room) {
        return None;
    }
    let mut row = Vec::new();
    while let Some(function) = next {
        row.push(function);
        next = unguarded(&functions[function])
            .map(usize::from)
            .max_by_key(deepest);
    }
    let on_row = functions.iter_mut().enumerate();
    let on_row = on_row.filter(|(f, _)| row.contains(f));
    let slots = on_row.flat_map(|(_, function)| &mut function.slots);
    slots.max_by_key(|slot| slot.frame_bytes())
}

/// The bytes of slots in `function` and on the deepest chain of calls below it.
fn depth(functions: &[Function], function: usize, known: &mut [Option<u64>]) -> u64 {
    if let Some(depth) = known[function] {
        return depth;
    }
    let own: u64 = functions[function]
        .slots
        .iter()
        .map(Slot::frame_bytes)
        .sum();
    let callees = unguarded(&functions[function]);
    let below = callees.map(|callee| depth(functions, callee.into(), known));
    let depth = own + below.max().unwrap_or(0);
    known[function] = Some(depth);
    depth
}

/// The callees of unguarded calls.
fn unguarded(function: &Function) -> impl Iterator<Item = FuncId> {
    let calls = function.calls().filter(|call| !call.guarded);
    calls.map(|call| call.callee)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::{Block, Call, CallKind, Exit, Statement};

    const LARGE: Slot = Slot {
        size: MAX_SLOT_BYTES,
        align_log2: MAX_SLOT_ALIGNMENT,
        by_address: false,
    };

    /// A chain of `length` functions with the largest slots; each calls the next.
    fn chain(length: FuncId, guarded: bool) -> Vec<Function> {
        let function = |next: FuncId| {
            let call = Statement::Call(Call {
                callee: next,
                kind: CallKind::Near,
                args: Vec::new(),
                guarded,
            });
            let calls = next < length;
            Function {
                slots: vec![LARGE; MAX_SLOTS],
                blocks: vec![Block {
                    params: Vec::new(),
                    statements: calls.then_some(call).into_iter().collect(),
                    exit: Exit::Return(Vec::new()),
                }],
                ..Function::empty()
            }
        };
        (1..=length).map(function).collect()
    }

    fn bytes(functions: &[Function]) -> u64 {
        let slots = functions.iter().flat_map(|f| &f.slots);
        slots.map(Slot::frame_bytes).sum()
    }

    #[test]
    fn a_row_of_calls_without_guards_has_the_whole_stack() {
        let mut short = chain(4, false);
        legalise(&mut short);
        assert!(short.iter().all(|f| f.slots == [LARGE; MAX_SLOTS]));

        let mut long = chain(MAX_FUNCTIONS as FuncId, false);
        legalise(&mut long);
        let total = bytes(&long);
        assert!(total <= MAX_STACK_IN_SLOTS, "{total}");
        assert!(total > MAX_STACK_IN_SLOTS * 3 / 4, "{total}");
    }

    #[test]
    fn guarded_calls_share_the_stack_with_all_that_fuel_lasts_for() {
        let mut functions = chain(4, true);
        legalise(&mut functions);
        for function in &functions {
            let own = bytes(std::slice::from_ref(function));
            assert!(own * (FUEL + 1) <= MAX_STACK_IN_SLOTS, "{own}");
        }
    }
}
