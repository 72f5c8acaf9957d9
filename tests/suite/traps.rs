//! Cases that trap: what the model expects, the machine sees, and others say.

use crate::common::{arena, pair};
use farcall::case::*;
use farcall::check::{Checker, Sampling};
use farcall::generate::random_case;
use farcall::known::known_issue;
use farcall::model::{self, End};
use farcall::opinion::{Opinion, interpreter};
use rand::SeedableRng;
use rand::rngs::StdRng;

const CODE: TrapCode = TrapCode::new(7);

/// A pair whose callee traps on `value`, a constant of type `ty`, before it returns.
fn trapping(ty: Type, if_zero: bool, value: u128) -> Case {
    let mut case = pair(CallKind::Near, None);
    case.functions[1].blocks[0]
        .statements
        .push(Statement::Trap {
            if_zero,
            ty,
            value: Operand::Const(value),
            code: CODE,
        });
    case.legalise();
    case
}

#[test]
fn a_trap_of_each_kind_and_type_ends_the_case_in_the_model_and_in_the_machine() {
    let checker = Checker::with_arena(arena());
    let mut checker = checker.sampling(Sampling::All);
    for ty in Type::INTS {
        for (if_zero, value) in [(true, 0), (true, 1), (false, 0), (false, 1)] {
            let case = trapping(ty, if_zero, value);
            let expected = model::trace(&case);
            let traps = (value == 0) == if_zero;
            let end = End::Trapped {
                function: 1,
                code: CODE,
            };
            assert_eq!(expected.end == end, traps, "{case:?}");
            let verdict = checker.check(&case);
            assert!(verdict.passed(), "{verdict:#?}\n{case:?}");
            assert_eq!(interpreter::judge(&case, &expected), Opinion::Agrees);
        }
    }
}

#[test]
fn codes_are_clamped_to_those_that_a_case_may_have() {
    for (wanted, legal) in [(0, TrapCode::FIRST), (255, TrapCode::LAST)] {
        let mut case = trapping(Type::I64, true, 1);
        let statement = case.functions[1].blocks[0].statements.last_mut();
        let Some(Statement::Trap { code, .. }) = statement else {
            panic!("the trap comes last");
        };
        *code = TrapCode::new(wanted);
        case.legalise();
        let statement = case.functions[1].blocks[0].statements.last();
        assert!(matches!(statement, Some(Statement::Trap { code, .. }) if *code == legal));
    }
}

#[test]
fn some_generated_cases_trap_and_most_do_not() {
    let checker = Checker::with_arena(arena());
    let mut checker = checker.sampling(Sampling::None);
    let (mut trapped, mut all) = (0, 0);
    for seed in 0..600 {
        let case = random_case(&mut StdRng::seed_from_u64(seed));
        all += 1;
        if model::trace(&case).end == End::Returned {
            continue;
        }
        trapped += 1;
        let verdict = checker.check(&case);
        let new = verdict.buckets().find(|f| known_issue(&f.key).is_none());
        assert_eq!(new, None, "{case:?}");
    }
    assert!(
        (all / 100..all / 8).contains(&trapped),
        "{trapped} of {all}"
    );
}
