//! Makes functions extern or compiled.

use crate::case::{Block, Case, Convention, Exit, Operand, Origin};
use crate::mutate::{Mutator, draw, remap};
use rand::RngExt;
use rand::rngs::StdRng;

/// Turns a compiled function into an extern one, which returns its arguments or constants; or turns
/// an extern function into a compiled one.
///
/// Tail calls to the new extern function are split. Legalisation makes calls to it far, and enters
/// function 0 in its place.
#[derive(Debug)]
pub(crate) struct ToggleExtern;

impl Mutator for ToggleExtern {
    fn name(&self) -> &'static str {
        "toggle-extern"
    }

    fn mutate(&self, case: &mut Case, rng: &mut StdRng) -> bool {
        let index = rng.random_range(1..case.functions.len());
        if case.functions[index].origin.is_extern() {
            case.functions[index].origin = Origin::Compiled;
            return true;
        }
        let index_id = index as u16;
        case.placement.goals.retain(|goal| goal.caller != index_id);
        let function = &mut case.functions[index];
        function.signature.convention = Convention::SystemV;
        let results = function.signature.results.iter();
        let values = results.map(|r| draw::operand(rng, r.ty));
        let values: Vec<Operand> = values.collect();
        function.blocks = vec![Block {
            params: function.signature.params.iter().map(|p| p.ty).collect(),
            statements: Vec::new(),
            exit: Exit::Return(values),
        }];
        function.origin = Origin::Extern;
        remap::settle(case);
        true
    }
}
