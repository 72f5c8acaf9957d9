//! Cranelift's reader, entered inside a catch.

use crate::link::{PanicReport, catch};
use cranelift_codegen::ir::Signature;
use cranelift_codegen::isa::CallConv;
use cranelift_reader::{ParseOptions, ParseResult, RunCommand, TestFile};

/// Reads a file, in which a function without a convention has `convention`.
pub(super) fn file(
    text: &str,
    convention: CallConv,
) -> Result<ParseResult<TestFile<'_>>, PanicReport> {
    let options = ParseOptions {
        default_calling_convention: convention,
        machine_code_cfg_info: true,
        ..ParseOptions::default()
    };
    #[expect(clippy::disallowed_methods, reason = "the one caught call")]
    catch(|| cranelift_reader::parse_test(text, options))
}

/// Reads a comment after a function with this signature. Most are not run lines.
pub(super) fn run_line(
    comment: &str,
    signature: &Signature,
) -> Result<ParseResult<Option<RunCommand>>, PanicReport> {
    #[expect(clippy::disallowed_methods, reason = "the one caught call")]
    catch(|| cranelift_reader::parse_run_command(comment, signature))
}
