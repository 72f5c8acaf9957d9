//! A case in cranelift-interpreter.
//!
//! The interpreter has no data, but its stack can be initialised, so data lies at the bottom of the
//! stack. [`super::prepare`] works around its other gaps. Everything else is interpreted as it is
//! compiled.

use super::left::Left;
use super::prepare::{ALIGN, prepare};
use crate::case::{self, Case, DataObject, Scalar};
use crate::link::data::objects;
use crate::lower::{self, Naming};
use crate::panic::{PanicReport, catch};
use cranelift_codegen::data_value::DataValue;
use cranelift_codegen::ir::{
    AbiParam, Function, InstBuilder, MemFlagsData, Signature, UserFuncName, types,
};
use cranelift_codegen::isa::{CallConv, TargetIsa};
use cranelift_frontend::{FunctionBuilder, FunctionBuilderContext};
use cranelift_interpreter::address::{Address, AddressFunctionEntry, AddressRegion, AddressSize};
use cranelift_interpreter::environment::{FuncIndex, FunctionStore};
use cranelift_interpreter::interpreter::{Interpreter, InterpreterError, InterpreterState};
use cranelift_interpreter::step::ControlFlow;
use std::error::Error;

/// Bytes below the data: an object's symbol may have a negative offset of this size.
const BELOW: usize = 1 << 15;

/// The result of interpreting a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Interpreted {
    /// Every invocation returned.
    Completed(Left),
    /// An instruction trapped.
    Trapped {
        /// The invocation that trapped.
        invocation: usize,
        /// The trap, by name.
        trap: String,
    },
    /// The budget was used up.
    RanAway {
        /// The invocation that ran away.
        invocation: usize,
    },
    /// The interpreter gave up, or panicked.
    Refused(String),
}

/// Interprets `case`, with at most `budget` instructions, including two for each eight bytes of
/// data.
pub fn interpret(case: &Case, budget: u64) -> Interpreted {
    let result = catch(|| {
        let memory = InterpreterMemory::of(case);
        let functions = functions(case, &memory)?;
        Ok(run(case, &memory, &functions, budget))
    });
    result.flatten().unwrap_or_else(|report| {
        Interpreted::Refused(format!("panic at {}: {}", report.place(), report.message))
    })
}

/// What lies at the bottom of the interpreter's stack.
struct InterpreterMemory {
    bytes: Vec<u8>,
    objects: Vec<DataObject>,
    /// The address of each object.
    starts: Vec<u64>,
}

impl InterpreterMemory {
    fn of(case: &Case) -> InterpreterMemory {
        let mut memory = InterpreterMemory {
            bytes: vec![0; BELOW],
            objects: objects(case).collect(),
            starts: Vec::new(),
        };
        for object in &memory.objects {
            memory.starts.push(memory.bytes.len() as u64);
            memory.bytes.extend(object.initial());
            // Addresses are whole words, and so are the final reads.
            let end = memory.bytes.len().next_multiple_of(ALIGN as usize);
            memory.bytes.resize(end, 0);
        }
        for (object, &start) in memory.objects.iter().zip(&memory.starts) {
            for (n, &address) in object.addresses.iter().enumerate() {
                let at = start as usize + usize::from(object.address_offset(n));
                let address = memory.address(address).to_le_bytes();
                memory.bytes[at..at + 8].copy_from_slice(&address);
            }
        }
        memory
    }

    fn address(&self, address: case::Address) -> u64 {
        match address {
            case::Address::Function(function) => function_address(function.into()),
            case::Address::Data { data, addend } => {
                self.starts[usize::from(data)].wrapping_add_signed(addend.into())
            }
        }
    }
}

/// The address of a function, as the interpreter encodes it.
fn function_address(index: u64) -> u64 {
    let entry = AddressFunctionEntry::UserFunction as u64;
    let address = Address::from_parts(AddressSize::_64, AddressRegion::Function, entry, index);
    match address.and_then(DataValue::try_from) {
        Ok(DataValue::I64(address)) => address as u64,
        other => unreachable!("the number of a function fits in an address: {other:?}"),
    }
}

/// All functions of the case by number, then the one that reads a word of memory.
fn functions(case: &Case, memory: &InterpreterMemory) -> Result<Vec<Function>, PanicReport> {
    let isa = lower::isa(&case.target)?;
    let mut context = FunctionBuilderContext::new();
    let numbers = 0..case.functions.len() as case::FuncId;
    let lowered = numbers.map(|id| {
        let mut func = lower::function(case, id, Naming::Bodies, &*isa, &mut context)?;
        prepare(&mut func, &memory.starts);
        Ok(func)
    });
    let mut functions: Vec<Function> = lowered.collect::<Result<_, PanicReport>>()?;
    functions.push(reader(functions.len() as u32, &*isa, &mut context));
    Ok(functions)
}

/// `(address: i64) -> i64`: reads memory.
fn reader(number: u32, isa: &dyn TargetIsa, context: &mut FunctionBuilderContext) -> Function {
    let mut signature = Signature::new(CallConv::SystemV);
    signature.params.push(AbiParam::new(types::I64));
    signature.returns.push(AbiParam::new(types::I64));
    let name = UserFuncName::user(lower::FUNCTIONS, number);
    let mut func = Function::with_name_signature(name, signature);
    let mut builder = FunctionBuilder::new(&mut func, context);
    let block = builder.create_block();
    builder.append_block_params_for_function_params(block);
    builder.switch_to_block(block);
    let address = builder.block_params(block)[0];
    let flags = MemFlagsData::new();
    let word = builder.ins().load(types::I64, flags, address, 0);
    builder.ins().return_(&[word]);
    builder.seal_all_blocks();
    builder.finalize(isa.frontend_config());
    func
}

fn run(
    case: &Case,
    memory: &InterpreterMemory,
    functions: &[Function],
    budget: u64,
) -> Interpreted {
    let mut store = FunctionStore::default();
    for function in functions {
        store.add(function.name.to_string(), function);
    }
    let state = InterpreterState {
        stack: memory.bytes.clone(),
        frame_offset: memory.bytes.len(),
        ..InterpreterState::default().with_function_store(store)
    };
    let mut interpreter = Interpreter::new(state).with_fuel(Some(budget));
    let mut left = Left::default();
    for (number, invocation) in case.invocations.iter().enumerate() {
        let params = &case.functions[invocation.function as usize]
            .signature
            .params;
        let args = params.iter().zip(&invocation.args);
        let args: Vec<DataValue> = args
            .map(|(p, &bits)| to_value(Scalar::new(p.ty, bits)))
            .collect();
        match call(&mut interpreter, invocation.function.into(), &args) {
            Ok(results) => left.results.push(results.iter().map(to_bits).collect()),
            Err(ended) => return ended.of(number),
        }
    }
    match read(&mut interpreter, memory, functions.len() - 1) {
        Ok(contents) => {
            for (object, contents) in memory.objects.iter().zip(contents) {
                left.push_object(object, &contents, |address| memory.address(address));
            }
            Interpreted::Completed(left)
        }
        Err(ended) => ended.of(case.invocations.len()),
    }
}

/// Why a call did not return.
enum CallEnd {
    Trap(String),
    OutOfBudget,
    Error(String),
}

impl CallEnd {
    fn of(self, invocation: usize) -> Interpreted {
        match self {
            CallEnd::Trap(trap) => Interpreted::Trapped { invocation, trap },
            CallEnd::OutOfBudget => Interpreted::RanAway { invocation },
            CallEnd::Error(reason) => Interpreted::Refused(reason),
        }
    }
}

fn call(
    interpreter: &mut Interpreter<'_>,
    function: u32,
    args: &[DataValue],
) -> Result<Vec<DataValue>, CallEnd> {
    match interpreter.call_by_index(FuncIndex::from_u32(function), args) {
        Ok(ControlFlow::Return(results)) => Ok(results.into_vec()),
        Ok(ControlFlow::Trap(trap)) => Err(CallEnd::Trap(trap.to_string())),
        Ok(other) => Err(CallEnd::Error(format!("a call ends with {other:?}"))),
        Err(InterpreterError::FuelExhausted) => Err(CallEnd::OutOfBudget),
        Err(error) => Err(CallEnd::Error(whole(&error))),
    }
}

/// An error with its causes.
fn whole(error: &dyn Error) -> String {
    match error.source() {
        Some(cause) => format!("{error}: {}", whole(cause)),
        None => error.to_string(),
    }
}

/// What each object holds.
fn read(
    interpreter: &mut Interpreter<'_>,
    memory: &InterpreterMemory,
    reader: usize,
) -> Result<Vec<Vec<u8>>, CallEnd> {
    let objects = memory.objects.iter().zip(&memory.starts);
    let contents = objects.map(|(object, &start)| {
        let mut bytes = Vec::new();
        for offset in (0..object.initial().len() as u64).step_by(8) {
            let address = DataValue::I64((start + offset) as i64);
            let word = call(interpreter, reader as u32, &[address])?;
            bytes.extend((to_bits(&word[0]) as u64).to_le_bytes());
        }
        Ok(bytes)
    });
    contents.collect()
}

fn to_value(scalar: Scalar) -> DataValue {
    DataValue::read_from_slice_le(&scalar.bits.to_le_bytes(), lower::ty(scalar.ty))
}

fn to_bits(value: &DataValue) -> u128 {
    let mut bytes = [0; 16];
    value.write_to_slice_le(&mut bytes);
    u128::from_le_bytes(bytes)
}
