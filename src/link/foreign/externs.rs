//! Extern functions, and calls of them.

use cranelift_codegen::ir::{AbiParam, Signature};
use cranelift_codegen::isa::CallConv;

/// An extern function: a C function, which whoever executes the image plays.
#[derive(Clone, Debug)]
pub struct ExternFunction {
    /// Its symbol.
    pub symbol: &'static str,
    /// What it takes and gives.
    pub signature: Signature,
}

/// Convention or signature, whatever differs.
pub(super) fn differing(called: &Signature, defined: &Signature) -> (String, String) {
    if called.params == defined.params && called.returns == defined.returns {
        (called.call_conv.to_string(), defined.call_conv.to_string())
    } else {
        (called.to_string(), defined.to_string())
    }
}

/// Whether a call as `called` is one of a C function as `defined`: convention fast is the same to
/// C, a result may be ignored, and how a narrow value is extended is the caller's business.
pub(super) fn is_call_of_c(called: &Signature, defined: &Signature) -> bool {
    let types = |values: &[AbiParam]| values.iter().map(|v| v.value_type).collect::<Vec<_>>();
    let results = types(&called.returns);
    matches!(called.call_conv, CallConv::SystemV | CallConv::Fast)
        && types(&called.params) == types(&defined.params)
        && (results.is_empty() || results == types(&defined.returns))
}
