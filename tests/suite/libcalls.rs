//! Extern functions that compiled code names as libcalls.

use crate::common::scene::Scene;
use crate::common::{arena, pair};
use farcall::case::*;
use farcall::check::Checker;
use farcall::link::{Linker, RelocKind, Symbol};
use farcall::oracle;

/// The kinds of calls that reach an extern function.
const KINDS: [CallKind; 3] = [CallKind::Far, CallKind::AddressFar, CallKind::Table];

/// `libcall`. It returns its last parameter of the result type, or a constant.
fn routine(libcall: Libcall) -> Function {
    let signature = libcall.signature();
    let result = signature.results[0].ty;
    let last = signature.params.iter().rposition(|p| p.ty == result);
    let returned = last.map_or(Operand::Const(7), |last| Operand::Value(last as ValueId));
    Function {
        laps: 0,
        origin: Origin::Libcall(libcall),
        slots: Vec::new(),
        blocks: vec![Block {
            params: signature.params.iter().map(|p| p.ty).collect(),
            statements: Vec::new(),
            exit: Exit::Return(vec![returned]),
        }],
        signature,
    }
}

/// %f0 has the parameters of the first of `libcalls`. It calls each of them with what it got, and
/// returns what the last one returned.
fn caller(libcalls: &[Libcall], kind: CallKind) -> Case {
    let mut case = pair(CallKind::Far, None);
    let signature = libcalls[0].signature();
    let params = signature.params.len() as ValueId;
    let call = |callee| {
        Statement::Call(Call {
            callee,
            kind,
            args: (0..params).map(Operand::Value).collect(),
            guarded: false,
        })
    };
    let callees = 1..=libcalls.len() as FuncId;
    let first = &mut case.functions[0];
    first.signature = signature;
    first.blocks[0].statements = callees.clone().map(call).collect();
    first.blocks[0].exit = Exit::Return(vec![Operand::recent(0)]);
    case.functions.truncate(1);
    case.functions.extend(libcalls.iter().copied().map(routine));
    case.data = vec![DataObject {
        bytes: vec![0x11; 16],
        addresses: callees.map(Address::Function).collect(),
    }];
    let args = [0x4049_0fdb_4049_0fdb, 0x3ff8_0000_bfc0_0000, 3];
    case.invocations[0].args = args[..params as usize].to_vec();
    case.legalise();
    case
}

#[test]
fn every_libcall_is_called_in_every_way() {
    let mut checker = Checker::with_arena(arena());
    for libcall in Libcall::ALL {
        for kind in KINDS {
            for linking in [Linking::Planned, Linking::Direct] {
                let mut case = caller(&[libcall], kind);
                case.life_cycle
                    .linkings_mut()
                    .for_each(|own| *own = linking);
                assert_eq!(case.functions[1].origin, Origin::Libcall(libcall));
                assert!(case.calls(0).all(|call| call.kind == kind));
                let verdict = checker.check(&case);
                assert_eq!(verdict.findings, [], "{case:?}");
                assert_eq!(verdict.unsupported, None);
                // The harness calls, the caller calls, and both return.
                assert_eq!(verdict.counts.calls_checked, 4);
            }
        }
    }
}

#[test]
fn code_and_data_name_the_libcall_and_the_audit_sees_where_that_leads() {
    for kind in KINDS {
        let case = caller(&[Libcall::Memcmp], kind);
        let mut linker = Linker::new(arena());
        let mut image = linker.link(&case).expect("it links");
        let (_, finding) = oracle::audit(&image);
        assert_eq!(finding, None, "the untouched twin passes");
        let relocations = image.map.relocations.iter();
        let (span, offset, key) = match kind {
            CallKind::Table => {
                let offset = usize::from(case.data[0].address_offset(0));
                (image.data(0), offset, "reloc/data/riscv-64/wrong-target")
            }
            _ => {
                let mut named = relocations.filter(|r| r.symbol == Symbol::Function(1));
                let relocation = named.next().expect("the call names the libcall");
                assert_eq!(relocation.kind, RelocKind::Abs64);
                let offset = relocation.offset as usize;
                (image.function(0), offset, "reloc/riscv-64/wrong-target")
            }
        };
        let pointer = image.pointer(span);
        // SAFETY: the span lies in the arena, a writable mapping, the address inside of the span,
        // and no slice of it is alive.
        unsafe { *pointer.add(offset + 5) ^= 1 };
        let (_, finding) = oracle::audit(&image);
        assert_eq!(finding.expect("the tampered one is caught").key, key);
    }
}

#[test]
fn a_call_that_ends_at_another_libcall_is_caught() {
    let case = caller(&[Libcall::CeilF64, Libcall::FloorF64], CallKind::Far);
    assert_eq!(Scene::of(case.clone()).keys(), [""; 0]);
    let scene = Scene::patched(case, |image| {
        let other = image.function(2).start;
        let mut relocations = image.map.relocations.iter();
        let relocation = relocations.find(|r| r.symbol == Symbol::Function(1));
        let offset = relocation.expect("the call names the libcall").offset;
        let pointer = image.pointer(image.function(0));
        // SAFETY: the literal lies in the function, that in the arena, a writable mapping, and no
        // slice of it is alive.
        unsafe {
            let literal = pointer.add(offset as usize).cast::<u64>();
            literal.write_unaligned(other);
        }
    });
    assert_eq!(scene.keys().first().unwrap(), "edge/wrong-callee/call");
}

#[test]
fn a_name_belongs_to_one_function_of_the_right_signature() {
    let twice = caller(&[Libcall::FmaF32, Libcall::FmaF32], CallKind::Far);
    let origins: Vec<Origin> = twice.functions.iter().map(|f| f.origin).collect();
    let libcall = Origin::Libcall(Libcall::FmaF32);
    assert_eq!(origins, [Origin::Compiled, libcall, Origin::Extern]);

    let mut other = caller(&[Libcall::FmaF32], CallKind::Near);
    assert!(other.calls(0).all(|call| call.kind == CallKind::Far));
    let text = format!("{other:?}");
    assert!(text.contains("named %FmaF32: returns v2"), "{text}");
    assert!(text.contains("fn0 = %FmaF32 sig0"), "{text}");
    other.functions[1].signature.params.pop();
    other.legalise();
    assert_eq!(other.functions[1].origin, Origin::Extern);
}
