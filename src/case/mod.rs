//! The test case: everything that decides a verdict, as one typed value.
//!
//! *Problem.* A fuzzer's inputs have to survive changes to its generator, stay legal under
//! mutation, be readable, and mean the same on every machine.
//!
//! *Idea.* A [`Case`] says what to build, not which random choices led there: functions with
//! signatures and bodies, data, target settings, the place of each function, the order of
//! definition, and the functions to enter, with their arguments. Its binary form ([`binary`])
//! stores this value. [`Case::legalise`] turns any value of the type into a legal one.
//!
//! *Invariant.* A `Case` that left this module through a public constructor is legal: it passes
//! Cranelift's verifier, it terminates, and each call agrees with its callee's signature.
//! [`Case::legalise`] is idempotent.
//!
//! *Limits.* This folder knows nothing about Cranelift or RISC-V. Distances only have names here
//! ([`Distance`]); the linker knows their numbers.

pub mod binary;
mod body;
mod context;
mod data;
mod legalise;
mod life_cycle;
mod op;
mod origin;
mod placement;
mod signature;
mod slot;
mod target;
mod termination;
mod trap;
mod types;

pub(crate) use body::graph::reached;
pub use body::{
    Access, Base, Block, BlockId, Branch, Call, CallKind, Exit, FuncId, MemoryKind, Offer, Operand,
    Signatures, Statement, Types, ValueId,
};
pub use context::{CONTEXT, StackLimit, context};
pub use data::{Address, DataObject, Holder};
pub use legalise::limits;
pub use life_cycle::{Batch, LifeCycle, Linking, Module};
pub use op::{FloatCondition, FloatOp, IntCondition, IntOp, IntUnary, Op};
pub use origin::{Answer, Libcall, Origin};
pub use placement::{Direction, Distance, DistanceGoal, Limit, Margin, Placement, Side, Spot};
pub use signature::{Convention, Extension, Param, Purpose, Signature};
pub use slot::Slot;
pub use target::{OptLevel, RegallocAlgorithm, Target};
pub use termination::{CALLS, FUEL};
pub use trap::TrapCode;
pub use types::{Bank, Scalar, Type};

use serde::{Deserialize, Serialize};

/// A whole test case. See the module page.
///
/// `Debug` prints it as CLIF, with everything else as comments (`lower/text.rs`).
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Case {
    /// Compiler settings and ISA extensions.
    pub target: Target,
    /// The functions, at least [`limits::MIN_FUNCTIONS`].
    pub functions: Vec<Function>,
    /// Bytes that bodies load and store, and tables of addresses. The fuel word is not one of them.
    pub data: Vec<DataObject>,
    /// Where functions lie.
    pub placement: Placement,
    /// The modules, and the order in which functions are defined.
    pub life_cycle: LifeCycle,
    /// The entries from outside, in order.
    pub invocations: Vec<Invocation>,
}

/// One function: a signature and a control-flow graph. Most functions are compiled; extern
/// functions are imported.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Function {
    /// Its parameters, results and calling convention.
    pub signature: Signature,
    /// Its stack slots, at most [`limits::MAX_SLOTS`].
    #[serde(default)]
    pub slots: Vec<Slot>,
    /// How many back edges one activation may take in total; 0 only if the function has none, at
    /// most [`limits::MAX_LAPS`].
    #[serde(default)]
    pub laps: u8,
    /// The blocks; the first is the entry.
    pub blocks: Vec<Block>,
    /// Where it comes from. Function 0 is always compiled.
    #[serde(default)]
    pub origin: Origin,
}

/// One entry from outside. The harness is the caller, and passes `args`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Invocation {
    /// The function that is entered.
    pub function: FuncId,
    /// One bit pattern for each parameter.
    pub args: Vec<u128>,
}

impl Case {
    /// Makes any value of this type a legal case: indices wrap around, ranges are clamped, and
    /// operands resolve to values in scope.
    ///
    /// Idempotent: a legal case does not change.
    pub fn legalise(&mut self) {
        legalise::case(self);
    }

    /// The indices of compiled functions.
    pub fn compiled(&self) -> impl Iterator<Item = FuncId> {
        let functions = 0..self.functions.len() as FuncId;
        functions.filter(|&f| !self.functions[f as usize].origin.is_extern())
    }

    /// Every call site of function `caller`, in the order of blocks and statements, including tail
    /// calls.
    pub fn calls(&self, caller: FuncId) -> impl Iterator<Item = &Call> {
        self.functions[caller as usize].calls()
    }

    /// The fraction of functions, 0 to 1, with at least one fuel-guarded call.
    pub fn guarded_share(&self) -> f64 {
        let guarded = self
            .functions
            .iter()
            .filter(|f| f.calls().any(|c| c.guarded));
        guarded.count() as f64 / self.functions.len() as f64
    }
}
