//! The target mapping: settings as an instruction set.

use crate::case::Target;
use cranelift_codegen::isa::{self, OwnedTargetIsa};
use cranelift_codegen::settings::{self, Configurable};

/// The riscv64 instruction set with the settings of `target`, on any host.
///
/// # Panics
/// If this build of Cranelift has no riscv64 backend or does not know a setting: a mistake of the build, not of a case.
pub fn isa(target: &Target) -> OwnedTargetIsa {
    let mut flags = settings::builder();
    for (name, value) in target.settings() {
        flags.set(name, &value).expect("a shared setting");
    }
    for (name, value) in [
        ("enable_verifier", "true"),
        ("is_pic", "false"),
        ("use_colocated_libcalls", "false"),
    ] {
        flags.set(name, value).expect("a shared setting");
    }
    let extensions = target.extensions();
    let extensions = extensions.map(|(name, on)| (name, on.to_string()));
    isa_with(settings::Flags::new(flags), extensions)
}

/// The riscv64 instruction set of Linux with these shared settings, and its own settings by name and value, on any host.
///
/// # Panics
/// As [`isa()`], and if the settings of the instruction set do not go together.
pub fn isa_with(
    shared: settings::Flags,
    own: impl IntoIterator<Item = (&'static str, String)>,
) -> OwnedTargetIsa {
    let triple = "riscv64gc-unknown-linux-gnu".parse();
    let mut builder = isa::lookup(triple.expect("a well-known triple"))
        .expect("Cranelift is built with its riscv64 backend");
    for (name, value) in own {
        builder.set(name, &value).expect("a riscv64 setting");
    }
    builder
        .finish(shared)
        .expect("the required extensions are on by default")
}
