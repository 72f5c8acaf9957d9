//! Functions: blocks, statements and exits.

use super::branch::Target;
use super::lowering::Lowering;
use super::signature::{self, ty};
use super::{Naming, op};
use crate::case::{Case, Exit, FuncId, Function, StackLimit, Statement, Type};
use crate::panic::{PanicReport, catch};
use cranelift_codegen::ir::{self, InstBuilder, MemFlagsData, StackSlotData, StackSlotKind, types};
use cranelift_codegen::isa::TargetIsa;
use cranelift_frontend::{FunctionBuilder, FunctionBuilderContext};

/// Lowers function `id` of `case` for the target `isa`. Extern functions have bodies too, for
/// `link/second`, which executes the whole case as CLIF.
///
/// # Errors
/// If Cranelift panics; discard `context` then.
pub fn function(
    case: &Case,
    id: FuncId,
    naming: Naming,
    isa: &dyn TargetIsa,
    context: &mut FunctionBuilderContext,
) -> Result<ir::Function, PanicReport> {
    catch(|| build(case, id, naming, isa, context))
}

fn build(
    case: &Case,
    id: FuncId,
    naming: Naming,
    isa: &dyn TargetIsa,
    context: &mut FunctionBuilderContext,
) -> ir::Function {
    let source = &case.functions[id as usize];
    let mut func = ir::Function::new();
    func.signature = signature::signature(&source.signature);
    func.name = match naming {
        Naming::Numbers | Naming::Bodies => ir::UserFuncName::user(super::FUNCTIONS, id.into()),
        Naming::Text => ir::UserFuncName::testcase(format!("f{id}")),
    };
    limit_stack(&mut func, source);
    let mut builder = FunctionBuilder::new(&mut func, context);
    let blocks = source.blocks.iter().map(|_| builder.create_block());
    let blocks = blocks.collect();
    let slots = source.slots.iter().map(|slot| {
        let kind = StackSlotKind::ExplicitSlot;
        let data = StackSlotData::new(kind, slot.size.into(), slot.align_log2);
        builder.create_sized_stack_slot(data)
    });
    let slots = slots.collect();
    let mut lowering = Lowering {
        case,
        source,
        naming,
        blocks,
        slots,
        builder,
        values: Vec::new(),
        callees: Vec::new(),
        objects: Vec::new(),
        laps: None,
        turns: Vec::new(),
    };
    for index in 0..source.blocks.len() {
        lowering.block(index);
    }
    let mut builder = lowering.builder;
    builder.seal_all_blocks();
    builder.finalize(isa.frontend_config());
    func
}

/// Makes `func` check its stack limit as `source` says. A function that receives the context
/// without a check still gets the global value, unused.
fn limit_stack(func: &mut ir::Function, source: &Function) {
    let Some((_, limit)) = source.signature.context() else {
        return;
    };
    let mut global = func.create_global_value(ir::GlobalValueData::VMContext);
    let flags = MemFlagsData::trusted();
    let flags = func.dfg.mem_flags.insert_unchecked(flags);
    for &offset in limit.loads() {
        global = func.create_global_value(ir::GlobalValueData::Load {
            base: global,
            offset: offset.into(),
            global_type: types::I64,
            flags,
        });
    }
    func.stack_limit = (limit != StackLimit::Unchecked).then_some(global);
}

impl Lowering<'_, '_> {
    fn block(&mut self, index: usize) {
        let source = self.source;
        let block = self.blocks[index];
        self.builder.switch_to_block(block);
        for &param in &source.blocks[index].params {
            let value = self.builder.append_block_param(block, ty(param));
            self.define(value);
        }
        if index == 0 {
            self.count_laps();
        }
        for statement in &source.blocks[index].statements {
            self.statement(statement);
        }
        self.exit(index);
    }

    fn statement(&mut self, statement: &Statement) {
        match statement {
            Statement::Op { op, args } => {
                let args = self.operands(args, op.operands().into());
                let result = op::apply(&mut self.builder, *op, &args);
                self.define(result);
            }
            Statement::Load(access) => {
                let result = self.load(access);
                self.define(result);
            }
            Statement::Store { access, value } => {
                let value = self.operand(*value, access.ty);
                self.store(access, value);
            }
            Statement::Call(call) => {
                for result in self.call(call) {
                    self.define(result);
                }
            }
            Statement::Trap {
                if_zero,
                ty,
                value,
                code,
            } => {
                let value = self.operand(*value, *ty);
                let code = ir::TrapCode::unwrap_user(code.number());
                let ins = self.builder.ins();
                if *if_zero {
                    ins.trapz(value, code);
                } else {
                    ins.trapnz(value, code);
                }
            }
        }
    }

    fn exit(&mut self, index: usize) {
        let source = self.source;
        match &source.blocks[index].exit {
            Exit::Jump(_) => {
                let [target] = self.targets(index);
                self.builder.ins().jump(target.block, &target.args);
            }
            Exit::If { condition, .. } => {
                let condition = self.operand(*condition, Type::I8);
                let [taken, other] = self.targets(index);
                let ins = self.builder.ins();
                ins.brif(
                    condition,
                    taken.block,
                    &taken.args,
                    other.block,
                    &other.args,
                );
            }
            Exit::Return(results) => {
                let results = self.operands(results, source.signature.results[..].into());
                self.builder.ins().return_(&results);
            }
            Exit::TailCall(call) => self.tail_call(call),
            Exit::Table {
                index: number,
                branches,
            } => {
                let number = self.operand(*number, Type::I32);
                let targets = (0..branches.len()).map(|branch| {
                    let Target { block, args } = self.target(index, branch);
                    self.builder.func.dfg.block_call(block, &args)
                });
                let mut targets: Vec<ir::BlockCall> = targets.collect();
                let default = targets.pop().expect("a table has branches");
                let table = ir::JumpTableData::new(default, &targets);
                let table = self.builder.create_jump_table(table);
                self.builder.ins().br_table(number, table);
            }
        }
        self.turns(index);
    }
}
