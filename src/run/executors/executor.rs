//! The interface of executors.

use crate::case::Case;
use crate::link::Image;
use crate::model::Trace;
use crate::qemu::QemuError;
use crate::run::layouts::Layouts;
use crate::run::observed::Observed;

/// Executes images.
pub trait Executor {
    /// What this executor sees of the trace that is expected: all of it, if it follows every
    /// crossing.
    fn sees(&self, expected: Trace) -> Trace {
        expected
    }

    /// Runs every invocation of `case` on `image`. `budget` limits how far a run goes: in
    /// instructions, or in jumps where those are what it follows.
    ///
    /// # Errors
    /// If the executor cannot be used. Whatever the code does is no error.
    fn execute(
        &mut self,
        case: &Case,
        layouts: &Layouts,
        image: &mut Image<'_>,
        budget: u64,
    ) -> Result<Observed, QemuError>;
}
