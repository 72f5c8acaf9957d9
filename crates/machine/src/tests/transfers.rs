//! What the observer is told, and how a run continues and ends.

use super::{CODE, DATA, Recorder, b, code, ebreak, i, jal, machine};
use crate::registers::IntReg;
use crate::{
    Extensions, Fault, Flow, Hart, Machine, Memory, Observer, RunExit, Transfer, VectorState,
};

const OTHER: u64 = CODE + 0x100;

/// A machine with `first` at [`CODE`] and `second` at [`OTHER`].
fn two(first: &[u32], second: &[u32]) -> Machine {
    let mut machine = Machine::new();
    machine
        .load([code(CODE, first), code(OTHER, second)], Extensions::ALL)
        .expect("disjoint regions");
    machine.hart.pc = CODE;
    machine
}

/// The transfers of a run that ends with a breakpoint.
fn transfers(mut machine: Machine) -> Vec<Transfer> {
    let mut recorder = Recorder::default();
    let exit = machine.run(&mut recorder, 1000);
    assert!(
        matches!(exit, RunExit::Fault(Fault::Breakpoint { .. })),
        "{exit:?}"
    );
    recorder.transfers
}

#[test]
fn plain_jumps_inside_a_region_are_not_reported() {
    let program = [
        jal(0, 8),
        ebreak(),
        b("beq", 0, 0, 8),
        ebreak(),
        i("addi", 5, 0, 1),
        ebreak(),
    ];
    assert_eq!(transfers(machine(&program)), []);
}

#[test]
fn calls_and_returns_inside_a_region_are_reported() {
    // Calls the third instruction, which returns to the second.
    let program = [jal(1, 8), ebreak(), i("jalr", 0, 1, 0)];
    let reported = transfers(machine(&program));
    let call = Transfer {
        from: CODE,
        to: CODE + 8,
        link: Some(IntReg::RA),
        through: None,
        retired: 1,
    };
    let back = Transfer {
        from: CODE + 8,
        to: CODE + 4,
        link: None,
        through: Some(IntReg::RA),
        retired: 2,
    };
    assert_eq!(reported, [call, back]);
}

#[test]
fn calls_and_returns_between_regions_are_reported_with_link_and_count() {
    let distance = (OTHER - CODE) as i32;
    let first = [i("addi", 5, 0, 1), jal(1, distance - 4), ebreak()];
    let reported = transfers(two(&first, &[i("addi", 6, 0, 2), i("jalr", 0, 1, 0)]));
    let call = Transfer {
        from: CODE + 4,
        to: OTHER,
        link: Some(IntReg::RA),
        through: None,
        retired: 2,
    };
    let back = Transfer {
        from: OTHER + 4,
        to: CODE + 8,
        link: None,
        through: Some(IntReg::RA),
        retired: 4,
    };
    assert_eq!(reported, [call, back]);
}

#[test]
fn branches_out_of_a_region_and_into_the_middle_of_another_are_reported() {
    let reported = transfers(two(
        &[b("beq", 0, 0, 0x104)],
        &[i("addi", 0, 0, 0), ebreak()],
    ));
    assert_eq!(
        reported,
        [Transfer {
            from: CODE,
            to: OTHER + 4,
            link: None,
            through: None,
            retired: 1
        }]
    );
}

#[test]
fn a_jump_to_the_own_first_byte_is_reported() {
    // Counts x5 up to 3 in a loop over the whole region.
    let program = [
        i("addi", 5, 5, 1),
        i("slti", 6, 5, 3),
        b("bne", 6, 0, -8),
        ebreak(),
    ];
    let reported = transfers(machine(&program));
    let back = |retired| Transfer {
        from: CODE + 8,
        to: CODE,
        link: None,
        through: None,
        retired,
    };
    assert_eq!(reported, [back(3), back(6)]);
}

#[test]
fn compressed_jumps_report_the_register_they_link() {
    // c.jalr t0, then c.jr ra.
    let mut machine = two(&[0x9282, ebreak()], &[0x8082]);
    machine.hart.x[5] = OTHER;
    let reported = transfers(machine);
    let call = Transfer {
        from: CODE,
        to: OTHER,
        link: Some(IntReg::RA),
        through: Some(IntReg::new(5)),
        retired: 1,
    };
    let back = Transfer {
        from: OTHER,
        to: CODE + 2,
        link: None,
        through: Some(IntReg::RA),
        retired: 2,
    };
    assert_eq!(reported, [call, back]);
}

/// Plays an extern function at an address without code: returns 42 in a0.
struct HostStub(u64);

impl Observer for HostStub {
    fn transfer(&mut self, hart: &mut Hart, memory: &mut Memory, transfer: Transfer) -> Flow {
        if transfer.to == self.0 {
            assert_eq!(hart.get(IntReg::RA), transfer.from + 4);
            hart.x[0] = 7;
            hart.set(IntReg::A0, 42);
            assert_eq!(memory.write_u64(DATA, 43), Ok(()));
            hart.pc = hart.get(IntReg::RA);
        }
        Flow::Continue
    }
}

#[test]
fn an_observer_can_change_the_hart_and_memory_and_redirect() {
    let mut machine = machine(&[
        i("jalr", 1, 5, 0),
        i("addi", 11, 0, 1),
        i("ld", 12, 13, 0),
        ebreak(),
    ]);
    (machine.hart.x[5], machine.hart.x[13]) = (0x4_0000, DATA);
    let exit = machine.run(&mut HostStub(0x4_0000), 100);
    assert_eq!(exit, RunExit::Fault(Fault::Breakpoint { pc: CODE + 12 }));
    // x0 is zero again, although the observer wrote it.
    assert_eq!(
        [
            machine.hart.x[0],
            machine.hart.x[10],
            machine.hart.x[11],
            machine.hart.x[12]
        ],
        [0, 42, 1, 43]
    );
}

#[test]
fn a_stopped_run_can_be_resumed() {
    let mut machine = machine(&[i("addi", 5, 5, 1), jal(0, -4)]);
    let mut recorder = Recorder {
        stop_after: 2,
        ..Recorder::default()
    };
    assert_eq!(machine.run(&mut recorder, 100), RunExit::Stopped);
    assert_eq!(
        (machine.hart.pc, machine.hart.x[5], machine.retired()),
        (CODE, 2, 4)
    );
    recorder.stop_after = 3;
    assert_eq!(machine.run(&mut recorder, 100), RunExit::Stopped);
    assert_eq!((machine.hart.x[5], machine.retired()), (3, 6));
    assert_eq!(recorder.transfers[2].retired, 6);
}

#[test]
fn a_run_away_program_uses_its_budget_and_no_more() {
    let mut machine = machine(&[i("addi", 5, 5, 1), jal(0, 4), jal(0, -8)]);
    assert_eq!(machine.run(&mut Recorder::default(), 0), RunExit::RanAway);
    assert_eq!(machine.retired(), 0);
    assert_eq!(machine.run(&mut Recorder::default(), 31), RunExit::RanAway);
    assert_eq!(
        (machine.retired(), machine.hart.x[5], machine.hart.pc),
        (31, 11, CODE + 4)
    );
    assert_eq!(machine.run(&mut Recorder::default(), 2), RunExit::RanAway);
    assert_eq!((machine.retired(), machine.hart.pc), (33, CODE));
}

#[test]
fn loading_again_forgets_code_registers_and_count() {
    let mut machine = machine(&[i("addi", 5, 5, 1), ebreak()]);
    assert!(matches!(
        super::run(&mut machine),
        RunExit::Fault(Fault::Breakpoint { .. })
    ));
    assert_eq!((machine.hart.x[5], machine.retired()), (1, 1));
    machine
        .load(
            [code(CODE, &[i("addi", 5, 5, 2), ebreak()])],
            Extensions::ALL,
        )
        .expect("one region");
    let fresh = Hart {
        vector: VectorState::of(Extensions::ALL),
        ..Hart::new()
    };
    assert_eq!((machine.hart.clone(), machine.retired()), (fresh, 0));
    machine.hart.pc = CODE;
    assert!(matches!(
        super::run(&mut machine),
        RunExit::Fault(Fault::Breakpoint { .. })
    ));
    assert_eq!(machine.hart.x[5], 2);
    assert!(machine.memory.region(DATA).is_none());
}

#[test]
fn what_was_executed_is_known_and_what_overlaps() {
    let mut machine = machine(&[i("addi", 5, 0, 1), jal(0, 8), i("addi", 6, 0, 1), ebreak()]);
    machine.run(&mut Recorder::default(), 10);
    assert!(machine.executed(CODE..CODE + 2));
    assert!(machine.executed(CODE..CODE + 8));
    // The second half of an instruction, and an instruction that was jumped over.
    assert!(!machine.executed(CODE + 2..CODE + 4));
    assert!(!machine.executed(CODE + 8..CODE + 12));
    assert!(!machine.executed(OTHER..OTHER + 4));
    assert_eq!(machine.overlapping(), None);
}
