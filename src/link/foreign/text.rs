//! What filetests about emitted code look at: Cranelift's own text of a function's code, and its
//! unwind information.

use super::ForeignLinker;
use crate::link::compile::{self, Scratch};
use crate::link::failure::Cause;
use crate::link::metadata;
use cranelift_codegen::ir::Function;
use cranelift_codegen::isa::TargetIsa;

/// A compiled function for readers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FunctionText {
    /// The virtual-register code after register allocation, as Cranelift prints it.
    pub vcode: String,
    /// An `.eh_frame` section with one CIE and one FDE, for the function at address 0; none if it
    /// cannot be unwound.
    pub unwind: Option<Vec<u8>>,
}

impl ForeignLinker {
    /// Compiles `function` for `isa`.
    ///
    /// # Errors
    /// If Cranelift refuses it or panics.
    pub fn text(
        &mut self,
        isa: &dyn TargetIsa,
        function: &Function,
    ) -> Result<FunctionText, Cause> {
        self.scratch.catch(|Scratch { context, .. }| {
            context.clear();
            context.func = function.clone();
            context.set_disasm(true);
            compile::emit(context, isa)?;
            let code = context.compiled_code().expect("it was compiled just now");
            Ok(FunctionText {
                vcode: code.vcode.clone().unwrap_or_default(),
                unwind: metadata::unwind(code, isa)?,
            })
        })
    }
}
