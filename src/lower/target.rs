//! The target mapping: settings as an instruction set.

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
/// If this build of Cranelift has no riscv64 backend or does not know a setting: a mistake of the
/// build, not of a case.
pub fn isa(target: &Target) -> Result<OwnedTargetIsa, PanicReport> {
    catch(|| {
        let flags = shared(target, &[]);
        let extensions = target.extensions();
        let extensions = extensions.map(|(name, on)| (name, on.to_string()));
        isa_with(flags, extensions)
    })?
}

/// The riscv64 instruction set of Linux with these shared settings, and its own settings by name and value, on any host.
///
/// # Errors
/// If Cranelift panics.
///
/// # Panics
/// As [`isa()`], and if the settings of the instruction set do not go together.
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

/// The instruction set of the machine that this runs on, with the shared settings of `target`; results that find no register go to memory, and
/// C's i128 are passed.
///
/// # Errors
/// If Cranelift panics; and if this build of it has no backend for this machine (that is feature
/// `host`), or the machine is riscv64, and so the backend no second one.
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
        // Tail calls are compiled for x86-64 only with them.
        ("preserve_frame_pointers", "true"),
        // A probe would be a routine of the runtime library.
        ("enable_probestack", "false"),
    ];
    catch(|| {
        let builder = cranelift_native::builder();
        let builder = builder.map_err(|why| format!("{why}; build farcall with feature `host`"))?;
        let isa = builder.finish(shared(target, &own));
        isa.map_err(|error| error.to_string())
    })
}

/// The shared settings of `target`, those of every case, and then `own`.
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
