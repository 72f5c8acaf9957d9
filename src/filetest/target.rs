//! What a target line asks of the machine.

use super::parse::TargetLine;
use crate::lower;
use crate::machine::{Extension, Extensions};
use cranelift_codegen::isa::OwnedTargetIsa;

/// The instruction set of a target line, and the machine for it: no extension but what the compiler was told.
///
/// # Errors
/// The reason why no line runs on it.
pub(super) fn configure(target: &TargetLine) -> Result<(OwnedTargetIsa, Extensions), String> {
    if target.isa.flags().enable_pinned_reg() {
        return Err("the pinned register is set by nobody".to_owned());
    }
    let flags = target.isa.isa_flags();
    let mut extensions = Extensions::BASE;
    for flag in &flags {
        let Some(name) = flag.name.strip_prefix("has_") else {
            continue;
        };
        if flag.as_bool() != Some(true) {
            continue;
        }
        match extension(name) {
            Some(extension) => extensions = extensions.with(extension),
            None => return Err(format!("the machine lacks {name}")),
        }
    }
    let settings = flags.iter().map(|flag| (flag.name, flag.value_string()));
    let isa = lower::isa_with(target.isa.flags().clone(), settings).map_err(|r|r.to_string())?;
    Ok((isa, extensions))
}

/// The machine's extension of this name, as Cranelift has it: `zba`.
fn extension(name: &str) -> Option<Extension> {
    let known = |extension: &Extension| format!("{extension:?}").eq_ignore_ascii_case(name);
    Extensions::ALL.iter().find(known)
}
