//! Loads and stores.

use super::{get, masked, put, select, state, v};
use crate::tests::{DATA, DATA_LEN, ebreak, machine, run};
use crate::{AccessKind, Fault, Hart, Machine, RunExit};

/// A machine after `encoding`, with the data 0, 1, 2, ... and x10 at their start.
fn after(encoding: u32, prepare: impl FnOnce(&mut Hart)) -> (Machine, RunExit) {
    let mut machine = machine(&[encoding, ebreak()]);
    let bytes: Vec<u8> = (0..=255).collect();
    machine.memory.write(DATA, &bytes).expect("data");
    machine.hart.x[10] = DATA;
    prepare(&mut machine.hart);
    let exit = run(&mut machine);
    (machine, exit)
}

#[test]
fn addresses_are_consecutive_strided_or_indexed() {
    let load = |encoding, prepare: fn(&mut Hart)| {
        let (machine, _) = after(encoding, |hart| {
            select(hart, 16, 0, 3);
            prepare(hart);
        });
        get(&machine.hart, 4, 16, 4)
    };
    assert_eq!(
        load(v("vle16.v", 4, 0, 10), |_| {}),
        [0x0100, 0x0302, 0x0504, 0]
    );
    assert_eq!(
        load(v("vlse16.v", 4, 11, 10), |hart| hart.x[11] = 5),
        [0x0100, 0x0605, 0x0b0a, 0]
    );
    assert_eq!(
        load(v("vlse16.v", 4, 0, 10), |_| {}),
        [0x0100, 0x0100, 0x0100, 0]
    );
    let indices = |hart: &mut Hart| put(hart, 8, 8, &[200, 0, 3]);
    assert_eq!(
        load(v("vluxei8.v", 4, 8, 10), indices),
        [0xc9c8, 0x0100, 0x0403, 0]
    );
    // The element width of the instruction determines EEW; EMUL is scaled to match.
    assert_eq!(load(v("vle8.v", 4, 0, 10), |_| {}), [0x0100, 2, 0, 0]);
}

#[test]
fn masks_and_whole_registers_have_lengths_of_their_own() {
    let (machine, _) = after(v("vlm.v", 4, 0x0b, 10), |hart| select(hart, 64, 0, 1));
    assert_eq!(get(&machine.hart, 4, 8, 2), [0, 0]);
    let (machine, _) = after(v("vlm.v", 4, 0x0b, 10), |hart| select(hart, 8, 0, 17));
    assert_eq!(get(&machine.hart, 4, 8, 4), [0, 1, 2, 0]);
    // Whole-register loads need no legal type.
    let (machine, exit) = after(v("vl2re32.v", 4, 0x08, 10), |_| {});
    assert!(matches!(exit, RunExit::Fault(Fault::Breakpoint { .. })));
    assert_eq!(get(&machine.hart, 5, 8, 64), (64..128).collect::<Vec<_>>());
    let (machine, _) = after(v("vs1r.v", 4, 0x08, 10), |hart| put(hart, 4, 64, &[7]));
    assert_eq!(machine.memory.read_u64(DATA), Ok(7));
    assert_eq!(
        machine.memory.read_u64(DATA + 64),
        Ok(0x4746_4544_4342_4140)
    );
}

#[test]
fn stores_write_active_elements_alone() {
    let (machine, _) = after(masked("vse32.v", 4, 0, 10), |hart| {
        select(hart, 32, 0, 3);
        put(hart, 0, 8, &[0b101]);
        put(hart, 4, 32, &[1, 2, 3, 4]);
    });
    let words = [0, 4, 8, 12].map(|at| machine.memory.read_u32(DATA + at));
    assert_eq!(words, [Ok(1), Ok(0x0706_0504), Ok(3), Ok(0x0f0e_0d0c)]);
}

#[test]
fn a_fault_stops_at_its_element_and_the_rest_can_follow() {
    let end = DATA + DATA_LEN;
    let (mut machine, exit) = after(v("vse64.v", 4, 0, 10), |hart| {
        select(hart, 64, 0, 4);
        put(hart, 4, 64, &[1, 2, 3, 4]);
        hart.x[10] = end - 16;
    });
    let RunExit::Fault(Fault::Unmapped {
        pc,
        addr,
        len,
        kind,
    }) = exit
    else {
        panic!("{exit:?}");
    };
    assert_eq!((addr, len, kind), (end, 8, AccessKind::Store));
    assert_eq!((machine.hart.pc, state(&mut machine.hart).vstart), (pc, 2));
    assert_eq!(machine.memory.read_u64(end - 8), Ok(2));
    // After a repair, the load resumes at that element.
    machine.hart.x[10] = DATA;
    run(&mut machine);
    let words = [0, 8, 16, 24].map(|at| machine.memory.read_u8(DATA + at));
    assert_eq!(words, [Ok(0), Ok(8), Ok(3), Ok(4)]);
    assert_eq!(state(&mut machine.hart).vstart, 0);
}

#[test]
fn inactive_elements_do_not_fault() {
    let (machine, exit) = after(masked("vle64.v", 4, 0, 10), |hart| {
        select(hart, 64, 0, 4);
        put(hart, 0, 8, &[0b0011]);
        hart.x[10] = DATA + DATA_LEN - 16;
    });
    assert!(
        matches!(exit, RunExit::Fault(Fault::Breakpoint { .. })),
        "{exit:?}"
    );
    assert_eq!(get(&machine.hart, 4, 64, 4), [0; 4]);
}
