//! What the generator reaches, counted over a fixed set of cases.

use farcall::abi::internal;
use farcall::case::*;
use farcall::generate::case_from_entropy;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use std::collections::BTreeSet;

const CASES: u64 = 3000;

fn cases() -> impl Iterator<Item = Case> {
    (0..CASES).map(|seed| {
        let mut entropy = vec![0; 3000];
        StdRng::seed_from_u64(seed).fill_bytes(&mut entropy);
        case_from_entropy(&entropy)
    })
}

/// How many of the cases have something.
fn count(has: impl Fn(&Case) -> bool) -> u64 {
    cases().filter(has).count() as u64
}

#[test]
fn sizes_are_spread_over_the_whole_range() {
    let sizes: BTreeSet<usize> = cases().map(|c| c.functions.len()).collect();
    assert_eq!(sizes.first(), Some(&limits::MIN_FUNCTIONS));
    assert_eq!(sizes.last(), Some(&limits::MAX_FUNCTIONS));
    let functions = cases().flat_map(|c| c.functions);
    let params: BTreeSet<usize> = functions.map(|f| f.signature.params.len()).collect();
    assert_eq!(params.len(), limits::MAX_PARAMS + 1);
}

#[test]
fn results_fill_both_banks() {
    let mut seen = BTreeSet::new();
    let without_setting = cases().filter(|c| !c.target.multi_ret_implicit_sret);
    for function in without_setting.flat_map(|c| c.functions) {
        let registers = |bank| -> usize {
            let results = function.signature.results.iter();
            let registers = results.map(|r| r.ty.registers());
            registers.filter(|r| r.0 == bank).map(|r| r.1).sum()
        };
        seen.insert((registers(Bank::Int), registers(Bank::Float)));
    }
    let all = (0..=2).flat_map(|ints| (0..=2).map(move |floats| (ints, floats)));
    assert_eq!(seen, all.collect());
}

#[test]
fn results_go_to_memory_in_any_number_and_by_tail_calls_too() {
    let with_setting = || cases().filter(|case| case.target.multi_ret_implicit_sret);
    let functions = with_setting().flat_map(|case| case.functions);
    let counts: BTreeSet<usize> = functions.map(|f| f.signature.results.len()).collect();
    assert!(counts.len() > limits::MAX_RESULTS / 2, "{counts:?}");
    let named = [0, 3, 5, 13, limits::MAX_RESULTS];
    assert!(counts.is_superset(&named.into()), "{counts:?}");

    let mut kinds = BTreeSet::new();
    for case in with_setting() {
        let layouts: Vec<_> = case
            .functions
            .iter()
            .map(|f| internal::layout(&f.signature))
            .collect();
        for (function, layout) in case.functions.iter().zip(&layouts) {
            for value in &layout.results {
                kinds.insert(format!("{} {}", value.ty, value.kind()));
            }
            for block in &function.blocks {
                if let Exit::TailCall(call) = &block.exit
                    && layouts[call.callee as usize].return_area.is_some()
                {
                    kinds.insert("tail call".to_owned());
                }
            }
        }
    }
    // In registers and in memory; pairs also split; and tail calls.
    let pairs = Type::ALL.iter().filter(|ty| ty.registers().1 == 2).count();
    assert_eq!(kinds.len(), 2 * Type::ALL.len() + pairs + 1, "{kinds:?}");
}

#[test]
fn every_type_extension_and_convention_is_passed() {
    let mut params = BTreeSet::new();
    for function in cases().flat_map(|c| c.functions) {
        for param in &function.signature.params {
            params.insert(format!("{param} {}", function.signature.convention));
        }
    }
    // i8, i16 and i32 in three ways each; the others in one; and an i64 as the address for what is returned.
    let ways = 3 * 3 + (Type::ALL.len() - 3) + 1;
    assert_eq!(params.len(), ways * Convention::ALL.len());
}

#[test]
fn addresses_for_what_is_returned_come_anywhere_and_are_used_or_not() {
    let mut seen = BTreeSet::new();
    for function in cases().flat_map(|c| c.functions) {
        if let Some(index) = function.signature.struct_return() {
            let place = internal::layout(&function.signature).args[index].kind();
            // The entry block's parameters are the first values.
            let used = format!("{:?}", function.blocks).contains(&format!("Value({index})"));
            seen.insert(format!("{place}, first {}, used {used}", index == 0));
        }
    }
    // In a register first or not, on the stack not first; used and unused.
    assert_eq!(seen.len(), 3 * 2, "{seen:?}");
}

#[test]
fn pairs_go_in_registers_split_and_on_the_stack() {
    let mut seen = BTreeSet::new();
    for function in cases().flat_map(|c| c.functions) {
        for value in internal::layout(&function.signature).args {
            if value.parts.len() == 2 {
                let convention = function.signature.convention;
                seen.insert(format!("{} {} {convention}", value.ty, value.kind()));
            }
        }
    }
    let pairs = Type::ALL.iter().filter(|ty| ty.registers().1 == 2).count();
    assert_eq!(seen.len(), pairs * 3 * Convention::ALL.len(), "{seen:?}");
}

#[test]
fn every_operation_is_drawn_with_every_type() {
    let mut seen = BTreeSet::new();
    for block in cases().flat_map(|c| c.functions).flat_map(|f| f.blocks) {
        for statement in block.statements {
            if let Statement::Op { op, .. } = statement {
                seen.insert(format!("{op:?}"));
            }
        }
    }
    let all: BTreeSet<String> = Op::every().iter().map(|op| format!("{op:?}")).collect();
    let missing: Vec<&String> = all.difference(&seen).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn every_kind_of_call_is_made_as_call_and_as_tail_call() {
    let mut kinds = BTreeSet::new();
    for block in cases().flat_map(|c| c.functions).flat_map(|f| f.blocks) {
        for statement in &block.statements {
            if let Statement::Call(call) = statement {
                kinds.insert(format!("{:?} call", call.kind));
            }
        }
        if let Exit::TailCall(call) = &block.exit {
            kinds.insert(format!("{:?} tail call", call.kind));
        }
    }
    assert_eq!(kinds.len(), CallKind::ALL.len() * 2);
}

#[test]
fn at_least_half_of_all_functions_carry_no_fuel_guard() {
    let (mut all, mut free) = (0, 0);
    for function in cases().flat_map(|c| c.functions) {
        all += 1;
        free += u64::from(function.calls().all(|call| !call.guarded));
    }
    assert!(free * 2 >= all, "{free} of {all}");
}

#[test]
fn call_graphs_have_cycles_and_shared_callees() {
    let calls_itself = |case: &Case| {
        (0..case.functions.len() as FuncId).any(|f| case.calls(f).any(|c| c.callee == f))
    };
    let shares = |case: &Case| {
        let callers = |callee| {
            let all = 0..case.functions.len() as FuncId;
            all.filter(|&f| case.calls(f).any(|c| c.callee == callee))
                .count()
        };
        (0..case.functions.len() as FuncId).any(|callee| callers(callee) > 1)
    };
    let mutual = |case: &Case| {
        case.functions.iter().enumerate().any(|(f, function)| {
            let guarded = function.calls().filter(|c| c.guarded);
            guarded.into_iter().any(|c| c.callee != f as FuncId)
        })
    };
    assert!(count(calls_itself) > CASES / 50);
    assert!(count(shares) > CASES / 5);
    assert!(count(mutual) > CASES / 50);
}

#[test]
fn branches_and_early_returns_occur() {
    let branches = |case: &Case| case.functions.iter().any(|f| f.blocks.len() > 2);
    let early = |case: &Case| {
        case.functions.iter().any(|f| {
            let inner = &f.blocks[..f.blocks.len() - 1];
            inner.iter().any(|b| matches!(b.exit, Exit::Return(_)))
        })
    };
    assert!(count(branches) > CASES / 4);
    assert!(count(early) > CASES / 20);
}

#[test]
fn at_least_a_quarter_is_linked_directly() {
    let direct = count(|case| case.life_cycle.linking == Linking::Direct);
    assert!(direct * 4 >= CASES, "{direct} of {CASES}");
}

#[test]
fn out_of_reach_edges_are_rare_and_single() {
    let out_of_reach = |case: &Case| {
        let edges = case.placement.edges.iter();
        edges.filter(|e| e.goal.is_out_of_reach()).count()
    };
    assert!(cases().all(|case| out_of_reach(&case) <= 1));
    let share = count(|case| out_of_reach(case) == 1);
    assert!(
        share > 0 && share * 20 <= CASES * 11 / 10,
        "{share} of {CASES}"
    );
}

#[test]
fn every_distance_is_asked_for() {
    let mut goals = BTreeSet::new();
    for edge in cases().flat_map(|c| c.placement.edges) {
        goals.insert(match edge.goal {
            Goal::Split { pages, step } => format!("split {} {step:?}", pages.signum()),
            end => format!("{end:?}"),
        });
    }
    // Nine around bit 11; and for each of three limits two directions and three steps.
    assert_eq!(goals.len(), 9 + 18, "{goals:#?}");
}
