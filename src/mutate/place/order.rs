//! Changes the order of definition.

use crate::case::{Batch, Case};
use crate::mutate::Mutator;
use rand::RngExt;
use rand::rngs::StdRng;

/// Moves a function to another place in the definition order of its batch, and thus in memory.
///
/// Needs no legalisation.
#[derive(Debug)]
pub(crate) struct MoveInOrder;

impl Mutator for MoveInOrder {
    fn name(&self) -> &'static str {
        "move-in-order"
    }

    fn mutate(&self, case: &mut Case, rng: &mut StdRng) -> bool {
        let count = case.life_cycle.batches_mut().count();
        let chosen = rng.random_range(0..count);
        let Some(Batch { functions: order }) = case.life_cycle.batches_mut().nth(chosen) else {
            return false;
        };
        if order.is_empty() {
            return false;
        }
        let [from, to] = [(); 2].map(|()| rng.random_range(0..order.len()));
        let function = order.remove(from);
        order.insert(to, function);
        from != to
    }
}
