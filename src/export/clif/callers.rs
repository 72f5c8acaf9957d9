//! Compiled callers in place of the harness.
//!
//! A run test is entered by compiled code. So whatever only the harness provokes or sees must not
//! count: bits above narrow arguments, registers that it fills, registers that it compares.

use crate::case::{
    Block, Call, CallKind, Case, Convention, Exit, FloatOp, FuncId, Function, IntOp, IntUnary,
    Invocation, Op, Operand, Origin, Param, Signature, Spot, Statement, Type, ValueId, limits,
};
use crate::mutate::remap;

/// `case`, with a compiled function between the harness and each function that it enters. None if
/// there is no room for them, or an entered function takes a context.
pub(super) fn between(case: &Case) -> Option<Case> {
    let mut case = case.clone();
    for number in 0..case.invocations.len() {
        let Invocation { function, args } = case.invocations[number].clone();
        let signature = &case.functions[function as usize].signature;
        if signature.context().is_some() || case.functions.len() >= limits::MAX_FUNCTIONS {
            return None;
        }
        let results = signature.results.clone();
        let values = (0..results.len()).map(|n| Operand::Value(n as ValueId));
        let returned = Exit::Return(values.collect());
        let call = call(function, args);
        let own = function_of(Vec::new(), results, vec![Statement::Call(call)], returned);
        let caller = remap::add_function(&mut case, own, Spot::default());
        case.invocations[number] = Invocation {
            function: caller,
            args: Vec::new(),
        };
    }
    case.legalise();
    Some(case)
}

/// How many values of each bank a pressing caller keeps.
const KEPT: u32 = 34;

/// `case`, with a caller of the function that the first invocation enters. The caller computes more
/// values than there are registers of a class, keeps them over the call, and sums them up.
pub(super) fn pressed(case: &Case) -> Option<Case> {
    let Invocation { function, args } = case.invocations.first()?.clone();
    let called = &case.functions[function as usize].signature;
    if called.context().is_some() || case.functions.len() >= limits::MAX_FUNCTIONS {
        return None;
    }
    let params = BANKS.map(|bank| Param::plain(bank.ty)).to_vec();
    let mut statements = Vec::new();
    for value in 0..2 * KEPT {
        // The value before it in its bank.
        statements.push(operation(BANKS[value as usize % 2].step, &[value]));
    }
    statements.push(Statement::Call(call(function, args)));
    let mut next = 2 + 2 * KEPT + called.results.len() as ValueId;
    let mut sums = Vec::new();
    for (first, bank) in (0..).zip(BANKS) {
        let mut sum = first;
        for kept in 1..=KEPT {
            statements.push(operation(bank.add, &[sum, first + 2 * kept]));
            (sum, next) = (next, next + 1);
        }
        sums.push(Operand::Value(sum));
    }
    let own = function_of(params.clone(), params, statements, Exit::Return(sums));
    let mut case = case.clone();
    let caller = remap::add_function(&mut case, own, Spot::default());
    case.invocations = vec![Invocation {
        function: caller,
        args: vec![1, u128::from(1f64.to_bits())],
    }];
    case.legalise();
    Some(case)
}

/// How a pressing caller makes a value of a bank from another one, and how it sums them up. None of
/// it is a constant, which would be made anew behind the call.
struct Pressing {
    ty: Type,
    step: Op,
    add: Op,
}

const BANKS: [Pressing; 2] = [
    Pressing {
        ty: Type::I64,
        step: Op::IntUnary(IntUnary::Not, Type::I64),
        add: Op::Int(IntOp::Add, Type::I64),
    },
    Pressing {
        ty: Type::F64,
        step: Op::Float(FloatOp::Neg, Type::F64),
        add: Op::Float(FloatOp::Add, Type::F64),
    },
];

fn operation(op: Op, values: &[ValueId]) -> Statement {
    Statement::Op {
        op,
        args: values.iter().copied().map(Operand::Value).collect(),
    }
}

fn call(callee: FuncId, args: Vec<u128>) -> Call {
    Call {
        callee,
        kind: CallKind::Far,
        args: args.into_iter().map(Operand::Const).collect(),
        guarded: false,
    }
}

/// A function of a single block, with convention system_v.
fn function_of(
    params: Vec<Param>,
    results: Vec<Param>,
    statements: Vec<Statement>,
    exit: Exit,
) -> Function {
    let types = params.iter().map(|param| param.ty);
    Function {
        blocks: vec![Block {
            params: types.collect(),
            statements,
            exit,
        }],
        signature: Signature {
            convention: Convention::SystemV,
            params,
            results,
        },
        slots: Vec::new(),
        laps: 0,
        origin: Origin::Compiled,
    }
}
