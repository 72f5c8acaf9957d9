//! The interface of executors.

use crate::case::Case;
use crate::link::Image;
use crate::model::Trace;
use crate::qemu::QemuError;
use crate::run::layouts::Layouts;
use crate::run::observed::Observed;

/// Executes images.
pub trait Executor {
    /// The part of the expected trace that this executor observes: all of it, if it follows every
    /// crossing.
    fn sees(&self, expected: Trace) -> Trace {
        expected
    }

    /// Runs every invocation of `case` on `image`. `budget` limits the run: in instructions, or in
    /// jumps for an executor that counts those.
    ///
    /// # Errors
    /// If the executor cannot be used. What the code does is never an error.
    fn execute(
        &mut self,
        case: &Case,
        layouts: &Layouts,
        image: &mut Image<'_>,
        budget: u64,
    ) -> Result<Observed, QemuError>;
}
