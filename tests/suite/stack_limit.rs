//! The oracle of stack limits, on hand-made prologues and on those of Cranelift.

use crate::common::asm::*;
use crate::common::{arena, pair, patch, with_room};
use farcall::case::*;
use farcall::check::Checker;
use farcall::generate::case_from_entropy;
use farcall::link::{Linker, Trap, TrapKind};
use farcall::oracle::key::{LimitKey, StackKey};
use farcall::oracle::{Extents, Key, Limited};
use farcall::run::{self, Layouts, Limits, MachineExecutor};
use farcall::{abi, model};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// A function that checks its limit, and another one. Their code is long enough to be patched.
fn checked() -> Case {
    let mut case = with_room(pair(CallKind::Near, None));
    let param = &mut case.functions[0].signature.params[0];
    param.purpose = Purpose::Context(StackLimit::Near);
    case.legalise();
    assert_eq!(case.checked_functions().collect::<Vec<_>>(), [0]);
    case
}

/// Saves ra and s0, and loads the limit into t6.
static LINK: LazyLock<[u32; 4]> = LazyLock::new(|| {
    [
        addi(SP, SP, -16),
        sd(RA, 8, SP),
        sd(S0, 0, SP),
        ld(T6, 16, A0),
    ]
});
/// bgeu sp, t6, 8: over a trap.
const CHECK: [u32; 2] = [0x01f1_7463, 0];
/// A frame of 64 bytes, whose lowest bytes are stored to, and the epilogue.
static BODY: LazyLock<[u32; 7]> = LazyLock::new(|| {
    [
        addi(SP, SP, -64),
        sd(ZERO, 0, SP),
        addi(SP, SP, 64),
        ld(RA, 8, SP),
        ld(S0, 0, SP),
        addi(SP, SP, 16),
        RET,
    ]
});

/// The keys if the first function has this code, made for the address of the second function, and
/// Cranelift records a stack overflow at this offset.
fn keys_of(code: impl FnOnce(u64) -> Vec<u32>, trap: u32) -> Vec<Key> {
    let case = checked();
    let mut linker = Linker::new(arena());
    let mut image = linker.link(&case).expect("it links");
    image.map.traps = vec![Trap {
        function: 0,
        offset: trap,
        kind: TrapKind::StackOverflow,
    }];
    let callee = image.function(1).start;
    patch(&mut image, 0, &code(callee));
    let layouts = Layouts::new(&case);
    let limits = Limits::budget(run::budget(model::trace(&case).events.len()));
    let mut executor = MachineExecutor::new();
    let mut extents = Extents::new(&case);
    let contents = image.contents();
    let base = executor.run_within(&case, &layouts, &mut image, limits, Some(&mut extents));
    assert_eq!(base.outcome, run::Outcome::Completed);
    let tried = extents.limits();
    assert_eq!(tried.len(), 3);
    let wrong = tried.into_iter().filter_map(|limit| {
        image.restore(&contents);
        let stack = Some(limit);
        let limits = Limits { stack, ..limits };
        let observed = executor.run_within(&case, &layouts, &mut image, limits, None);
        let limited = Limited {
            limit,
            observed: &observed,
            sp: executor.hart().x[abi::IntReg::SP.index()],
        };
        extents.judge(&image.map, &base, &limited)
    });
    let mut keys: Vec<Key> = wrong.map(|finding| finding.key).collect();
    keys.dedup();
    keys
}

/// The same for code without calls.
fn keys(code: &[u32], trap: u32) -> Vec<Key> {
    keys_of(|_| code.to_vec(), trap)
}

/// The code with a check of this many bytes.
pub(crate) fn checking(bytes: i32) -> Vec<u32> {
    [&LINK[..], &[addi(T6, T6, bytes)], &CHECK, &BODY[..]].concat()
}

/// The offset of the trap in [`checking`].
pub(crate) const TRAP: u32 = 6 * 4;

#[test]
fn a_check_of_the_frame_passes() {
    assert_eq!(keys(&checking(64), TRAP), [""; 0]);
    // Room for a callee is allowed even without a callee.
    assert_eq!(keys(&checking(80), TRAP), [""; 0]);
}

/// Code that checks after it made the frame.
pub(crate) fn late() -> Vec<u32> {
    let (open, close) = ([addi(SP, SP, -64)], [addi(SP, SP, 64)]);
    [&LINK[..], &open, &CHECK, &close, &BODY[..]].concat()
}

/// Code that returns its limit.
pub(crate) fn returning() -> Vec<u32> {
    let code = [addi(A0, T6, 0), addi(T6, T6, 64)];
    [&LINK[..], &code, &CHECK, &BODY[..]].concat()
}

/// The key `wanted`, which must be among those of the code.
pub(crate) fn one_of(code: &[u32], trap: u32, wanted: LimitKey) -> Key {
    let wanted = Key::Stack(StackKey::Limit(wanted));
    let keys = keys(code, trap);
    assert!(keys.contains(&wanted), "{keys:?}, without {wanted}");
    wanted
}

#[test]
fn a_check_that_is_wrong_is_caught() {
    let none = [&LINK[..], &BODY[..]].concat();
    let table: [(Vec<u32>, u32, LimitKey); 6] = [
        (none, TRAP, LimitKey::NotChecked),
        (checking(48), TRAP, LimitKey::NotChecked),
        (checking(96), TRAP, LimitKey::Early),
        (late(), TRAP, LimitKey::Late),
        (returning(), TRAP + 4, LimitKey::ChangesTrace),
        (checking(64), TRAP + 4, LimitKey::UnrecordedTrap),
    ];
    for (code, trap, key) in table {
        one_of(&code, trap, key);
    }
}

#[test]
fn a_function_that_calls_leaves_room_for_what_its_callee_saves() {
    let calling = |bytes| {
        move |callee| {
            let open = [&checking(bytes)[..TRAP as usize / 4 + 1], &BODY[..2]].concat();
            jump_between(&open, RA, callee, &BODY[2..])
        }
    };
    assert_eq!(keys_of(calling(80), TRAP), [""; 0]);
    let too_little = keys_of(calling(64), TRAP);
    assert_eq!(too_little, ["stack/limit/not-checked"]);
    let too_much = keys_of(calling(81), TRAP);
    assert_eq!(too_much, ["stack/limit/early"]);
}

#[test]
fn limits_of_random_cases_are_kept_and_broken() {
    let mut checker = Checker::with_arena(arena());
    let mut ways = BTreeSet::new();
    let mut judged = 0;
    for seed in 0..1500 {
        let mut entropy = vec![0; 3000];
        StdRng::seed_from_u64(seed).fill_bytes(&mut entropy);
        let case = case_from_entropy(&entropy);
        let signatures = case.functions.iter().map(|f| &f.signature);
        let limits: Vec<StackLimit> = signatures.filter_map(|s| Some(s.context()?.1)).collect();
        if limits.is_empty() || !checker.check(&case).passed() {
            continue;
        }
        ways.extend(limits.iter().map(|limit| format!("{limit:?}")));
        let findings = checker.check_stack_limit(&case).expect("it links");
        assert_eq!(findings, [], "of seed {seed}");
        judged += 1;
    }
    assert!(judged > 100, "{judged} cases");
    assert!(ways.len() >= StackLimit::ALL.len() - 1, "{ways:?}");
}

#[test]
fn every_call_hands_on_the_context() {
    let mut case = checked();
    case.functions[1].signature.params[0].purpose = Purpose::Context(StackLimit::Unchecked);
    for call in case.functions[0].calls_mut() {
        call.args = vec![Operand::Value(0)];
    }
    case.legalise();
    let call = case.calls(0).next().expect("a call");
    assert_eq!(call.args, [Operand::Value(0)]);
    assert_eq!(case.invocations[0].args, [u128::from(CONTEXT)]);
    // A caller without a context passes its address.
    case.functions[0].signature.params[0].purpose = Purpose::Normal;
    for call in case.functions[0].calls_mut() {
        call.args = vec![Operand::Const(7)];
    }
    case.legalise();
    let call = case.calls(0).next().expect("a call");
    assert_eq!(call.args, [Operand::Const(CONTEXT.into())]);
    let again = case.clone();
    case.legalise();
    assert_eq!(case, again);
}

#[test]
fn only_an_early_word_is_the_context_and_only_one() {
    let context = Purpose::Context(StackLimit::Far);
    let purposes = |types: &[Type]| -> Vec<Purpose> {
        let mut case = pair(CallKind::Near, None);
        let params = types.iter().map(|&ty| Param {
            purpose: context,
            ..Param::plain(ty)
        });
        case.functions[1].signature.params = params.collect();
        case.legalise();
        let params = case.functions[1].signature.params.iter();
        params.map(|param| param.purpose).collect()
    };
    let normal = Purpose::Normal;
    assert_eq!(purposes(&[Type::I64, Type::I64]), [context, normal]);
    assert_eq!(purposes(&[Type::I32, Type::F64]), [normal, normal]);
    let late = [Type::I128, Type::I128, Type::I128, Type::F128, Type::I64];
    assert_eq!(purposes(&late), [normal; 5]);
    assert_eq!(purposes(&late[1..])[3], context);
}
