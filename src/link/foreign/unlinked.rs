//! Why a function is not in an image.

use crate::link::failure::Cause;
use thiserror::Error;

/// Why a function cannot be entered.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Unlinked {
    /// Cranelift does not compile it.
    #[error("{0}")]
    Refused(Cause),
    /// Another function of this name comes before it.
    #[error("another function before it has the same name")]
    Duplicate,
    /// It refers to something that is not there.
    #[error("it refers to {0}, which is not defined")]
    Undefined(String),
    /// It refers to a thread-local symbol.
    #[error("it refers to {0} as thread-local, and cranelift-jit has no thread-local storage")]
    ThreadLocal(String),
    /// It calls a function with a signature that the callee does not have.
    #[error(
        "{caller} calls {callee} as `{called}`, it is defined as `{defined}`: \
         what that does is undefined"
    )]
    Mismatch {
        /// The name of this function.
        caller: String,
        /// The name of the other one.
        callee: String,
        /// The convention, or the signature, of the call.
        called: String,
        /// That of the definition.
        defined: String,
    },
    /// It refers to another function that is left out.
    #[error("it refers to {0}, which cannot be entered")]
    Needs(String),
    /// cranelift-jit does not apply its relocations.
    #[error("cranelift-jit does not link it: {0}")]
    Broken(Cause),
    /// cranelift-jit makes no module at all with these settings.
    #[error("cranelift-jit links nothing with these settings: {0}")]
    Module(Cause),
}
