//! The executors of compiled functions: the machine, and QEMU.

use super::source::{BINARY, Binary, FOUND, OUTSIDE, RETURN};
use crate::qemu::elf::Pages;
use crate::qemu::gdb::{Gdb, Stop};
use crate::qemu::{Debugged, Qemu, QemuError};
use farcall_machine::{
    Extensions, Flow, Hart, Machine, Memory, Observer, Region, Rights, RunExit, Transfer,
};
use std::io;

/// The end of the stack.
pub(super) const STACK_TOP: u64 = 0x7000_0000;
const STACK_LEN: u64 = 0x1_0000;
/// Bytes of the memory in which functions store the values they receive.
const FOUND_LEN: u64 = 0x1000;
/// Bytes from [`RETURN`] on: the return address, and the addresses of played functions.
const OUTSIDE_LEN: u64 = 0x1000;
/// Upper bound of the instructions of a function.
const BUDGET: u64 = 100_000;

/// An executor of compiled functions.
pub(super) trait Executor {
    /// Its name.
    fn name(&self) -> &'static str;

    /// Executes from `hart` until control leaves the binary. If it ends in any other way, returns a
    /// description of that.
    ///
    /// # Errors
    /// If the executor cannot be used.
    fn run(&mut self, hart: &mut Hart) -> Result<Option<String>, QemuError>;

    /// Reads memory.
    ///
    /// # Errors
    /// As above.
    fn read(&mut self, address: u64, len: usize) -> Result<Vec<u8>, QemuError>;

    /// Writes memory.
    ///
    /// # Errors
    /// As above.
    fn write(&mut self, address: u64, bytes: &[u8]) -> Result<(), QemuError>;
}

/// The machine.
pub(super) struct InMachine(Machine);

impl InMachine {
    pub(super) fn new(binary: &Binary) -> InMachine {
        let mut machine = Machine::new();
        let zeros = |len: u64| vec![0; len as usize];
        // gcc puts volatile constants into writable data, although nothing writes them.
        let regions = [
            Region::owned(BINARY, binary.bytes.clone(), Rights::Code),
            Region::owned(FOUND, zeros(FOUND_LEN), Rights::ReadWrite),
            Region::owned(STACK_TOP - STACK_LEN, zeros(STACK_LEN), Rights::Stack),
        ];
        let loaded = machine.load(regions, Extensions::ALL);
        loaded.expect("the regions lie apart");
        InMachine(machine)
    }
}

/// Stops when control leaves the binary.
struct Border;

impl Observer for Border {
    fn transfer(&mut self, _: &mut Hart, _: &mut Memory, transfer: Transfer) -> Flow {
        if is_outside(transfer.to) {
            Flow::Stop
        } else {
            Flow::Continue
        }
    }
}

fn is_outside(address: u64) -> bool {
    (RETURN..RETURN + OUTSIDE_LEN).contains(&address)
}

impl Executor for InMachine {
    fn name(&self) -> &'static str {
        "the machine"
    }

    fn run(&mut self, hart: &mut Hart) -> Result<Option<String>, QemuError> {
        let machine = &mut self.0;
        machine.hart = hart.clone();
        let exit = machine.run(&mut Border, BUDGET);
        *hart = machine.hart.clone();
        Ok(match exit {
            RunExit::Stopped => None,
            exit => Some(format!("{exit:?}")),
        })
    }

    fn read(&mut self, address: u64, len: usize) -> Result<Vec<u8>, QemuError> {
        let bytes = self.0.memory.slice(address, len as u64);
        Ok(bytes.expect("it is mapped").to_vec())
    }

    fn write(&mut self, address: u64, bytes: &[u8]) -> Result<(), QemuError> {
        self.0.memory.write(address, bytes).expect("it is mapped");
        Ok(())
    }
}

/// QEMU, under its gdb stub.
pub(super) struct InQemu {
    gdb: Gdb,
    /// QEMU's process; it ends when this is dropped.
    _process: Debugged,
}

impl InQemu {
    pub(super) fn new(qemu: &Qemu, binary: &Binary) -> Result<InQemu, QemuError> {
        let mut pages = Pages::default();
        pages.write(BINARY, &binary.bytes);
        pages.write(RETURN, &[0; OUTSIDE_LEN as usize]);
        pages.write(FOUND, &[0; FOUND_LEN as usize]);
        pages.write(STACK_TOP - STACK_LEN, &[0; STACK_LEN as usize]);
        let process = qemu.debug("rv64,v=off", &pages.to_elf(BINARY))?;
        let mut gdb = Gdb::connect(process.socket()).map_err(QemuError::Stub)?;
        let stops = (RETURN..OUTSIDE + OUTSIDE_LEN - 16).step_by(16);
        for address in stops {
            gdb.stop_at(address, 4).map_err(QemuError::Stub)?;
        }
        Ok(InQemu {
            gdb,
            _process: process,
        })
    }

    fn follow(&mut self, hart: &mut Hart) -> io::Result<Option<String>> {
        self.gdb.write_registers(hart)?;
        let stop = self.gdb.resume()?;
        self.gdb.read_registers(hart)?;
        Ok(match stop {
            Stop::Trap => None,
            stop => Some(format!("{stop:?} at {:#x}", hart.pc)),
        })
    }
}

impl Executor for InQemu {
    fn name(&self) -> &'static str {
        "QEMU"
    }

    fn run(&mut self, hart: &mut Hart) -> Result<Option<String>, QemuError> {
        self.follow(hart).map_err(QemuError::Stub)
    }

    fn read(&mut self, address: u64, len: usize) -> Result<Vec<u8>, QemuError> {
        self.gdb.read(address, len).map_err(QemuError::Stub)
    }

    fn write(&mut self, address: u64, bytes: &[u8]) -> Result<(), QemuError> {
        self.gdb.write(address, bytes).map_err(QemuError::Stub)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_call_gets_the_whole_budget_and_no_more() {
        // `j .`: an endless loop.
        let bytes = 0x6f_u32.to_le_bytes().to_vec();
        let mut processor = InMachine::new(&Binary { bytes });
        for calls in 1..=3 {
            let mut hart = Hart::new();
            hart.pc = BINARY;
            let ended = processor.run(&mut hart).expect("the machine needs no tool");
            assert_eq!(ended, Some("RanAway".to_owned()));
            assert_eq!(processor.0.retired(), calls * BUDGET);
        }
    }
}
