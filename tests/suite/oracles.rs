//! Each oracle on tampered evidence, and on its untouched twin.

use crate::common::scene::Scene;
use crate::common::{arena, end, pair, pair_with_table, patch, tail_pair};
use farcall::abi::{Reg, RegClass};
use farcall::case::*;
use farcall::link::{
    Cause, Failure, Linker, PanicReport, RelocKind, Stage, Symbol, Trap, TrapKind,
};
use farcall::model::End;
use farcall::oracle::{self, Class, Finding, Key};
use farcall::run::{Astray, Changed, Outcome};

#[test]
fn a_wrong_argument_is_caught() {
    // Events: the harness calls, %f0 calls, %f1 returns, %f0 returns.
    let key = Scene::key(pair(CallKind::Near, None), |scene| {
        let argument = scene.observed.events[1].values.start;
        scene.observed.values[argument] = Some(99);
    });
    assert_eq!(key, "value/argument/i64/register/call");
}

#[test]
fn a_wrong_stack_argument_of_a_tail_call_is_caught() {
    let key = Scene::key(tail_pair(), |scene| {
        let last = scene.observed.events[1].values.end - 1;
        scene.observed.values[last] = None;
    });
    assert_eq!(key, "value/argument/i64/stack/tail-call");
}

#[test]
fn a_wrong_result_is_caught() {
    let key = Scene::key(pair(CallKind::Near, None), |scene| {
        let result = scene.observed.events[2].values.start;
        scene.observed.values[result] = Some(41);
    });
    assert_eq!(key, "value/result/i64/register/return");
}

#[test]
fn a_wrong_callee_is_caught() {
    let key = Scene::key(pair(CallKind::Near, None), |scene| {
        scene.observed.events[1].to = Some(0);
    });
    assert_eq!(key, "edge/wrong-callee/call");
}

#[test]
fn missing_and_extra_edges_are_caught() {
    let key = Scene::key(pair(CallKind::Near, None), |scene| {
        scene.observed.events.truncate(2);
    });
    assert_eq!(key, "edge/missing");
    let key = Scene::key(pair(CallKind::Near, None), |scene| {
        let extra = scene.observed.events[1].clone();
        scene.observed.events.push(extra);
    });
    assert_eq!(key, "edge/wrong-order/call");
}

#[test]
fn a_stack_pointer_that_is_off_is_caught_at_its_edge() {
    let key = Scene::key(pair(CallKind::Near, None), |scene| {
        scene.observed.events[2].registers.sp += 16;
    });
    assert_eq!(key, "abi/return-edge/sp");
    let key = Scene::key(tail_pair(), |scene| {
        scene.observed.events[1].registers.sp -= 16;
    });
    assert_eq!(key, "abi/tail-call-edge/sp");
}

/// A caller that calls or tail-calls a callee with results in memory.
pub(crate) fn many_results(tail: bool) -> Case {
    let mut case = if tail {
        tail_pair()
    } else {
        pair(CallKind::Far, None)
    };
    case.target.multi_ret_implicit_sret = true;
    for function in &mut case.functions {
        function.signature.results = vec![Param::plain(Type::I64); 5];
    }
    case.legalise();
    case
}

#[test]
fn a_wrong_result_in_memory_is_caught() {
    let key = Scene::key(many_results(false), |scene| {
        let last = scene.observed.events[2].values.end - 1;
        scene.observed.values[last] = Some(41);
    });
    assert_eq!(key, "value/result/i64/return-area/return");
}

/// A caller and a callee with floats among its results in memory.
pub(crate) fn floats_in_memory() -> Case {
    let mut case = many_results(false);
    case.functions[1].signature.results = vec![Param::plain(Type::F32); 3];
    case.legalise();
    case
}

#[test]
fn a_float_without_its_box_is_caught_beside_one_in_memory() {
    let key = Scene::key(floats_in_memory(), |scene| {
        scene.observed.events.truncate(3);
        scene.observed.outcome = Outcome::Fault(farcall_machine::Fault::Unboxed {
            pc: 16,
            reg: farcall::abi::FloatReg::FA0,
            pattern: 0x3f80_0000,
            width: 32,
        });
    });
    assert_eq!(key, "fault/unboxed-float/zeros-above/f32-in-return-area");
}

#[test]
fn a_return_area_that_the_callee_may_destroy_is_caught() {
    let key = Scene::key(many_results(false), |scene| {
        let registers = &mut scene.observed.events[1].registers;
        registers.return_area = Some(registers.sp - 32);
    });
    assert_eq!(key, "abi/call-edge/return-area");
}

#[test]
fn a_return_area_that_a_tail_call_does_not_pass_on_is_caught() {
    let key = Scene::key(many_results(true), |scene| {
        let area = &mut scene.observed.events[1].registers.return_area;
        *area = area.map(|address| address + 16);
    });
    assert_eq!(key, "abi/tail-call-edge/return-area");
}

#[test]
fn a_lost_return_address_is_caught() {
    let key = Scene::key(tail_pair(), |scene| {
        scene.observed.events[1].registers.return_address += 4;
    });
    assert_eq!(key, "abi/tail-call-edge/ra");
}

#[test]
fn a_wrong_link_or_return_address_is_caught() {
    let key = Scene::key(pair(CallKind::Near, None), |scene| {
        scene.observed.events[1].registers.return_address += 2;
    });
    assert_eq!(key, "abi/call-edge/ra");
    let key = Scene::key(pair(CallKind::Near, None), |scene| {
        scene.observed.events[2].registers.return_address -= 4;
    });
    assert_eq!(key, "abi/return-edge/ra");
}

/// Has `register` lost at event number `event`.
pub(crate) fn lose(event: usize, register: Reg) -> impl FnOnce(&mut Scene) {
    move |scene| {
        scene.observed.changed.push(Changed {
            event,
            register,
            before: 1,
            after: 2,
        })
    }
}

#[test]
fn a_lost_register_is_caught_at_its_edge() {
    let int = |number| Reg::new(RegClass::Int, number);
    let float = |number| Reg::new(RegClass::Float, number);
    let key = Scene::key(pair(CallKind::Near, None), lose(2, int(19)));
    assert_eq!(key, "abi/return-edge/callee-saved/s3");
    let key = Scene::key(pair(CallKind::Near, None), lose(3, int(3)));
    assert_eq!(key, "abi/return-edge/fixed/gp");
    let key = Scene::key(tail_pair(), lose(1, float(27)));
    assert_eq!(key, "abi/tail-call-edge/callee-saved/fs11");
    // fs1 counts at edges with C only, and only for functions that C can call.
    let fs1 = float(9);
    let key = Scene::key(pair(CallKind::Near, None), lose(3, fs1));
    assert_eq!(key, "psabi/callee-saved/fs1");
    for (case, event) in [(pair(CallKind::Near, None), 2), (tail_pair(), 2)] {
        let mut scene = Scene::of(case);
        lose(event, fs1)(&mut scene);
        assert_eq!(scene.findings(), []);
    }
}

/// [`pair`], whose callee is `(i16 sext, i32, f32, i64 x 6, i8 uext) -> i8 uext`: the last
/// parameter is on the stack.
pub(crate) fn narrow_pair() -> Case {
    let mut case = pair(CallKind::Near, None);
    let narrow = |ty, extension| Param {
        extension,
        ..Param::plain(ty)
    };
    let byte = narrow(Type::I8, Extension::Zero);
    let mut params = vec![
        narrow(Type::I16, Extension::Sign),
        Param::plain(Type::I32),
        Param::plain(Type::F32),
    ];
    params.extend(vec![Param::plain(Type::I64); 6]);
    params.push(byte);
    let signature = &mut case.functions[1].signature;
    (signature.params, signature.results) = (params, vec![byte]);
    case.legalise();
    case
}

#[test]
fn wrong_bits_above_a_value_are_caught() {
    let tamper = |event: usize, position: usize| {
        Scene::key(narrow_pair(), |scene| {
            let at = scene.observed.events[event].values.start + position;
            scene.observed.above[at] ^= 1;
        })
    };
    assert_eq!(tamper(1, 0), "abi/call-edge/extension/i16-sext/register");
    assert_eq!(tamper(1, 2), "abi/call-edge/nan-box/f32");
    assert_eq!(tamper(1, 9), "abi/call-edge/extension/i8-uext/stack");
    assert_eq!(tamper(2, 0), "abi/return-edge/extension/i8-uext/register");
}

#[test]
fn nobody_minds_what_stands_above_a_value_without_extension() {
    let mut scene = Scene::of(narrow_pair());
    let at = scene.observed.events[1].values.start + 1;
    scene.observed.above[at] ^= 1;
    assert_eq!(scene.findings(), []);
}

/// The keys if the harness enters a function of this convention with this many f64.
pub(crate) fn entered_with_floats(convention: Convention, floats: usize) -> Vec<Key> {
    let mut case = pair(CallKind::Near, None);
    let signature = &mut case.functions[0].signature;
    signature.params = vec![Param::plain(Type::F64); floats];
    signature.convention = convention;
    case.legalise();
    Scene::of(case).keys()
}

#[test]
fn a_float_that_c_passes_in_an_integer_register_is_reported_for_c_only() {
    let key = "psabi/argument/float-overflow";
    assert_eq!(entered_with_floats(Convention::SystemV, 9), [key]);
    assert_eq!(entered_with_floats(Convention::SystemV, 8), [""; 0]);
    assert_eq!(entered_with_floats(Convention::Tail, 9), [""; 0]);
    // Not at an edge between compiled functions.
    let mut case = pair(CallKind::Near, None);
    case.functions[1].signature.params = vec![Param::plain(Type::F64); 9];
    case.legalise();
    assert_eq!(Scene::of(case).findings(), []);
}

#[test]
fn conformance_hides_nothing() {
    let mut case = pair(CallKind::Near, None);
    case.functions[0].signature.params = vec![Param::plain(Type::F64); 9];
    case.legalise();
    let mut scene = Scene::of(case);
    scene.observed.memory[0][3] ^= 1;
    let keys = scene.keys();
    assert_eq!(keys, ["memory/data", "psabi/argument/float-overflow"]);
}

#[test]
fn a_misaligned_stack_pointer_is_caught_at_the_call() {
    let key = Scene::key(pair(CallKind::Near, None), |scene| {
        // Both ends of the inner call, as a frame of a wrong size would have it.
        for event in &mut scene.observed.events[1..3] {
            event.registers.sp -= 8;
        }
    });
    assert_eq!(key, "abi/call-edge/sp-alignment");
}

#[test]
fn a_bad_end_is_caught() {
    let end = |outcome: Outcome| {
        Scene::key(pair(CallKind::Near, None), |scene| {
            scene.observed.events.truncate(2);
            scene.observed.outcome = outcome;
        })
    };
    assert_eq!(end(Outcome::RanAway), "ran-away");
    let astray = |how| Outcome::Astray {
        how,
        from: 16,
        to: 32,
    };
    assert_eq!(end(astray(Astray::Jump)), "control-flow/jump-astray");
    assert_eq!(end(astray(Astray::Call)), "control-flow/call-to-no-entry");
    assert_eq!(end(astray(Astray::Return)), "control-flow/wrong-return");
    let link = astray(Astray::LinkRegister(5));
    assert_eq!(end(link), "control-flow/wrong-link-register");
    let unboxed = |pattern| {
        Outcome::Fault(farcall_machine::Fault::Unboxed {
            pc: 16,
            reg: farcall::abi::FloatReg::FA0,
            pattern,
            width: 32,
        })
    };
    let zeros = end(unboxed(0x3f80_0000));
    assert_eq!(zeros, "fault/unboxed-float/zeros-above");
    let other = end(unboxed(0x7ff4_5678_3f80_0000));
    assert_eq!(other, "fault/unboxed-float/other-above");
    let illegal = |encoding| {
        let fault = farcall_machine::Fault::Illegal { pc: 16, encoding };
        end(Outcome::Fault(fault))
    };
    assert_eq!(illegal(0), "fault/illegal-instruction/reserved");
    // vsetivli zero, 16, e8, m1, ta, ma
    assert_eq!(illegal(0xcc08_7057), "fault/illegal-instruction/v");
}

#[test]
fn wrong_memory_is_caught() {
    let key = Scene::key(pair(CallKind::Near, None), |scene| {
        scene.observed.memory[0][3] ^= 1;
    });
    assert_eq!(key, "memory/data");
    let key = Scene::key(pair(CallKind::Near, None), |scene| {
        scene.observed.memory[1][0] -= 1;
    });
    assert_eq!(key, "memory/fuel");
}

/// Flips a bit of the instruction or literal behind the first relocation of this kind, and audits.
pub(crate) fn audit_after_flip(kind: CallKind, wanted: &RelocKind, skip: u64, bit: u8) -> Key {
    audit_after(kind, wanted, |code, at| code[at + skip as usize] ^= bit)
}

/// Tampers with the code around the first relocation of this kind, and audits.
pub(crate) fn audit_after(
    kind: CallKind,
    wanted: &RelocKind,
    tamper: impl FnOnce(&mut [u8], usize),
) -> Key {
    let mut linker = Linker::new(arena());
    let case = pair(kind, None);
    let mut image = linker.link(&case).expect("it links");
    let (checked, finding) = oracle::audit(&image);
    assert_eq!(finding, None, "the untouched twin passes");
    assert_eq!(checked, image.map.relocations.len() as u64);

    let mut relocations = image.map.relocations.iter();
    let relocation = relocations
        .find(|r| r.kind == *wanted)
        .expect("one of this kind");
    let at = relocation.offset as usize;
    let span = image.function(relocation.function);
    let pointer = image.pointer(span);
    // SAFETY: the span is the function's bytes, which lie in the arena, a writable mapping; no
    // other slice of them is alive.
    let code = unsafe { std::slice::from_raw_parts_mut(pointer, span.len as usize) };
    tamper(code, at);
    let (_, finding) = oracle::audit(&image);
    finding.expect("the tampered one is caught").key
}

#[test]
fn a_relocation_that_leads_elsewhere_is_caught() {
    // Bit 4 of byte 3 of the second instruction is in its 12-bit offset; bit 7 of byte 1 is in
    // auipc's upper 20 bits.
    let key = audit_after_flip(CallKind::Near, &RelocKind::CallPlt, 4 + 3, 0x10);
    assert_eq!(key, "reloc/riscv-call-plt/wrong-target/reachable");
    let key = audit_after_flip(CallKind::AddressNear, &RelocKind::PcrelHi20, 2, 0x10);
    assert_eq!(key, "reloc/riscv-pcrel-hi20/wrong-target/reachable");
    let key = audit_after_flip(CallKind::Far, &RelocKind::Abs64, 5, 1);
    assert_eq!(key, "reloc/riscv-64/wrong-target");
}

#[test]
fn a_relocation_on_another_instruction_is_caught() {
    let key = audit_after_flip(CallKind::Near, &RelocKind::CallPlt, 0, 0x20);
    assert_eq!(key, "reloc/riscv-call-plt/wrong-place");
}

#[test]
fn code_that_no_relocation_is_for_stays_as_it_was_compiled() {
    let key = audit_after(CallKind::Far, &RelocKind::Abs64, |code, _| code[0] ^= 1);
    assert_eq!(key, "reloc/clobbered-code");
    // The link register of jalr, ra, becomes t5: its immediate is not touched.
    let key = audit_after_flip(CallKind::Near, &RelocKind::CallPlt, 4, 0x80);
    assert_eq!(key, "reloc/clobbered-code");
}

/// Flips a bit of the byte at `offset` of the first data object of [`pair_with_table`], and audits.
pub(crate) fn data_after_flip(offset: u16) -> Key {
    let case = pair_with_table();
    let mut linker = Linker::new(arena());
    let mut image = linker.link(&case).expect("it links");
    let (checked, finding) = oracle::audit(&image);
    assert_eq!(finding, None, "the untouched twin passes");
    assert_eq!(checked, image.map.relocations.len() as u64 + 2);

    let pointer = image.pointer(image.data(0));
    // SAFETY: the pointer is to the object's bytes, which lie in the arena, a writable mapping, and
    // go beyond the offset; no slice of them is alive.
    let byte = unsafe { &mut *pointer.add(offset.into()) };
    *byte ^= 4;
    let (_, finding) = oracle::audit(&image);
    finding.expect("the tampered one is caught").key
}

#[test]
fn wrong_data_is_caught_before_execution() {
    let data = &pair_with_table().data[0];
    assert_eq!(data_after_flip(3), "reloc/data/clobbered");
    for address in [0, 1].map(|n| data.address_offset(n)) {
        assert_eq!(data_after_flip(address), "reloc/data/riscv-64/wrong-target");
    }
}

#[test]
fn an_address_in_data_that_changed_is_caught_at_the_end() {
    let case = pair_with_table();
    let entry = usize::from(case.data[0].address_offset(1));
    let key = Scene::key(case, |scene| scene.observed.memory[0][entry] ^= 4);
    assert_eq!(key, "memory/data");
}

/// The finding for a failure of [`pair`] at this stage.
pub(crate) fn failed(stage: Stage, cause: Cause) -> Option<Finding> {
    let case = pair(CallKind::Near, None);
    let failure = Failure {
        stage,
        cause,
        map: Default::default(),
    };
    oracle::failure(&case, &failure)
}

#[test]
fn failures_to_link_have_a_key_a_kind() {
    let panic = Cause::Panic(PanicReport {
        file: "/r/cranelift-codegen-0.135.8/src/machinst/abi.rs".to_owned(),
        line: 12,
        message: "assertion failed: off <= (1 << 31) - 1".to_owned(),
    });
    let finding = failed(Stage::Compile(1), panic).expect("a panic is a finding");
    assert_eq!(
        finding.key,
        "panic/cranelift-codegen/abi/assertion-failed-off"
    );
    assert_eq!(finding.class, Class::Crash);
    assert_eq!(finding.at.function, Some(1));

    let verifier = Cause::Verifier(
        "- inst7 (v3 = iadd v1, v2): uses value from non-dominating inst9".to_owned(),
    );
    let finding = failed(Stage::Define(0), verifier).expect("a refusal is a finding");
    assert_eq!(finding.key, "verifier/iadd-uses-value-from-non-dominating");

    let error = Cause::Error("Duplicate definition of symbol: f12".to_owned());
    let finding = failed(Stage::Declare, error).expect("an error is a finding");
    assert_eq!(finding.key, "error/duplicate-definition-of-symbol");

    let twice = failed(Stage::Define(0), Cause::Nondeterministic).expect("a finding");
    assert_eq!(twice.key, "compile/nondeterministic");
    assert_eq!(twice.class, Class::Conformance);

    let unsupported = Cause::Unsupported("too many results".to_owned());
    assert_eq!(failed(Stage::Compile(0), unsupported), None);
}

#[test]
fn only_a_panic_about_a_range_is_a_limitation() {
    // %f1 is out of reach of %f0. Only the message of the panic differs.
    let goal = end(Limit::Word, Direction::Forward, Margin::Outside);
    let case = pair(CallKind::Near, Some(goal));
    let mut linker = Linker::new(arena());
    let failure = linker.link(&case).expect_err("it is out of reach");
    let class = |message: &str| {
        let mut failure = failure.clone();
        failure.cause = Cause::Panic(PanicReport {
            file: "/r/cranelift-jit-0.135.8/src/compiled_blob.rs".to_owned(),
            line: 1,
            message: message.to_owned(),
        });
        oracle::failure(&case, &failure).expect("a finding").class
    };
    assert_eq!(class("relocation out of range"), Class::Limitation);
    assert_eq!(class("attempt to subtract with overflow"), Class::Crash);
    let slice = "range end index 8 out of range for slice of length 4";
    assert_eq!(class(slice), Class::Crash);
}

#[test]
fn relocations_name_what_the_case_calls() {
    let scene = Scene::of(pair(CallKind::Near, None));
    let calls = scene.map.relocations.iter();
    let calls: Vec<Symbol> = calls.map(|r| r.symbol).collect();
    assert_eq!(calls, [Symbol::Function(1)]);
}

/// Lets the callee trap in its first instruction with code 1; what is seen is a trap of this
/// function with this code.
pub(crate) fn trapped(scene: &mut Scene, function: FuncId, code: u8) {
    scene.expected.end = End::Trapped {
        function: 1,
        code: TrapCode::new(1),
    };
    scene.expected.events.truncate(2);
    scene.observed.events.truncate(2);
    scene.observed.outcome = Outcome::Trapped {
        pc: scene.map.functions[usize::from(function)]
            .expect("it is placed")
            .start,
        trap: Trap {
            function,
            offset: 0,
            kind: TrapKind::Asked(TrapCode::new(code)),
        },
    };
}

#[test]
fn a_trap_is_no_finding_where_the_model_has_it_and_memory_is_compared() {
    let mut scene = Scene::of(pair(CallKind::Near, None));
    trapped(&mut scene, 1, 1);
    assert_eq!(scene.findings(), []);
    scene.observed.memory[0][0] ^= 1;
    assert_eq!(scene.keys(), ["memory/data"]);
}

#[test]
fn a_trap_elsewhere_or_for_another_reason_is_caught() {
    for (function, code) in [(0, 1), (1, 2)] {
        let key = Scene::key(pair(CallKind::Near, None), |scene| {
            trapped(scene, function, code)
        });
        assert_eq!(key, "fault/wrong-trap");
    }
}

#[test]
fn an_instruction_that_is_recorded_as_a_trap_ends_a_run_as_one() {
    let scene = Scene::patched(pair(CallKind::Near, None), |image| {
        patch(image, 1, &[0]);
        image.map.traps = vec![Trap {
            function: 1,
            offset: 0,
            kind: TrapKind::Asked(TrapCode::FIRST),
        }];
    });
    let Outcome::Trapped { pc, trap } = &scene.observed.outcome else {
        panic!("{}", scene.observed.outcome);
    };
    assert_eq!(*pc, scene.map.functions[1].expect("it is placed").start);
    assert_eq!(trap.function, 1);
    // The model knows of none, so the key is that of the instruction.
    assert_eq!(
        scene.keys(),
        ["fault/illegal-instruction/reserved/system_v"]
    );
}
