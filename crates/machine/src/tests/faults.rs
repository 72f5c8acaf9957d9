//! Faults carry all facts, and leave the hart at the faulting instruction.

use super::{
    CODE, DATA, DATA_LEN, Random, Recorder, assemble, b, code, ebreak, i, jal, machine, r, run, s,
};
use crate::registers::{FloatReg, IntReg};
use crate::{AccessKind, Extension, Extensions, Fault, Machine, Region, Rights, RunExit};

/// Runs `encodings` with x10 set, and checks that the hart stays at the fault.
fn fault(encodings: &[u32], x10: u64) -> Fault {
    let mut machine = machine(encodings);
    machine.hart.x[10] = x10;
    match run(&mut machine) {
        RunExit::Fault(fault) => {
            assert_eq!(machine.hart.pc, fault.pc());
            fault
        }
        exit => panic!("{exit:?}"),
    }
}

#[test]
fn failed_accesses_name_instruction_address_length_and_kind() {
    let end = DATA + DATA_LEN;
    let nop = i("addi", 0, 0, 0);
    let load = Fault::Unmapped {
        pc: CODE + 4,
        addr: end - 4,
        len: 8,
        kind: AccessKind::Load,
    };
    assert_eq!(fault(&[nop, i("ld", 11, 10, -4)], end), load);
    let store = Fault::Unmapped {
        pc: CODE,
        addr: end,
        len: 2,
        kind: AccessKind::Store,
    };
    assert_eq!(fault(&[s("sh", 11, 10, 0)], end), store);
    assert_eq!(
        fault(&[s("sb", 11, 10, 1)], CODE),
        Fault::NotWritable {
            pc: CODE,
            addr: CODE + 1,
            len: 1
        }
    );
}

#[test]
fn a_float_without_its_box_is_a_fault_on_a_strict_hart() {
    // fadd.s f1, f2, f3; fsqrt.s f1, f2, which has no second operand; fmv.x.w and fadd.d ignore NaN
    // boxes.
    let add = r("fadd.s", 1, 2, 3);
    let (sqrt, class) = (r("fsqrt.s", 1, 2, 0), r("fclass.s", 10, 2, 0));
    let moved = r("fmv.x.w", 10, 3, 0);
    let double = r("fadd.d", 1, 3, 3);
    let mut machine = machine(&[sqrt, class, moved, double, add]);
    machine.hart.strict = true;
    machine.hart.f[2] = u64::MAX << 32 | 0x3f80_0000;
    machine.hart.f[3] = 0x3f80_0000;
    let before = machine.hart.f;
    let unboxed = Fault::Unboxed {
        pc: CODE + 16,
        reg: FloatReg::new(3),
        pattern: 0x3f80_0000,
        width: 32,
    };
    assert_eq!(run(&mut machine), RunExit::Fault(unboxed));
    assert_eq!(
        unboxed.to_string(),
        "ft3 holds 0x000000003f800000, no NaN-boxed binary32, \
         when the instruction at 0x10010 reads one"
    );
    assert_eq!(machine.hart.pc, unboxed.pc());
    assert_eq!(machine.hart.f[2..], before[2..]);
}

#[test]
fn a_store_of_its_own_address_is_a_fault_on_a_strict_hart() {
    // sd x11, 0(x10); sd x10, 8(x11); fsd f10, 0(x10); sh x10, 0(x10).
    let others = [s("sd", 11, 10, 0), s("sd", 10, 11, 8), s("fsd", 10, 10, 0)];
    let mut machine = machine(&[others[0], others[1], others[2], s("sh", 10, 10, 0)]);
    machine.hart.x[10] = DATA;
    machine.hart.x[11] = DATA + 16;
    machine.hart.strict = true;
    let fault = Fault::StoresItsAddress {
        pc: CODE + 12,
        reg: IntReg::new(10),
        len: 2,
    };
    assert_eq!(run(&mut machine), RunExit::Fault(fault));
    assert_eq!(machine.hart.pc, fault.pc());
    machine.hart.strict = false;
    assert_ne!(run(&mut machine), RunExit::Fault(fault));
}

#[test]
fn a_failed_load_changes_no_register() {
    let mut machine = machine(&[i("lw", 11, 10, 0)]);
    machine.hart.x[11] = 5;
    let before = machine.hart.clone();
    assert!(matches!(
        run(&mut machine),
        RunExit::Fault(Fault::Unmapped { .. })
    ));
    assert_eq!(machine.hart, before);
}

#[test]
fn code_and_constants_can_be_read() {
    let mut machine = machine(&[i("lwu", 11, 10, 0), ebreak()]);
    machine.hart.x[10] = CODE;
    assert_eq!(
        run(&mut machine),
        RunExit::Fault(Fault::Breakpoint { pc: CODE + 4 })
    );
    assert_eq!(machine.hart.x[11], u64::from(i("lwu", 11, 10, 0)));
}

#[test]
fn zero_halfwords_are_illegal_and_unknown_words_unsupported() {
    assert_eq!(
        fault(&[0], 0),
        Fault::Illegal {
            pc: CODE,
            encoding: 0
        }
    );
    assert_eq!(
        fault(&[0x0000_000b], 0),
        Fault::Unsupported {
            pc: CODE,
            encoding: 0x0000_000b
        }
    );
}

#[test]
fn falling_through_the_end_is_seen_even_before_a_neighbour() {
    let nop = i("addi", 0, 0, 0);
    let mut machine = Machine::new();
    machine
        .load(
            [code(CODE, &[nop, nop]), code(CODE + 8, &[ebreak()])],
            Extensions::ALL,
        )
        .expect("disjoint");
    machine.hart.pc = CODE;
    assert_eq!(
        run(&mut machine),
        RunExit::Fault(Fault::FellThrough {
            pc: CODE + 4,
            end: CODE + 8
        })
    );
    assert_eq!(machine.retired(), 2);
}

#[test]
fn an_instruction_cut_off_by_the_end_is_not_executed() {
    let half = Region::owned(CODE, assemble(&[ebreak()])[..2].to_vec(), Rights::Code);
    let mut machine = Machine::new();
    machine.load([half], Extensions::ALL).expect("one region");
    machine.hart.pc = CODE;
    let unmapped = Fault::Unmapped {
        pc: CODE,
        addr: CODE,
        len: 4,
        kind: AccessKind::Fetch,
    };
    assert_eq!(run(&mut machine), RunExit::Fault(unmapped));
    let half = Region::owned(CODE, assemble(&[ebreak()])[..2].to_vec(), Rights::Code);
    let data = Region::owned(CODE + 2, vec![0; 2], Rights::ReadWrite);
    machine
        .load([half, data], Extensions::ALL)
        .expect("disjoint");
    machine.hart.pc = CODE;
    assert_eq!(
        run(&mut machine),
        RunExit::Fault(Fault::NotExecutable {
            pc: CODE,
            addr: CODE + 2
        })
    );
}

#[test]
fn jumps_to_where_no_code_is_are_wild() {
    let mut machine = machine(&[i("jalr", 1, 10, 0)]);
    machine.hart.x[10] = DATA;
    assert_eq!(
        run(&mut machine),
        RunExit::Fault(Fault::WildJump {
            from: CODE,
            to: DATA
        })
    );
    assert_eq!((machine.hart.pc, machine.hart.x[1]), (DATA, CODE + 4));
    machine.hart.pc = DATA + 2;
    assert_eq!(
        run(&mut machine),
        RunExit::Fault(Fault::WildJump {
            from: DATA + 2,
            to: DATA + 2
        })
    );
}

#[test]
fn without_compressed_instructions_targets_are_four_aligned() {
    let load = |encodings: &[u32]| {
        let mut machine = Machine::new();
        let extensions = Extensions::ALL.without(Extension::Zca);
        machine
            .load([code(CODE, encodings)], extensions)
            .expect("one region");
        machine.hart.pc = CODE;
        machine.hart.x[1] = 77;
        machine
    };
    for encoding in [jal(1, 6), b("beq", 0, 0, 6)] {
        let mut machine = load(&[encoding, ebreak(), ebreak()]);
        assert_eq!(
            run(&mut machine),
            RunExit::Fault(Fault::MisalignedFetch {
                pc: CODE,
                target: CODE + 6
            })
        );
        // The faulting jump has not written its link register.
        assert_eq!(
            (machine.hart.x[1], machine.retired(), machine.hart.pc),
            (77, 0, CODE)
        );
    }
    // A branch that is not taken does not check its target.
    let mut machine = load(&[b("bne", 0, 0, 6), ebreak()]);
    assert_eq!(
        run(&mut machine),
        RunExit::Fault(Fault::Breakpoint { pc: CODE + 4 })
    );
    let mut machine = load(&[0x852e_852e]);
    assert_eq!(
        run(&mut machine),
        RunExit::Fault(Fault::Illegal {
            pc: CODE,
            encoding: 0x852e
        })
    );
}

#[test]
fn with_compressed_instructions_a_jump_drops_the_lowest_bit_and_a_start_may_not_be_odd() {
    let mut machine = machine(&[i("jalr", 0, 10, 1), 0x9002]);
    machine.hart.x[10] = CODE + 4;
    assert_eq!(
        run(&mut machine),
        RunExit::Fault(Fault::Breakpoint { pc: CODE + 4 })
    );
    machine.hart.pc = CODE + 1;
    let misaligned = Fault::MisalignedFetch {
        pc: CODE + 1,
        target: CODE + 1,
    };
    assert_eq!(
        machine.run(&mut Recorder::default(), 10),
        RunExit::Fault(misaligned)
    );
}

#[test]
fn messages_are_one_line_with_the_address() {
    let faults = [
        fault(&[0], 0),
        fault(&[0x0000_000b], 0),
        fault(&[i("ld", 11, 10, 0)], 0),
        fault(&[s("sd", 11, 10, 0)], CODE),
        Fault::WildJump { from: CODE, to: 4 },
        Fault::FellThrough {
            pc: CODE,
            end: CODE + 4,
        },
    ];
    for fault in faults {
        let text = fault.to_string();
        assert!(text.contains("0x10000") && !text.contains('\n'), "{text}");
    }
}

#[test]
fn random_code_ends_with_a_value_and_the_same_one_every_time() {
    let mut random = Random(60);
    let mut machine = machine(&[]);
    for _ in 0..3_000 {
        let words: Vec<u32> = (0..16).map(|_| random_instruction(&mut random)).collect();
        let registers: [u64; 64] = std::array::from_fn(|_| random.next() >> random.below(64));
        let mut run = || {
            let data = Region::owned(DATA, vec![0; 64], Rights::Stack);
            let loaded = machine.load([code(CODE, &words), data], Extensions::ALL);
            loaded.expect("disjoint regions");
            machine.hart.x.copy_from_slice(&registers[..32]);
            machine.hart.f.copy_from_slice(&registers[32..]);
            machine.hart.x[10] = DATA + 32;
            machine.hart.pc = CODE;
            let exit = machine.run(&mut Recorder::default(), 200);
            (exit, machine.hart.clone(), machine.retired())
        };
        let first = run();
        assert!(matches!(first.0, RunExit::Fault(_) | RunExit::RanAway));
        assert_eq!(first, run());
    }
}

/// Random operands with the fixed bits of a random row, or sometimes without.
fn random_instruction(random: &mut Random) -> u32 {
    let rows = crate::rows();
    let row = &rows[random.below(rows.len() as u64) as usize];
    let bits = random.next() as u32;
    if random.below(50) == 0 {
        bits
    } else {
        row.pattern.value | bits & !row.pattern.mask
    }
}
