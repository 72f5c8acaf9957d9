//! A look at a run from outside, crossing by crossing.

use super::observed::Event;
use farcall_machine::{Hart, Memory};

/// Who looks on.
pub trait Probe {
    /// Called behind every crossing: the machine stands at the first instruction there, and what is undefined is poisoned. `event` is what was
    /// written down.
    fn crossed(&mut self, hart: &Hart, memory: &Memory, event: &Event);

    /// Whether it looks on at every instruction, too, which is slow.
    fn is_stepped(&self) -> bool {
        false
    }

    /// Called behind every instruction, if it wants that, and behind [`Probe::crossed`] if that crossed.
    fn stepped(&mut self, _hart: &Hart) {}
}

/// Both look on.
impl<A: Probe, B: Probe> Probe for (A, B) {
    fn crossed(&mut self, hart: &Hart, memory: &Memory, event: &Event) {
        self.0.crossed(hart, memory, event);
        self.1.crossed(hart, memory, event);
    }
}
