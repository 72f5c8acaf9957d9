//! The interpreter: blocks, values and calls.

use super::op;
use super::trace::{Crossing, End, Event, Expected, Trace};
use crate::case::{
    Access, Call, Case, Exit, FUEL, FuncId, Function, MemoryKind, Operand, Scalar, Statement, Type,
    Types,
};
use std::rc::Rc;

/// The trace of `case` when every invocation is made in order.
pub fn trace(case: &Case) -> Trace {
    let mut memory: Vec<Vec<u8>> = case.data.iter().map(|d| d.bytes.clone()).collect();
    memory.push(FUEL.to_le_bytes().to_vec());
    let mut interpreter = Interpreter {
        case,
        trace: Trace {
            memory,
            ..Trace::default()
        },
        numberings: case.functions.iter().map(|_| None).collect(),
    };
    for invocation in &case.invocations {
        let params = &case.functions[invocation.function as usize]
            .signature
            .params;
        let args = params.iter().zip(&invocation.args);
        let args = args.map(|(p, &bits)| Expected::exactly(Scalar::new(p.ty, bits)));
        let returned = interpreter.call(None, invocation.function, args.collect());
        if let Err(end) = returned {
            interpreter.trace.end = end;
            break;
        }
    }
    interpreter.trace
}

struct Interpreter<'c> {
    case: &'c Case,
    trace: Trace,
    /// How each function that was entered numbers its values.
    numberings: Vec<Option<Rc<ValueNumbers>>>,
}

/// The numbers of a function's values.
struct ValueNumbers {
    /// The number of each block's first value.
    starts: Vec<usize>,
    /// How many there are.
    count: usize,
}

impl ValueNumbers {
    fn of(case: &Case, function: FuncId) -> ValueNumbers {
        let blocks = &case.functions[function as usize].blocks;
        let (mut starts, mut count) = (Vec::with_capacity(blocks.len()), 0);
        for block in blocks {
            starts.push(count);
            count += block.width(case);
        }
        ValueNumbers { starts, count }
    }
}

/// Where control goes at the end of a block.
enum Next {
    Block(usize, Vec<Expected>),
    Return(Vec<Expected>),
    TailCall(FuncId, Vec<Expected>),
}

impl Interpreter<'_> {
    /// Calls `callee`, follows tail calls, and returns the results; the error is a trap.
    fn call(
        &mut self,
        caller: Option<FuncId>,
        callee: FuncId,
        args: Vec<Expected>,
    ) -> Result<Vec<Expected>, End> {
        self.cross(Crossing::Call, caller, Some(callee), &args);
        let (mut function, mut args) = (callee, args);
        loop {
            let signature = &self.case.functions[function as usize].signature;
            let address = signature.struct_return().map(|index| args[index]);
            match self.activation(function, args)? {
                Next::Return(results) => {
                    let returned = address.as_slice();
                    let returned = if returned.is_empty() {
                        &results
                    } else {
                        returned
                    };
                    self.cross(Crossing::Return, Some(function), caller, returned);
                    return Ok(results);
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

    /// Runs the blocks of `function` until it returns or makes a tail call; the error is a trap.
    fn activation(&mut self, function: FuncId, args: Vec<Expected>) -> Result<Next, End> {
        let case = self.case;
        let blocks = &case.functions[function as usize].blocks;
        let numbering = &mut self.numberings[function as usize];
        let numbering = numbering.get_or_insert_with(|| Rc::new(ValueNumbers::of(case, function)));
        let mut values = Values::new(&case.functions[function as usize], numbering.clone());
        let mut next = Next::Block(0, args);
        while let Next::Block(index, args) = next {
            values.begin(index, &args);
            for statement in &blocks[index].statements {
                self.statement(function, statement, &mut values)?;
            }
            next = self.exit(function, index, &mut values);
        }
        Ok(next)
    }

    fn statement(
        &mut self,
        function: FuncId,
        statement: &Statement,
        values: &mut Values,
    ) -> Result<(), End> {
        match statement {
            Statement::Op { op, args } => {
                let result = op::apply(*op, &values.get_few(args, &op.operands()));
                values.define(result);
            }
            Statement::Load(access) => {
                let loaded = self.load(access, values);
                values.define(Expected::exactly(loaded));
            }
            Statement::Store { access, value } => {
                let value = values.get(*value, access.ty);
                self.store(access, op::canonical(value), values);
            }
            Statement::Call(call) => {
                let results = if self.fuel(call) {
                    let args = values.get_all(&call.args, call.params(self.case));
                    self.call(Some(function), call.callee, args)?
                } else {
                    zeros(call.results(self.case))
                };
                results.into_iter().for_each(|r| values.define(r));
            }
            Statement::Trap {
                if_zero,
                ty,
                value,
                code,
            } => {
                if (values.get(*value, *ty).value.bits == 0) == *if_zero {
                    return Err(End::Trapped {
                        function,
                        code: *code,
                    });
                }
            }
        }
        Ok(())
    }

    fn load(&self, access: &Access, values: &Values) -> Scalar {
        match access.memory {
            MemoryKind::Slot => values.load(access),
            MemoryKind::Data(_) => {
                let object = &self.trace.memory[usize::from(access.index)];
                scalar(&object[access.range()], access.ty)
            }
        }
    }

    fn store(&mut self, access: &Access, value: Scalar, values: &mut Values) {
        let bytes = &value.bits.to_le_bytes()[..access.range().len()];
        match access.memory {
            MemoryKind::Slot => values.store(access, bytes),
            MemoryKind::Data(_) => {
                let object = &mut self.trace.memory[usize::from(access.index)];
                object[access.range()].copy_from_slice(bytes);
            }
        }
    }

    /// Where control goes at the end of block `index`.
    fn exit(&mut self, function: FuncId, index: usize, values: &mut Values) -> Next {
        let source = &self.case.functions[function as usize];
        let exit = &source.blocks[index].exit;
        let own = &source.signature;
        let number = |operand: Operand, ty: Type| values.get(operand, ty).value.bits as usize;
        let taken = match exit {
            Exit::Jump(_) => 0,
            Exit::If { condition, .. } => usize::from(number(*condition, Type::I8) == 0),
            Exit::Table { index, branches } => number(*index, Type::I32).min(branches.len() - 1),
            Exit::Return(results) => {
                return Next::Return(values.get_all(results, own.results[..].into()));
            }
            Exit::TailCall(call) if self.fuel(call) => {
                let args = values.get_all(&call.args, call.params(self.case));
                return Next::TailCall(call.callee, args);
            }
            Exit::TailCall(_) => return Next::Return(zeros(own.results[..].into())),
        };
        let branch = &exit.branches()[values.lap(exit, index, taken)];
        let target = usize::from(branch.target);
        let params = source.blocks[target].params[..].into();
        Next::Block(target, values.get_all(&branch.args, params))
    }

    /// Whether the call is made. A guarded call consumes fuel.
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

fn zeros(types: Types<'_>) -> Vec<Expected> {
    let zero = |ty| Expected::exactly(Scalar::new(ty, 0));
    types.map(zero).collect()
}

/// The value of type `ty` with these bytes.
fn scalar(bytes: &[u8], ty: Type) -> Scalar {
    let mut bits = [0; 16];
    bits[..bytes.len()].copy_from_slice(bytes);
    Scalar::new(ty, u128::from_le_bytes(bits))
}

/// The state of an activation: its values by number, its slots, and its remaining laps.
struct Values {
    values: Vec<Option<Expected>>,
    /// The bytes of each slot; none where nothing was stored.
    slots: Vec<Vec<Option<u8>>>,
    numbering: Rc<ValueNumbers>,
    /// The number of the next value.
    next: usize,
    laps: u8,
}

impl Values {
    fn new(function: &Function, numbering: Rc<ValueNumbers>) -> Self {
        let slots = function.slots.iter();
        Values {
            values: vec![None; numbering.count],
            slots: slots.map(|slot| vec![None; slot.size.into()]).collect(),
            numbering,
            next: 0,
            laps: function.laps,
        }
    }

    fn begin(&mut self, block: usize, params: &[Expected]) {
        self.next = self.numbering.starts[block];
        params.iter().for_each(|&p| self.define(p));
    }

    fn define(&mut self, value: Expected) {
        self.values[self.next] = Some(value);
        self.next += 1;
    }

    /// The branch that control takes at the end of block `index` if it asks for branch `wanted`. A
    /// back edge consumes a lap; without one, control goes forward.
    fn lap(&mut self, exit: &Exit, index: usize, wanted: usize) -> usize {
        if !exit.branches()[wanted].goes_back(index) {
            return wanted;
        }
        match self.laps.checked_sub(1) {
            Some(left) => {
                self.laps = left;
                wanted
            }
            None => {
                let onward = exit.onward(index);
                onward.expect("legalisation leaves each exit a branch that leads forward")
            }
        }
    }

    fn load(&self, access: &Access) -> Scalar {
        let bytes = self.slots[usize::from(access.index)][access.range()].iter();
        let stored =
            bytes.map(|byte| byte.expect("bytes of a slot are stored before they are loaded"));
        scalar(&stored.collect::<Vec<u8>>(), access.ty)
    }

    fn store(&mut self, access: &Access, bytes: &[u8]) {
        let slot = &mut self.slots[usize::from(access.index)][access.range()];
        for (byte, &new) in slot.iter_mut().zip(bytes) {
            *byte = Some(new);
        }
    }

    fn get(&self, operand: Operand, ty: Type) -> Expected {
        match operand {
            Operand::Const(bits) => Expected::exactly(Scalar::new(ty, bits)),
            Operand::Value(value) => {
                let value = self.values[value as usize];
                value.expect("a value in scope is defined before it is read")
            }
            Operand::Result(_) | Operand::Payload(_) => {
                unreachable!("legalisation leaves only what the exit offers")
            }
        }
    }

    /// The values of up to three operands, and zeros for the rest.
    fn get_few(&self, operands: &[Operand], types: &[Type]) -> [Expected; 3] {
        let get = |index: usize| match (operands.get(index), types.get(index)) {
            (Some(&operand), Some(&ty)) => self.get(operand, ty),
            _ => Expected::exactly(Scalar::new(Type::I8, 0)),
        };
        [get(0), get(1), get(2)]
    }

    fn get_all(&self, operands: &[Operand], types: Types<'_>) -> Vec<Expected> {
        let pairs = operands.iter().zip(types);
        pairs.map(|(&operand, ty)| self.get(operand, ty)).collect()
    }
}
