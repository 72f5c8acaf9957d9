//! The size of a case: the measure that shrinking decreases.
//!
//! Every field of a case is named here. A new field does not compile until it has a weight here; it
//! should get a reducer too.
//!
//! *Invariant.* Sizes are compared field by field in order, and each field is a natural number.
//! There is no infinite descending sequence, so shrinking ends.

use super::reduce::settings;
use super::simpler::Simpler;
use crate::case::{
    Access, Address, Batch, Block, Call, Case, DataObject, DistanceGoal, Function, Invocation,
    LifeCycle, MemoryKind, Module, Operand, Param, Placement, Signature, Slot, Spot, Statement,
};

/// The size of a case. The first field counts most.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Size {
    /// Functions.
    pub functions: u64,
    /// Call sites, tail calls included.
    pub calls: u64,
    /// Blocks.
    pub blocks: u64,
    /// Branches to blocks.
    pub branches: u64,
    /// How often control may go back to an earlier block.
    pub laps: u64,
    /// Statements other than calls.
    pub statements: u64,
    /// Parameters and results of functions, and parameters of blocks other than the entry.
    pub values: u64,
    /// Invocations.
    pub invocations: u64,
    /// Modules.
    pub modules: u64,
    /// Batches of all modules.
    pub batches: u64,
    /// Placement goals.
    pub goals: u64,
    /// Data objects.
    pub objects: u64,
    /// Stack slots.
    pub slots: u64,
    /// Bytes of data objects and stack slots.
    pub bytes: u64,
    /// How far settings, linking, conventions, extensions, types, slot alignments, call kinds and
    /// distances are from the simplest; plus tail calls.
    pub choices: u64,
    /// Pairs of functions out of order, and how far regions, sides and gaps are from the simplest.
    pub disorder: u64,
    /// Operands that are not constants.
    pub reads: u64,
    /// Significant bits of constants, arguments, initial bytes and access targets.
    pub bits: u64,
}

impl Size {
    /// The size of `case`.
    pub fn of(case: &Case) -> Size {
        let Case {
            target,
            functions,
            data,
            placement,
            life_cycle,
            invocations,
        } = case;
        let mut size = Size {
            functions: functions.len() as u64,
            invocations: invocations.len() as u64,
            objects: data.len() as u64,
            ..Size::default()
        };
        for setting in settings(&mut target.clone()) {
            size.choices += setting.weight();
        }
        for function in functions {
            size.add_function(function);
        }
        for DataObject { bytes, addresses } in data {
            size.bytes += bytes.len() as u64;
            size.bits += weights(bytes);
            for address in addresses {
                size.bytes += 8;
                if let Address::Data { data: _, addend } = address {
                    size.bits += addend.weight();
                }
            }
        }
        size.add_placement(placement);
        size.add_life_cycle(life_cycle);
        for Invocation { function: _, args } in invocations {
            size.bits += weights(args);
        }
        size
    }

    fn add_life_cycle(&mut self, life_cycle: &LifeCycle) {
        let LifeCycle { modules } = life_cycle;
        for Module { linking, batches } in modules {
            self.modules += 1;
            self.choices += linking.weight();
            for Batch { functions } in batches {
                self.batches += 1;
                self.disorder += inversions(functions);
            }
        }
    }

    fn add_placement(&mut self, placement: &Placement) {
        let Placement { spots, goals } = placement;
        for Spot { region, side, gap } in spots {
            self.disorder += region.weight() + side.weight() + gap.weight();
        }
        for DistanceGoal {
            caller: _,
            site: _,
            distance,
        } in goals
        {
            self.goals += 1;
            self.choices += distance.weight();
        }
    }

    fn add_function(&mut self, function: &Function) {
        let Function {
            signature,
            slots,
            laps,
            blocks,
            origin,
        } = function;
        self.choices += origin.weight();
        self.laps += u64::from(*laps);
        for slot in slots {
            let Slot {
                size,
                align_log2,
                by_address,
            } = slot;
            self.slots += 1;
            self.bytes += u64::from(*size);
            self.choices += align_log2.weight() + by_address.weight();
        }
        let Signature {
            convention,
            params,
            results,
        } = signature;
        self.choices += convention.weight();
        for param in params.iter().chain(results) {
            let Param {
                ty,
                extension,
                purpose,
            } = param;
            self.values += 1;
            self.choices += ty.weight() + extension.weight() + purpose.weight();
        }
        for (index, block) in blocks.iter().enumerate() {
            // The entry's parameters were counted as the function's.
            if index > 0 {
                self.values += block.params.len() as u64;
                self.choices += weights(&block.params);
            }
            self.add_block(block);
        }
        for operand in function.operands() {
            match operand {
                Operand::Value(_) | Operand::Result(_) | Operand::Payload(_) => self.reads += 1,
                Operand::Const(bits) => self.bits += bits.weight(),
            }
        }
    }

    fn add_block(&mut self, block: &Block) {
        let Block {
            params: _,
            statements,
            exit,
        } = block;
        self.blocks += 1;
        self.branches += exit.branches().len() as u64;
        if let Some(call) = exit.call() {
            self.choices += 1;
            self.add_call(call);
        }
        for statement in statements {
            self.add_statement(statement);
        }
    }

    fn add_statement(&mut self, statement: &Statement) {
        for ty in statement.clone().types_mut() {
            self.choices += ty.weight();
        }
        if let Some(access) = statement.access() {
            let Access {
                memory,
                index,
                offset,
                ty: _,
            } = access;
            if let MemoryKind::Data(base) = memory {
                self.choices += base.weight();
            }
            self.bits += index.weight() + offset.weight();
        }
        match statement.call() {
            Some(call) => self.add_call(call),
            None => self.statements += 1,
        }
    }

    fn add_call(&mut self, call: &Call) {
        let Call {
            callee: _,
            kind,
            args: _,
            guarded: _,
        } = call;
        self.calls += 1;
        self.choices += kind.weight();
    }
}

fn weights<S: Simpler>(parts: &[S]) -> u64 {
    parts.iter().map(|part| part.weight()).sum()
}

/// How many pairs of `order` are in the wrong order.
fn inversions(order: &[u16]) -> u64 {
    let behind = |(at, first): (usize, &u16)| order[at..].iter().filter(|f| *f < first).count();
    order.iter().enumerate().map(behind).sum::<usize>() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_counts_pairs_that_stand_the_wrong_way_round() {
        assert_eq!(inversions(&[0, 1, 2, 3]), 0);
        assert_eq!(inversions(&[0, 2, 1, 3]), 1);
        assert_eq!(inversions(&[3, 2, 1, 0]), 6);
    }

    #[test]
    fn a_field_counts_more_than_all_behind_it() {
        let few_functions = Size {
            functions: 2,
            calls: 1000,
            bits: 1000,
            ..Size::default()
        };
        let few_bits = Size {
            functions: 3,
            ..Size::default()
        };
        assert!(few_functions < few_bits);
    }
}
