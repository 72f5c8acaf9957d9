//! Mutators of bodies: computation and control flow.

mod access;
mod add_branch;
mod add_loop;
mod add_statement;
mod constant;
mod make_table;
mod operand;
mod operation;
mod regrow;
mod remove_branch;
mod remove_statement;

pub(super) use access::ChangeAccess;
pub(super) use add_branch::AddBranch;
pub(super) use add_loop::AddLoop;
pub(super) use add_statement::AddStatement;
pub(super) use constant::ChangeConstant;
pub(super) use make_table::MakeTable;
pub(super) use operand::ChangeOperand;
pub(super) use operation::ChangeOperation;
pub(super) use regrow::RegrowBody;
pub(super) use remove_branch::RemoveBranch;
pub(super) use remove_statement::RemoveStatement;

use super::{Weighted, draw};
use crate::case::{Access, Case, Operand, Statement, TrapCode, Type};
use crate::generate;
use rand::RngExt;
use rand::rngs::StdRng;

/// The mutators, each with its weight in the draw.
pub(super) const MUTATORS: &[Weighted] = &[
    (4, &ChangeConstant),
    (5, &ChangeOperand),
    (4, &ChangeOperation),
    (2, &ChangeAccess),
    (4, &AddStatement),
    (3, &RemoveStatement),
    (3, &AddBranch),
    (3, &AddLoop),
    (2, &MakeTable),
    (3, &RemoveBranch),
    (3, &RegrowBody),
];

/// Replaces a random operand of function `index` by what `new` returns for it. Tries other operands
/// where `new` returns `None`. Returns whether it replaced one.
fn change_operand(
    case: &mut Case,
    rng: &mut StdRng,
    index: usize,
    mut new: impl FnMut(&mut StdRng, Operand, Type) -> Option<Operand>,
) -> bool {
    let types = case.functions[index].operand_types(case);
    let operands = case.functions[index].operands_mut();
    let mut operands: Vec<&mut Operand> = operands.collect();
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

/// A pure operation with its operands, a load or store of data or of a slot, or a trap.
fn statement(rng: &mut StdRng) -> Statement {
    let ty = Type::ALL[rng.random_range(0..Type::ALL.len())];
    let (index, offset) = (rng.random(), rng.random());
    let base = draw::generated(rng, 16, generate::base);
    let data = Access::data(index, offset, ty).based(base);
    let slot = Access::slot(index, offset, ty);
    match rng.random_range(0..7) {
        0 => Statement::Load(data),
        1 => store(rng, data),
        2 => Statement::Load(slot),
        3 => store(rng, slot),
        4 => Statement::Trap {
            if_zero: !draw::once_in(rng, 4),
            ty,
            value: draw::operand(rng, ty),
            code: TrapCode::new(rng.random()),
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

fn store(rng: &mut StdRng, access: Access) -> Statement {
    Statement::Store {
        access,
        value: draw::operand(rng, access.ty),
    }
}
