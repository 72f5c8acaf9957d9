//! Every cell of the table of operations by types, and every type passed through calls, compiled
//! with all settings and executed.

use crate::common::{arena, pair};
use farcall::case::*;
use farcall::check::Checker;
use farcall::triage::known_issue;

/// Every combination of the settings that code depends on.
fn targets() -> Vec<Target> {
    let mut target = pair(CallKind::Near, None).target;
    let mut targets = Vec::new();
    for opt_level in [OptLevel::None, OptLevel::Speed] {
        for (zca, zcb) in [(false, false), (true, false), (true, true)] {
            (target.opt_level, target.zca, target.zcb) = (opt_level, zca, zcb);
            for results_in_memory in [false, true] {
                target.multi_ret_implicit_sret = results_in_memory;
                targets.push(target);
            }
        }
    }
    targets
}

/// Every extension that operations depend on alone, all together, and none, at every optimisation
/// level.
fn targets_for_operations() -> Vec<Target> {
    let mut targets = Vec::new();
    for opt_level in [OptLevel::None, OptLevel::Speed] {
        for set in [0, 1, 2, 4, 8, 15] {
            let has = |bit: u8| set & 1 << bit != 0;
            targets.push(Target {
                opt_level,
                zba: has(0),
                zbb: has(1),
                zbs: has(2),
                zicond: has(3),
                ..Target::default()
            });
        }
    }
    targets
}

/// Bits for the `n`-th operand. Both halves of a pair differ, and so do operands.
fn bits(round: u32, n: usize, ty: Type) -> u128 {
    let patterns = [
        0x8765_4321_0fed_cba9_0123_4567_89ab_cdef,
        0x0000_0000_0000_0041_ffff_ffff_ffff_ff85,
        0x7fff_0000_0000_0000_3ff8_0000_4020_3c00,
    ];
    let pattern: u128 = patterns[(round as usize + n) % patterns.len()];
    pattern.rotate_left(round * 8) & ty.mask()
}

/// A function that applies `op` to its parameters, in the order of the operands, and returns the
/// result.
fn cell(op: Op) -> Function {
    let types = op.operands().to_vec();
    let result = types.len() as ValueId;
    let args = (0..result).map(Operand::Value).collect();
    Function {
        slots: Vec::new(),
        laps: 0,
        origin: Origin::Compiled,
        signature: Signature {
            convention: Convention::SystemV,
            params: types.iter().copied().map(Param::plain).collect(),
            results: vec![Param::plain(op.result())],
        },
        blocks: vec![Block {
            params: types,
            statements: vec![Statement::Op { op, args }],
            exit: Exit::Return(vec![Operand::Value(result)]),
        }],
    }
}

/// A case of these functions, each of which is entered with the operands of this round.
fn case(functions: Vec<Function>, target: Target, round: u32) -> Case {
    let mut case = pair(CallKind::Near, None);
    case.target = target;
    case.invocations = functions
        .iter()
        .zip(0..)
        .map(|(function, index)| {
            let params = function.signature.params.iter().enumerate();
            let args = params.map(|(n, p)| bits(round, n, p.ty));
            Invocation {
                function: index,
                args: args.collect(),
            }
        })
        .collect();
    case.functions = functions;
    case.data = vec![DataObject {
        bytes: vec![0x5a; 64],
        ..DataObject::default()
    }];
    case.legalise();
    case
}

fn assert_passes(checker: &mut Checker, case: &Case) {
    let verdict = checker.check(case);
    assert_eq!(verdict.unsupported, None, "{case:?}");
    let new = verdict
        .findings
        .iter()
        .find(|f| known_issue(&f.key).is_none());
    assert_eq!(new, None, "{case:?}");
    assert!(verdict.counts.calls_checked >= 2 * case.invocations.len() as u64);
}

#[test]
fn every_cell_compiles_and_computes_what_the_model_does() {
    let mut checker = Checker::with_arena(arena());
    for target in targets().into_iter().chain(targets_for_operations()) {
        for ops in Op::every().chunks(limits::MAX_INVOCATIONS) {
            for round in 0..4 {
                let functions = ops.iter().copied().map(cell).collect();
                let case = case(functions, target, round);
                let kept = |op: &Op| {
                    let statements = case.functions.iter().map(|f| &f.blocks[0].statements[..]);
                    statements
                        .into_iter()
                        .any(|s| matches!(s, [Statement::Op { op: other, .. }] if other == op))
                };
                assert!(ops.iter().all(kept), "legalisation changed a cell");
                assert_passes(&mut checker, &case);
            }
        }
    }
}

/// Zeros, ones, both ends of the range; for a float also halves, ties, infinities and NaNs.
fn edges(ty: Type) -> Vec<u128> {
    let single = |x: f32| u128::from(x.to_bits());
    let double = |x: f64| u128::from(x.to_bits());
    let floats = [-0.0, 0.5, -0.5, 1.5, 2.5, -3.25, 8_388_607.5, 1e30];
    let sign = 1 << (ty.bits() - 1);
    let mut edges = vec![0, 1, sign, sign - 1, ty.mask(), 0x40];
    match ty {
        Type::F32 => {
            edges.extend(floats.map(|x| single(x as f32)));
            edges.extend([f32::INFINITY, f32::NEG_INFINITY].map(single));
        }
        Type::F64 => {
            edges.extend(floats.map(double));
            edges.extend([4_503_599_627_370_495.5, f64::NEG_INFINITY].map(double));
        }
        _ => {}
    }
    edges
}

#[test]
fn arithmetic_computes_what_the_model_does_at_the_edges_of_its_types() {
    let mut checker = Checker::with_arena(arena());
    let arithmetic = |op: &Op| {
        matches!(
            op,
            Op::Int(..) | Op::IntUnary(..) | Op::Float(..) | Op::FloatCompare(..)
        )
    };
    for target in targets_for_operations() {
        for op in Op::every().into_iter().filter(arithmetic) {
            let values = edges(op.operands()[0]);
            let second = &values[..if op.operands().len() > 1 {
                values.len()
            } else {
                1
            }];
            let pairs = second
                .iter()
                .flat_map(|&b| values.iter().map(move |&a| [a, b]));
            let pairs: Vec<[u128; 2]> = pairs.collect();
            for pairs in pairs.chunks(limits::MAX_INVOCATIONS) {
                let mut case = case(vec![cell(op)], target, 0);
                case.invocations = pairs
                    .iter()
                    .map(|pair| Invocation {
                        function: 0,
                        args: pair[..op.operands().len()].to_vec(),
                    })
                    .collect();
                case.legalise();
                assert_passes(&mut checker, &case);
            }
        }
    }
}

/// A function that calls `callee` with its argument and keeps the argument across the call.
/// Argument and result pass through a block with parameters, a store, a load and a select.
fn traveller(ty: Type, signature: Signature, callee: FuncId) -> Function {
    let last = signature.params.len() as ValueId - 1;
    let [result, meet] = [last + 1, last + 2];
    let access = |offset, value| Statement::Store {
        access: Access::data(0, offset, ty),
        value,
    };
    let call = Call {
        callee,
        kind: CallKind::Far,
        args: (0..=last).map(Operand::Value).collect(),
        guarded: false,
    };
    let select = Statement::Op {
        op: Op::Select(ty),
        args: vec![
            Operand::Const(1),
            Operand::Value(meet + 1),
            Operand::Const(bits(3, 2, ty)),
        ],
    };
    let entry = Block {
        params: signature.params.iter().map(|p| p.ty).collect(),
        statements: vec![Statement::Call(call)],
        exit: Exit::Jump(Branch {
            target: 1,
            args: vec![Operand::Value(last), Operand::Value(result)],
        }),
    };
    let rest = Block {
        params: vec![ty; 2],
        statements: vec![
            access(1, Operand::Value(meet)),
            access(18, Operand::Const(bits(2, 1, ty))),
            Statement::Load(Access::data(0, 18, ty)),
            access(36, Operand::Value(meet + 2)),
            select,
        ],
        exit: Exit::Return(vec![Operand::Value(meet + 3)]),
    };
    Function {
        slots: Vec::new(),
        laps: 0,
        origin: Origin::Compiled,
        signature,
        blocks: vec![entry, rest],
    }
}

#[test]
fn an_address_for_what_is_returned_is_returned_used_or_not() {
    let mut checker = Checker::with_arena(arena());
    for (target, convention) in targets()
        .into_iter()
        .flat_map(|target| Convention::with_results().map(move |convention| (target, convention)))
    {
        for (count, at) in [(1, 0), (3, 1), (10, 7), (10, 8), (10, 9)] {
            let mut params = vec![Param::plain(Type::I64); count];
            params[at].purpose = Purpose::StructReturn;
            let signature = Signature {
                convention,
                params,
                results: Vec::new(),
            };
            let block = |statements| Block {
                params: vec![Type::I64; count],
                statements,
                exit: Exit::Return(Vec::new()),
            };
            let store = Statement::Store {
                access: Access::data(0, 3, Type::I64),
                value: Operand::Value(at as ValueId),
            };
            let call = Statement::Call(Call {
                callee: 1,
                kind: CallKind::Near,
                args: vec![Operand::Value(0); count],
                guarded: false,
            });
            let function = |statements| Function {
                slots: Vec::new(),
                laps: 0,
                origin: Origin::Compiled,
                signature: signature.clone(),
                blocks: vec![block(statements)],
            };
            let functions = vec![
                function(vec![call]),
                function(Vec::new()),
                function(vec![store]),
            ];
            let case = case(functions, target, 1);
            assert_eq!(case.functions[0].signature.struct_return(), Some(at));
            assert_passes(&mut checker, &case);
        }
    }
}

/// A function that calls function 1, which returns its argument, then function 2, which does
/// nothing, and returns the result of function 1.
fn keeper(signature: Signature) -> Function {
    let params = signature.params.len() as ValueId;
    let call = |callee, args| {
        Statement::Call(Call {
            callee,
            kind: CallKind::AddressFar,
            args,
            guarded: false,
        })
    };
    let all = (0..params).map(Operand::Value).collect();
    let results = (params..2 * params).map(Operand::Value);
    Function {
        slots: Vec::new(),
        laps: 0,
        origin: Origin::Compiled,
        blocks: vec![Block {
            params: signature.params.iter().map(|p| p.ty).collect(),
            statements: vec![call(1, all), call(2, Vec::new())],
            exit: Exit::Return(results.collect()),
        }],
        signature,
    }
}

#[test]
fn every_type_is_returned_in_registers_split_and_in_memory() {
    let mut checker = Checker::with_arena(arena());
    for target in targets() {
        if !target.multi_ret_implicit_sret {
            continue;
        }
        for (ty, convention) in Type::ALL
            .into_iter()
            .flat_map(|ty| Convention::with_results().map(move |convention| (ty, convention)))
        {
            for filler in [Type::I64, Type::F64, ty] {
                for count in 1..=5 {
                    let mut params = vec![Param::plain(filler); count];
                    params.push(Param::plain(ty));
                    let signature = Signature {
                        convention,
                        results: params.clone(),
                        params,
                    };
                    let types: Vec<Type> = signature.params.iter().map(|p| p.ty).collect();
                    let echo = Function {
                        slots: Vec::new(),
                        laps: 0,
                        origin: Origin::Compiled,
                        blocks: vec![Block {
                            exit: Exit::Return(
                                (0..).map(Operand::Value).take(types.len()).collect(),
                            ),
                            params: types,
                            statements: Vec::new(),
                        }],
                        signature: signature.clone(),
                    };
                    let functions = vec![keeper(signature), echo, Function::empty()];
                    let case = case(functions, target, count as u32);
                    assert_eq!(case.functions[0].signature.results.len(), count + 1);
                    assert_passes(&mut checker, &case);
                }
            }
        }
    }
}

/// Returns its last parameter.
fn forwarder(signature: Signature) -> Function {
    let last = signature.params.len() as ValueId - 1;
    Function {
        slots: Vec::new(),
        laps: 0,
        origin: Origin::Compiled,
        blocks: vec![Block {
            params: signature.params.iter().map(|p| p.ty).collect(),
            statements: Vec::new(),
            exit: Exit::Return(vec![Operand::Value(last)]),
        }],
        signature,
    }
}

#[test]
fn every_type_travels_in_registers_split_and_on_the_stack() {
    let mut checker = Checker::with_arena(arena());
    for target in targets() {
        for ty in Type::ALL {
            for convention in Convention::with_results() {
                for before in [0, 7, 8, 9, 10] {
                    let filler = match ty.registers().0 {
                        Bank::Int => Type::I64,
                        Bank::Float => Type::F64,
                    };
                    let mut params = vec![Param::plain(filler); before];
                    params.push(Param::plain(ty));
                    let signature = Signature {
                        convention,
                        params,
                        results: vec![Param::plain(ty)],
                    };
                    let functions = vec![traveller(ty, signature.clone(), 1), forwarder(signature)];
                    let case = case(functions, target, before as u32);
                    assert_passes(&mut checker, &case);
                }
            }
        }
    }
}
