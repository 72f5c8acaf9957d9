//! Runs a loop, watches its jumps, and refuses its last store.

use farcall_machine::{
    Assembler, Extensions, Flow, Hart, IntReg, Machine, Memory, Observer, Refused, Reg, Region,
    Rights, RunExit, Transfer, disassemble,
};

const CODE: u64 = 0x1_0000;
const DATA: u64 = 0x2_0000;

/// Counts jumps back to the first instruction, and allows stores to the upper half of the data
/// only.
#[derive(Default)]
struct Watch {
    jumps: usize,
}

impl Observer for Watch {
    fn transfer(&mut self, _: &mut Hart, _: &mut Memory, transfer: Transfer) -> Flow {
        assert_eq!(transfer.to, CODE);
        self.jumps += 1;
        Flow::Continue
    }

    fn store(&mut self, _: &Hart, addr: u64, _: u64, _: Reg) -> Result<(), Refused> {
        if addr < DATA + 32 {
            Err(Refused)
        } else {
            Ok(())
        }
    }
}

/// Stores a0 at a1, downwards, until a0 is zero.
fn program() -> Vec<u8> {
    let (a0, a1) = (IntReg::A0, IntReg::A1);
    let mut asm = Assembler::at(CODE);
    asm.addi(a1, a1, -8);
    asm.sd(a0, 0, a1);
    asm.addi(a0, a0, -1);
    asm.bne(a0, IntReg::ZERO, CODE);
    asm.ebreak();
    asm.finish()
}

fn main() {
    let code = program();
    for line in disassemble(&code, CODE) {
        println!("{:#x}  {}", line.pc, line.text);
    }
    let mut machine = Machine::new();
    let regions = [
        Region::owned(CODE, code, Rights::Code),
        Region::owned(DATA, vec![0; 64], Rights::ReadWrite),
    ];
    let loaded = machine.load(regions, Extensions::GC);
    loaded.expect("the regions lie apart");
    machine.hart.pc = CODE;
    machine.hart.set(IntReg::A0, 5);
    machine.hart.set(IntReg::A1, DATA + 64);

    let mut watch = Watch::default();
    let exit = machine.run(&mut watch, 1_000);
    println!(
        "{exit:?} after {} jumps and {} instructions",
        watch.jumps,
        machine.retired()
    );
    assert!(matches!(exit, RunExit::Refused(access) if access.addr == DATA + 24));
    assert_eq!(machine.memory.read_u64(DATA + 32), Ok(2));
}
