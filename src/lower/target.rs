//! The target mapping: a case's settings as an instruction set.

use crate::case::{OptLevel, Target};
use cranelift_codegen::isa::{self, OwnedTargetIsa};
use cranelift_codegen::settings::{self, Configurable};

/// The riscv64 instruction set with the settings of `target`, on any host.
///
/// # Panics
/// If this build of Cranelift has no riscv64 backend or does not know a setting: a mistake of the build, not of a case.
pub fn isa(target: &Target) -> OwnedTargetIsa {
    let mut flags = settings::builder();
    let level = match target.opt_level {
        OptLevel::None => "none",
        OptLevel::Speed => "speed",
    };
    for (name, value) in [
        ("opt_level", level),
        ("enable_verifier", "true"),
        ("is_pic", "false"),
        ("use_colocated_libcalls", "false"),
        (
            "enable_multi_ret_implicit_sret",
            if target.multi_ret_implicit_sret {
                "true"
            } else {
                "false"
            },
        ),
    ] {
        flags.set(name, value).expect("a shared setting");
    }
    let triple = "riscv64gc-unknown-linux-gnu".parse();
    let mut builder = isa::lookup(triple.expect("a well-known triple"))
        .expect("Cranelift is built with its riscv64 backend");
    for (name, on) in [
        ("has_zca", target.zca),
        ("has_zcd", false),
        ("has_zcb", target.zcb),
    ] {
        let value = if on { "true" } else { "false" };
        builder.set(name, value).expect("a riscv64 setting");
    }
    builder
        .finish(settings::Flags::new(flags))
        .expect("the required extensions are on by default")
}
