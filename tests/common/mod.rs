//! Hand-made cases for the tests.

#![allow(dead_code, reason = "not every test file needs all of it")]

pub mod asm;
pub mod scene;

use farcall::case::*;
use farcall::link::{Arena, Image};

/// An arena of its own for a test. Numbers are used again when their arena is gone, so any number
/// of tests may run in one process.
pub fn arena() -> Arena {
    // A number that cannot be mapped belongs to another test.
    let mut free = (1..1000).filter_map(|number| Arena::map(number).ok());
    free.next().expect("an arena")
}

/// A caller and a callee, both `(i64) -> i64` of convention system_v: the first adds 1 to what it
/// got and calls the second with it, which doubles it. The call is of this kind, and if there is a
/// distance, at this distance.
pub fn pair(kind: CallKind, distance: Option<Distance>) -> Case {
    let goals = distance.map(|distance| DistanceGoal {
        caller: 0,
        site: 0,
        distance,
    });
    let call = Statement::Call(Call {
        callee: 1,
        kind,
        args: vec![Operand::Value(1)],
        guarded: false,
    });
    let caller = vec![binary(IntOp::Add, 0, Operand::Const(1)), call];
    let callee = vec![binary(IntOp::Add, 0, Operand::Value(0))];
    let mut case = Case {
        target: Target {
            zca: true,
            ..Target::default()
        },
        functions: vec![function(caller, 2), function(callee, 1)],
        data: Vec::new(),
        placement: Placement {
            spots: Vec::new(),
            goals: goals.into_iter().collect(),
        },
        life_cycle: LifeCycle::single(Linking::Planned, Vec::new()),
        invocations: vec![Invocation {
            function: 0,
            args: vec![20],
        }],
    };
    case.legalise();
    case
}

/// The pair, whose call goes through a table that holds the callee and a place in front of the
/// second data object.
pub fn pair_with_table() -> Case {
    let mut case = pair(CallKind::Table, None);
    let addend = -3;
    case.data = vec![DataObject::default(); 2];
    case.data[0].addresses = vec![Address::Data { data: 1, addend }, Address::Function(1)];
    let block = &mut case.functions[0].blocks[0];
    for statement in &mut block.statements {
        if let Statement::Call(call) = statement {
            call.kind = CallKind::Table;
        }
    }
    case.legalise();
    assert!(case.calls(0).all(|call| call.kind == CallKind::Table));
    case
}

/// Two tail functions: the first tail-calls the second, which has stack arguments.
pub fn tail_pair() -> Case {
    let mut case = pair(CallKind::Far, None);
    for function in &mut case.functions {
        function.signature.convention = Convention::Tail;
    }
    case.functions[1].signature.params = vec![Param::plain(Type::I64); 12];
    let block = &mut case.functions[0].blocks[0];
    let Some(Statement::Call(call)) = block.statements.pop() else {
        panic!("the caller calls last");
    };
    block.exit = Exit::TailCall(call);
    case.legalise();
    assert!(matches!(
        case.functions[0].blocks[0].exit,
        Exit::TailCall(_)
    ));
    case
}

/// Replaces the start of `function`'s code.
pub fn patch(image: &mut Image<'_>, function: FuncId, code: &[u32]) {
    let span = image.function(function);
    assert!(
        code.len() as u64 * 4 <= span.len,
        "{} bytes are there",
        span.len
    );
    let patched = 4 * code.len() as u32;
    let relocations = &mut image.map.relocations;
    relocations.retain(|r| r.function != function || r.offset >= patched);
    let pointer = image.pointer(span).cast::<u32>();
    for (index, word) in code.iter().enumerate() {
        // SAFETY: the span has room for the code, lies in the arena, a writable mapping, and no
        // slice of it is alive.
        unsafe { pointer.add(index).write_unaligned(*word) };
    }
}

/// A distance at an end of a call's reach, or of a signed 32-bit number.
pub fn end(limit: Limit, direction: Direction, step: Margin) -> Distance {
    Distance::End {
        limit,
        direction,
        step,
    }
}

/// `case` with room to patch: every function stores to data a few times before it ends.
pub fn with_room(mut case: Case) -> Case {
    let padding = Statement::Store {
        access: Access::data(0, 0, Type::I64),
        value: Operand::Const(1),
    };
    for function in &mut case.functions {
        let statements = &mut function.blocks[0].statements;
        statements.splice(0..0, vec![padding.clone(); 8]);
    }
    case.legalise();
    case
}

fn binary(op: IntOp, value: ValueId, other: Operand) -> Statement {
    Statement::Op {
        op: Op::Int(op, Type::I64),
        args: vec![Operand::Value(value), other],
    }
}

fn function(statements: Vec<Statement>, result: ValueId) -> Function {
    Function {
        laps: 0,
        origin: Origin::Compiled,
        signature: Signature {
            convention: Convention::SystemV,
            params: vec![Param::plain(Type::I64)],
            results: vec![Param::plain(Type::I64)],
        },
        slots: Vec::new(),
        blocks: vec![Block {
            params: vec![Type::I64],
            statements,
            exit: Exit::Return(vec![Operand::Value(result)]),
        }],
    }
}
