//! The table of pins: for each kind of key one that a finding has, and its text.

use super::Pin;
use super::produce::*;
use crate::common::asm::{A0, RA, RET, SP, T0, ZERO, ld, sd};
use crate::common::scene::Scene;
use crate::common::{pair, pair_with_table, tail_pair};
use crate::edges::{
    callee, executed_literal, jump, overlap, stores_its_address_by_scratch, stores_on_the_stack,
};
use crate::oracles::{
    audit_after, audit_after_flip, data_after_flip, entered_with_floats, floats_in_memory, lose,
    many_results, narrow_pair,
};
use crate::sites::{half_a_pair, other_callee, past_callee};
use crate::stack_limit::{self, TRAP, checking, late, returning};
use crate::{frame, metadata, metamorphic, opinion};
use farcall::abi::{FloatReg, IntReg, Reg};
use farcall::case::{CallKind, Convention};
use farcall::link::{Cause, RelocKind};
use farcall::oracle::Key;
use farcall::oracle::key::*;
use farcall::run::{Astray, Outcome};
use farcall_machine::{AccessKind, Fault};

/// The table, and the kind that a key is of. Both come from the same lines, so a kind of key
/// without a pin does not compile, and no pin is left out of the test.
macro_rules! pins {
    ($($kind:pat => $text:literal, $produce:expr;)*) => {
        pub(crate) const PINS: &[Pin] = &[$(Pin { text: $text, produce: || $produce },)*];

        /// The text of the pin of the same kind as `key`.
        pub(super) fn kind(key: &Key) -> &'static str {
            match key { $($kind => $text,)* }
        }
    };
}

pins! {
    // Compiling and linking.
    Key::Panic(PanicKey { place: PanicPlace::Isle { .. }, .. }) =>
        "panic/isle_riscv64/lower",
        panicked("/b/out/isle_riscv64.rs", "no rule matched for term lower at src/lower.isle 3");
    Key::Panic(PanicKey { relocation: None, .. }) =>
        "panic/cranelift-codegen/abi/assertion-failed-off",
        panicked(
            "/r/cranelift-codegen-0.135.8/src/machinst/abi.rs",
            "assertion failed: off <= (1 << 31) - 1",
        );
    Key::Panic(PanicKey { relocation: Some(_), .. }) =>
        "panic/cranelift-jit/compiled_blob/unwrap-try-from-int-error/riscv-call-plt/last-reachable-below-minus-2gib",
        known("jit-call-last-reachable-below-minus-2gib");
    Key::Verifier(_) =>
        "verifier/iadd-uses-value-from-non-dominating",
        stopped(Cause::Verifier("- v3 = iadd v1: uses value from non-dominating inst9".to_owned()));
    Key::Error(_) =>
        "error/duplicate-definition-of-symbol",
        stopped(Cause::Error("Duplicate definition of symbol: f12".to_owned()));
    Key::Nondeterministic =>
        "compile/nondeterministic",
        stopped(Cause::Nondeterministic);

    // Relocations.
    Key::Reloc(RelocKey::ClobberedCode) =>
        "reloc/clobbered-code",
        audit_after(CallKind::Far, &RelocKind::Abs64, |code, _| code[0] ^= 1);
    Key::Reloc(RelocKey::ClobberedData) =>
        "reloc/data/clobbered",
        data_after_flip(3);
    Key::Reloc(RelocKey::WrongAddressInData) =>
        "reloc/data/riscv-64/wrong-target",
        data_after_flip(pair_with_table().data[0].address_offset(0));
    Key::Reloc(RelocKey::WrongPlace(RelocName::Other)) =>
        "reloc/other/wrong-place",
        unknown_relocation();
    Key::Reloc(RelocKey::WrongPlace(_)) =>
        "reloc/riscv-call-plt/wrong-place",
        audit_after_flip(CallKind::Near, &RelocKind::CallPlt, 0, 0x20);
    Key::Reloc(RelocKey::WrongTarget { with_addend: true, .. }) =>
        "reloc/riscv-pcrel-hi20/wrong-target/reachable/with-addend",
        known("jit-near-data-with-addend");
    Key::Reloc(RelocKey::WrongTarget { window: None, .. }) =>
        "reloc/riscv-64/wrong-target",
        audit_after_flip(CallKind::Far, &RelocKind::Abs64, 5, 1);
    Key::Reloc(RelocKey::WrongTarget { window: Some(_), .. }) =>
        "reloc/riscv-pcrel-hi20/wrong-target/reachable",
        audit_after_flip(CallKind::AddressNear, &RelocKind::PcrelHi20, 2, 0x10);

    // Crossings.
    Key::Edge(EdgeKey::WrongCallee(_)) =>
        "edge/wrong-callee/call",
        call(|scene| scene.observed.events[1].to = Some(0));
    Key::Edge(EdgeKey::WrongOrder(_)) =>
        "edge/wrong-order/call",
        call(|scene| {
            let extra = scene.observed.events[1].clone();
            scene.observed.events.push(extra);
        });
    Key::Edge(EdgeKey::Missing) =>
        "edge/missing",
        call(|scene| scene.observed.events.truncate(2));
    Key::Value(_) =>
        "value/argument/i64/stack/tail-call",
        Scene::key(tail_pair(), |scene| {
            let last = scene.observed.events[1].values.end - 1;
            scene.observed.values[last] = None;
        });

    // Registers at crossings, and what stands above values.
    Key::Abi(_, AbiKey::Sp) =>
        "abi/return-edge/sp",
        call(|scene| scene.observed.events[2].registers.sp += 16);
    Key::Abi(_, AbiKey::SpAlignment) =>
        "abi/call-edge/sp-alignment",
        call(|scene| {
            let both_ends = &mut scene.observed.events[1..3];
            both_ends.iter_mut().for_each(|event| event.registers.sp -= 8);
        });
    Key::Abi(_, AbiKey::Ra) =>
        "abi/tail-call-edge/ra",
        Scene::key(tail_pair(), |scene| {
            scene.observed.events[1].registers.return_address += 4;
        });
    Key::Abi(_, AbiKey::ReturnArea) =>
        "abi/call-edge/return-area",
        Scene::key(many_results(false), |scene| {
            let registers = &mut scene.observed.events[1].registers;
            registers.return_area = Some(registers.sp - 32);
        });
    Key::Abi(_, AbiKey::CalleeSaved(_)) =>
        "abi/tail-call-edge/callee-saved/fs11",
        Scene::key(tail_pair(), lose(1, Reg::float(FloatReg::new(27))));
    Key::Abi(_, AbiKey::Fixed(_)) =>
        "abi/return-edge/fixed/gp",
        call(lose(3, Reg::int(IntReg::GP)));
    Key::Abi(_, AbiKey::Extension { signed: true, .. }) =>
        "abi/call-edge/extension/i16-sext/register",
        above(1, 0);
    Key::Abi(_, AbiKey::Extension { signed: false, .. }) =>
        "abi/call-edge/extension/i8-uext/stack",
        above(1, 9);
    Key::Abi(_, AbiKey::NanBox { in_return_area: false, .. }) =>
        "abi/call-edge/nan-box/f32",
        above(1, 2);
    Key::Abi(_, AbiKey::NanBox { in_return_area: true, .. }) =>
        "abi/call-edge/nan-box/f32/f32-in-return-area",
        box_beside_one_in_memory();

    // C.
    Key::Psabi(PsabiKey::CalleeSaved(_)) =>
        "psabi/callee-saved/fs1",
        call(lose(3, Reg::float(FloatReg::new(9))));
    Key::Psabi(PsabiKey::FloatOverflow) =>
        "psabi/argument/float-overflow",
        entered_with_floats(Convention::SystemV, 9).remove(0);
    Key::Psabi(PsabiKey::StackAlignment) =>
        "psabi/argument/stack-alignment",
        known("psabi-stack-alignment");

    // The end.
    Key::Fault(FaultKey::Signal(_)) =>
        "fault/signal-11",
        end(Outcome::Signal(11));
    Key::Fault(FaultKey::Unmapped(AccessKind::Load)) =>
        "fault/unmapped-load",
        unmapped(AccessKind::Load);
    Key::Fault(FaultKey::Unmapped(AccessKind::Store)) =>
        "fault/unmapped-store",
        unmapped(AccessKind::Store);
    Key::Fault(FaultKey::Unmapped(AccessKind::Fetch)) =>
        "fault/unmapped-fetch",
        unmapped(AccessKind::Fetch);
    Key::Fault(FaultKey::StoreToCode) =>
        "fault/store-to-code",
        fault(Fault::NotWritable { pc: 16, addr: 32, len: 4 });
    Key::Fault(FaultKey::NotExecutable) =>
        "fault/not-executable",
        fault(Fault::NotExecutable { pc: 16, addr: 32 });
    Key::Fault(FaultKey::MisalignedFetch) =>
        "fault/misaligned-fetch",
        fault(Fault::MisalignedFetch { pc: 16, target: 1 });
    Key::Fault(FaultKey::MisalignedAtomic) =>
        "fault/misaligned-atomic",
        fault(Fault::MisalignedAtomic { pc: 16, addr: 33, len: 4 });
    Key::Fault(FaultKey::Illegal { convention: Some(_), .. }) =>
        "fault/illegal-instruction/v/preserve_all",
        known("preserve-all-saves-vectors-without-v");
    Key::Fault(FaultKey::Illegal { needs: None, .. }) =>
        "fault/illegal-instruction/reserved",
        illegal(0);
    Key::Fault(FaultKey::Illegal { needs: Some(_), .. }) =>
        "fault/illegal-instruction/v",
        // vsetivli zero, 16, e8, m1, ta, ma
        illegal(0xcc08_7057);
    Key::Fault(FaultKey::Unboxed { in_return_area: true, .. }) =>
        "fault/unboxed-float/zeros-above/f32-in-return-area",
        Scene::key(floats_in_memory(), |scene| {
            scene.observed.events.truncate(3);
            scene.observed.outcome = Outcome::Fault(unboxed(0x3f80_0000));
        });
    Key::Fault(FaultKey::Unboxed { above: UpperHalf::Zeros, .. }) =>
        "fault/unboxed-float/zeros-above",
        fault(unboxed(0x3f80_0000));
    Key::Fault(FaultKey::Unboxed { above: UpperHalf::Other, .. }) =>
        "fault/unboxed-float/other-above",
        fault(unboxed(0x7ff4_5678_3f80_0000));
    Key::Fault(FaultKey::StoresItsAddress { scratch: true, .. }) =>
        "fault/stores-its-address/8-bytes/scratch",
        stores_its_address_by_scratch();
    Key::Fault(FaultKey::StoresItsAddress { scratch: false, .. }) =>
        "fault/stores-its-address/8-bytes",
        stores_on_the_stack(SP).remove(0);
    Key::Fault(FaultKey::WildJump) =>
        "fault/wild-jump",
        fault(Fault::WildJump { from: 16, to: 32 });
    Key::Fault(FaultKey::EnvironmentCall) =>
        "fault/environment-call",
        fault(Fault::Ecall { pc: 16 });
    Key::Fault(FaultKey::Breakpoint) =>
        "fault/breakpoint",
        fault(Fault::Breakpoint { pc: 16 });
    Key::Fault(FaultKey::FellThrough) =>
        "fault/fell-through",
        fault(Fault::FellThrough { pc: 16, end: 20 });
    Key::RanAway =>
        "ran-away",
        end(Outcome::RanAway);
    Key::ControlFlow(ControlFlowKey::CallToNoEntry) =>
        "control-flow/call-to-no-entry",
        jump(RA, 2);
    Key::ControlFlow(ControlFlowKey::WrongLinkRegister) =>
        "control-flow/wrong-link-register",
        jump(T0, 0);
    Key::ControlFlow(ControlFlowKey::JumpAstray) =>
        "control-flow/jump-astray",
        jump(ZERO, 2);
    Key::ControlFlow(ControlFlowKey::WrongReturn) =>
        "control-flow/wrong-return",
        astray(Astray::Return);
    Key::ControlFlow(ControlFlowKey::OverlappingInstructions) =>
        "control-flow/overlapping-instructions",
        overlap();
    Key::ControlFlow(ControlFlowKey::ExecutedLiteral) =>
        "control-flow/executed-literal",
        executed_literal();
    Key::ControlFlow(ControlFlowKey::Ended) =>
        "control-flow/ended",
        end(Outcome::Ended);

    // The stack.
    Key::Stack(StackKey::StoreOutsideFrame) =>
        "stack/store-outside-frame",
        callee(&[sd(A0, 0, SP), RET]).keys().remove(0);
    Key::Stack(StackKey::StoreBelowSp) =>
        "stack/store-below-sp",
        callee(&[sd(A0, -8, SP), RET]).keys().remove(0);
    Key::Stack(StackKey::LoadBelowSp) =>
        "stack/load-below-sp",
        callee(&[ld(A0, -8, SP), RET]).keys().remove(0);
    Key::Stack(StackKey::Probe(ProbeKey::Missing)) =>
        "stack/probe/missing",
        frame::keys(4096, &[]).remove(0);
    Key::Stack(StackKey::Probe(ProbeKey::OutOfOrder)) =>
        "stack/probe/out-of-order",
        frame::keys(8192, &[8192, 4096]).remove(0);
    Key::Stack(StackKey::Probe(ProbeKey::Astray)) =>
        "stack/probe/astray",
        frame::keys(4096, &[4096, 8192]).remove(0);
    Key::Stack(StackKey::Limit(LimitKey::ChangesTrace)) =>
        "stack/limit/changes-trace",
        stack_limit::one_of(&returning(), TRAP + 4, LimitKey::ChangesTrace);
    Key::Stack(StackKey::Limit(LimitKey::NotChecked)) =>
        "stack/limit/not-checked",
        stack_limit::one_of(&checking(48), TRAP, LimitKey::NotChecked);
    Key::Stack(StackKey::Limit(LimitKey::Early)) =>
        "stack/limit/early",
        stack_limit::one_of(&checking(96), TRAP, LimitKey::Early);
    Key::Stack(StackKey::Limit(LimitKey::Late)) =>
        "stack/limit/late",
        stack_limit::one_of(&late(), TRAP, LimitKey::Late);
    Key::Stack(StackKey::Limit(LimitKey::UnrecordedTrap)) =>
        "stack/limit/unrecorded-trap",
        stack_limit::one_of(&checking(64), TRAP + 4, LimitKey::UnrecordedTrap);

    // What code names.
    Key::Site(SiteKey::WrongSymbol(_)) =>
        "site/call/wrong-symbol",
        other_callee(CallKind::Near);
    Key::Site(SiteKey::NoSymbol(_)) =>
        "site/address/no-symbol",
        past_callee(CallKind::AddressNear);
    Key::Site(SiteKey::HalfAPair) =>
        "site/half-a-pair",
        half_a_pair();

    // What is recorded beside code.
    Key::CallSite(CallSiteKey::Missing) =>
        "call-site/missing",
        metadata::keeper_keys(|metadata| metadata.call_sites.clear()).remove(0);
    Key::CallSite(CallSiteKey::NotBehindACall) =>
        "call-site/not-behind-a-call",
        metadata::keeper_keys(|metadata| metadata.call_sites[0].return_address += 2).remove(0);
    Key::CallSite(CallSiteKey::UnexpectedHandler) =>
        "call-site/unexpected-handler",
        metadata::keeper_keys(metadata::add_handler).remove(0);
    Key::CallSite(CallSiteKey::TailCall) =>
        "call-site/tail-call",
        metadata::keys(&metadata::near_tail_call(), |_| {}).remove(0);
    Key::CallSite(CallSiteKey::FrameOffset) =>
        "call-site/frame-offset",
        metadata::keeper_keys(|metadata| metadata.call_sites[0].frame_offset = Some(24)).remove(0);
    Key::UnexpectedStackMap =>
        "stack-map/unexpected",
        metadata::keeper_keys(|metadata| metadata.stack_maps.push(8)).remove(0);
    Key::Unwind(UnwindKey::Cfa) =>
        "unwind/cfa",
        metadata::rewritten(&[0x0e, 0x10], &[0x0e, 0x18]);
    Key::Unwind(UnwindKey::TailCallArguments) =>
        "unwind/cfa/tail-call-arguments",
        metadata::keys(&metadata::grown(10), |_| {}).remove(0);
    Key::Unwind(UnwindKey::ReturnAddress) =>
        "unwind/return-address",
        metadata::rewritten(metadata::OFFSET_RA, &[0x81, 0x02]);
    Key::Unwind(UnwindKey::CalleeSaved(_)) =>
        "unwind/callee-saved/s1",
        metadata::rewritten(metadata::OFFSET_S1, &[0x89, 0x04]);
    Key::Unwind(UnwindKey::Malformed) =>
        "unwind/malformed",
        metadata::rewritten(metadata::OFFSET_S1, &[0x3f, 0x09]);
    Key::Unwind(UnwindKey::UnknownRegister) =>
        "unwind/unknown-register",
        metadata::rewritten(metadata::DEF_CFA_REGISTER_S0, &[0x0d, 0x40]);
    Key::Unwind(UnwindKey::UnknownRule) =>
        "unwind/unknown-rule",
        metadata::rewritten(metadata::OFFSET_S1, &[0x10, 0x09, 0x00]);
    Key::Unwind(UnwindKey::NoFde) =>
        "unwind/no-fde",
        metadata::keeper_keys(|metadata| metadata.unwind = None).remove(0);
    Key::Unwind(UnwindKey::WrongRange) =>
        "unwind/wrong-range",
        metadata::keeper_keys(|metadata| metadata.code.push(0)).remove(0);

    // Second opinions.
    Key::Opinion(_, OpinionKey::Result(_)) =>
        "opinion/host/result/i64",
        witnessed(&pair(CallKind::Near, None), |left| left.results[0][0] ^= 1);
    Key::Opinion(_, OpinionKey::MissingResult) =>
        "opinion/host/result/missing",
        witnessed(&pair(CallKind::Near, None), |left| left.results.clear());
    Key::Opinion(_, OpinionKey::Memory(MemoryKey::Data)) =>
        "opinion/host/memory/data",
        witnessed(&pair_with_table(), |left| left.memory[0][0] ^= 1);
    Key::Opinion(_, OpinionKey::Memory(MemoryKey::Fuel)) =>
        "opinion/host/memory/fuel",
        witnessed(&pair(CallKind::Near, None), |left| {
            left.memory.last_mut().expect("the fuel word")[0] ^= 1;
        });
    Key::Opinion(_, OpinionKey::Address) =>
        "opinion/host/memory/address",
        witnessed(&pair_with_table(), |left| left.moved[0][1] = 8);
    Key::Opinion(_, OpinionKey::Trap) =>
        "opinion/interpreter/trap",
        opinion::trap();
    Key::Opinion(_, OpinionKey::RanAway) =>
        "opinion/host/ran-away",
        opinion::child("exec sleep 100");
    Key::Opinion(_, OpinionKey::Died) =>
        "opinion/host/died",
        opinion::child("kill -SEGV $$");

    // Memory, and variants.
    Key::Memory(MemoryKey::Data) =>
        "memory/data",
        call(|scene| scene.observed.memory[0][3] ^= 1);
    Key::Memory(MemoryKey::Fuel) =>
        "memory/fuel",
        call(|scene| scene.observed.memory[1][0] -= 1);
    Key::Metamorphic(MetamorphicKey { difference: DifferenceKind::Value, .. }) =>
        "metamorphic/zbb/value",
        metamorphic::key(pair(CallKind::Near, None), "zbb", |scene| {
            let result = scene.observed.events[2].values.start;
            scene.observed.values[result] = Some(41);
        });
    Key::Metamorphic(MetamorphicKey { difference: DifferenceKind::Order, .. }) =>
        "metamorphic/far/order",
        metamorphic::key(pair(CallKind::Near, None), "far", |scene| {
            scene.observed.events[1].to = Some(0);
        });
    Key::Metamorphic(MetamorphicKey { difference: DifferenceKind::Outcome, .. }) =>
        "metamorphic/opt-level/outcome",
        metamorphic::key(pair(CallKind::Near, None), "opt-level", |scene| {
            scene.observed.outcome = Outcome::RanAway;
        });
    Key::Metamorphic(MetamorphicKey { difference: DifferenceKind::Memory, .. }) =>
        "metamorphic/sides/memory",
        metamorphic::key(pair(CallKind::Near, None), "sides", |scene| {
            scene.observed.memory[1][0] -= 1;
        });

    // Processes: `tests/processes` has them die.
    Key::Death(_) =>
        "death/stack-overflow/link",
        Key::Death(Death::StackOverflow);

    // What known issues tell apart.
    Key::Refined(..) =>
        "abi/return-edge/callee-saved/t3/with-probes",
        known("preserve-all-loses-t3-to-stack-probes");
}

/// The key when a bit is wrong above value `position` of event number `event`.
fn above(event: usize, position: usize) -> Key {
    Scene::key(narrow_pair(), |scene| {
        let at = scene.observed.events[event].values.start + position;
        scene.observed.above[at] ^= 1;
    })
}
