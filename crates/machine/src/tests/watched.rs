//! What the observer is asked about accesses.

use super::*;
use crate::registers::{Reg, RegClass};
use crate::{AccessKind, Refused, RefusedAccess};

/// Records every access, and refuses one address.
#[derive(Default)]
struct Warden {
    seen: Vec<(AccessKind, u64, u64, Option<Reg>)>,
    forbidden: u64,
}

impl Warden {
    fn allow(&self, addr: u64) -> Result<(), Refused> {
        if addr == self.forbidden {
            Err(Refused)
        } else {
            Ok(())
        }
    }
}

impl Observer for Warden {
    fn transfer(&mut self, _: &mut Hart, _: &mut Memory, _: Transfer) -> Flow {
        Flow::Continue
    }

    fn load(&mut self, _: &Hart, addr: u64, len: u64) -> Result<(), Refused> {
        self.seen.push((AccessKind::Load, addr, len, None));
        self.allow(addr)
    }

    fn store(&mut self, _: &Hart, addr: u64, len: u64, source: Reg) -> Result<(), Refused> {
        self.seen.push((AccessKind::Store, addr, len, Some(source)));
        self.allow(addr)
    }
}

/// fsd ft0, 8(a0); ld a1, 8(a0); sh zero, 2(a0), with a0 at the test data.
fn program() -> Machine {
    let mut machine = machine(&[
        s("fsd", 0, 10, 8),
        i("ld", 11, 10, 8),
        s("sh", 0, 10, 2),
        ebreak(),
    ]);
    machine.hart.x[10] = DATA;
    machine.hart.f[0] = 7;
    machine
}

#[test]
fn an_observer_is_asked_before_each_load_and_store() {
    let mut warden = Warden::default();
    let mut machine = program();
    let exit = machine.run(&mut warden, 10);
    assert!(matches!(exit, RunExit::Fault(Fault::Breakpoint { .. })));
    let [ft0, zero] = [RegClass::Float, RegClass::Int].map(|class| Reg::new(class, 0));
    let expected = [
        (AccessKind::Store, DATA + 8, 8, Some(ft0)),
        (AccessKind::Load, DATA + 8, 8, None),
        (AccessKind::Store, DATA + 2, 2, Some(zero)),
    ];
    assert_eq!(warden.seen, expected);
    assert_eq!(machine.hart.x[11], 7);
}

#[test]
fn a_refused_access_ends_the_run_before_it_changes_anything() {
    let mut machine = program();
    let mut warden = Warden {
        forbidden: DATA + 8,
        ..Warden::default()
    };
    let refused = RefusedAccess {
        pc: CODE,
        addr: DATA + 8,
        len: 8,
        kind: AccessKind::Store,
    };
    assert_eq!(machine.run(&mut warden, 10), RunExit::Refused(refused));
    assert_eq!(machine.hart.pc, CODE);
    assert_eq!(machine.retired(), 0);
    assert_eq!(machine.memory.read_u64(DATA + 8), Ok(0));
    // Once the access is allowed, the run continues.
    warden.forbidden = 0;
    let exit = machine.run(&mut warden, 10);
    assert!(matches!(exit, RunExit::Fault(Fault::Breakpoint { .. })));
    assert_eq!(machine.memory.read_u64(DATA + 8), Ok(7));
}
