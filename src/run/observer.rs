//! Observers of a run, crossing by crossing.

use super::observed::Event;
use farcall_machine::{Hart, Memory};

/// Observes a run.
pub trait CrossingObserver {
    /// Called after every crossing: the machine is at the first instruction there, and everything
    /// undefined is poisoned. `event` is the record of the crossing.
    fn crossed(&mut self, hart: &Hart, memory: &Memory, event: &Event);

    /// Whether it also observes every instruction, which is slow.
    fn is_stepped(&self) -> bool {
        false
    }

    /// Called after every instruction if [`CrossingObserver::is_stepped`], and after
    /// [`CrossingObserver::crossed`] if the instruction crossed.
    fn stepped(&mut self, _hart: &Hart) {}
}

/// A pair of observers; the first one observes first.
impl<A: CrossingObserver, B: CrossingObserver> CrossingObserver for (A, B) {
    fn crossed(&mut self, hart: &Hart, memory: &Memory, event: &Event) {
        self.0.crossed(hart, memory, event);
        self.1.crossed(hart, memory, event);
    }
}
