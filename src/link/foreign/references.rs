//! What the code of a function refers to. A symbol that is only declared needs no definition.

use cranelift_codegen::ir::instructions::CallInfo;
use cranelift_codegen::ir::{
    FuncRef, Function, GlobalValue, GlobalValueData, Inst, InstructionData,
};
use std::collections::BTreeSet;

/// What a function refers to, each symbol once, in the order of declaration.
#[derive(Debug, Default)]
pub(super) struct References {
    /// Functions that it calls, or whose addresses it takes.
    pub(super) functions: BTreeSet<FuncRef>,
    /// Those of them that it calls by name.
    pub(super) calls: BTreeSet<FuncRef>,
    /// Global values that its instructions, its stack limit, or other such global values need.
    pub(super) globals: BTreeSet<GlobalValue>,
}

impl References {
    /// Collects the references of `function`.
    pub(super) fn of(function: &Function) -> References {
        let mut references = References::default();
        for block in function.layout.blocks() {
            for inst in function.layout.block_insts(block) {
                references.instruction(function, inst);
            }
        }
        let types = function.dfg.dynamic_types.values();
        let scales = types.map(|data| data.dynamic_scale);
        for global in scales.chain(function.stack_limit) {
            references.global(function, global);
        }
        references
    }

    fn instruction(&mut self, function: &Function, inst: Inst) {
        let dfg = &function.dfg;
        match dfg.insts[inst] {
            InstructionData::FuncAddr { func_ref, .. } => {
                self.functions.insert(func_ref);
            }
            InstructionData::UnaryGlobalValue { global_value, .. } => {
                self.global(function, global_value);
            }
            data => match data.analyze_call(&dfg.value_lists, &dfg.exception_tables) {
                CallInfo::Direct(func_ref, _) | CallInfo::DirectWithSig(func_ref, ..) => {
                    self.functions.insert(func_ref);
                    self.calls.insert(func_ref);
                }
                CallInfo::Indirect(..) | CallInfo::NotACall => {}
            },
        }
    }

    fn global(&mut self, function: &Function, global: GlobalValue) {
        let mut next = Some(global);
        while let Some(global) = next {
            if !self.globals.insert(global) {
                return;
            }
            next = match function.global_values.get(global) {
                Some(
                    GlobalValueData::Load { base, .. } | GlobalValueData::IAddImm { base, .. },
                ) => Some(*base),
                _ => None,
            };
        }
    }
}
