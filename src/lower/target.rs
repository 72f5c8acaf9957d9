//! The target: settings as an instruction set.

use crate::case::Target;
use crate::panic::{PanicReport, catch};
use cranelift_codegen::isa::{self, OwnedTargetIsa};
use cranelift_codegen::settings::{self, Configurable};

/// The riscv64 instruction set with the settings of `target`, on any host.
///
/// # Errors
/// If Cranelift panics.
///
/// # Panics
/// If this build of Cranelift has no riscv64 backend or does not know a setting: an error of the
/// build, not of a case.
pub fn isa(target: &Target) -> Result<OwnedTargetIsa, PanicReport> {
    catch(|| {
        let flags = shared(target, &[]);
        let extensions = target.extensions();
        let extensions = extensions.map(|(name, on)| (name, on.to_string()));
        isa_with(flags, extensions)
    })?
}

/// The riscv64 instruction set of Linux, on any host, with these shared settings and these settings
/// of its own, by name and value.
///
/// # Errors
/// If Cranelift panics.
///
/// # Panics
/// As [`isa()`], and if the settings of the instruction set contradict each other.
#[expect(clippy::disallowed_methods, reason = "the one caught call")]
pub fn isa_with(
    shared: settings::Flags,
    own: impl IntoIterator<Item = (&'static str, String)>,
) -> Result<OwnedTargetIsa, PanicReport> {
    let triple = "riscv64gc-unknown-linux-gnu".parse();
    let triple = triple.expect("a well-known triple");
    catch(|| {
        let builder = isa::lookup(triple);
        let mut builder = builder.expect("Cranelift is built with its riscv64 backend");
        for (name, value) in own {
            builder.set(name, &value).expect("a riscv64 setting");
        }
        let isa = builder.finish(shared);
        isa.expect("the required extensions are on by default")
    })
}

/// The instruction set of the host, with the shared settings of `target`. Results that do not fit
/// in registers go to memory, and i128 values are passed as in C.
///
/// # Errors
/// The outer error is a panic of Cranelift. The inner one says that there is no second backend:
/// this build has none for the host (feature `host`), or the host is riscv64.
#[expect(clippy::disallowed_methods, reason = "the one caught call")]
pub fn host_isa(target: &Target) -> Result<Result<OwnedTargetIsa, String>, PanicReport> {
    if cfg!(target_arch = "riscv64") {
        return Ok(Err(
            "this machine's backend is the one under test".to_owned()
        ));
    }
    let own = [
        ("enable_multi_ret_implicit_sret", "true"),
        ("enable_llvm_abi_extensions", "true"),
        // On x86-64, tail calls are compiled only with frame pointers.
        ("preserve_frame_pointers", "true"),
        // A stack probe would call a routine of the runtime library.
        ("enable_probestack", "false"),
    ];
    catch(|| {
        let builder = cranelift_native::builder();
        let builder = builder.map_err(|why| format!("{why}; build farcall with feature `host`"))?;
        let isa = builder.finish(shared(target, &own));
        isa.map_err(|error| error.to_string())
    })
}

/// The shared settings of `target`, the fixed ones of every case, and then `own`.
fn shared(target: &Target, own: &[(&str, &str)]) -> settings::Flags {
    let mut flags = settings::builder();
    for (name, value) in target.settings() {
        flags.set(name, &value).expect("a shared setting");
    }
    let all = [
        ("enable_verifier", "true"),
        ("is_pic", "false"),
        ("use_colocated_libcalls", "false"),
    ];
    for (name, value) in all.iter().chain(own) {
        flags.set(name, value).expect("a shared setting");
    }
    settings::Flags::new(flags)
}
