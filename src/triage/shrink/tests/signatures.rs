//! Reducers of signatures and of their flags.

use super::*;

fn signatures(case: &Case) -> impl Iterator<Item = &Signature> {
    case.functions.iter().map(|f| &f.signature)
}

#[test]
fn parameters_that_do_not_matter_go() {
    for case in cases(20) {
        let floats = |case: &Case| {
            let params = signatures(case).flat_map(|s| &s.params);
            params.filter(|p| p.ty == Type::F32).count()
        };
        if floats(&case) < 2 {
            continue;
        }
        let smallest = alone("drop-params", &case, |case| floats(case) >= 2);
        let left: Vec<&Param> = signatures(&smallest).flat_map(|s| &s.params).collect();
        assert_eq!(left, [&Param::plain(Type::F32); 2]);
    }
}

#[test]
fn results_that_do_not_matter_go() {
    let floats =
        |case: &Case| signatures(case).any(|s| s.results.iter().any(|r| r.ty == Type::F64));
    for case in cases(20).filter(floats) {
        let smallest = alone("drop-results", &case, floats);
        let left: Vec<&Param> = signatures(&smallest).flat_map(|s| &s.results).collect();
        assert_eq!(left, [&Param::plain(Type::F64)]);
    }
}

#[test]
fn results_go_from_caller_and_callee_of_a_tail_call_at_once() {
    let mut case = chain(3, Statement::Call);
    for function in &mut case.functions {
        function.signature.convention = Convention::Tail;
        function.signature.results = vec![Param::plain(Type::I64); 2];
        let call = function.blocks[0].statements.pop();
        function.blocks[0].exit = match call {
            Some(Statement::Call(call)) => Exit::TailCall(call),
            _ => Exit::Return(Vec::new()),
        };
    }
    case.legalise();
    let tail_calls = |case: &Case| {
        let blocks = case.functions.iter().flat_map(|f| &f.blocks);
        blocks
            .filter(|b| matches!(b.exit, Exit::TailCall(_)))
            .count()
    };
    let smallest = alone("drop-results", &case, |case| tail_calls(case) == 2);
    assert!(signatures(&smallest).all(|s| s.results.is_empty()));
}

#[test]
fn conventions_become_system_v_where_they_do_not_matter() {
    let tails = |case: &Case| {
        let tails = signatures(case).filter(|s| s.convention == Convention::Tail);
        tails.count()
    };
    for case in cases(20).filter(|case| tails(case) > 0) {
        let smallest = alone("simplify-conventions", &case, |case| tails(case) > 0);
        assert_eq!(tails(&smallest), 1);
    }
}

#[test]
fn calls_become_near_and_direct_where_it_does_not_matter() {
    let indirect = |case: &Case| -> Vec<CallKind> {
        let calls = case.functions.iter().flat_map(Function::calls);
        // Calls to extern functions are always far.
        let inner = calls.filter(|call| !case.functions[call.callee as usize].origin.is_extern());
        let kinds = inner.map(|call| call.kind);
        kinds.filter(|&kind| kind != CallKind::Near).collect()
    };
    for mut case in cases(20).filter(|case| indirect(case).contains(&CallKind::AddressFar)) {
        // Far goals keep some calls far.
        case.placement.goals.clear();
        let smallest = alone("simplify-kinds", &case, |case| {
            indirect(case).iter().any(|kind| kind.is_indirect())
        });
        assert_eq!(indirect(&smallest), [CallKind::AddressNear]);
    }
}

#[test]
fn a_type_is_replaced_everywhere_or_where_it_does_not_matter() {
    for case in cases(6) {
        let everywhere = alone("simplify-types", &case, |_| true);
        let mut params = signatures(&everywhere).flat_map(|s| s.params.iter().chain(&s.results));
        assert!(params.all(|p| p.ty == Type::I64));

        let floats = |case: &Case| {
            let params = signatures(case).flat_map(|s| &s.params);
            params.filter(|p| p.ty == Type::F64).count()
        };
        if floats(&case) > 0 {
            let smallest = alone("simplify-types", &case, |case| floats(case) > 0);
            assert_eq!(floats(&smallest), 1);
        }
    }
}

#[test]
fn extensions_that_do_not_matter_go() {
    let extended = |case: &Case| -> Vec<Extension> {
        let params = signatures(case).flat_map(|s| s.params.iter().chain(&s.results));
        let extensions = params.map(|p| p.extension);
        extensions.filter(|&e| e != Extension::None).collect()
    };
    for case in cases(20).filter(|case| extended(case).contains(&Extension::Sign)) {
        let smallest = alone("drop-flags", &case, |case| !extended(case).is_empty());
        assert_eq!(extended(&smallest), [Extension::Zero]);
    }
}
