//! A case compiled to code of the host.

use super::left::Left;
use crate::case::{Address, Case, FuncId, Scalar};
use crate::link::data::{self, objects};
use crate::link::failure::Cause;
use crate::link::jit::{Jit, JitParts};
use crate::link::symbols;
use crate::lower::{self, ENTRY_STRIDE, Naming};
use crate::panic::{PanicReport, catch};
use cranelift_codegen::Context;
use cranelift_codegen::ir::Function;
use cranelift_codegen::isa::TargetIsa;
use cranelift_frontend::FunctionBuilderContext;
use cranelift_jit::ArenaMemoryProvider;
use cranelift_module::{Linkage, Module};

/// Address space for code and data, small enough to be within reach of a call on every host.
const RESERVED: usize = 64 << 20;

/// The functions of a case, compiled for the host and ready to be entered.
pub struct Native<'c> {
    case: &'c Case,
    places: NativeAddresses,
    /// Owns the memory of `places`.
    _module: Jit,
}

/// Where everything lies.
#[derive(Default)]
struct NativeAddresses {
    /// The case's functions by number, then the entry of each invocation.
    functions: Vec<*const u8>,
    /// Start and length in bytes of each data object, by number; the fuel word last.
    data: Vec<(*const u8, usize)>,
}

impl std::fmt::Debug for Native<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Native")
    }
}

impl<'c> Native<'c> {
    /// Compiles and links `case` with Cranelift's backend for the host.
    ///
    /// # Errors
    /// If this build has no such backend, or it refuses or panics.
    pub fn compile(case: &'c Case) -> Result<Native<'c>, Cause> {
        let isa = lower::host_isa(&case.target)?.map_err(Cause::Unsupported)?;
        let memory = catch(|| ArenaMemoryProvider::new_with_size(RESERVED))?;
        let memory = memory.map_err(|error| Cause::Error(error.to_string()))?;
        // The case defines its own libcalls; this process has what else the backend calls.
        let mut module = Jit::new(isa, Box::new(memory), |_| None)?;
        let places = module.with(|jit| define(jit, case))??;
        Ok(Native {
            case,
            places,
            _module: module,
        })
    }

    /// Makes each invocation, once.
    ///
    /// # Safety
    /// This executes whatever the backend made of the case; wrong code may do anything to this
    /// process. Call it only in a process that nothing depends on, and trust only its report, if
    /// there is one.
    pub unsafe fn run(&self) -> Left {
        let mut left = Left::default();
        for number in 0..self.case.invocations.len() {
            // SAFETY: as the caller promised.
            left.results.push(unsafe { self.invoke(number) });
        }
        for (index, object) in objects(self.case).enumerate() {
            let (start, len) = self.places.data[index];
            // SAFETY: it is memory of the module, which `self` owns, and no code of the module runs
            // now.
            let contents = unsafe { std::slice::from_raw_parts(start, len) };
            left.push_object(&object, contents, |address| self.address(address));
        }
        left
    }

    /// See [`Native::run`].
    unsafe fn invoke(&self, number: usize) -> Vec<u128> {
        let invocation = &self.case.invocations[number];
        let called = &self.case.functions[invocation.function as usize].signature;
        let args: Vec<u8> = invocation
            .args
            .iter()
            .flat_map(|bits| bits.to_le_bytes())
            .collect();
        let mut results = vec![0; called.results.len() * ENTRY_STRIDE];
        let entry = self.places.functions[self.case.functions.len() + number];
        // SAFETY: an entry is a C function that takes two addresses, whose memory has room for each
        // value: see `lower::entry`. What it calls is only as good as the compiler; the caller of
        // this function accepts that.
        unsafe {
            let entry: extern "C" fn(*const u8, *mut u8) = std::mem::transmute(entry);
            entry(args.as_ptr(), results.as_mut_ptr());
        }
        let values = called
            .results
            .iter()
            .zip(results.chunks_exact(ENTRY_STRIDE));
        let bits = values.map(|(result, bytes)| {
            let bytes = bytes.try_into().expect("as long as the stride");
            Scalar::new(result.ty, u128::from_le_bytes(bytes)).bits
        });
        bits.collect()
    }

    fn address(&self, address: Address) -> u64 {
        match address {
            Address::Function(function) => {
                self.places.functions[usize::from(function)].addr() as u64
            }
            Address::Data { data, addend } => {
                let (start, _) = self.places.data[usize::from(data)];
                (start.addr() as u64).wrapping_add_signed(addend.into())
            }
        }
    }
}

/// Defines the case's functions by number, then the entry of each invocation, and data by number,
/// the fuel word last. Returns where they lie.
fn define(mut jit: JitParts<'_>, case: &Case) -> Result<NativeAddresses, Cause> {
    let functions = lowered(case, jit.module.isa())?;
    let numbers = 0..functions.len() as u32;
    for (number, function) in (0..).zip(&functions) {
        let name = symbols::function_name(number);
        let signature = &function.signature;
        jit.symbols.declare_function(
            jit.module,
            number.into(),
            &name,
            Linkage::Local,
            signature,
        )?;
    }
    data::declare(&mut jit, case, Linkage::Local)?;
    for (index, object) in objects(case).enumerate() {
        let description = data::describe(jit.module, jit.symbols, &object, |_| None);
        jit.module
            .define_data(jit.symbols.data(index), &description)?;
    }
    let mut context = Context::new();
    for (number, function) in (0..).zip(functions) {
        context.clear();
        context.func = function;
        jit.symbols.to_module(&mut context.func);
        let id = jit.symbols.function(number);
        jit.module.define_function(id, &mut context)?;
    }
    jit.module.finalize_definitions()?;
    let JitParts { module, symbols } = jit;
    let function = |number| module.get_finalized_function(symbols.function(number));
    let data = |index| module.get_finalized_data(symbols.data(index));
    Ok(NativeAddresses {
        functions: numbers.map(function).collect(),
        data: (0..=case.data.len()).map(data).collect(),
    })
}

/// All functions of `case`, and an entry for each invocation.
fn lowered(case: &Case, isa: &dyn TargetIsa) -> Result<Vec<Function>, PanicReport> {
    let mut context = FunctionBuilderContext::new();
    let count = case.functions.len();
    let functions =
        (0..count as FuncId).map(|id| lower::function(case, id, Naming::Bodies, isa, &mut context));
    let mut all = functions.collect::<Result<Vec<Function>, PanicReport>>()?;
    // The VM context is not in the memory of this process.
    all.iter_mut().for_each(|func| func.stack_limit = None);
    for (number, invocation) in case.invocations.iter().enumerate() {
        let own = (count + number) as u32;
        let function = invocation.function;
        all.push(lower::entry(case, function, own, isa, &mut context)?);
    }
    Ok(all)
}
