//! Hand-made cases for the tests.

use farcall::case::*;
use std::sync::atomic::{AtomicU32, Ordering};

/// The number of an arena that no other test of this process uses.
#[allow(dead_code, reason = "not every test file needs it")]
pub fn arena() -> u32 {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// A caller and a callee, both `(i64) -> i64` of convention system_v: the first adds 1 to what it got and calls the second with it, which
/// doubles it. The call is of this kind, and if there is a goal, at this distance.
#[allow(dead_code, reason = "not every test file needs it")]
pub fn pair(kind: CallKind, goal: Option<Goal>) -> Case {
    let edges = goal.map(|goal| Edge {
        caller: 0,
        site: 0,
        goal,
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
            opt_level: OptLevel::None,
            zca: true,
            zcb: false,
            multi_ret_implicit_sret: false,
        },
        functions: vec![function(caller, 2), function(callee, 1)],
        data: Vec::new(),
        placement: Placement {
            spots: Vec::new(),
            edges: edges.into_iter().collect(),
        },
        life_cycle: LifeCycle {
            linking: Linking::Planned,
            order: Vec::new(),
        },
        invocations: vec![Invocation {
            function: 0,
            args: vec![20],
        }],
    };
    case.legalise();
    case
}

/// A distance at an end of a call's reach, or of a signed 32-bit number.
#[allow(dead_code, reason = "not every test file needs it")]
pub fn end(limit: Limit, direction: Direction, step: Step) -> Goal {
    Goal::End {
        limit,
        direction,
        step,
    }
}

fn binary(op: IntOp, value: ValueId, other: Operand) -> Statement {
    Statement::Op {
        op: Op::Int(op, Type::I64),
        args: vec![Operand::Value(value), other],
    }
}

fn function(statements: Vec<Statement>, result: ValueId) -> Function {
    Function {
        signature: Signature {
            convention: Convention::SystemV,
            params: vec![Param::plain(Type::I64)],
            results: vec![Param::plain(Type::I64)],
        },
        blocks: vec![Block {
            params: vec![Type::I64],
            statements,
            exit: Exit::Return(vec![Operand::Value(result)]),
        }],
    }
}
