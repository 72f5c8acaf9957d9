//! Call edges, on images with hand-made code: registers, poison, and targets of jumps.

use crate::common::asm::*;
use crate::common::scene::Scene;
use crate::common::{pair, patch, tail_pair, with_room};
use farcall::case::*;
use farcall::link::{Image, UNWRITTEN};
use farcall::oracle::Key;
use farcall::oracle::key::ControlFlowKey;

/// The poison of integer register `n`.
fn poison(n: u32) -> u128 {
    (0x0101_0101_0101_0101 * (0xa0 + u64::from(n))).into()
}

/// The execution of [`pair`] with `code` for %f1.
pub(crate) fn callee(code: &[u32]) -> Scene {
    Scene::patched(with_room(pair(CallKind::Near, None)), |image| {
        patch(image, 1, code)
    })
}

/// The execution of `case` if %f0 sets up a frame of 32 bytes, adds 1 to a0, does `before`, calls
/// %f1, does `after` and returns.
fn caller_of(case: Case, before: &[u32], after: &[u32]) -> Scene {
    let before = [
        &[addi(SP, SP, -32), sd(RA, 24, SP), addi(A0, A0, 1)],
        before,
    ]
    .concat();
    let after = [after, &[ld(RA, 24, SP), addi(SP, SP, 32), RET]].concat();
    Scene::patched(case, |image| {
        let target = image.function(1).start;
        patch(image, 0, &jump_between(&before, RA, target, &after));
    })
}

fn caller(before: &[u32], after: &[u32]) -> Scene {
    caller_of(with_room(pair(CallKind::Near, None)), before, after)
}

/// [`pair`], whose %f1 has this signature.
fn pair_with(params: Vec<Param>, results: Vec<Param>) -> Case {
    let mut case = with_room(pair(CallKind::Near, None));
    case.functions[1].signature = Signature {
        convention: Convention::SystemV,
        params,
        results,
    };
    case.legalise();
    case
}

#[test]
fn hand_made_code_that_keeps_the_contract_passes() {
    // %f0 keeps a value in its frame and one in s3, which it saves; %f1 uses what it may.
    let scene = caller(
        &[sd(S3, 16, SP), addi(S3, A0, 0), sd(A0, 8, SP)],
        &[ld(T1, 8, SP), add(A0, S3, T1), ld(S3, 16, SP)],
    );
    assert_eq!(scene.keys(), [""; 0]);
    let scene = callee(&[addi(T3, ZERO, 1), add(A0, A0, A0), fmv_d_x(0, T3), RET]);
    assert_eq!(scene.keys(), [""; 0]);
}

#[test]
fn a_callee_that_loses_a_preserved_register_is_caught() {
    for (number, key) in [
        (8, "callee-saved/s0"),
        (S3, "callee-saved/s3"),
        (27, "callee-saved/s11"),
        (GP, "fixed/gp"),
        (TP, "fixed/tp"),
    ] {
        let scene = callee(&[addi(number, ZERO, 1), add(A0, A0, A0), RET]);
        let finding = &scene.findings()[0];
        assert_eq!(finding.key.to_string(), format!("abi/return-edge/{key}"));
        assert_eq!(finding.at.function, Some(1));
    }
    let scene = callee(&[fmv_d_x(FS3, A0), add(A0, A0, A0), RET]);
    assert_eq!(scene.keys()[0], "abi/return-edge/callee-saved/fs3");
}

#[test]
fn a_register_that_a_tail_call_leaves_changed_is_caught_there() {
    let scene = Scene::patched(with_room(tail_pair()), |image| {
        let target = image.function(1).start;
        patch(
            image,
            0,
            &jump_between(&[addi(S3, ZERO, 1)], ZERO, target, &[]),
        );
    });
    let keys = scene.keys();
    assert!(
        keys.iter()
            .any(|key| *key == "abi/tail-call-edge/callee-saved/s3"),
        "{keys:?}"
    );
}

#[test]
fn fs1_is_nobodys_but_cs() {
    // An inner call poisons it, which is no violation.
    assert_eq!(Scene::of(pair(CallKind::Near, None)).keys(), [""; 0]);
    // A callee that writes it is found where control returns to C.
    let scene = callee(&[fmv_d_x(FS1, A0), add(A0, A0, A0), RET]);
    let findings = scene.findings();
    assert_eq!(scene.keys(), ["psabi/callee-saved/fs1"]);
    assert_eq!(findings[0].at.function, Some(1));
    // So is a caller that writes it before a call, although poison covers that.
    let write = fmv_d_x(FS1, A0);
    let scene = caller(&[write], &[]);
    assert_eq!(scene.keys(), ["psabi/callee-saved/fs1"]);
    assert_eq!(scene.findings()[0].at.function, Some(0));
    // A caller that relies on it gets poison.
    let scene = caller(&[addi(T3, ZERO, 42), fmv_d_x(FS1, T3)], &[fmv_x_d(A0, FS1)]);
    assert_eq!(scene.keys()[0], "value/result/i64/register/return");
    assert_eq!(scene.first_value(3), Some(0x7ff4_5a09_7fa0_5a09));
}

#[test]
fn a_callee_finds_poison_in_what_is_no_argument() {
    for number in [5, 6, 7].into_iter().chain(11..=17).chain(28..=31) {
        let scene = callee(&[addi(A0, number, 0), RET]);
        assert_eq!(scene.first_value(2), Some(poison(number)), "x{number}");
        assert_eq!(scene.keys()[0], "value/result/i64/register/return");
    }
    for number in (0..8).chain([9]).chain(10..=17).chain(28..=31) {
        let scene = callee(&[fmv_x_d(A0, number), RET]);
        let value = scene.first_value(2).expect("a register");
        // fs1 still holds what C left there.
        let sign = if number == 9 { 0xfff4 } else { 0x7ff4 };
        assert_eq!(value >> 48, sign, "f{number}");
        assert_eq!(scene.keys()[0], "value/result/i64/register/return");
    }
}

#[test]
fn a_caller_finds_poison_in_what_is_no_result() {
    for number in [1, 5, 6, 7].into_iter().chain(11..=17).chain(28..=31) {
        // The result of %f0, 42, in a register that %f1 does not touch.
        let set = if number == RA { A0 } else { number };
        let scene = caller(
            &[addi(set, ZERO, 42), addi(A0, ZERO, 21)],
            &[addi(A0, number, 0)],
        );
        assert_eq!(scene.first_value(3), Some(poison(number)), "x{number}");
        assert_eq!(scene.keys()[0], "value/result/i64/register/return");
    }
}

#[test]
fn a_caller_finds_poison_below_its_stack_pointer() {
    let before = [
        addi(T3, ZERO, 42),
        addi(SP, SP, -64),
        sd(T3, 0, SP),
        addi(SP, SP, 64),
    ];
    let after = [addi(SP, SP, -64), ld(A0, 0, SP), addi(SP, SP, 64)];
    let scene = caller(&before, &after);
    assert_eq!(scene.keys(), ["value/result/i64/register/return"]);
    assert_eq!(scene.first_value(3), Some(UNWRITTEN.into()));
}

#[test]
fn stack_arguments_are_the_callees() {
    let nine = vec![Param::plain(Type::I64); 9];
    let result = vec![Param::plain(Type::I64)];
    // The caller reads its outgoing argument again.
    let case = pair_with(nine.clone(), result.clone());
    let scene = caller_of(case, &[addi(T3, ZERO, 42), sd(T3, 0, SP)], &[ld(A0, 0, SP)]);
    assert_eq!(scene.first_value(3), Some(UNWRITTEN.into()));
    // The callee reads the slot behind its only one.
    let scene = Scene::patched(pair_with(nine, result), |image| {
        patch(image, 1, &[ld(A0, 8, SP), RET]);
    });
    assert_eq!(scene.first_value(2), Some(UNWRITTEN.into()));
}

#[test]
fn bits_above_a_value_without_extension_are_poison() {
    let word = vec![Param::plain(Type::I32)];
    let long = vec![Param::plain(Type::I64)];
    let above = |value: Option<u128>| value.expect("a register") >> 32;
    // The callee returns its i32 argument as an i64.
    let scene = Scene::patched(pair_with(word.clone(), long.clone()), |image| {
        patch(image, 1, &[RET]);
    });
    assert_eq!(above(scene.first_value(2)), poison(A0) >> 32);
    // The caller takes an i32 result for an i64.
    let scene = caller_of(pair_with(long, word), &[], &[]);
    assert_eq!(above(scene.first_value(3)), poison(A0) >> 32);
    // The callee reads eight bytes where an f32 has four.
    let mut floats = vec![Param::plain(Type::F64); 8];
    floats.push(Param::plain(Type::F32));
    let case = pair_with(floats, vec![Param::plain(Type::I64)]);
    let scene = Scene::patched(case, |image| patch(image, 1, &[ld(A0, 0, SP), RET]));
    assert_eq!(above(scene.first_value(2)), u128::from(UNWRITTEN) >> 32);
}

#[test]
fn a_return_area_holds_poison_until_the_callee_writes_it() {
    let mut case = with_room(pair(CallKind::Near, None));
    case.target.multi_ret_implicit_sret = true;
    case.functions[1].signature.results = vec![Param::plain(Type::I64); 3];
    case.legalise();
    assert_eq!(Scene::of(case.clone()).keys(), [""; 0]);
    // The address is in a0, so the argument is in a1. The third result is in the area.
    let returned = |code: &[u32]| {
        let scene = Scene::patched(case.clone(), |image| patch(image, 1, code));
        let start = scene.observed.events[2].values.start;
        (scene.observed.values[start + 2], scene.keys())
    };
    let (value, keys) = returned(&[RET]);
    assert_eq!(value, Some(UNWRITTEN.into()));
    assert_eq!(keys[0], "value/result/i64/register/return");
    let (value, _) = returned(&[addi(T3, ZERO, 42), sd(T3, 0, A0), RET]);
    assert_eq!(value, Some(42));
}

/// The execution if %f0 calls an extern function, which returns what it gets, with `before` and
/// `after` around the call.
fn caller_of_host(before: &[u32], after: &[u32]) -> Scene {
    let mut case = with_room(pair(CallKind::Far, None));
    // The hand-made %f0 lacks the stores of the padding, so data holds their value from the start.
    case.data[0].bytes[0] = 1;
    case.functions[1].origin = Origin::Extern;
    case.functions[1].blocks[0].exit = Exit::Return(vec![Operand::Value(0)]);
    case.legalise();
    caller_of(case, before, after)
}

#[test]
fn the_host_preserves_what_c_preserves_and_nothing_else() {
    assert_eq!(caller_of_host(&[], &[]).keys(), [""; 0]);
    let kept = caller_of_host(&[sd(S3, 16, SP), addi(S3, A0, 0)], &[addi(A0, S3, 0)]);
    assert_eq!(
        kept.keys(),
        ["abi/return-edge/callee-saved/s3"],
        "as %f0 does not restore it"
    );
    for number in [RA, 5, 6, 7, 11, 17, 28, 31] {
        let scene = caller_of_host(&[], &[addi(A0, number, 0)]);
        assert_eq!(scene.first_value(3), Some(poison(number)), "x{number}");
        assert_eq!(scene.keys()[0], "value/result/i64/register/return");
    }
    // fs1 is C's to preserve.
    let scene = caller_of_host(&[fmv_d_x(FS1, A0)], &[fmv_x_d(A0, FS1)]);
    assert_eq!(
        scene.keys(),
        ["psabi/callee-saved/fs1"],
        "as %f0 does not restore it"
    );
}

#[test]
fn a_call_of_the_host_with_a_misaligned_stack_pointer_is_caught() {
    let scene = caller_of_host(&[addi(SP, SP, -8)], &[addi(SP, SP, 8)]);
    assert_eq!(scene.keys(), ["abi/call-edge/sp-alignment"]);
}

/// The keys when a callee stores this register where sp points.
pub(crate) fn stores_on_the_stack(register: u32) -> Vec<Key> {
    let store = [addi(SP, SP, -16), sd(register, 0, SP), addi(SP, SP, 16)];
    callee(&[&store[..], &[add(A0, A0, A0), RET]].concat()).keys()
}

/// The key when a callee stores the scratch register that has the address.
pub(crate) fn stores_its_address_by_scratch() -> Key {
    callee(&[auipc(T6), sd(T6, 0, T6)]).keys().remove(0)
}

#[test]
fn a_store_of_its_own_address_is_caught() {
    let own = "fault/stores-its-address/8-bytes";
    assert_eq!(stores_on_the_stack(SP), [own]);
    assert_eq!(stores_on_the_stack(A0), [""; 0]);
    assert_eq!(
        stores_its_address_by_scratch(),
        format!("{own}/scratch").as_str()
    );
}

#[test]
fn an_access_below_the_stack_pointer_is_caught() {
    assert_eq!(
        callee(&[sd(A0, -8, SP), RET]).keys(),
        ["stack/store-below-sp"]
    );
    assert_eq!(
        callee(&[ld(A0, -8, SP), RET]).keys(),
        ["stack/load-below-sp"]
    );
    // The frame is gone.
    let late = [
        addi(SP, SP, -16),
        sd(A0, 8, SP),
        addi(SP, SP, 16),
        ld(A0, -8, SP),
    ];
    assert_eq!(callee(&late).keys(), ["stack/load-below-sp"]);
}

#[test]
fn a_store_to_the_callers_frame_is_caught() {
    assert_eq!(
        callee(&[sd(A0, 0, SP), RET]).keys(),
        ["stack/store-outside-frame"]
    );
    assert_eq!(
        callee(&[sd(A0, 8, SP), RET]).keys(),
        ["stack/store-outside-frame"]
    );
    // Only the last byte of the store is outside the frame.
    let across = [addi(SP, SP, -16), sd(A0, 9, SP), addi(SP, SP, 16), RET];
    assert_eq!(callee(&across).keys(), ["stack/store-outside-frame"]);
}

#[test]
fn stack_arguments_may_be_stored_to_and_what_is_above_them_may_not() {
    let nine = vec![Param::plain(Type::I64); 9];
    let case = pair_with(nine, vec![Param::plain(Type::I64)]);
    let stores = |offset| {
        let code = [sd(A0, offset, SP), RET];
        let scene = Scene::patched(case.clone(), |image| patch(image, 1, &code));
        scene.keys().first().map(Key::to_string)
    };
    let outside = Some("stack/store-outside-frame".to_owned());
    // The area is rounded up to 16 bytes.
    for own in [0, 8] {
        assert_ne!(stores(own), outside, "{own}");
    }
    assert_eq!(stores(16), outside);
}

#[test]
fn a_stack_pointer_that_is_moved_is_caught() {
    let scene = callee(&[add(A0, A0, A0), addi(SP, SP, 16), RET]);
    assert_eq!(scene.keys()[0], "abi/return-edge/sp");
    let scene = caller(&[addi(SP, SP, -8)], &[addi(SP, SP, 8)]);
    assert_eq!(scene.keys(), ["abi/call-edge/sp-alignment"]);
}

/// The first key when %f0 jumps to `skip` bytes behind the start of %f1 and links in `link`.
pub(crate) fn jump(link: u32, skip: u64) -> Key {
    let case = with_room(pair(CallKind::Near, None));
    let scene = Scene::patched(case, |image: &mut Image<'_>| {
        let target = image.function(1).start + skip;
        patch(image, 0, &jump_between(&[], link, target, &[]));
    });
    scene.keys()[0].clone()
}

#[test]
fn a_jump_between_functions_is_a_call_a_tail_call_or_a_return() {
    assert_eq!(jump(T0, 0), "control-flow/wrong-link-register");
    assert_eq!(jump(RA, 2), "control-flow/call-to-no-entry");
    assert_eq!(jump(ZERO, 2), "control-flow/jump-astray");
    // To an entry, but the case has no such tail call.
    assert_eq!(jump(ZERO, 0), "edge/wrong-order/tail-call");
    // Back into the caller, but not behind the call.
    let scene = callee(&[add(A0, A0, A0), jalr(ZERO, RA, 4)]);
    assert_eq!(scene.keys(), ["control-flow/wrong-return"]);
    // Into the function that runs, which looks like a jump table if it is not through ra.
    let inside = |register| {
        let code = [
            auipc(register),
            jalr(ZERO, register, 8),
            add(A0, A0, A0),
            RET,
        ];
        callee(&code).keys()
    };
    assert_eq!(inside(T1), [""; 0]);
    assert_eq!(inside(RA), ["control-flow/wrong-return"]);
}

/// The keys when a callee executes an instruction, and then jumps to its second half if this jump
/// leads there.
fn jump_back(jump: u32) -> Vec<Key> {
    let mut case = with_room(pair(CallKind::Near, None));
    case.target.zca = true;
    // The second half of `addi t3, sp, 0` is `c.nop`.
    let beq_t0_zero_12 = 0x0002_8663;
    let code = [
        addi(T3, SP, 0),
        beq_t0_zero_12,
        addi(T0, ZERO, 0),
        jump,
        add(A0, A0, A0),
        RET,
    ];
    Scene::patched(case, |image| patch(image, 1, &code)).keys()
}

/// The key when an instruction starts inside another one.
pub(crate) fn overlap() -> Key {
    let jal_minus_10 = 0xff7f_f06f;
    jump_back(jal_minus_10).remove(0)
}

#[test]
fn an_instruction_inside_of_another_one_is_caught() {
    let jal_minus_8 = 0xff9f_f06f;
    assert_eq!(jump_back(jal_minus_8), [""; 0]);
    assert_eq!(overlap(), "control-flow/overlapping-instructions");
}

/// The key when the address that is stored in a caller's code is executed.
pub(crate) fn executed_literal() -> Key {
    let case = with_room(pair(CallKind::Far, None));
    let scene = Scene::patched(case, |image| {
        let literals = image.map.relocations.clone();
        let literal = literals.iter().find(|r| r.function == 0);
        let offset = literal.expect("a far call").offset as usize;
        let mut code = vec![addi(ZERO, ZERO, 0); offset / 4];
        code.push(RET);
        patch(image, 0, &code);
        image.map.relocations = literals;
    });
    let mut keys = scene.keys().into_iter();
    let literal = keys.find(|key| matches!(key, Key::ControlFlow(ControlFlowKey::ExecutedLiteral)));
    literal.expect("it is caught, beside what became of the call")
}

#[test]
fn an_executed_address_is_caught() {
    assert_eq!(executed_literal(), "control-flow/executed-literal");
}

#[test]
fn a_preserve_all_call_gives_argument_registers_back_whole() {
    // The callee must ignore what stands above the i8 in a0, and preserve it.
    let given = |convention| {
        let mut case = pair_with(vec![Param::plain(Type::I8)], Vec::new());
        case.functions[1].signature.convention = convention;
        case.legalise();
        let scene = caller_of(case, &[addi(A0, ZERO, 0x123)], &[]);
        scene.first_value(3)
    };
    assert_eq!(given(Convention::PreserveAll), Some(0x123));
    assert_eq!(given(Convention::SystemV), Some(poison(A0)));
}
