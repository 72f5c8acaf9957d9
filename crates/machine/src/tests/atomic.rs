//! Atomic instructions.

use super::{CODE, DATA, Fault, Recorder, RunExit, execute, i, jal, machine, r, run, s};
use crate::AccessKind;

const LOW: u64 = 0xffff_ffff_8000_0000;

/// The old value and the new memory contents of a read-modify-write on a doubleword.
fn modify(mnemonic: &str, memory: u64, operand: u64) -> (u64, u64) {
    let program = [
        s("sd", 5, 10, 0),
        r(mnemonic, 11, 10, 6),
        i("ld", 12, 10, 0),
    ];
    let hart = execute(&program, |hart| {
        (hart.x[10], hart.x[5], hart.x[6]) = (DATA, memory, operand)
    });
    (hart.x[11], hart.x[12])
}

#[test]
fn doublewords_are_modified_and_the_old_value_returned() {
    let (a, b) = (0xf000_0000_0000_0001, 3);
    let new = |mnemonic: &str| {
        let (old, new) = modify(mnemonic, a, b);
        assert_eq!(old, a);
        new
    };
    assert_eq!(new("amoswap.d"), b);
    assert_eq!(new("amoadd.d"), a + b);
    assert_eq!(new("amoxor.d"), a ^ b);
    assert_eq!(new("amoand.d"), a & b);
    assert_eq!(new("amoor.d"), a | b);
    assert_eq!((new("amomin.d"), new("amomax.d")), (a, b));
    assert_eq!((new("amominu.d"), new("amomaxu.d")), (b, a));
}

#[test]
fn words_leave_the_upper_half_and_return_a_sign_extended_value() {
    let memory = 0x1234_5678_8000_0000;
    let upper = memory & !0xffff_ffff;
    assert_eq!(modify("amoadd.w", memory, 1), (LOW, upper | 0x8000_0001));
    assert_eq!(modify("amomax.w", memory, 0x5_0000_0001), (LOW, upper | 1));
    assert_eq!(
        modify("amomaxu.w", memory, 0x5_0000_0001),
        (LOW, upper | 0x8000_0000)
    );
    assert_eq!(modify("amominu.w", memory, 0x5_0000_0001), (LOW, upper | 1));
}

#[test]
fn a_store_conditional_needs_its_own_reservation() {
    let run = |program: &[u32]| {
        let hart = execute(program, |hart| {
            (hart.x[10], hart.x[5], hart.x[6]) = (DATA, DATA + 8, 77)
        });
        (hart.x[11], hart.x[12], hart.x[13])
    };
    let (lr, sc, again) = (
        r("lr.d", 14, 10, 0),
        r("sc.d", 11, 10, 6),
        r("sc.d", 12, 10, 6),
    );
    assert_eq!(run(&[lr, sc, again, i("ld", 13, 10, 0)]), (0, 1, 77));
    assert_eq!(run(&[sc, i("ld", 13, 10, 0)]), (1, 0, 0));
    assert_eq!(
        run(&[lr, r("sc.d", 12, 5, 6), sc, i("ld", 13, 5, 0)]),
        (1, 1, 0)
    );
    assert_eq!(
        run(&[lr, r("sc.w", 12, 10, 6), i("ld", 13, 10, 0)]),
        (0, 1, 0)
    );
}

#[test]
fn a_reported_transfer_ends_a_reservation() {
    // Only the jump to the first byte is reported, so only it clears the reservation.
    for (offset, reserved) in [(-4, false), (4, true)] {
        let mut machine = machine(&[r("lr.d", 14, 10, 0), jal(0, offset), super::ebreak()]);
        machine.hart.x[10] = DATA;
        let mut recorder = Recorder {
            stop_after: 1,
            ..Recorder::default()
        };
        let exit = machine.run(&mut recorder, 2);
        assert!(matches!(exit, RunExit::Stopped | RunExit::RanAway));
        assert_eq!(machine.hart.reservation.is_some(), reserved);
    }
}

#[test]
fn misaligned_and_forbidden_accesses_fault() {
    let run = |encoding, addr| {
        let mut machine = machine(&[encoding]);
        machine.hart.x[10] = addr;
        run(&mut machine)
    };
    let pc = CODE;
    let misaligned = |addr, len| RunExit::Fault(Fault::MisalignedAtomic { pc, addr, len });
    assert_eq!(
        run(r("amoadd.d", 11, 10, 6), DATA + 4),
        misaligned(DATA + 4, 8)
    );
    assert_eq!(run(r("lr.w", 11, 10, 0), DATA + 2), misaligned(DATA + 2, 4));
    assert_eq!(run(r("sc.w", 11, 10, 6), DATA + 1), misaligned(DATA + 1, 4));
    let store = Fault::Unmapped {
        pc,
        addr: 0,
        len: 8,
        kind: AccessKind::Store,
    };
    assert_eq!(run(r("amoor.d", 11, 10, 6), 0), RunExit::Fault(store));
    let load = Fault::Unmapped {
        pc,
        addr: 0,
        len: 4,
        kind: AccessKind::Load,
    };
    assert_eq!(run(r("lr.w", 11, 10, 0), 0), RunExit::Fault(load));
    // Code can be read but not written.
    let not_writable = Fault::NotWritable {
        pc,
        addr: CODE,
        len: 4,
    };
    assert_eq!(
        run(r("amoor.w", 11, 10, 6), CODE),
        RunExit::Fault(not_writable)
    );
}
