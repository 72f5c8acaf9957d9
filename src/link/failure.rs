//! Why there is no image.

use super::{LinkMap, PanicReport};
use crate::case::FuncId;
use cranelift_codegen::CodegenError;
use cranelift_module::ModuleError;
use std::fmt;

/// The step that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stage {
    /// Compiling a function.
    Compile(FuncId),
    /// Handing a function to the module, compiled or not.
    Define(FuncId),
    /// Declaring symbols, or handing data to the module.
    Declare,
    /// Applying relocations.
    Finalize,
}

/// The reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// Cranelift panicked.
    Panic(PanicReport),
    /// Cranelift's verifier refused the function.
    Verifier(String),
    /// Cranelift says that it does not support this.
    Unsupported(String),
    /// Another error that Cranelift returned.
    Error(String),
    /// Two compilations of the function gave different bytes or relocations.
    Nondeterministic,
}

/// Linking failed. The case is legal, so the reason lies in Cranelift.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The step.
    pub stage: Stage,
    /// The reason.
    pub cause: Cause,
    /// What was placed and recorded by then.
    pub map: LinkMap,
}

impl From<PanicReport> for Cause {
    fn from(report: PanicReport) -> Cause {
        Cause::Panic(report)
    }
}

impl From<CodegenError> for Cause {
    fn from(error: CodegenError) -> Cause {
        match error {
            CodegenError::Unsupported(message) => Cause::Unsupported(message),
            CodegenError::Verifier(errors) => Cause::Verifier(errors.to_string()),
            other => Cause::Error(other.to_string()),
        }
    }
}

impl From<ModuleError> for Cause {
    fn from(error: ModuleError) -> Cause {
        match error {
            ModuleError::Compilation(error) => error.into(),
            other => Cause::Error(other.to_string()),
        }
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Stage::Compile(function) => write!(f, "compiling %f{function}"),
            Stage::Define(function) => write!(f, "defining %f{function}"),
            Stage::Declare => f.write_str("declaring"),
            Stage::Finalize => f.write_str("applying relocations"),
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cause::Panic(report) => write!(f, "{report}"),
            Cause::Verifier(message) => write!(f, "verifier: {message}"),
            Cause::Unsupported(message) => write!(f, "unsupported: {message}"),
            Cause::Error(message) => write!(f, "error: {message}"),
            Cause::Nondeterministic => f.write_str("two compilations differ"),
        }
    }
}
