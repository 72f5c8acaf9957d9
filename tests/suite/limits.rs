//! Cases at the limits: the largest ones still terminate, within the bounds of the executor.

use crate::common::{arena, pair};
use arbitrary::{Result, Unstructured};
use arbtest::arbtest;
use farcall::case::*;
use farcall::check::Checker;
use farcall::model::{self, Crossing};
use farcall::triage::known_issue;

/// A function of the largest size: full blocks in a row, each with calls of any function, stores
/// and block parameters.
fn large_function(u: &mut Unstructured<'_>, functions: usize) -> Result<Function> {
    let count = u.int_in_range(0..=limits::MAX_PARAMS)?;
    let params = (0..count).map(|_| Ok(Param::plain(*u.choose(&Type::ALL)?)));
    let params = params.collect::<Result<_>>()?;
    let results = u.int_in_range(0..=limits::MAX_RESULTS)?;
    let signature = Signature {
        convention: *u.choose(&Convention::ALL)?,
        params,
        results: vec![Param::plain(*u.choose(&Type::ALL)?); results],
    };
    let share_of_calls = u.int_in_range(0..=4)?;
    let mut blocks = Vec::new();
    for _ in 0..limits::MAX_BLOCKS {
        let mut statements = Vec::new();
        for _ in 0..limits::MAX_STATEMENTS / limits::MAX_BLOCKS {
            statements.push(if u.int_in_range(1..=4)? <= share_of_calls {
                Statement::Call(Call {
                    callee: u.int_in_range(0..=functions - 1)? as FuncId,
                    kind: *u.choose(&CallKind::ALL)?,
                    args: Vec::new(),
                    guarded: false,
                })
            } else {
                Statement::Store {
                    access: Access::data(0, u.arbitrary()?, Type::F64),
                    value: Operand::Const(u.arbitrary()?),
                }
            });
        }
        blocks.push(Block {
            params: vec![*u.choose(&Type::ALL)?; limits::MAX_BLOCK_PARAMS],
            statements,
            exit: Exit::Jump(Branch {
                target: blocks.len() as BlockId + 1,
                args: Vec::new(),
            }),
        });
    }
    let slot = Slot {
        size: u.arbitrary()?,
        align_log2: u.arbitrary()?,
        by_address: u.arbitrary()?,
    };
    Ok(Function {
        signature,
        slots: vec![slot; u.int_in_range(0..=limits::MAX_SLOTS)?],
        blocks,
        laps: 0,
        origin: Origin::Compiled,
    })
}

/// A function with the most calls with the most results. It also calls `next`, and then reads all
/// those results.
fn deep_function(next: FuncId, many: FuncId, sink: FuncId) -> Function {
    let call = |callee, args: Vec<Operand>| {
        Statement::Call(Call {
            callee,
            kind: CallKind::Far,
            args,
            guarded: false,
        })
    };
    let calls = limits::MAX_VALUES / limits::MAX_RESULTS;
    let mut statements = vec![call(many, Vec::new()); calls];
    statements.push(call(next, Vec::new()));
    let values: Vec<ValueId> = (0..(calls * limits::MAX_RESULTS) as ValueId).collect();
    for values in values.chunks(limits::MAX_PARAMS) {
        let args = values.iter().copied().map(Operand::Value);
        statements.push(call(sink, args.collect()));
    }
    Function {
        slots: Vec::new(),
        laps: 0,
        origin: Origin::Compiled,
        signature: Signature {
            convention: Convention::SystemV,
            params: Vec::new(),
            results: Vec::new(),
        },
        blocks: vec![Block {
            params: Vec::new(),
            statements,
            exit: Exit::Return(Vec::new()),
        }],
    }
}

#[test]
fn the_stack_holds_the_deepest_recursion_of_the_largest_frames() {
    let mut case = pair(CallKind::Far, None);
    case.target.multi_ret_implicit_sret = true;
    let deep = limits::MAX_FUNCTIONS - 2;
    let [many, sink] = [deep as FuncId, deep as FuncId + 1];
    let next = |f: usize| ((f + 1) % deep) as FuncId;
    case.functions = (0..deep)
        .map(|f| deep_function(next(f), many, sink))
        .collect();
    let mut leaf = Function::empty();
    leaf.signature.results = vec![Param::plain(Type::I128); limits::MAX_RESULTS];
    case.functions.push(leaf.clone());
    leaf.signature.results.clear();
    leaf.signature.params = vec![Param::plain(Type::I128); limits::MAX_PARAMS];
    case.functions.push(leaf);
    case.legalise();

    let trace = model::trace(&case);
    let depth = trace.events.iter().scan(0, |depth, event| {
        match event.crossing {
            Crossing::Call => *depth += 1,
            Crossing::Return => *depth -= 1,
            Crossing::TailCall => {}
        }
        Some(*depth)
    });
    assert_eq!(depth.max(), Some(FUEL as usize + 2));
    let verdict = Checker::with_arena(arena()).check(&case);
    assert_eq!(verdict.findings, []);
}

#[test]
fn large_cases_terminate_within_their_budget() {
    let mut checker = Checker::with_arena(arena());
    arbtest(|u| {
        let mut case = pair(CallKind::Far, None);
        case.target.multi_ret_implicit_sret = u.arbitrary()?;
        let count = u.int_in_range(2..=limits::MAX_FUNCTIONS)?;
        let functions = (0..count).map(|_| large_function(u, count));
        case.functions = functions.collect::<Result<_>>()?;
        let invocation = case.invocations[0].clone();
        case.invocations = vec![invocation; limits::MAX_INVOCATIONS];
        case.legalise();

        let events = model::trace(&case).events.len() as u64;
        // A call and a return for each activation; see `case/termination.rs`.
        let activations = (FUEL + case.invocations.len() as u64) * (CALLS + 1);
        assert!(events <= 2 * activations, "{events} events");
        let verdict = checker.check(&case);
        let new = verdict.buckets().find(|f| known_issue(&f.key).is_none());
        assert_eq!(new, None, "{case:?}");
        // Even with a much worse compiler.
        let budget = farcall::run::budget(events as usize);
        assert!(
            verdict.counts.instructions * 4 < budget,
            "{:?}",
            verdict.counts
        );
        Ok(())
    })
    .budget_ms(1500)
    .size_min(4096)
    .size_max(1 << 16);
}
