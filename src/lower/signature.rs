//! Types and signatures.

use crate::case::{Convention, Extension, Param, Purpose, Signature, Type};
use cranelift_codegen::ir::{self, AbiParam, ArgumentPurpose, types};
use cranelift_codegen::isa::CallConv;

/// The CLIF signature.
pub fn signature(signature: &Signature) -> ir::Signature {
    let convention = match signature.convention {
        Convention::SystemV => CallConv::SystemV,
        Convention::Tail => CallConv::Tail,
        Convention::Fast => CallConv::Fast,
    };
    let mut clif = ir::Signature::new(convention);
    clif.params.extend(signature.params.iter().map(param));
    clif.returns.extend(signature.results.iter().map(param));
    clif
}

fn param(param: &Param) -> AbiParam {
    let clif = match param.purpose {
        Purpose::Normal => AbiParam::new(ty(param.ty)),
        Purpose::StructReturn => AbiParam::special(ty(param.ty), ArgumentPurpose::StructReturn),
    };
    match param.extension {
        Extension::None => clif,
        Extension::Sign => clif.sext(),
        Extension::Zero => clif.uext(),
    }
}

/// The CLIF type.
pub(super) fn ty(ty: Type) -> ir::Type {
    match ty {
        Type::I8 => types::I8,
        Type::I16 => types::I16,
        Type::I32 => types::I32,
        Type::I64 => types::I64,
        Type::F32 => types::F32,
        Type::F64 => types::F64,
        Type::I128 => types::I128,
        Type::F16 => types::F16,
        Type::F128 => types::F128,
    }
}
