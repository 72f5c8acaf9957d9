//! Changes the context parameter, and how a function finds its stack limit through it.

use crate::case::{Case, Purpose, StackLimit, Type, limits::MAX_BEFORE_CONTEXT};
use crate::mutate::{Mutator, draw};
use rand::rngs::StdRng;

/// Turns an early i64 parameter into the context pointer, changes how the function finds its stack
/// limit, or turns the context pointer back into an ordinary parameter.
#[derive(Debug)]
pub(crate) struct ChangeContext;

impl Mutator for ChangeContext {
    fn name(&self) -> &'static str {
        "change-context"
    }

    fn mutate(&self, case: &mut Case, rng: &mut StdRng) -> bool {
        let function = draw::function(rng, case);
        let function = &mut case.functions[function];
        if function.origin.is_extern() {
            return false;
        }
        let signature = &mut function.signature;
        let Some((index, old)) = signature.context() else {
            let early = signature.params.iter().take(MAX_BEFORE_CONTEXT + 1);
            let words = early
                .enumerate()
                .filter(|(_, param)| param.ty == Type::I64 && param.purpose == Purpose::Normal);
            let words: Vec<usize> = words.map(|(index, _)| index).collect();
            let index = draw::pick(rng, &words);
            if let Some(index) = index {
                signature.params[index].purpose = limit(rng, StackLimit::Unchecked);
            }
            return index.is_some();
        };
        signature.params[index].purpose = if draw::once_in(rng, 4) {
            Purpose::Normal
        } else {
            limit(rng, old)
        };
        true
    }
}

/// A stack limit other than `old`.
fn limit(rng: &mut StdRng, old: StackLimit) -> Purpose {
    let others = StackLimit::ALL.into_iter().filter(|&limit| limit != old);
    let other = draw::pick(rng, &others.collect::<Vec<_>>());
    Purpose::Context(other.expect("there are several"))
}
