//! Panics of the code under test, caught and kept as values.
//!
//! *Problem.* Cranelift panics wherever its authors were sure of something. That may happen in any
//! of its entry points: a constructor, a parser, a printer, or a destructor.
//!
//! *Idea.* One function of ours calls each entry point inside of [`catch`], and gives the panic as
//! a value. In `lower/` these make instruction sets and functions; in `link/` they compile
//! (`compile.rs`) or own a module (`jit.rs`); in `filetest/` they read. A catch inside another one
//! costs next to nothing.
//!
//! *Invariant.* Cranelift is entered in no other way. `clippy.toml` lists its entry points, so a
//! new call of one is a mistake unless it gives a reason.
//!
//! *Limits.* A stack overflow or an abort ends the process. Empty contexts, which do nothing yet,
//! are made outside of a catch.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::fmt;
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};
use std::sync::Once;

/// Where a panic came from, and what it said.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PanicReport {
    /// The source file, as the compiler recorded it.
    pub file: String,
    /// The line in that file.
    pub line: u32,
    /// The message.
    pub message: String,
}

/// As in reports: `panic at cranelift-jit/src/backend.rs:386: message`.
impl fmt::Display for PanicReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let PanicReport { line, message, .. } = self;
        write!(f, "panic at {}:{line}: {message}", self.place())
    }
}

impl PanicReport {
    /// The crate that panicked, without its version: the directory above `src`. In a checkout of
    /// Wasmtime, where crates lie in `cranelift/`, the name gets its `cranelift-` back.
    pub fn crate_name(&self) -> String {
        let Some(directory) = self.parts().0 else {
            return "unknown".to_owned();
        };
        let inside = format!("cranelift/{directory}/src/");
        if self.file.replace('\\', "/").contains(&inside) {
            format!("cranelift-{directory}")
        } else {
            without_version(directory).to_owned()
        }
    }

    /// The file's name without `.rs`.
    pub fn file_stem(&self) -> &str {
        let file = self.file.rsplit(['/', '\\']).next().unwrap_or("unknown");
        file.strip_suffix(".rs").unwrap_or(file)
    }

    /// The file within its crate: `cranelift-jit/src/compiled_blob.rs`, the same on every machine.
    pub fn place(&self) -> String {
        match self.parts() {
            (Some(_), inside) => format!("{}/{inside}", self.crate_name()),
            (None, file) => file.to_owned(),
        }
    }

    /// The directory above `src`, and the path from `src` on. Without a `src`, only the file.
    fn parts(&self) -> (Option<&str>, &str) {
        let at = self
            .file
            .rfind("/src/")
            .or_else(|| self.file.rfind("\\src\\"));
        match at {
            Some(at) => {
                let directory = self.file[..at].rsplit(['/', '\\']).next();
                (directory, &self.file[at + 1..])
            }
            None => (
                None,
                self.file.rsplit(['/', '\\']).next().unwrap_or("unknown"),
            ),
        }
    }
}

/// `cranelift-jit-0.135.8` without its version.
fn without_version(name: &str) -> &str {
    match name.rsplit_once('-') {
        Some((crate_name, version)) if version.starts_with(|c: char| c.is_ascii_digit()) => {
            crate_name
        }
        _ => name,
    }
}

thread_local! {
    static CATCHING: Cell<bool> = const { Cell::new(false) };
    static CAUGHT: RefCell<Option<PanicReport>> = const { RefCell::new(None) };
}

/// Runs `suspect`, and gives its panic as a value. A panic of Farcall's own code is not caught.
///
/// After a panic, whatever `suspect` changed is in an unknown state, and the caller has to throw it
/// away.
pub(crate) fn catch<R>(suspect: impl FnOnce() -> R) -> Result<R, PanicReport> {
    install_panic_hook();
    let before = CATCHING.replace(true);
    let result = panic::catch_unwind(AssertUnwindSafe(suspect));
    CATCHING.set(before);
    let report = CAUGHT.with_borrow_mut(Option::take);
    match (result, report) {
        (Ok(value), _) => Ok(value),
        (Err(_), Some(report)) => Err(report),
        // The hook passed it on, so it is ours.
        (Err(payload), None) => panic::resume_unwind(payload),
    }
}

/// Whether a source file is Farcall's. Cargo names files of a workspace by their path from its
/// root, and all others by their whole path. In another repository's `fuzz/`, the name of this file
/// tells how names of Farcall's files begin. Files that Cranelift generates when it is built lie in
/// the target directory, perhaps below Farcall's root, but never in `src/`.
fn is_ours(file: &str) -> bool {
    let sources = file!().strip_suffix("panic.rs").expect("its own name");
    file.starts_with(sources) || file.starts_with(concat!(env!("CARGO_MANIFEST_DIR"), "/src/"))
}

/// Puts a hook in front of the process's panic hook, which keeps caught panics quiet and passes on
/// all others. The first link does so, too; anyone who installs another hook has to do it before
/// that.
pub fn install_panic_hook() {
    static HOOK: Once = Once::new();
    HOOK.call_once(install);
}

fn install() {
    let next = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        let is_ours = info.location().is_some_and(|l| is_ours(l.file()));
        if CATCHING.get() && !is_ours {
            CAUGHT.set(Some(report(info)));
        } else {
            next(info);
        }
    }));
}

fn report(info: &PanicHookInfo<'_>) -> PanicReport {
    PanicReport {
        file: info.location().map_or("unknown", |l| l.file()).to_owned(),
        line: info.location().map_or(0, |l| l.line()),
        message: message(info.payload()),
    }
}

fn message(payload: &(dyn Any + Send)) -> String {
    let text = payload
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("(a panic without a message)").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_foreign_panic_becomes_a_value_with_its_place() {
        // The panic is ours, although the standard library calls the closure.
        let order = |_: &i32, _: &i32| -> std::cmp::Ordering { std::panic::panic_any("no order") };
        let caught = std::panic::catch_unwind(|| catch(|| [2, 1].sort_by(order)));
        assert!(caught.is_err(), "a panic in our own closure goes on");

        let report = catch(|| "x".repeat(usize::MAX / 2 + 1)).expect_err("it panicked");
        assert_eq!(report.message, "capacity overflow");
        assert!(report.file.contains("alloc"), "{}", report.file);
        assert_ne!(report.line, 0);
    }

    #[test]
    fn our_files_are_told_from_others() {
        assert!(is_ours(file!()));
        assert!(!is_ours("/x/cranelift-jit-0.135.8/src/backend.rs"));
        assert!(!is_ours("/copies/cranelift-jit/src/backend.rs"));
        let ours = concat!(env!("CARGO_MANIFEST_DIR"), "/src/lib.rs");
        assert!(is_ours(ours));
        let generated = "/target/debug/build/cranelift-codegen-0/out/isle_riscv64.rs";
        assert!(!is_ours(&format!(
            "{}{generated}",
            env!("CARGO_MANIFEST_DIR")
        )));
    }

    #[test]
    fn places_are_the_same_on_every_machine() {
        let report = |file: &str| PanicReport {
            file: file.to_owned(),
            line: 1,
            message: String::new(),
        };
        let registry = report("/x/registry/src/index-19/cranelift-jit-0.135.8/src/memory/arena.rs");
        assert_eq!(registry.place(), "cranelift-jit/src/memory/arena.rs");
        assert_eq!(registry.crate_name(), "cranelift-jit");
        assert_eq!(registry.file_stem(), "arena");
        let checkout = report("/x/wasmtime/cranelift/jit/src/compiled_blob.rs");
        assert_eq!(checkout.crate_name(), "cranelift-jit");
        assert_eq!(checkout.place(), "cranelift-jit/src/compiled_blob.rs");
        assert_eq!(report("/b/out/isle_riscv64.rs").place(), "isle_riscv64.rs");
        assert_eq!(report("/b/out/isle_riscv64.rs").crate_name(), "unknown");
    }

    #[test]
    fn what_does_not_panic_passes() {
        assert_eq!(catch(|| 7), Ok(7));
    }
}
