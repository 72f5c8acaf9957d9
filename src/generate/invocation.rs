//! The entries from outside.

use super::choose::Choose;
use crate::case::{FuncId, Invocation, Signature};
use arbitrary::{Result, Unstructured};

/// Invocations of the root of the call graph, and of up to two other functions.
pub(super) fn invocations(
    u: &mut Unstructured<'_>,
    signatures: &[Signature],
) -> Result<Vec<Invocation>> {
    let mut entered: Vec<FuncId> = vec![0];
    for _ in 0..u.int_in_range(0..=2)? {
        entered.push(u.int_in_range(0..=signatures.len() - 1)? as FuncId);
    }
    let invocation = |function: FuncId| {
        let params = &signatures[function as usize].params;
        let args = params.iter().map(|p| u.bits(p.ty));
        Ok(Invocation {
            function,
            args: args.collect::<Result<_>>()?,
        })
    };
    entered.into_iter().map(invocation).collect()
}
