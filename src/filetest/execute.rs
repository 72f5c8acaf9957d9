//! Entering the functions of an image in the machine.

use super::externs;
use super::trouble::{BUDGET, Trouble};
use super::values::ClifSignature;
use crate::abi::{IntReg, Layout, Reg, RegSet, preserved};
use crate::link::ForeignImage;
use crate::run::entry;
use crate::run::files::Files;
use crate::run::loaded::Loaded;
use crate::run::locations::{self, BaseAddresses};
use crate::run::poison;
use farcall_machine::{Extensions, Flow, Hart, Machine, Memory, Observer, RunExit, Transfer};

/// An image that is loaded into the machine.
pub(super) struct LoadedImage<'s> {
    loaded: Loaded<'s, ForeignImage<'s>>,
    externs: Vec<Layout>,
}

impl<'s> LoadedImage<'s> {
    /// Loads `image` into `machine`, with these extensions.
    pub(super) fn new(
        machine: &'s mut Machine,
        image: ForeignImage<'s>,
        extensions: Extensions,
    ) -> Self {
        LoadedImage {
            loaded: Loaded::new(machine, image, None, extensions),
            externs: externs::layouts(),
        }
    }

    /// The image.
    pub(super) fn image(&self) -> &ForeignImage<'s> {
        self.loaded.image()
    }

    /// Calls the function at `entry` with this signature, and returns its results.
    pub(super) fn call(
        &mut self,
        entry: u64,
        signature: &ClifSignature,
        args: &[u128],
    ) -> Result<Vec<u128>, Trouble> {
        let layout = signature.layout();
        let area = layout.return_area.map_or(0, |area| area.bytes);
        let needed = u64::from(layout.stack_args) + u64::from(area);
        let (Machine { hart, memory, .. }, image) = self.loaded.parts();
        let stack = image.stack();
        if needed > stack.len {
            return Err(Trouble::TooLarge(needed));
        }
        let top = stack.end();
        let base = entry::enter(hart, memory, &layout, args, top, image.harness());
        hart.pc = entry;
        let before = Files::of(hart);
        let ended = self.run();
        let (Machine { hart, memory, .. }, _) = self.loaded.parts();
        let results = ended.and_then(|()| {
            let popped = if layout.callee_pops {
                layout.stack_args
            } else {
                0
            };
            let sp = base.sp + u64::from(popped);
            unchanged(hart, &before, preserved::internal(signature.convention), sp)?;
            results(hart, memory, &layout, base)
        });
        // No run line sees what an earlier one left.
        poison::below(memory, top);
        results
    }

    /// Runs until the return to the harness.
    fn run(&mut self) -> Result<(), Trouble> {
        let (machine, image) = self.loaded.parts();
        let mut guest = ReturnWatch {
            image,
            externs: &self.externs,
            ended: None,
        };
        match (machine.run(&mut guest, BUDGET), guest.ended) {
            (RunExit::Stopped, Some(ended)) => ended,
            (RunExit::Stopped, None) => unreachable!("only an end stops the run"),
            (RunExit::Refused(_), _) => unreachable!("nobody refuses an access"),
            (RunExit::Fault(fault), _) => Err(Trouble::Fault(fault)),
            (RunExit::RanAway, _) => Err(Trouble::RanAway),
        }
    }
}

/// Whether the registers in `kept` hold what they did before, and the stack pointer is `sp`.
fn unchanged(hart: &Hart, before: &Files, kept: RegSet, sp: u64) -> Result<(), Trouble> {
    let mut changed = before.changed(hart, kept);
    if hart.get(IntReg::SP) != sp {
        changed = changed.with(Reg::int(IntReg::SP));
    }
    if changed.is_empty() {
        return Ok(());
    }
    let names: Vec<String> = changed
        .iter()
        .map(|register| register.to_string())
        .collect();
    Err(Trouble::Clobbered(names.join(", ")))
}

fn results(
    hart: &Hart,
    memory: &Memory,
    layout: &Layout,
    base: BaseAddresses,
) -> Result<Vec<u128>, Trouble> {
    let values = layout.results.iter().map(|value| {
        let seen = locations::read(hart, memory, &value.parts, base);
        seen.map(|seen| seen.bits).ok_or(Trouble::LostResult)
    });
    values.collect()
}

/// Watches for the return to the harness, and plays extern functions.
struct ReturnWatch<'g> {
    image: &'g ForeignImage<'g>,
    externs: &'g [Layout],
    ended: Option<Result<(), Trouble>>,
}

impl Observer for ReturnWatch<'_> {
    fn transfer(&mut self, hart: &mut Hart, memory: &mut Memory, transfer: Transfer) -> Flow {
        if transfer.to == self.image.harness() {
            self.ended = Some(Ok(()));
            return Flow::Stop;
        }
        let Some(number) = self.image.extern_at(transfer.to) else {
            return Flow::Continue;
        };
        let played = externs::play(hart, memory, self.image, number, &self.externs[number]);
        match played {
            Ok(()) => Flow::Continue,
            Err(trouble) => {
                self.ended = Some(Err(trouble));
                Flow::Stop
            }
        }
    }
}
