//! A change of shape preserves the meaning of what it does not touch.

use super::signatures::split_tail_calls;
use super::*;
use crate::case::*;
use crate::model;
use crate::mutate::draw;
use crate::mutate::tests::cases;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

/// Two hundred cases, each with its own random number generator.
fn with_rng() -> impl Iterator<Item = (Case, StdRng)> {
    (0..)
        .zip(cases(200))
        .map(|(seed, case)| (case, StdRng::seed_from_u64(seed)))
}

fn legal(mut case: Case) -> Case {
    case.legalise();
    case
}

#[test]
fn an_inserted_statement_changes_no_trace_and_its_removal_restores_the_case() {
    for (case, mut rng) in with_rng() {
        let place = draw::gap(&mut rng, &case);
        let mut longer = case.clone();
        let load = Statement::Load(Access::data(0, 0, Type::I32));
        insert_statement(&mut longer, place, load);
        assert!(longer == legal(longer.clone()), "an operand was lost");
        assert_eq!(model::trace(&longer), model::trace(&case));
        remove_statement(&mut longer, place);
        assert!(longer == case, "{case:?}");
    }
}

#[test]
fn an_inserted_call_moves_goals_with_their_sites() {
    let callees = |case: &Case| -> Vec<FuncId> {
        let goals = case.placement.goals.iter();
        let calls = goals.map(|e| case.calls(e.caller).nth(e.site.into()));
        calls.map(|call| call.expect("a site").callee).collect()
    };
    for (case, mut rng) in with_rng() {
        let place = draw::gap(&mut rng, &case);
        let callee = draw::function(&mut rng, &case);
        let params = case.functions[callee].signature.params.iter();
        let call = Call {
            callee: callee as FuncId,
            kind: CallKind::Far,
            args: params.map(|_| Operand::Const(0)).collect(),
            guarded: false,
        };
        let mut longer = case.clone();
        insert_statement(&mut longer, place, Statement::Call(call));
        assert_eq!(callees(&longer), callees(&case));
        remove_statement(&mut longer, place);
        assert!(longer == case, "{case:?}");
    }
}

#[test]
fn split_blocks_mean_the_same_and_merge_again() {
    for (case, mut rng) in with_rng() {
        let place = draw::gap(&mut rng, &case);
        let mut split = case.clone();
        split_block(&mut split, place);
        assert_eq!(model::trace(&split), model::trace(&case));
        assert!(merge_block(&mut split, place.function, place.block));
        assert!(split == case, "{case:?}");
    }
}

#[test]
fn an_unreachable_block_goes_without_a_trace() {
    for (case, mut rng) in with_rng() {
        let place = draw::gap(&mut rng, &case);
        let call = case.functions.iter().flat_map(Function::calls).next();
        let block = Block {
            params: vec![Type::F32; 3],
            statements: call.cloned().map(Statement::Call).into_iter().collect(),
            exit: Exit::Return(Vec::new()),
        };
        let mut longer = case.clone();
        insert_block(&mut longer, place.function, place.block + 1, block);
        assert_eq!(model::trace(&longer), model::trace(&case));
        drop_unreachable(&mut longer, place.function);
        assert!(longer == case, "{case:?}");
    }
}

#[test]
fn merging_a_block_with_parameters_keeps_the_trace() {
    let mut merged = 0;
    for (case, _) in with_rng() {
        for function in 0..case.functions.len() {
            for block in 0..case.functions[function].blocks.len() {
                let mut other = case.clone();
                if let Exit::If { branches, .. } = &case.functions[function].blocks[block].exit {
                    // Decided, so that the next block has one predecessor.
                    let first = Exit::Jump(branches[0].clone());
                    other.functions[function].blocks[block].exit = first;
                    drop_unreachable(&mut other, function);
                }
                let before = legal(other.clone());
                while (0..other.functions[function].blocks.len())
                    .any(|b| merge_block(&mut other, function, b))
                {
                    merged += 1;
                }
                let after = legal(other.clone());
                assert!(after == other || before != case, "an operand was lost");
                assert_eq!(model::trace(&after), model::trace(&before));
            }
        }
    }
    assert!(merged > 50);
}

#[test]
fn an_added_block_parameter_goes_without_a_trace() {
    let mut gone = 0;
    for (case, mut rng) in with_rng() {
        let function = draw::function(&mut rng, &case);
        let blocks = &case.functions[function].blocks;
        for (block, b) in blocks.iter().enumerate().skip(1) {
            let params = b.params.len();
            let at = rng.random_range(0..=params);
            let first = Point {
                function,
                block,
                statement: 0,
            };
            let value = value_at(&case, first) - (params - at) as ValueId;
            let mut longer = case.clone();
            let f = &mut longer.functions[function];
            splice(f, value, 0, 1);
            f.blocks[block].params.insert(at, Type::F32);
            for source in &mut f.blocks {
                for branch in source.exit.branches_mut() {
                    if usize::from(branch.target) == block {
                        branch.args.insert(at, Operand::Const(0));
                    }
                }
            }
            assert_eq!(model::trace(&longer), model::trace(&case));
            remove_block_param(&mut longer, function, block, at);
            assert!(longer == case, "{case:?}");
            gone += 1;
        }
    }
    assert!(gone > 50, "{gone}");
}

#[test]
fn an_added_data_object_goes_without_a_trace() {
    for (case, mut rng) in with_rng() {
        let at = rng.random_range(0..=case.data.len());
        let mut larger = case.clone();
        let bytes = vec![7; limits::MIN_DATA_BYTES];
        let addresses = larger.data.iter_mut().flat_map(|d| &mut d.addresses);
        for address in addresses {
            if let Address::Data { data, .. } = address {
                *data += u8::from(usize::from(*data) >= at);
            }
        }
        larger.data.insert(
            at,
            DataObject {
                bytes,
                ..DataObject::default()
            },
        );
        let make_room = |data: u8| data + u8::from(usize::from(data) >= at);
        rename_data(&mut larger.functions, make_room);
        remove_data(&mut larger, at);
        assert!(larger == case, "{case:?}");
    }
}

#[test]
fn a_block_that_returns_early_or_always_branches_one_way_keeps_the_goals_of_others() {
    let sites = |case: &Case| -> Vec<(FuncId, FuncId, Distance)> {
        let goals = case.placement.goals.iter();
        let callee = |e: &DistanceGoal| {
            case.calls(e.caller)
                .nth(e.site.into())
                .expect("a site")
                .callee
        };
        goals.map(|e| (e.caller, callee(e), e.distance)).collect()
    };
    for (case, mut rng) in with_rng() {
        let Point {
            function, block, ..
        } = draw::gap(&mut rng, &case);
        for taken in 0..3 {
            let mut other = case.clone();
            match taken {
                2 => return_early(&mut other, function, block),
                taken => decide(&mut other, function, block, taken),
            }
            settle(&mut other);
            let left = sites(&other);
            assert!(left.iter().all(|site| sites(&case).contains(site)));
            let kept = left.iter().filter(|site| usize::from(site.0) != function);
            let others = sites(&case);
            let others = others.iter().filter(|site| usize::from(site.0) != function);
            assert_eq!(kept.collect::<Vec<_>>(), others.collect::<Vec<_>>());
        }
    }
}

#[test]
fn an_added_parameter_changes_no_other_value() {
    for (case, mut rng) in with_rng() {
        let function = draw::function(&mut rng, &case);
        let at = rng.random_range(0..=case.functions[function].signature.params.len());
        let mut longer = case.clone();
        let param = Param::plain(Type::F64);
        change_params(&mut longer, function, at, 0, &[param], |_| {
            Operand::Const(0)
        });
        let (old, new) = (model::trace(&case), model::trace(&longer));
        assert_eq!(old.memory, new.memory);
        for (old_event, new_event) in old.events.iter().zip(&new.events) {
            let mut values = new.values[new_event.values.clone()].to_vec();
            if new_event.to == Some(function as FuncId)
                && new_event.crossing != model::Crossing::Return
            {
                values.remove(at);
            }
            assert_eq!(old.values[old_event.values.clone()], values);
        }
        change_params(&mut longer, function, at, 1, &[], |_| Operand::Const(0));
        assert!(longer == case, "{case:?}");
    }
}

#[test]
fn an_added_result_changes_no_memory_and_goes_again() {
    for (case, mut rng) in with_rng() {
        let function = draw::function(&mut rng, &case);
        let at = rng.random_range(0..=case.functions[function].signature.results.len());
        let mut longer = case.clone();
        change_results(&mut longer, function, at, 0, &[Param::plain(Type::I8)]);
        let mut shorter = longer.clone();
        change_results(&mut shorter, function, at, 1, &[]);
        let mut apart = case.clone();
        split_tail_calls(&mut apart, function);
        assert!(shorter == apart, "{case:?}");

        let signature = &longer.functions[function].signature;
        let fitting = longer
            .target
            .returns(signature.convention, &signature.results);
        let fits = fitting.iter().all(|&fits| fits);
        // `settle` splits a tail call between functions with different results; it cannot know
        // which of them is new.
        let tail_calls = (0..case.functions.len()).any(|caller| {
            let exits = case.functions[caller].blocks.iter().map(|b| &b.exit);
            let mut callees = exits.filter_map(|exit| match exit {
                Exit::TailCall(call) => Some(call.callee as usize),
                _ => None,
            });
            callees.any(|callee| caller == function || callee == function)
        });
        if fits && !tail_calls {
            settle(&mut longer);
            assert_eq!(
                model::trace(&legal(longer)).memory,
                model::trace(&case).memory
            );
        }
    }
}

#[test]
fn a_tail_call_taken_apart_computes_the_same() {
    let mut split = 0;
    for (case, _) in with_rng() {
        let mut other = case.clone();
        for function in 0..case.functions.len() {
            for block in 0..case.functions[function].blocks.len() {
                split += u32::from(split_tail_call(&mut other, function, block));
            }
        }
        assert!(other == legal(other.clone()), "an operand was lost");
        assert_eq!(model::trace(&other).memory, model::trace(&case).memory);
    }
    assert!(split > 50);
}

#[test]
fn an_added_function_goes_without_a_trace() {
    for (case, _) in with_rng() {
        let mut larger = case.clone();
        let function = case.functions[0].clone();
        let index = add_function(&mut larger, function, Spot::default());
        assert_eq!(model::trace(&larger), model::trace(&case));
        remove_function(&mut larger, index);
        assert!(larger == case, "{case:?}");
    }
}

#[test]
fn a_call_led_elsewhere_and_back_is_as_it_was() {
    let results = |case: &Case, f: FuncId| case.functions[f as usize].signature.results.len();
    let mut wider = 0;
    for (case, mut rng) in with_rng() {
        let Some(site) = draw::pick(&mut rng, &call_sites(&case)) else {
            continue;
        };
        let mut other = case.clone();
        let old = call_mut(&mut other, site).expect("a call").callee;
        let new = draw::function(&mut rng, &case) as FuncId;
        if results(&case, new) < results(&case, old) {
            continue;
        }
        wider += u32::from(results(&case, new) > results(&case, old));
        retarget(&mut other, site, new);
        retarget(&mut other, site, old);
        assert!(other == case, "{case:?}");
    }
    assert!(wider > 5, "{wider}");
}
