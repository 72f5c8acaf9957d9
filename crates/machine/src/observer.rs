//! Who watches a run: told of transfers of control, asked about loads and stores.

use super::hart::Hart;
use super::memory::Memory;
use super::registers::{IntReg, Reg};

/// Watches a run, by static dispatch: what an observer leaves at its default costs nothing.
///
/// The machine reports each transfer of control that leaves the code region it was in or leads to
/// its first byte. It also reports each jump that links or whose target comes from a register,
/// wherever it leads: a return into a recursive function stays in its region. A taken branch is a
/// transfer like a jump.
///
/// It asks before each load and store. It does not ask for atomic and vector accesses, nor for
/// instruction fetches.
pub trait Observer {
    /// Called after the transferring instruction has retired: `hart.pc` is [`Transfer::to`], and
    /// the link register is written. May change hart and memory, and redirect `hart.pc`.
    ///
    /// `transfer.to` need not be code. If `hart.pc` is none afterwards, the run ends with
    /// [`Fault::WildJump`](super::Fault::WildJump).
    fn transfer(&mut self, hart: &mut Hart, memory: &mut Memory, transfer: Transfer) -> Flow;

    /// Called before a load of `len` bytes from `addr`. The hart is in the state before the
    /// instruction, except that `pc` is stale.
    ///
    /// # Errors
    ///
    /// Refuses the load: the run ends with [`RunExit::Refused`](super::RunExit::Refused).
    #[inline(always)]
    fn load(&mut self, _hart: &Hart, _addr: u64, _len: u64) -> Result<(), Refused> {
        Ok(())
    }

    /// Called before a store of `len` bytes of `source` to `addr`. Otherwise like
    /// [`Observer::load`].
    ///
    /// # Errors
    ///
    /// Refuses the store: the run ends with [`RunExit::Refused`](super::RunExit::Refused).
    #[inline(always)]
    fn store(&mut self, _hart: &Hart, _addr: u64, _len: u64, _source: Reg) -> Result<(), Refused> {
        Ok(())
    }
}

/// An observer does not allow an access.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Refused;

/// Watches nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Nobody;

impl Observer for Nobody {
    fn transfer(&mut self, _: &mut Hart, _: &mut Memory, _: Transfer) -> Flow {
        Flow::Continue
    }
}

/// A transfer of control.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Transfer {
    /// Address of the branch or jump.
    pub from: u64,
    /// Where it goes; a multiple of IALIGN, mapped or not.
    pub to: u64,
    /// The link register, if the instruction is a JAL or JALR (or expands to one) whose destination
    /// is not x0.
    pub link: Option<IntReg>,
    /// The register that the target comes from, if it is a JALR.
    pub through: Option<IntReg>,
    /// Instructions retired since the regions were loaded, the transferring one included.
    pub retired: u64,
}

/// Whether a run continues after a transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Flow {
    /// At `hart.pc`.
    Continue,
    /// No: the run ends with [`RunExit::Stopped`](super::RunExit::Stopped).
    Stop,
}
