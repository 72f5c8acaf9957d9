//! A function on its way into an image.

use super::meta::Meta;
use super::unlinked::Unlinked;
use crate::link::compile::MachineCode;

/// What came of compiling a function.
pub(super) struct ForeignFunction {
    pub(super) compiled: Option<(MachineCode, Meta)>,
    /// The functions of the file that it refers to, by index.
    pub(super) needs: Vec<usize>,
    /// Why it cannot be entered.
    pub(super) wrong: Option<Unlinked>,
}
