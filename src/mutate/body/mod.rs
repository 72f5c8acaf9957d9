//! Mutators of bodies: what they compute, and by which way.

mod access;
mod add_branch;
mod add_statement;
mod constant;
mod operand;
mod operation;
mod regrow;
mod remove_branch;
mod remove_statement;

pub(super) use access::ChangeAccess;
pub(super) use add_branch::AddBranch;
pub(super) use add_statement::AddStatement;
pub(super) use constant::ChangeConstant;
pub(super) use operand::ChangeOperand;
pub(super) use operation::ChangeOperation;
pub(super) use regrow::RegrowBody;
pub(super) use remove_branch::RemoveBranch;
pub(super) use remove_statement::RemoveStatement;

use super::{draw, remap};
use crate::case::{Case, Operand, Statement, Type};
use crate::generate;
use rand::RngExt;
use rand::rngs::StdRng;

/// Puts what `new` gives in the place of a random operand of function `index`, of those for which it gives something.
fn change_operand(
    case: &mut Case,
    rng: &mut StdRng,
    index: usize,
    mut new: impl FnMut(&mut StdRng, Operand, Type) -> Option<Operand>,
) -> bool {
    let types = remap::operand_types(case, index);
    let mut operands = remap::operands_mut(&mut case.functions[index]);
    let len = operands.len().min(types.len());
    let start = rng.random_range(0..len.max(1));
    for i in (start..len).chain(0..start) {
        if let Some(operand) = new(rng, *operands[i], types[i]) {
            *operands[i] = operand;
            return true;
        }
    }
    false
}

/// A pure operation with operands, or a load or a store, of data or of a slot.
fn statement(rng: &mut StdRng) -> Statement {
    let ty = Type::ALL[rng.random_range(0..Type::ALL.len())];
    let (data, offset) = (rng.random(), rng.random());
    let base = draw::generated(rng, 16, generate::base);
    match rng.random_range(0..6) {
        2 => Statement::SlotLoad {
            slot: data,
            offset,
            ty,
        },
        3 => Statement::SlotStore {
            slot: data,
            offset,
            ty,
            value: draw::operand(rng, ty),
        },
        0 => Statement::Load {
            data,
            offset,
            base,
            ty,
        },
        1 => Statement::Store {
            data,
            offset,
            base,
            ty,
            value: draw::operand(rng, ty),
        },
        _ => {
            let op = draw::generated(rng, 16, generate::arithmetic);
            let types = op.operands();
            let args = types.iter().map(|&ty| draw::operand(rng, ty));
            Statement::Op {
                op,
                args: args.collect(),
            }
        }
    }
}

/// How many statements a function has.
fn len(case: &Case, function: usize) -> usize {
    let blocks = case.functions[function].blocks.iter();
    blocks.map(|b| b.statements.len()).sum()
}
