//! Types and signatures.

use crate::case::{Convention, Extension, Libcall, Param, Purpose, Signature, Type};
use cranelift_codegen::ir::{self, AbiParam, ArgumentPurpose, LibCall, types};
use cranelift_codegen::isa::CallConv;

/// The CLIF signature of `signature`.
pub fn signature(signature: &Signature) -> ir::Signature {
    let convention = match signature.convention {
        Convention::SystemV => CallConv::SystemV,
        Convention::Tail => CallConv::Tail,
        Convention::Fast => CallConv::Fast,
        Convention::PreserveAll => CallConv::PreserveAll,
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
        Purpose::Context(_) => AbiParam::special(ty(param.ty), ArgumentPurpose::VMContext),
    };
    match param.extension {
        Extension::None => clif,
        Extension::Sign => clif.sext(),
        Extension::Zero => clif.uext(),
    }
}

/// Cranelift's name for a libcall.
pub fn libcall(libcall: Libcall) -> LibCall {
    match libcall {
        Libcall::CeilF32 => LibCall::CeilF32,
        Libcall::CeilF64 => LibCall::CeilF64,
        Libcall::FloorF32 => LibCall::FloorF32,
        Libcall::FloorF64 => LibCall::FloorF64,
        Libcall::TruncF32 => LibCall::TruncF32,
        Libcall::TruncF64 => LibCall::TruncF64,
        Libcall::NearestF32 => LibCall::NearestF32,
        Libcall::NearestF64 => LibCall::NearestF64,
        Libcall::FmaF32 => LibCall::FmaF32,
        Libcall::FmaF64 => LibCall::FmaF64,
        Libcall::Memcpy => LibCall::Memcpy,
        Libcall::Memset => LibCall::Memset,
        Libcall::Memmove => LibCall::Memmove,
        Libcall::Memcmp => LibCall::Memcmp,
    }
}

/// The CLIF type of `ty`.
pub fn ty(ty: Type) -> ir::Type {
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
