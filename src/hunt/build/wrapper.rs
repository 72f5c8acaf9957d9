//! `RUSTC_WRAPPER`: this program takes the place of `rustc`, and adds coverage instrumentation to
//! some crates.
//!
//! libFuzzer's counters need nothing but LLVM's SanitizerCoverage pass, which the stable compiler
//! has. Instrumenting all crates would slow down the checked machine and the model, whose coverage
//! says nothing about Cranelift. libFuzzer also walks all counters after every case.

use crate::children;
use std::env;
use std::ffi::OsString;
use std::os::unix::process::CommandExt;
use std::process::{Command, ExitCode};

/// Set for Cargo by [`super::build`]: this program is to be `rustc`.
pub(super) const VARIABLE: &str = "FARCALL_RUSTC_WRAPPER";

/// The pass, and what libFuzzer wants of it: a counter for each edge, and the edge's address. See
/// LLVM's SanitizerCoverage documentation.
const INSTRUMENTATION: [&str; 4] = [
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=3",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
];

/// Becomes `rustc` if this process was started as Cargo's `RUSTC_WRAPPER` by a hunt. In that case,
/// returns only if `rustc` cannot be started.
pub fn rustc_wrapper() -> Option<ExitCode> {
    env::var_os(VARIABLE)?;
    let mut arguments = env::args_os().skip(1);
    let Some(rustc) = arguments.next() else {
        eprintln!(
            "farcall: {VARIABLE} is set, which only Cargo's calls of rustc may have; unset it"
        );
        return Some(ExitCode::FAILURE);
    };
    let arguments: Vec<OsString> = arguments.collect();
    let package = env::var("CARGO_PKG_NAME").unwrap_or_default();
    let mut command = Command::new(&rustc);
    command.args(&arguments);
    if is_instrumented(&package, &arguments) {
        command.args(INSTRUMENTATION);
    }
    // If Cargo is killed, an orphaned compiler would go on for minutes. If the system refuses this,
    // the build is still the same.
    let _ = children::die_with_parent();
    let error = command.exec();
    eprintln!("farcall: cannot start {}: {error}", rustc.display());
    Some(ExitCode::FAILURE)
}

/// Whether a call of `rustc` compiles something whose coverage guides the fuzzer: Cranelift without
/// its interpreter, which compiles nothing; its register allocator; or the fuzz target, which needs
/// at least one counter of its own for the linker to define the section. Build scripts are compiled
/// without `--target`.
fn is_instrumented(package: &str, arguments: &[OsString]) -> bool {
    let compiled = package.starts_with("cranelift-") && package != "cranelift-interpreter"
        || package == "regalloc2"
        || package == super::FUZZ_PACKAGE;
    compiled && arguments.iter().any(|argument| argument == "--target")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_cranelift_its_allocator_and_the_target_are_instrumented() {
        let host: Vec<OsString> = ["--crate-name", "x"].map(OsString::from).to_vec();
        let target = [&host[..], &["--target".into(), "t".into()]].concat();
        for (package, wanted) in [
            ("cranelift-codegen", true),
            ("cranelift-jit", true),
            ("cranelift-interpreter", false),
            ("regalloc2", true),
            ("farcall-fuzz", true),
            ("farcall", false),
            ("farcall-machine", false),
            ("libfuzzer-sys", false),
            ("", false),
        ] {
            assert_eq!(is_instrumented(package, &target), wanted, "{package}");
            assert!(
                !is_instrumented(package, &host),
                "a build script of {package}"
            );
        }
    }
}
