//! The interpreter: blocks, values, calls.

use super::op;
use super::trace::{Crossing, Event, Expected, Trace};
use crate::case::{
    Branch, Call, Case, Exit, FUEL, FuncId, Operand, Param, Scalar, Statement, Type,
};

/// The trace that `case` leaves when every invocation is made in order.
pub fn trace(case: &Case) -> Trace {
    let mut memory: Vec<Vec<u8>> = case.data.iter().map(|d| d.bytes.clone()).collect();
    memory.push(FUEL.to_le_bytes().to_vec());
    let mut interpreter = Interpreter {
        case,
        trace: Trace {
            memory,
            ..Trace::default()
        },
    };
    for invocation in &case.invocations {
        let params = &case.functions[invocation.function as usize]
            .signature
            .params;
        let args = params.iter().zip(&invocation.args);
        let args = args.map(|(p, &bits)| Expected::exactly(Scalar::new(p.ty, bits)));
        interpreter.call(None, invocation.function, args.collect());
    }
    interpreter.trace
}

struct Interpreter<'c> {
    case: &'c Case,
    trace: Trace,
}

/// What the end of a block leads to.
enum Next {
    Block(usize, Vec<Expected>),
    Return(Vec<Expected>),
    TailCall(FuncId, Vec<Expected>),
}

impl Interpreter<'_> {
    /// Calls `callee`, follows tail calls, and gives the results.
    fn call(
        &mut self,
        caller: Option<FuncId>,
        callee: FuncId,
        args: Vec<Expected>,
    ) -> Vec<Expected> {
        self.cross(Crossing::Call, caller, Some(callee), &args);
        let (mut function, mut args) = (callee, args);
        loop {
            let signature = &self.case.functions[function as usize].signature;
            let address = signature.struct_return().map(|index| args[index]);
            match self.activation(function, args) {
                Next::Return(results) => {
                    let returned = address.as_slice();
                    let returned = if returned.is_empty() {
                        &results
                    } else {
                        returned
                    };
                    self.cross(Crossing::Return, Some(function), caller, returned);
                    return results;
                }
                Next::TailCall(next, next_args) => {
                    self.cross(Crossing::TailCall, Some(function), Some(next), &next_args);
                    (function, args) = (next, next_args);
                }
                Next::Block(..) => unreachable!("an activation ends with its function"),
            }
        }
    }

    fn cross(
        &mut self,
        crossing: Crossing,
        from: Option<FuncId>,
        to: Option<FuncId>,
        values: &[Expected],
    ) {
        let start = self.trace.values.len();
        self.trace.values.extend_from_slice(values);
        self.trace.events.push(Event {
            crossing,
            from,
            to,
            values: start..self.trace.values.len(),
        });
    }

    /// Runs the blocks of `function` until it returns or tail-calls.
    fn activation(&mut self, function: FuncId, args: Vec<Expected>) -> Next {
        let case = self.case;
        let blocks = &case.functions[function as usize].blocks;
        let mut values = Values::new(case, function);
        let mut next = Next::Block(0, args);
        while let Next::Block(index, args) = next {
            values.begin(index, &args);
            for statement in &blocks[index].statements {
                self.statement(function, statement, &mut values);
            }
            next = self.exit(function, &blocks[index].exit, &values);
        }
        next
    }

    fn statement(&mut self, function: FuncId, statement: &Statement, values: &mut Values) {
        match statement {
            Statement::Op { op, args } => {
                let args = values.get_all(args, op.operands().iter().copied());
                values.define(op::apply(*op, &args));
            }
            Statement::Load {
                data,
                offset,
                ty,
                base: _,
            } => {
                let bytes = &self.trace.memory[*data as usize][*offset as usize..];
                values.define(Expected::exactly(load(bytes, *ty)));
            }
            Statement::Store {
                data,
                offset,
                ty,
                value,
                base: _,
            } => {
                let value = op::canonical(values.get(*value, *ty));
                let bytes = &mut self.trace.memory[*data as usize][*offset as usize..];
                let len = ty.bytes() as usize;
                bytes[..len].copy_from_slice(&value.bits.to_le_bytes()[..len]);
            }
            Statement::SlotLoad { slot, offset, ty } => {
                values.define(Expected::exactly(values.load(*slot, *offset, *ty)));
            }
            Statement::SlotStore {
                slot,
                offset,
                ty,
                value,
            } => {
                let value = op::canonical(values.get(*value, *ty));
                values.store(*slot, *offset, value);
            }
            Statement::Call(call) => {
                let results = if self.fuel(call) {
                    let args = self.args(call, values);
                    self.call(Some(function), call.callee, args)
                } else {
                    zeros(&self.case.functions[call.callee as usize].signature.results)
                };
                results.into_iter().for_each(|r| values.define(r));
            }
        }
    }

    fn exit(&mut self, function: FuncId, exit: &Exit, values: &Values) -> Next {
        match exit {
            Exit::Jump(branch) => self.branch(function, branch, values),
            Exit::If {
                condition,
                branches: [taken, other],
            } => {
                let condition = values.get(*condition, Type::I8).value.bits;
                self.branch(function, if condition != 0 { taken } else { other }, values)
            }
            Exit::Return(results) => {
                let types = &self.case.functions[function as usize].signature.results;
                Next::Return(values.get_all(results, types.iter().map(|p| p.ty)))
            }
            Exit::TailCall(call) if self.fuel(call) => {
                Next::TailCall(call.callee, self.args(call, values))
            }
            Exit::TailCall(_) => Next::Return(zeros(
                &self.case.functions[function as usize].signature.results,
            )),
        }
    }

    fn branch(&self, function: FuncId, branch: &Branch, values: &Values) -> Next {
        let target = branch.target as usize;
        let params = &self.case.functions[function as usize].blocks[target].params;
        Next::Block(target, values.get_all(&branch.args, params.iter().copied()))
    }

    fn args(&self, call: &Call, values: &Values) -> Vec<Expected> {
        let params = &self.case.functions[call.callee as usize].signature.params;
        values.get_all(&call.args, params.iter().map(|p| p.ty))
    }

    /// Whether the call is made; takes fuel if it is guarded.
    fn fuel(&mut self, call: &Call) -> bool {
        if !call.guarded {
            return true;
        }
        let word = self.trace.memory.last_mut().expect("the fuel word is last");
        let fuel = u64::from_le_bytes(word[..].try_into().expect("the fuel word has 8 bytes"));
        word.copy_from_slice(&fuel.saturating_sub(1).to_le_bytes());
        fuel > 0
    }
}

fn zeros(params: &[Param]) -> Vec<Expected> {
    let zero = |p: &Param| Expected::exactly(Scalar::new(p.ty, 0));
    params.iter().map(zero).collect()
}

fn load(bytes: &[u8], ty: Type) -> Scalar {
    let mut bits = [0; 16];
    let len = ty.bytes() as usize;
    bits[..len].copy_from_slice(&bytes[..len]);
    Scalar::new(ty, u128::from_le_bytes(bits))
}

/// The values of one activation, by number, and what its slots hold.
struct Values {
    values: Vec<Option<Expected>>,
    /// The bytes of each slot that were stored.
    slots: Vec<Vec<Option<u8>>>,
    /// The number of each block's first value.
    starts: Vec<usize>,
    next: usize,
}

impl Values {
    fn new(case: &Case, function: FuncId) -> Self {
        let mut starts = Vec::new();
        let mut next = 0;
        for block in &case.functions[function as usize].blocks {
            starts.push(next);
            next += block.params.len();
            for statement in &block.statements {
                next += match statement {
                    Statement::Op { .. } | Statement::Load { .. } | Statement::SlotLoad { .. } => 1,
                    Statement::Store { .. } | Statement::SlotStore { .. } => 0,
                    Statement::Call(call) => {
                        let callee = &case.functions[call.callee as usize];
                        callee.signature.results.len()
                    }
                };
            }
        }
        let slots = &case.functions[function as usize].slots;
        let slots = slots.iter().map(|slot| vec![None; slot.size.into()]);
        Values {
            values: vec![None; next],
            slots: slots.collect(),
            starts,
            next: 0,
        }
    }

    fn begin(&mut self, block: usize, params: &[Expected]) {
        self.next = self.starts[block];
        params.iter().for_each(|&p| self.define(p));
    }

    fn define(&mut self, value: Expected) {
        self.values[self.next] = Some(value);
        self.next += 1;
    }

    fn load(&self, slot: u8, offset: u16, ty: Type) -> Scalar {
        let bytes = self.slots[slot as usize][offset as usize..].iter();
        let stored =
            bytes.map(|byte| byte.expect("bytes of a slot are stored before they are loaded"));
        let bytes: Vec<u8> = stored.take(ty.bytes() as usize).collect();
        load(&bytes, ty)
    }

    fn store(&mut self, slot: u8, offset: u16, value: Scalar) {
        let bytes = &mut self.slots[slot as usize][offset as usize..];
        let new = value.bits.to_le_bytes();
        let len = value.ty.bytes() as usize;
        for (byte, new) in bytes.iter_mut().zip(&new[..len]) {
            *byte = Some(*new);
        }
    }

    fn get(&self, operand: Operand, ty: Type) -> Expected {
        match operand {
            Operand::Const(bits) => Expected::exactly(Scalar::new(ty, bits)),
            Operand::Value(value) => {
                let value = self.values[value as usize];
                value.expect("a value in scope is defined before it is read")
            }
        }
    }

    fn get_all(&self, operands: &[Operand], types: impl Iterator<Item = Type>) -> Vec<Expected> {
        let pairs = operands.iter().zip(types);
        pairs.map(|(&operand, ty)| self.get(operand, ty)).collect()
    }
}
