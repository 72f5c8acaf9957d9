//! The order of definition.

use crate::case::Case;
use crate::mutate::Mutator;
use rand::RngExt;
use rand::rngs::StdRng;

/// Moves a function to another place in the order of definition, and so in memory.
///
/// The order stays a permutation; nothing is left to legalisation.
#[derive(Debug)]
pub(crate) struct MoveInOrder;

impl Mutator for MoveInOrder {
    fn name(&self) -> &'static str {
        "move-in-order"
    }

    fn mutate(&self, case: &mut Case, rng: &mut StdRng) -> bool {
        let order = &mut case.life_cycle.order;
        let [from, to] = [(); 2].map(|()| rng.random_range(0..order.len()));
        let function = order.remove(from);
        order.insert(to, function);
        from != to
    }
}
