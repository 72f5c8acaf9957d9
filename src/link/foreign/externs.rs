//! Extern functions, and calls to them.

use cranelift_codegen::ir::{AbiParam, Signature};
use cranelift_codegen::isa::CallConv;

/// An extern function: a C function that the executor plays.
#[derive(Clone, Debug)]
pub struct ExternFunction {
    /// Its symbol.
    pub symbol: &'static str,
    /// Its parameters and results.
    pub signature: Signature,
}

/// The conventions, or the whole signatures if those differ in more.
pub(super) fn differing(called: &Signature, defined: &Signature) -> (String, String) {
    if called.params == defined.params && called.returns == defined.returns {
        (called.call_conv.to_string(), defined.call_conv.to_string())
    } else {
        (called.to_string(), defined.to_string())
    }
}

/// Whether a call with signature `called` suits the C function `defined`. Convention fast is the
/// same to C, a result may be ignored, and the caller decides how narrow values are extended.
pub(super) fn is_call_of_c(called: &Signature, defined: &Signature) -> bool {
    let types = |values: &[AbiParam]| values.iter().map(|v| v.value_type).collect::<Vec<_>>();
    let results = types(&called.returns);
    matches!(called.call_conv, CallConv::SystemV | CallConv::Fast)
        && types(&called.params) == types(&defined.params)
        && (results.is_empty() || results == types(&defined.returns))
}
