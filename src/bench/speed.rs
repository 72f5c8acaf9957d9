//! How fast the machine is on straight integer code.

use farcall_machine::{Extensions, Machine, Nobody, Region, Rights, RunExit};
use std::time::{Duration, Instant};

const CODE: u64 = 0x1_0000;

/// Million instructions a second, measured for about `time`, in a loop of 64 additions, exclusive
/// ors and shifts.
pub fn machine_mips(time: Duration) -> f64 {
    let mut machine = Machine::new();
    let region = Region::owned(CODE, program(), Rights::Code);
    let loaded = machine.load([region], Extensions::GC);
    loaded.expect("one region overlaps nothing");
    machine.hart.pc = CODE + 4;
    let start = Instant::now();
    while start.elapsed() < time {
        let exit = machine.run(&mut Nobody, 1_000_000);
        assert_eq!(exit, RunExit::RanAway, "the loop has no end");
    }
    machine.retired() as f64 / start.elapsed().as_secs_f64() / 1e6
}

/// The loop, behind one instruction that is never executed, so that the loop does not start at the
/// first byte.
fn program() -> Vec<u8> {
    let register_register = |funct3: u32, rd: u32, rs1: u32, rs2: u32| {
        rs2 << 20 | rs1 << 15 | funct3 << 12 | rd << 7 | 0x33
    };
    let mut words = vec![0x13];
    for n in 0..64 {
        let (rd, rs1, rs2) = (5 + n % 3, 5 + (n + 1) % 3, 10 + n % 6);
        // add, xor, sll.
        words.push(register_register([0, 4, 1][n as usize % 3], rd, rs1, rs2));
    }
    // jal x0, -256: back to the first addition.
    words.push(0xf01f_f06f);
    words
        .iter()
        .flat_map(|word: &u32| word.to_le_bytes())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_loop_goes_round() {
        let mut machine = Machine::new();
        let region = Region::owned(CODE, program(), Rights::Code);
        machine.load([region], Extensions::GC).expect("one region");
        machine.hart.pc = CODE + 4;
        assert_eq!(machine.run(&mut Nobody, 64 * 10 + 10), RunExit::RanAway);
        assert_eq!(machine.hart.pc, CODE + 4);
    }
}
