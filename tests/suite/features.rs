//! What the generator reaches, counted over a fixed set of cases.

use farcall::abi::{Storage, internal};
use farcall::case::*;
use farcall::generate::case_from_entropy;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use std::collections::BTreeSet;

const CASES: u64 = 3000;

fn cases() -> impl Iterator<Item = Case> {
    (0..CASES).map(generated)
}

fn generated(seed: u64) -> Case {
    let mut entropy = vec![0; 3000];
    StdRng::seed_from_u64(seed).fill_bytes(&mut entropy);
    case_from_entropy(&entropy)
}

/// The number of cases with a property.
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
                kinds.insert(format!("{} {}", value.ty, value.storage()));
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
    // i8, i16 and i32 in three ways each; the others in one; an i64 as the address of the context;
    // and, if something is returned, as that for it.
    let ways = 3 * 3 + (Type::ALL.len() - 3) + 1;
    let addresses = Convention::with_results().count();
    assert_eq!(params.len(), ways * Convention::ALL.len() + addresses);
}

#[test]
fn addresses_for_what_is_returned_come_anywhere_and_are_used_or_not() {
    let mut seen = BTreeSet::new();
    for function in cases().flat_map(|c| c.functions) {
        if let Some(index) = function.signature.struct_return() {
            let place = internal::layout(&function.signature).args[index]
                .storage()
                .to_string();
            // The entry block's parameters are the first values.
            let used = format!("{:?}", function.blocks).contains(&format!("Value({index})"));
            seen.insert(format!("{place}, first {}, used {used}", index == 0));
        }
    }
    // In a register first or not, on the stack not first; used and unused.
    assert_eq!(seen.len(), 3 * 2, "{seen:?}");
}

#[test]
fn the_context_comes_early_and_the_limit_of_the_stack_is_found_in_every_way() {
    let mut seen = BTreeSet::new();
    let mut places = BTreeSet::new();
    for case in cases() {
        for function in &case.functions {
            if let Some((index, limit)) = function.signature.context() {
                let leaf = function.calls().next().is_none();
                seen.insert(format!("{limit:?}, leaf {leaf}"));
                let layout = internal::layout(&function.signature);
                assert_eq!(layout.args[index].storage(), Storage::Register);
                places.insert(index);
            }
        }
    }
    assert_eq!(seen.len(), 2 * StackLimit::ALL.len(), "{seen:?}");
    let all = 0..=limits::MAX_BEFORE_CONTEXT;
    assert!(places.iter().copied().eq(all), "{places:?}");
    let share = count(|case| case.checked_functions().next().is_some());
    assert!((CASES / 8..CASES / 3).contains(&share), "{share}");
    let large = |function: &Function| {
        let bytes: u32 = function.slots.iter().map(|slot| u32::from(slot.size)).sum();
        function.signature.checks_stack_limit() && bytes >= 32 * 1024
    };
    assert!(count(|case| case.functions.iter().any(large)) > 0);
}

#[test]
fn pairs_go_in_registers_split_and_on_the_stack() {
    let mut seen = BTreeSet::new();
    for function in cases().flat_map(|c| c.functions) {
        for value in internal::layout(&function.signature).args {
            if value.parts.len() == 2 {
                let convention = function.signature.convention;
                seen.insert(format!("{} {} {convention}", value.ty, value.storage()));
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
fn tables_hold_functions_and_data_with_all_kinds_of_addends() {
    let (mut functions, mut addends) = (0, BTreeSet::new());
    for address in cases().flat_map(|c| c.data).flat_map(|d| d.addresses) {
        match address {
            Address::Function(_) => functions += 1,
            Address::Data { addend, .. } => {
                addends.insert(addend.signum());
            }
        }
    }
    assert!(functions > CASES, "{functions}");
    assert_eq!(addends, BTreeSet::from([-1, 0, 1]));
    let through_table = |case: &Case| {
        let mut calls = case.functions.iter().flat_map(Function::calls);
        calls.any(|call| call.kind == CallKind::Table)
    };
    let share = count(through_table);
    assert!(share * 4 > CASES, "{share} of {CASES}");
}

#[test]
fn data_is_accessed_by_every_kind_of_base() {
    let mut seen = BTreeSet::new();
    for base in cases()
        .flat_map(|c| c.functions)
        .flat_map(|f| f.accesses().filter_map(Access::base).collect::<Vec<_>>())
    {
        seen.insert(match base {
            Base::Symbol { near, displacement } => format!("{near} {}", displacement.signum()),
            Base::Pointer => "pointer".to_owned(),
        });
    }
    assert_eq!(seen.len(), 2 * 3 + 1, "{seen:?}");
    let near = |case: &Case| {
        let mut accesses = case.functions.iter().flat_map(Function::accesses);
        accesses.any(|access| access.base().is_some_and(Base::is_near))
    };
    assert!(count(near) * 4 > CASES);
}

#[test]
fn functions_of_the_host_are_called_with_arguments_on_the_stack_too() {
    let called = |case: &Case| {
        let mut calls = case.functions.iter().flat_map(Function::calls);
        calls.any(|call| case.functions[call.callee as usize].origin.is_extern())
    };
    let share = count(called);
    assert!(share * 8 > CASES, "{share} of {CASES}");
    let hosts = cases()
        .flat_map(|c| c.functions)
        .filter(|f| f.origin.is_extern());
    let params: BTreeSet<usize> = hosts.map(|f| f.signature.params.len()).collect();
    assert!(
        params.contains(&0) && params.last() > Some(&16),
        "{params:?}"
    );
}

#[test]
fn every_libcall_is_called_and_in_every_way_for_functions_of_the_host() {
    let mut seen = BTreeSet::new();
    let mut kinds = BTreeSet::new();
    for case in cases() {
        for call in case.functions.iter().flat_map(Function::calls) {
            if let Some(libcall) = case.functions[call.callee as usize].origin.libcall() {
                seen.insert(format!("{libcall:?}"));
                kinds.insert(format!("{:?}", call.kind));
            }
        }
    }
    assert_eq!(seen.len(), Libcall::ALL.len(), "{seen:?}");
    assert_eq!(kinds.len(), 3, "{kinds:?}");
    let has = |case: &Case| case.functions.iter().any(|f| f.origin.libcall().is_some());
    let share = count(has);
    assert!(share * 10 > CASES, "{share} of {CASES}");
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
fn slots_have_every_alignment_and_frames_end_on_both_sides_of_an_edge() {
    let slots: Vec<Slot> = cases()
        .flat_map(|c| c.functions)
        .flat_map(|f| f.slots)
        .collect();
    let alignments: BTreeSet<u8> = slots.iter().map(|s| s.align_log2).collect();
    let by_address = slots.iter().filter(|s| s.by_address).count();
    assert!(by_address * 5 > slots.len() && by_address * 2 < slots.len());
    assert_eq!(alignments, (0..=limits::MAX_SLOT_ALIGNMENT).collect());
    for edge in [2048, 4096] {
        let near = slots.iter().filter(|s| s.size.abs_diff(edge) <= 64);
        let sides: BTreeSet<bool> = near.map(|s| s.size < edge).collect();
        assert_eq!(sides.len(), 2, "around {edge}");
    }
    let without = |case: &Case| case.functions.iter().any(|f| f.slots.is_empty());
    assert!(count(without) > CASES * 9 / 10);
    let passes_on_the_stack = |case: &Case, function: &Function| {
        let params = |call: &Call| {
            let callee = &case.functions[call.callee as usize];
            callee.signature.params.len()
        };
        function.slots.iter().any(|s| s.size >= 1900) && function.calls().any(|c| params(c) > 16)
    };
    let mixed = |case: &Case| {
        let mut functions = case.functions.iter();
        functions.any(|f| passes_on_the_stack(case, f))
    };
    assert!(count(mixed) > CASES / 100);
}

/// Where `function` stores to and loads from slots, and calls, in the order of its statements.
fn slot_story(function: &Function) -> String {
    let statements = function.blocks.iter().flat_map(|b| &b.statements);
    let story = statements.filter_map(|statement| match statement {
        Statement::Store { access, .. } if access.is_slot() => Some('s'),
        Statement::Load(access) if access.is_slot() => Some('l'),
        Statement::Call(_) => Some('c'),
        _ => None,
    });
    story.collect()
}

#[test]
fn values_wait_in_slots_while_others_are_called() {
    let waits = |case: &Case| {
        let mut stories = case.functions.iter().map(slot_story);
        stories.any(|story| {
            let call = story.find('c').unwrap_or(story.len());
            story[..call].contains('s') && story[call..].contains('l')
        })
    };
    assert!(count(waits) > CASES / 10);
}

/// How many integers and floats are defined before some call and read behind it, in the entry
/// block: the most of each.
fn alive_across_calls(case: &Case, function: &Function) -> [usize; 2] {
    let mut defined: Vec<Type> = function.blocks[0].params.clone();
    let mut last_read = vec![0; 1 << 12];
    let mut before = Vec::new();
    let mut read = |operands: &[Operand], at: usize| {
        for operand in operands {
            if let Operand::Value(value) = *operand {
                last_read[value as usize] = at;
            }
        }
    };
    for (at, statement) in function.blocks[0].statements.iter().enumerate() {
        if statement.call().is_some() {
            before.push((at, defined.len()));
        }
        read(statement.operands(), at);
        defined.extend(statement.defines(case));
    }
    let mut most = [0; 2];
    for (call, defined_before) in before {
        for (bank, most) in most.iter_mut().enumerate() {
            let alive = (0..defined_before).filter(|&value| {
                usize::from(defined[value].is_float()) == bank && last_read[value] > call
            });
            *most = alive.count().max(*most);
        }
    }
    most
}

#[test]
fn values_stay_alive_across_calls_from_none_to_more_than_there_are_registers() {
    let mut seen = [BTreeSet::new(), BTreeSet::new()];
    for case in cases() {
        for function in &case.functions {
            for (seen, alive) in seen.iter_mut().zip(alive_across_calls(&case, function)) {
                seen.insert(alive);
            }
        }
    }
    for (seen, most) in seen.iter().zip([30, 32]) {
        assert!(seen.range(0..=most).count() > most - 4, "{seen:?}");
        assert!(seen.last() >= Some(&most), "{seen:?}");
    }
}

#[test]
fn few_cases_have_long_blocks_some_of_which_return_or_tail_call() {
    let stores = |block: &Block| {
        let stores = block.statements.iter();
        stores
            .filter(|s| s.stored().is_some_and(|access| !access.is_slot()))
            .count()
    };
    let long = |case: &Case, exit: fn(&Exit) -> bool| {
        let mut blocks = case.functions.iter().flat_map(|f| &f.blocks);
        blocks.any(|b| stores(b) >= 40 && exit(&b.exit))
    };
    let around = |exit: &Exit| matches!(exit, Exit::Jump(_));
    assert!((CASES / 200..CASES / 20).contains(&count(|case| long(case, around))));
    assert!(count(|case| long(case, |exit| matches!(exit, Exit::Return(_)))) > 0);
    let tail = |case: Case| long(&case, |exit| matches!(exit, Exit::TailCall(_)));
    assert!((0..4 * CASES).map(generated).any(tail));
    let reaches = |case: &Case| {
        let mut blocks = case.functions.iter().flat_map(|f| &f.blocks);
        blocks.any(|b| stores(b) >= 110)
    };
    assert!(count(reaches) > CASES / 400);
}

#[test]
fn at_least_a_quarter_is_linked_directly() {
    let direct = count(|case| case.life_cycle.links(Linking::Direct));
    assert!(direct * 4 >= CASES, "{direct} of {CASES}");
}

#[test]
fn out_of_reach_edges_are_rare_and_single() {
    let out_of_reach = |case: &Case| {
        let edges = case.placement.goals.iter();
        edges.filter(|e| e.distance.is_out_of_reach()).count()
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
    for edge in cases().flat_map(|c| c.placement.goals) {
        goals.insert(match edge.distance {
            Distance::Split { pages, step } => format!("split {} {step:?}", pages.signum()),
            end => format!("{end:?}"),
        });
    }
    // Nine around bit 11; and for each of three limits two directions and three steps.
    assert_eq!(goals.len(), 9 + 18, "{goals:#?}");
}

#[test]
fn every_setting_is_reached_and_many_cases_have_none() {
    let mut values = BTreeSet::new();
    let mut sets = BTreeSet::new();
    let (mut plain, mut single_pass, mut checked) = (0, 0, 0);
    for target in cases().map(|c| c.target) {
        let settings = target.settings();
        // The number of results allowed changes no code.
        let generated = Target {
            multi_ret_implicit_sret: false,
            ..target
        };
        let told = generated.told_settings().count();
        let extensions = target.extensions();
        values.extend(settings.map(|(name, value)| format!("{name}={value}")));
        sets.insert(extensions);
        // The optimisation level is always printed, and half of all cases have compressed
        // instructions.
        plain += u64::from(told == 1 && extensions[2..].iter().all(|&(_, on)| !on));
        single_pass += u64::from(target.regalloc_algorithm == RegallocAlgorithm::SinglePass);
        checked += u64::from(target.regalloc_checker);
    }
    // Five settings with two values, two numbers up to 4, and stack probes: on or off, in two ways,
    // with nine sizes.
    assert_eq!(values.len(), 5 * 2 + 2 * 5 + 2 + 2 + 9, "{values:#?}");
    // Compressed instructions in three ways, with any set of the other four extensions.
    assert_eq!(sets.len(), 3 * 16, "{sets:#?}");
    assert!(plain * 4 > CASES, "{plain} of {CASES}");
    assert!(single_pass * 10 > CASES, "{single_pass} of {CASES}");
    assert!(
        checked > 0 && checked * 20 < CASES,
        "{checked} of {CASES}: it takes long"
    );
}

#[test]
fn some_cases_have_loops_and_some_have_tables() {
    let has = |case: &Case, wanted: fn(usize, &Exit) -> bool| {
        let mut blocks = case
            .functions
            .iter()
            .flat_map(|f| f.blocks.iter().enumerate());
        blocks.any(|(index, block)| wanted(index, &block.exit))
    };
    let loops = count(|case| {
        has(case, |from, exit| {
            exit.branches().iter().any(|branch| branch.goes_back(from))
        })
    });
    assert!((CASES / 5..CASES * 3 / 4).contains(&loops), "{loops}");
    let tables = count(|case| has(case, |_, exit| matches!(exit, Exit::Table { .. })));
    assert!((CASES / 8..CASES / 2).contains(&tables), "{tables}");
}
