//! Turns any value of type [`Case`] into a legal one.
//!
//! Order matters: sizes first, then everything that depends on them. Each step leaves a legal part
//! alone, and replaces an illegal one by the nearest legal part, so a small change of the input
//! remains a small change of the case.

mod blocks;
mod goals;
mod operands;
mod scope;
mod slots;

use super::{
    Address, Batch, CallKind, Case, Convention, DataObject, Exit, Extension, FuncId, Function,
    LifeCycle, Linking, Operand, Origin, Param, Placement, Purpose, Signature, Spot, Statement,
    Target, Type, context, data::table_entry, termination,
};

/// The limits on the size of a case.
pub mod limits {
    /// Minimum number of functions.
    pub const MIN_FUNCTIONS: usize = 2;
    /// Maximum number of functions.
    pub const MAX_FUNCTIONS: usize = 24;
    /// Maximum number of parameters of a function.
    pub const MAX_PARAMS: usize = 30;
    /// Maximum number of parameters before the context. There are eight argument registers; each
    /// parameter takes at most two of them, and the address of a return area takes one.
    pub const MAX_BEFORE_CONTEXT: usize = 3;
    /// Maximum number of result registers of each bank, unless the target allows results in memory.
    pub const MAX_RESULTS_A_BANK: usize = 2;
    /// Maximum number of results of a function, if the target allows results in memory.
    pub const MAX_RESULTS: usize = 60;
    /// Maximum number of blocks of a function.
    pub const MAX_BLOCKS: usize = 12;
    /// Maximum number of back edges that one activation takes.
    pub const MAX_LAPS: u8 = 3;
    /// Maximum number of parameters of a block.
    pub const MAX_BLOCK_PARAMS: usize = 8;
    /// Maximum number of statements of a function.
    pub const MAX_STATEMENTS: usize = 192;
    /// Maximum number of values that the statements of a function define.
    pub const MAX_VALUES: usize = 512;
    /// Maximum number of stack slots of a function.
    pub const MAX_SLOTS: usize = 4;
    /// Minimum size of a stack slot in bytes.
    pub const MIN_SLOT_BYTES: u16 = 16;
    /// Maximum size of a stack slot in bytes.
    pub const MAX_SLOT_BYTES: u16 = 8192;
    /// Maximum alignment of a stack slot, as a power of 2: 1024 bytes.
    pub const MAX_SLOT_ALIGNMENT: u8 = 10;
    /// Maximum total size in bytes of the slots of all live activations, at the deepest nesting of
    /// calls: half of the executor's stack.
    pub const MAX_STACK_IN_SLOTS: u64 = 1 << 19;
    /// Maximum number of data objects.
    pub const MAX_DATA: usize = 4;
    /// Minimum size of a data object in bytes.
    pub const MIN_DATA_BYTES: usize = 16;
    /// Maximum size of a data object in bytes, without its addresses.
    pub const MAX_DATA_BYTES: usize = 256;
    /// Maximum number of addresses in a data object.
    pub const MAX_ADDRESSES: usize = 8;
    /// Maximum number of invocations.
    pub const MAX_INVOCATIONS: usize = 4;
    /// Maximum number of distance goals.
    pub const MAX_GOALS: usize = 6;
    /// Maximum number of modules.
    pub const MAX_MODULES: usize = 1;
    /// Maximum number of batches of a module.
    pub const MAX_BATCHES: usize = 1;
    /// Number of regions.
    pub const REGIONS: u8 = 5;
    /// Maximum `bb_padding_log2_minus_one`: padding of 8 bytes.
    pub const MAX_BB_PADDING: u8 = 4;
    /// Maximum `log2_min_function_alignment`: 16 bytes.
    pub const MAX_FUNCTION_ALIGNMENT: u8 = 4;
    /// Minimum size of the guard region for stack probes, in bytes, as a power of 2.
    pub const MIN_PROBES: u8 = 4;
    /// Maximum size of that region, as a power of 2: 4 KiB, Cranelift's default.
    pub const MAX_PROBES: u8 = 12;
    /// Maximum gap before a function, in bytes.
    pub const MAX_GAP: u32 = 0x11_0000;
}
use limits::*;

/// See [`Case::legalise`].
pub(super) fn case(case: &mut Case) {
    case.target.legalise();
    case.functions.truncate(MAX_FUNCTIONS);
    while case.functions.len() < MIN_FUNCTIONS {
        case.functions.push(Function::empty());
    }
    // Invocations fall back to function 0, so it must not be extern.
    case.functions[0].origin = Origin::Compiled;
    for function in &mut case.functions {
        extern_function(function);
        signature(&mut function.signature, &case.target);
        function.origin = function.origin.fitting(&function.signature);
    }
    one_of_each_libcall(&mut case.functions);
    data(&mut case.data, case.functions.len());

    let signatures: Vec<Signature> = case.functions.iter().map(|f| f.signature.clone()).collect();
    let externs: Vec<bool> = case
        .functions
        .iter()
        .map(|f| f.origin.is_extern())
        .collect();
    for function in &mut case.functions {
        calls(function, &signatures, &externs, &case.data);
        blocks::legalise(function, &signatures);
    }
    termination::guard(&mut case.functions);
    slots::legalise(&mut case.functions);
    for function in &mut case.functions {
        operands::legalise(function, &signatures, &case.data);
        context::legalise_calls(function, &signatures);
    }

    life_cycle(case);
    placement(&mut case.placement, case.functions.len());
    goals::legalise(case);
    invocations(case);
}

impl Function {
    /// An empty function.
    pub fn empty() -> Function {
        Function {
            signature: Signature {
                convention: Convention::SystemV,
                params: Vec::new(),
                results: Vec::new(),
            },
            slots: Vec::new(),
            laps: 0,
            blocks: Vec::new(),
            origin: Origin::Compiled,
        }
    }
}

/// Reduces an extern function to one block that only returns, with convention system_v. It has no
/// `sret` parameter, because C need not return that address.
fn extern_function(function: &mut Function) {
    if !function.origin.is_extern() {
        return;
    }
    function.signature.convention = Convention::SystemV;
    for param in &mut function.signature.params {
        param.purpose = Purpose::Normal;
    }
    function.blocks.truncate(1);
    for block in &mut function.blocks {
        block.statements.clear();
        if !matches!(block.exit, Exit::Return(_)) {
            block.exit = Exit::Return(Vec::new());
        }
    }
}

/// Each name has one function: among functions with the same libcall, the first keeps it.
fn one_of_each_libcall(functions: &mut [Function]) {
    let mut taken = Vec::new();
    for origin in functions.iter_mut().map(|f| &mut f.origin) {
        if let Some(libcall) = origin.libcall() {
            if taken.contains(&libcall) {
                *origin = Origin::Extern;
            } else {
                taken.push(libcall);
            }
        }
    }
}

fn signature(signature: &mut Signature, target: &Target) {
    signature.params.truncate(MAX_PARAMS);
    target.fit_results(signature.convention, &mut signature.results);
    for param in signature.params.iter_mut().chain(&mut signature.results) {
        if !Param::extensible(param.ty) {
            param.extension = Extension::None;
        }
    }
    struct_return(signature);
    context::legalise_signature(signature);
}

/// At most one parameter is the `sret` address: an i64, and only if there are no results. The
/// function returns the address, so its convention must allow results.
fn struct_return(signature: &mut Signature) {
    let mut free = signature.results.is_empty() && signature.convention.has_results();
    for param in &mut signature.params {
        if param.purpose == Purpose::StructReturn && (!free || param.ty != Type::I64) {
            param.purpose = Purpose::Normal;
        }
        free &= param.purpose != Purpose::StructReturn;
    }
    for result in &mut signature.results {
        result.purpose = Purpose::Normal;
    }
}

impl Target {
    /// Which of `results` a function of this convention may return. Earlier results take
    /// precedence: as many as fit in registers, or as many as may go to memory.
    pub(crate) fn returns(&self, convention: Convention, results: &[Param]) -> Vec<bool> {
        if !convention.has_results() {
            return vec![false; results.len()];
        }
        if self.multi_ret_implicit_sret {
            return (0..results.len()).map(|i| i < MAX_RESULTS).collect();
        }
        let mut banks = [0; 2];
        let fits = results.iter().map(|result| {
            let (bank, registers) = result.ty.registers();
            let taken = &mut banks[bank as usize];
            let fits = *taken + registers <= MAX_RESULTS_A_BANK;
            *taken += if fits { registers } else { 0 };
            fits
        });
        fits.collect()
    }

    /// Keeps the results that a function may return.
    pub(crate) fn fit_results(&self, convention: Convention, results: &mut Vec<Param>) {
        let mut fits = self.returns(convention, results).into_iter();
        results.retain(|_| fits.next() == Some(true));
    }
}

fn data(data: &mut Vec<DataObject>, functions: usize) {
    data.truncate(MAX_DATA);
    if data.is_empty() {
        data.push(DataObject::default());
    }
    let objects = data.len();
    for object in data {
        object.addresses.truncate(MAX_ADDRESSES);
        for address in &mut object.addresses {
            match address {
                Address::Function(function) => *function %= functions as FuncId,
                Address::Data { data, .. } => *data %= objects as u8,
            }
        }
        let len = object.bytes.len().clamp(MIN_DATA_BYTES, MAX_DATA_BYTES);
        object.bytes.resize(len, 0);
    }
}

/// Repairs calls. Callees exist, and extern callees are far. A call through a table needs its
/// callee's address in data. A tail call that the signatures forbid becomes a call and a return.
fn calls(function: &mut Function, signatures: &[Signature], externs: &[bool], data: &[DataObject]) {
    for call in function.calls_mut() {
        call.callee %= signatures.len() as FuncId;
        if externs[call.callee as usize] {
            call.kind = call.kind.as_far();
        }
        if call.kind == CallKind::Table && table_entry(data, call.callee).is_none() {
            call.kind = CallKind::AddressFar;
        }
    }
    for block in &mut function.blocks {
        let Exit::TailCall(call) = &block.exit else {
            continue;
        };
        let callee = &signatures[call.callee as usize];
        if function.signature.can_tail_call(callee) {
            continue;
        }
        let results = function.signature.results.len();
        // If both functions return the same values of one type, these are the results of the call.
        let values = (0..results).map(|i| Operand::recent((results - 1 - i) as u32));
        let exit = Exit::Return(values.collect());
        if let Exit::TailCall(call) = std::mem::replace(&mut block.exit, exit) {
            block.statements.push(Statement::Call(call));
        }
    }
}

/// Each function is in exactly one batch: repeated and unknown functions are dropped, missing ones
/// appended.
fn life_cycle(case: &mut Case) {
    let LifeCycle { modules } = &mut case.life_cycle;
    if modules.is_empty() {
        *modules = LifeCycle::single(Linking::Planned, Vec::new()).modules;
    }
    modules.truncate(MAX_MODULES);
    for module in modules {
        module.batches.truncate(MAX_BATCHES);
        if module.batches.is_empty() {
            module.batches.push(Batch::default());
        }
    }
    let mut seen = vec![false; case.functions.len()];
    for batch in case.life_cycle.batches_mut() {
        batch.functions.retain(|&function| {
            let seen = seen.get_mut(usize::from(function));
            seen.is_some_and(|seen| !std::mem::replace(seen, true))
        });
    }
    let missing = (0..).zip(seen).filter(|&(_, seen)| !seen);
    missing.for_each(|(function, _)| case.life_cycle.push(function));
}

fn placement(placement: &mut Placement, functions: usize) {
    placement.spots.resize(functions, Spot::default());
    for spot in &mut placement.spots {
        spot.region %= REGIONS;
        spot.gap %= MAX_GAP + 1;
    }
    placement.goals.truncate(MAX_GOALS);
}

fn invocations(case: &mut Case) {
    case.invocations.truncate(MAX_INVOCATIONS);
    if case.invocations.is_empty() {
        let args = Vec::new();
        case.invocations
            .push(super::Invocation { function: 0, args });
    }
    for invocation in &mut case.invocations {
        invocation.function %= case.functions.len() as FuncId;
        if case.functions[invocation.function as usize]
            .origin
            .is_extern()
        {
            invocation.function = 0;
        }
        let params = &case.functions[invocation.function as usize]
            .signature
            .params;
        invocation.args.resize(params.len(), 0);
        for (arg, param) in invocation.args.iter_mut().zip(params) {
            *arg = match param.purpose {
                Purpose::Context(_) => context::CONTEXT.into(),
                _ => *arg & param.ty.mask(),
            };
        }
    }
}

impl Default for Spot {
    /// Directly after the last function of the first region.
    fn default() -> Self {
        Spot {
            region: 0,
            side: super::Side::Above,
            gap: 0,
        }
    }
}
