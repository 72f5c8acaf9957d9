//! Branches to other blocks, with a lap check on each back edge.
//!
//! A back edge first leads to a *lap check*: a block that consumes a lap and continues at the
//! target. If no lap is left, it continues where the exit's first forward branch leads.

use super::lowering::{LapCheck, Lowering};
use crate::case::{Branch, Operand};
use cranelift_codegen::ir::{self, BlockArg, InstBuilder, types};

/// The target of a branch, and the arguments that it passes.
pub(super) struct Target {
    pub(super) block: ir::Block,
    pub(super) args: Vec<BlockArg>,
}

impl Lowering<'_, '_> {
    /// Starts the lap counter, in the entry block of a function with laps.
    pub(super) fn count_laps(&mut self) {
        if self.source.laps > 0 {
            let laps = self.builder.declare_var(types::I64);
            let all = i64::from(self.source.laps);
            let all = self.builder.ins().iconst(types::I64, all);
            self.builder.def_var(laps, all);
            self.laps = Some(laps);
        }
    }

    /// The targets of the exit of block `index`, which has `N` branches.
    pub(super) fn targets<const N: usize>(&mut self, index: usize) -> [Target; N] {
        std::array::from_fn(|branch| self.target(index, branch))
    }

    /// The target of branch number `branch` of the exit of block `index`.
    pub(super) fn target(&mut self, index: usize, branch: usize) -> Target {
        let source = self.source;
        let named = &source.blocks[index].exit.branches()[branch];
        if named.goes_back(index) {
            let block = self.builder.create_block();
            self.turns.push(LapCheck { block, branch });
            let args = Vec::new();
            return Target { block, args };
        }
        self.straight(named)
    }

    fn straight(&mut self, branch: &Branch) -> Target {
        let target = usize::from(branch.target);
        let params = &self.source.blocks[target].params;
        let pairs = branch.args.iter().zip(params);
        let args = pairs.map(|(&operand, &ty)| match operand {
            Operand::Result(n) => BlockArg::TryCallRet(n.into()),
            Operand::Payload(n) => BlockArg::TryCallExn(n.into()),
            Operand::Value(_) | Operand::Const(_) => BlockArg::Value(self.operand(operand, ty)),
        });
        Target {
            args: args.collect(),
            block: self.blocks[target],
        }
    }

    /// Fills the lap checks of the exit of block `index`, which is complete.
    pub(super) fn turns(&mut self, index: usize) {
        let exit = &self.source.blocks[index].exit;
        for LapCheck { block, branch } in std::mem::take(&mut self.turns) {
            let laps = self.laps.expect("a function with back edges has laps");
            let onward = exit.onward(index);
            let onward = onward.expect("legalisation leaves each exit a branch that leads forward");
            self.builder.switch_to_block(block);
            let left = self.builder.use_var(laps);
            let go = self.builder.create_block();
            let onward = self.straight(&exit.branches()[onward]);
            let ins = self.builder.ins();
            ins.brif(left, go, &[], onward.block, &onward.args);

            self.builder.switch_to_block(go);
            let less = self.builder.ins().iadd_imm_s(left, -1);
            self.builder.def_var(laps, less);
            let back = self.straight(&exit.branches()[branch]);
            self.builder.ins().jump(back.block, &back.args);
        }
    }
}
