//! Everything that cranelift-interpreter lacks or does wrong, rewritten in CLIF that it executes as
//! documented.
//!
//! * It has no symbols: `symbol_value` becomes the address, as a linker would make it.
//! * It widens the 32 bits of an offset with zeros (`calculate_addr` in its `step.rs`), so a load
//!   or store with a negative offset goes 4 GiB too high. The offset is added first.
//! * It has no stack pointer to compare with a limit. `stack_limit` is removed.
//! * It ignores the alignment of stack slots (`stack_address` in its `interpreter.rs`). Each slot
//!   is lengthened so that the next is aligned to [`ALIGN`] bytes; no case depends on more
//!   (`docs/contract.md`, 7).

use cranelift_codegen::cursor::{Cursor, FuncCursor};
use cranelift_codegen::ir::immediates::Offset32;
use cranelift_codegen::ir::{
    ExternalName, Function, GlobalValue, GlobalValueData, Inst, InstBuilder, InstructionData,
    Opcode, Value,
};

/// The alignment of everything on the interpreter's stack, in bytes.
pub(super) const ALIGN: u32 = 16;

/// Rewrites `func` so that the interpreter executes it as documented; `objects` are the addresses
/// of data.
pub(super) fn prepare(func: &mut Function, objects: &[u64]) {
    for slot in func.sized_stack_slots.values_mut() {
        slot.size = slot.size.next_multiple_of(ALIGN);
    }
    func.stack_limit = None;
    let mut cursor = FuncCursor::new(func);
    while cursor.next_block().is_some() {
        while let Some(inst) = cursor.next_inst() {
            instruction(&mut cursor, inst, objects);
        }
    }
}

fn instruction(cursor: &mut FuncCursor<'_>, inst: Inst, objects: &[u64]) {
    let mut data = cursor.func.dfg.insts[inst];
    match &mut data {
        InstructionData::UnaryGlobalValue {
            opcode: Opcode::SymbolValue,
            global_value,
        } => {
            let imm = symbol(cursor.func, *global_value, objects).into();
            let opcode = Opcode::Iconst;
            data = InstructionData::UnaryImm { opcode, imm };
        }
        InstructionData::Load { arg, offset, .. } => add(cursor, arg, offset),
        InstructionData::Store { args, offset, .. } => add(cursor, &mut args[1], offset),
        _ => return,
    }
    cursor.func.dfg.insts[inst] = data;
}

/// Adds a negative `offset` to `address`, before the instruction at the cursor.
fn add(cursor: &mut FuncCursor<'_>, address: &mut Value, offset: &mut Offset32) {
    let bytes = i64::from(*offset);
    if bytes < 0 {
        *address = cursor.ins().iadd_imm_s(*address, bytes);
        *offset = Offset32::new(0);
    }
}

fn symbol(func: &Function, global: GlobalValue, objects: &[u64]) -> i64 {
    match &func.global_values[global] {
        GlobalValueData::Symbol {
            name: ExternalName::User(name),
            offset,
            ..
        } => {
            let object = func.params.user_named_funcs()[*name].index;
            objects[object as usize] as i64 + i64::from(*offset)
        }
        other => unreachable!("lowering makes no other global value: {other}"),
    }
}
