//! Entries: how native code calls compiled functions.

use super::signature::{signature, ty};
use super::{FUNCTIONS, user};
use crate::case::{Case, FuncId, Param};
use crate::panic::{PanicReport, catch};
use cranelift_codegen::ir::{self, AbiParam, ExtFuncData, InstBuilder, MemFlagsData, types};
use cranelift_codegen::isa::{CallConv, TargetIsa};
use cranelift_frontend::{FunctionBuilder, FunctionBuilderContext};

/// Distance in bytes between two values in the memory that an entry reads and writes.
pub const ENTRY_STRIDE: usize = 16;

/// A function of convention system_v, with the module's number `number`, that takes two addresses.
/// It loads the arguments of `callee` from the first, calls it, and stores the results at the
/// second. Each value is little-endian, at a multiple of [`ENTRY_STRIDE`].
///
/// # Errors
/// If Cranelift panics; discard `context` then.
pub fn entry(
    case: &Case,
    callee: FuncId,
    number: u32,
    isa: &dyn TargetIsa,
    context: &mut FunctionBuilderContext,
) -> Result<ir::Function, PanicReport> {
    catch(|| build(case, callee, number, isa, context))
}

fn build(
    case: &Case,
    callee: FuncId,
    number: u32,
    isa: &dyn TargetIsa,
    context: &mut FunctionBuilderContext,
) -> ir::Function {
    let called = &case.functions[callee as usize].signature;
    let mut func = ir::Function::new();
    func.name = ir::UserFuncName::user(FUNCTIONS, number);
    func.signature = entry_signature();
    let mut builder = FunctionBuilder::new(&mut func, context);
    let block = builder.create_block();
    builder.append_block_params_for_function_params(block);
    builder.switch_to_block(block);
    let [from, to] = [0, 1].map(|index| builder.block_params(block)[index]);
    let args = called.params.iter().enumerate();
    let args = args.map(|(index, param): (usize, &Param)| {
        let ins = builder.ins();
        ins.load(ty(param.ty), MemFlagsData::new(), from, offset(index))
    });
    let args: Vec<ir::Value> = args.collect();
    let name = user(builder.func, FUNCTIONS, callee.into());
    let signature = builder.import_signature(signature(called));
    let function = builder.import_function(ExtFuncData {
        name,
        signature,
        colocated: false,
        patchable: false,
    });
    let call = builder.ins().call(function, &args);
    let results = builder.inst_results(call).to_vec();
    for (index, result) in results.into_iter().enumerate() {
        let ins = builder.ins();
        ins.store(MemFlagsData::new(), result, to, offset(index));
    }
    builder.ins().return_(&[]);
    builder.seal_all_blocks();
    builder.finalize(isa.frontend_config());
    func
}

fn entry_signature() -> ir::Signature {
    let mut signature = ir::Signature::new(CallConv::SystemV);
    signature.params = vec![AbiParam::new(types::I64); 2];
    signature
}

fn offset(index: usize) -> i32 {
    (index * ENTRY_STRIDE) as i32
}
