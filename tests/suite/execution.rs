//! What an execution can see, tried on code that was tampered with.

use crate::common::asm::*;
use crate::common::{arena, pair, patch, with_room};
use farcall::case::*;
use farcall::link::{Image, Linker, UNWRITTEN};
use farcall::model::Crossing;
use farcall::run::{Layouts, MachineExecutor, Observed, Outcome, budget};

fn run(case: &Case, image: &mut Image<'_>) -> Observed {
    MachineExecutor::new().run(case, &Layouts::new(case), image, budget(8))
}

/// A pair whose functions are long enough to be patched.
fn long_pair() -> Case {
    let mut case = pair(CallKind::Near, None);
    let padding = Statement::Store {
        access: Access::data(0, 0, Type::I64),
        value: Operand::Const(1),
    };
    case.functions[1].blocks[0]
        .statements
        .extend(vec![padding; 4]);
    case.legalise();
    case
}

#[test]
fn no_run_sees_what_another_left_on_the_stack() {
    let case = long_pair();
    let mut linker = Linker::new(arena());
    // Below the stack pointer that they return with, where nobody may rely on anything.
    let within_frame = |code: &[u32]| {
        let (open, close) = ([addi(SP, SP, -80)], [addi(SP, SP, 80), RET]);
        [&open, code, &close].concat()
    };
    let write = within_frame(&[sd(A0, 16, SP), sd(A0, 8, SP)]);
    let read = within_frame(&[ld(A0, 16, SP)]);
    for _ in 0..2 {
        let mut image = linker.link(&case).expect("it links");
        patch(&mut image, 1, &write);
        assert_eq!(run(&case, &mut image).outcome, Outcome::Completed);

        let mut image = linker.link(&case).expect("it links");
        patch(&mut image, 1, &read);
        let observed = run(&case, &mut image);
        // The third event is the callee's return.
        let result = observed.values[observed.events[2].values.start];
        assert_eq!(result, Some(UNWRITTEN.into()));
    }
}

#[test]
fn code_that_never_ends_runs_away() {
    let case = long_pair();
    let mut linker = Linker::new(arena());
    let mut image = linker.link(&case).expect("it links");
    // nop; jal x0, 0: a jump to itself.
    patch(&mut image, 1, &[0x13, 0x6f]);
    let observed = run(&case, &mut image);
    assert_eq!(observed.outcome, Outcome::RanAway);
    assert_eq!(observed.retired, budget(8));
}

#[test]
fn code_cannot_be_written_and_other_memory_does_not_exist() {
    let case = long_pair();
    let mut linker = Linker::new(arena());
    for (patched, wanted) in [
        // auipc a1, 0; sd a0, 0(a1)
        ([0x0000_0597, 0x00a5_b023], "not writable"),
        // li a1, 64; sd a0, 0(a1)
        ([0x0400_0593, 0x00a5_b023], "not mapped"),
    ] {
        let mut image = linker.link(&case).expect("it links");
        patch(&mut image, 1, &patched);
        let outcome = run(&case, &mut image).outcome;
        assert!(matches!(outcome, Outcome::Fault(_)), "{outcome}");
        assert!(outcome.to_string().contains(wanted), "{outcome}");
    }
}

#[test]
fn a_jump_to_the_own_return_address_is_no_return() {
    let case = with_room(pair(CallKind::Near, None));
    let mut linker = Linker::new(arena());
    let mut image = linker.link(&case).expect("it links");
    let code = [
        addi(SP, SP, -16),
        sd(RA, 8, SP),
        // bnez a0, 12: to the call.
        0x0005_1663,
        // auipc t6, 0; jr 16(t6): behind the call, as a veneer does it.
        0x0000_0f97,
        0x010f_8067,
        // li a0, 0; jal ra, -24: it calls itself.
        addi(A0, 0, 0),
        0xfe9f_f0ef,
        ld(RA, 8, SP),
        addi(SP, SP, 16),
        RET,
    ];
    patch(&mut image, 1, &code);
    let observed = run(&case, &mut image);
    assert_eq!(observed.outcome, Outcome::Completed);
    let crossings: Vec<Crossing> = observed.events.iter().map(|e| e.crossing).collect();
    let [calls, returns] = [Crossing::Call, Crossing::Return].map(|crossing| [crossing; 3]);
    assert_eq!(crossings, [calls, returns].concat());
}
