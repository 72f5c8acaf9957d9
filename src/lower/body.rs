//! Blocks, statements and exits.

use super::signature::{self, ty};
use super::{Naming, op};
use crate::case::{
    Base, Branch, Case, Exit, FuncId, Function, Holder, Operand, Param, StackLimit, Statement, Type,
};
use crate::panic::{PanicReport, catch};
use cranelift_codegen::ir::{
    self, BlockArg, FuncRef, GlobalValue, InstBuilder, MemFlagsData, StackSlot, StackSlotData,
    StackSlotKind, types,
};
use cranelift_codegen::isa::TargetIsa;
use cranelift_frontend::{FunctionBuilder, FunctionBuilderContext};

/// Lowers function `id` of `case`, for the target `isa`. One of the host has a body, too, for who
/// executes it as compiled code.
///
/// # Errors
/// If Cranelift panics; `context` has to be thrown away then.
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
    };
    for index in 0..source.blocks.len() {
        lowering.block(index);
    }
    let mut builder = lowering.builder;
    builder.seal_all_blocks();
    builder.finalize(isa.frontend_config());
    func
}

/// Has `func` check the limit of its stack as `source` does. One that does not has the global value of the context all the same, and no use for it.
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

/// A function under construction.
pub(super) struct Lowering<'c, 'f> {
    pub(super) case: &'c Case,
    pub(super) source: &'c Function,
    pub(super) naming: Naming,
    pub(super) builder: FunctionBuilder<'f>,
    /// The CLIF block of each block of the case.
    blocks: Vec<ir::Block>,
    /// The CLIF stack slot of each slot of the case.
    slots: Vec<StackSlot>,
    /// The CLIF value of each value of the case.
    values: Vec<ir::Value>,
    /// Functions imported so far, by number and colocation.
    pub(super) callees: Vec<((u16, bool), FuncRef)>,
    /// Data objects declared so far, by number, colocation and offset of the symbol.
    objects: Vec<((usize, bool, i16), GlobalValue)>,
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
        for statement in &source.blocks[index].statements {
            self.statement(statement);
        }
        self.exit(&source.blocks[index].exit);
    }

    fn statement(&mut self, statement: &Statement) {
        match statement {
            Statement::Op { op, args } => {
                let args = self.operands(args, op.operands().iter().copied());
                let result = op::apply(&mut self.builder, *op, &args);
                self.define(result);
            }
            Statement::Load {
                data,
                offset,
                base,
                ty,
            } => {
                let (address, offset) = self.access(*data, *offset, *base);
                self.load(*ty, address, offset);
            }
            Statement::Store {
                data,
                offset,
                base,
                ty,
                value,
            } => {
                let value = self.operand(*value, *ty);
                let (address, offset) = self.access(*data, *offset, *base);
                self.store(*ty, value, address, offset);
            }
            Statement::Call(call) => {
                for result in self.call(call) {
                    self.define(result);
                }
            }
            Statement::SlotLoad { slot, offset, ty } => self.load_from_slot(*slot, *offset, *ty),
            Statement::SlotStore {
                slot,
                offset,
                ty,
                value,
            } => {
                let value = self.operand(*value, *ty);
                let address = self.slot(*slot, 0);
                self.store(*ty, value, address, i32::from(*offset));
            }
        }
    }

    /// The address has the offset here if it can, in a store the access has it: the two ways to write it.
    fn load_from_slot(&mut self, slot: u8, offset: u16, ty: Type) {
        let by_address = self.source.slots[slot as usize].by_address;
        let [inner, outer] = if by_address { [0, offset] } else { [offset, 0] };
        let address = self.slot(slot, inner.into());
        self.load(ty, address, outer.into());
    }

    fn load(&mut self, ty: Type, address: ir::Value, offset: i32) {
        let flags = MemFlagsData::new();
        let clif = signature::ty(ty);
        let result = self.builder.ins().load(clif, flags, address, offset);
        self.define(result);
    }

    fn store(&mut self, ty: Type, value: ir::Value, address: ir::Value, offset: i32) {
        let value = op::canonical(&mut self.builder, value, ty);
        let flags = MemFlagsData::new();
        self.builder.ins().store(flags, value, address, offset);
    }

    /// The address of a stack slot of this activation, plus `offset`. If that is to be in a register, the slot's own address is, plus what its
    /// alignment says are zeros, far to the left.
    fn slot(&mut self, slot: u8, offset: i32) -> ir::Value {
        /// The stack pointer's alignment, as a power of 2: more than that is not kept.
        const MOST: u8 = 4;
        /// A number of bits that leads out of everything.
        const ASTRAY: i64 = 44;
        let asked = self.source.slots[slot as usize];
        let slot = self.slots[slot as usize];
        let address = self.builder.ins().stack_addr(types::I64, slot, offset);
        if !asked.by_address {
            return address;
        }
        let mask = (1 << asked.align_log2.min(MOST)) - 1;
        let mask = self.builder.ins().iconst(types::I64, mask);
        let astray = self.builder.ins().iconst(types::I64, ASTRAY);
        let low = self.builder.ins().band(address, mask);
        let high = self.builder.ins().ishl(low, astray);
        self.builder.ins().iadd(address, high)
    }

    fn exit(&mut self, exit: &Exit) {
        match exit {
            Exit::Jump(branch) => {
                let (target, args) = self.branch(branch);
                self.builder.ins().jump(target, &args);
            }
            Exit::If {
                condition,
                branches: [taken, other],
            } => {
                let condition = self.operand(*condition, Type::I8);
                let (taken, taken_args) = self.branch(taken);
                let (other, other_args) = self.branch(other);
                let ins = self.builder.ins();
                ins.brif(condition, taken, &taken_args, other, &other_args);
            }
            Exit::Return(results) => {
                let types = self.source.signature.results.iter().map(|p| p.ty);
                let results = self.operands(results, types);
                self.builder.ins().return_(&results);
            }
            Exit::TailCall(call) => self.tail_call(call),
        }
    }

    fn branch(&mut self, branch: &Branch) -> (ir::Block, Vec<BlockArg>) {
        let target = branch.target as usize;
        let params = self.source.blocks[target].params.iter().copied();
        let args = self.operands(&branch.args, params);
        let args = args.into_iter().map(BlockArg::Value).collect();
        (self.blocks[target], args)
    }

    fn define(&mut self, value: ir::Value) {
        self.values.push(value);
    }

    /// The values of `operands`, which have these types.
    pub(super) fn operands(
        &mut self,
        operands: &[Operand],
        types: impl Iterator<Item = Type>,
    ) -> Vec<ir::Value> {
        let pairs = operands.iter().zip(types);
        pairs
            .map(|(&operand, ty)| self.operand(operand, ty))
            .collect()
    }

    fn operand(&mut self, operand: Operand, ty: Type) -> ir::Value {
        match operand {
            Operand::Value(value) => self.values[value as usize],
            Operand::Const(bits) => op::constant(&mut self.builder, ty, bits),
        }
    }

    /// Zeros of these types.
    pub(super) fn zeros(&mut self, params: &[Param]) -> Vec<ir::Value> {
        let zero = |p: &Param| op::constant(&mut self.builder, p.ty, 0);
        params.iter().map(zero).collect()
    }

    /// An address, and the bytes that are missing to `offset` in data object `data`.
    fn access(&mut self, data: u8, offset: u16, base: Base) -> (ir::Value, i32) {
        let (address, covered) = match base {
            Base::Symbol { near, displacement } => {
                let address = self.symbol(data.into(), near, displacement);
                (address, displacement)
            }
            Base::Pointer => {
                let pointer = self.case.pointer_to(data);
                let (holder, addend) = pointer.expect("legalisation leaves no other pointer");
                (self.held(holder), addend)
            }
        };
        (address, i32::from(offset) - i32::from(covered))
    }

    /// The address that data holds there.
    pub(super) fn held(&mut self, holder: Holder) -> ir::Value {
        let table = self.object(holder.data.into());
        let offset = i32::from(holder.offset);
        let ins = self.builder.ins();
        ins.load(types::I64, MemFlagsData::new(), table, offset)
    }

    /// The address of data object `index`, as a symbol that may be anywhere.
    pub(super) fn object(&mut self, index: usize) -> ir::Value {
        self.symbol(index, false, 0)
    }

    /// The address `offset` bytes behind the start of data object `index`.
    fn symbol(&mut self, index: usize, colocated: bool, offset: i16) -> ir::Value {
        let key = (index, colocated, offset);
        let known = self.objects.iter().find(|(object, _)| *object == key);
        let global = match known {
            Some(&(_, global)) => global,
            None => {
                let is_fuel = index == self.case.data.len();
                let func = &mut *self.builder.func;
                let name = self.naming.data(func, index as u32, is_fuel);
                let global = func.create_global_value(ir::GlobalValueData::Symbol {
                    name,
                    offset: i64::from(offset).into(),
                    colocated,
                    tls: false,
                });
                self.objects.push((key, global));
                global
            }
        };
        self.builder.ins().symbol_value(types::I64, global)
    }
}
