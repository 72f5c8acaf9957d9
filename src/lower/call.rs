//! Call sites: the five ways to reach a callee, and the fuel guard.

use super::lowering::Lowering;
use super::signature::{self, ty};
use crate::case::{Call, CallKind};
use cranelift_codegen::ir::{
    self, BlockArg, ExtFuncData, FuncRef, InstBuilder, MemFlagsData, types,
};

impl Lowering<'_, '_> {
    /// Lowers an ordinary call, and returns its results.
    pub(super) fn call(&mut self, call: &Call) -> Vec<ir::Value> {
        if !call.guarded {
            return self.make_call(call);
        }
        let case = self.case;
        let skip = self.builder.create_block();
        let join = self.builder.create_block();
        let results = call.results(case);
        let params = results.map(|result| self.builder.append_block_param(join, ty(result)));
        let params: Vec<ir::Value> = params.collect();

        self.guard(skip);
        let made = block_args(self.make_call(call));
        self.builder.ins().jump(join, &made);

        self.builder.switch_to_block(skip);
        let zeros = block_args(self.zeros(call.results(case)));
        self.builder.ins().jump(join, &zeros);

        self.builder.switch_to_block(join);
        params
    }

    /// Lowers a tail call, which ends the block.
    pub(super) fn tail_call(&mut self, call: &Call) {
        if !call.guarded {
            self.make_tail_call(call);
            return;
        }
        let skip = self.builder.create_block();
        self.guard(skip);
        self.make_tail_call(call);

        self.builder.switch_to_block(skip);
        let zeros = self.zeros(self.source.signature.results[..].into());
        self.builder.ins().return_(&zeros);
    }

    /// Consumes one unit of fuel and continues, or goes to `skip` if there is none.
    fn guard(&mut self, skip: ir::Block) {
        let go = self.builder.create_block();
        let address = self.object(self.case.data.len());
        let flags = MemFlagsData::new();
        let ins = self.builder.ins();
        let fuel = ins.load(types::I64, flags, address, 0);
        self.builder.ins().brif(fuel, go, &[], skip, &[]);
        self.builder.switch_to_block(go);
        let less = self.builder.ins().iadd_imm_s(fuel, -1);
        self.builder.ins().store(flags, less, address, 0);
    }

    fn make_call(&mut self, call: &Call) -> Vec<ir::Value> {
        let (args, callee) = self.reach(call);
        let inst = match callee {
            Callee::Direct(func) => self.builder.ins().call(func, &args),
            Callee::Indirect(signature, address) => {
                let ins = self.builder.ins();
                ins.call_indirect(signature, address, &args)
            }
        };
        self.builder.inst_results(inst).to_vec()
    }

    fn make_tail_call(&mut self, call: &Call) {
        let (args, callee) = self.reach(call);
        match callee {
            Callee::Direct(func) => self.builder.ins().return_call(func, &args),
            Callee::Indirect(signature, address) => {
                let ins = self.builder.ins();
                ins.return_call_indirect(signature, address, &args)
            }
        };
    }

    /// The arguments, and the callee, reached as the site requires.
    fn reach(&mut self, call: &Call) -> (Vec<ir::Value>, Callee) {
        let args = self.operands(&call.args, call.params(self.case));
        let callee = match call.kind {
            CallKind::Near | CallKind::Far => {
                Callee::Direct(self.import(call.callee, call.kind.is_near()))
            }
            CallKind::Table => self.table_entry(call.callee),
            CallKind::AddressNear | CallKind::AddressFar => {
                let func = self.import(call.callee, call.kind.is_near());
                let signature = self.builder.func.dfg.ext_funcs[func].signature;
                let address = self.builder.ins().func_addr(types::I64, func);
                Callee::Indirect(signature, address)
            }
        };
        (args, callee)
    }

    /// The callee as an address that data holds.
    fn table_entry(&mut self, callee: u16) -> Callee {
        let holder = self.case.table_entry(callee);
        let holder = holder.expect("legalisation leaves no other call through a table");
        let signature = signature::signature(&self.case.functions[callee as usize].signature);
        let signature = self.builder.import_signature(signature);
        Callee::Indirect(signature, self.held(holder))
    }

    fn import(&mut self, callee: u16, colocated: bool) -> FuncRef {
        let key = (callee, colocated);
        if let Some(&(_, func)) = self.callees.iter().find(|(known, _)| *known == key) {
            return func;
        }
        let function = &self.case.functions[callee as usize];
        let signature = signature::signature(&function.signature);
        let signature = self.builder.import_signature(signature);
        let func = &mut *self.builder.func;
        let name = self.naming.function(func, callee.into(), function.origin);
        let func = self.builder.import_function(ExtFuncData {
            name,
            signature,
            colocated,
            patchable: false,
        });
        self.callees.push((key, func));
        func
    }
}

/// The callee of a call instruction.
enum Callee {
    Direct(FuncRef),
    Indirect(ir::SigRef, ir::Value),
}

fn block_args(values: Vec<ir::Value>) -> Vec<BlockArg> {
    values.into_iter().map(BlockArg::Value).collect()
}
