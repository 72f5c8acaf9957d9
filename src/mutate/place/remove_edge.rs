//! One edge less.

use crate::case::Case;
use crate::mutate::Mutator;
use rand::RngExt;
use rand::rngs::StdRng;

/// Takes away an edge: the callee goes where its spot says.
///
/// Nothing is left to legalisation.
#[derive(Debug)]
pub(crate) struct RemoveEdge;

impl Mutator for RemoveEdge {
    fn name(&self) -> &'static str {
        "remove-edge"
    }

    fn mutate(&self, case: &mut Case, rng: &mut StdRng) -> bool {
        let edges = &mut case.placement.edges;
        if edges.is_empty() {
            return false;
        }
        edges.remove(rng.random_range(0..edges.len()));
        true
    }
}
