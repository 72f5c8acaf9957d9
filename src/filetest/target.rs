//! What a target line requests of compiler and machine.

use super::parse::TargetLine;
use crate::link::PanicReport;
use crate::lower;
use cranelift_codegen::isa::OwnedTargetIsa;
use farcall_machine::{Extension, Extensions};

/// The longest vector registers that the machine has, in bits.
const MOST_VECTOR_BITS: u32 = 512;

/// The instruction set of a target line, for a machine with an operating system.
///
/// # Errors
/// If Cranelift panics.
pub(super) fn isa(target: &TargetLine) -> Result<OwnedTargetIsa, PanicReport> {
    let flags = target.isa.isa_flags();
    let settings = flags.iter().map(|flag| (flag.name, flag.value_string()));
    lower::isa_with(target.isa.flags().clone(), settings)
}

/// The extensions of the machine for a target line: exactly those that the compiler was told about.
///
/// # Errors
/// The reason why no line runs on it.
pub(super) fn extensions(target: &TargetLine) -> Result<Extensions, String> {
    if target.isa.flags().enable_pinned_reg() {
        return Err("the pinned register is set by nobody".to_owned());
    }
    let mut extensions = Extensions::BASE;
    for flag in &target.isa.isa_flags() {
        let Some(name) = flag.name.strip_prefix("has_") else {
            continue;
        };
        if flag.as_bool() != Some(true) {
            continue;
        }
        match extension(name) {
            Some(extension) => extensions = extensions.with(extension),
            // The machine's vectors are exactly as long as the longest that the line promises.
            None if promised(name).is_some_and(|bits| bits <= MOST_VECTOR_BITS) => {}
            None => return Err(format!("the machine lacks {name}")),
        }
    }
    Ok(extensions)
}

/// The machine's extension of this name, as Cranelift has it: `zba`.
fn extension(name: &str) -> Option<Extension> {
    let known = |extension: &Extension| format!("{extension:?}").eq_ignore_ascii_case(name);
    Extensions::ALL.iter().find(known)
}

/// The least length of a vector register in bits that an extension promises: 64 for `zvl64b`.
fn promised(name: &str) -> Option<u32> {
    name.strip_prefix("zvl")?.strip_suffix('b')?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_promise_of_vectors_no_longer_than_the_machines_is_kept() {
        let vlen = |extensions: Extensions| extensions.with(Extension::V).vlen();
        assert_eq!(vlen(Extensions::ALL), Some(MOST_VECTOR_BITS));
        for bits in [32, 64, 128, 256, 512] {
            let name = format!("zvl{bits}b");
            assert_eq!(promised(&name), Some(bits));
            let own = extension(&name).map_or(Extensions::BASE, Extensions::of);
            assert!(vlen(own).is_some_and(|vlen| vlen >= bits), "{name}");
        }
        assert_eq!(promised("zvfh"), None);
    }
}
