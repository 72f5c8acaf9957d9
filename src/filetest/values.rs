//! CLIF's values and signatures in the terms of the ABI tables.

use crate::case::{Convention, Extension, Param, Purpose, Signature, Type};
use cranelift_codegen::data_value::{DataValue, DisplayDataValues};
use cranelift_codegen::ir::immediates::{Ieee16, Ieee32, Ieee64, Ieee128};
use cranelift_codegen::ir::{self, AbiParam, ArgumentExtension, ArgumentPurpose, types};
use cranelift_codegen::isa::CallConv;

/// A signature as the ABI tables know it.
///
/// # Errors
/// The reason why they do not.
pub(super) fn signature(signature: &ir::Signature) -> Result<Signature, String> {
    let convention = match signature.call_conv {
        CallConv::SystemV => Convention::SystemV,
        CallConv::Tail => Convention::Tail,
        CallConv::Fast => Convention::Fast,
        other => return Err(format!("the ABI tables lack convention {other}")),
    };
    let params = |params: &[AbiParam]| params.iter().map(param).collect::<Result<_, _>>();
    Ok(Signature {
        convention,
        params: params(&signature.params)?,
        results: params(&signature.returns)?,
    })
}

fn param(param: &AbiParam) -> Result<Param, String> {
    let ty = ty(param.value_type)?;
    let extension = match param.extension {
        ArgumentExtension::Sext if Param::extensible(ty) => Extension::Sign,
        ArgumentExtension::Uext if Param::extensible(ty) => Extension::Zero,
        _ => Extension::None,
    };
    match param.purpose {
        // A context is passed as any address is.
        ArgumentPurpose::Normal | ArgumentPurpose::VMContext => Ok(Param {
            ty,
            extension,
            purpose: Purpose::Normal,
        }),
        other => Err(format!("the ABI tables lack parameters for {other}")),
    }
}

fn ty(ty: ir::Type) -> Result<Type, String> {
    Ok(match ty {
        types::I8 => Type::I8,
        types::I16 => Type::I16,
        types::I32 => Type::I32,
        types::I64 => Type::I64,
        types::I128 => Type::I128,
        types::F16 => Type::F16,
        types::F32 => Type::F32,
        types::F64 => Type::F64,
        types::F128 => Type::F128,
        vector => return Err(format!("the ABI tables lack {vector}")),
    })
}

/// The bits of a value; none for a vector, which no known signature has.
pub(super) fn bits(value: &DataValue) -> Option<u128> {
    Some(match *value {
        DataValue::I8(value) => value as u8 as u128,
        DataValue::I16(value) => value as u16 as u128,
        DataValue::I32(value) => value as u32 as u128,
        DataValue::I64(value) => value as u64 as u128,
        DataValue::I128(value) => value as u128,
        DataValue::F16(value) => value.bits().into(),
        DataValue::F32(value) => value.bits().into(),
        DataValue::F64(value) => value.bits().into(),
        DataValue::F128(value) => value.bits(),
        DataValue::V128(_) | DataValue::V64(_) | DataValue::V32(_) | DataValue::V16(_) => {
            return None;
        }
    })
}

/// Results as a run line writes them.
pub(super) fn show(values: &[DataValue]) -> String {
    match values {
        [] => "[]".to_owned(),
        values => DisplayDataValues(values).to_string(),
    }
}

/// A value of this type from its bits.
pub(super) fn value(ty: Type, bits: u128) -> DataValue {
    match ty {
        Type::I8 => DataValue::I8(bits as i8),
        Type::I16 => DataValue::I16(bits as i16),
        Type::I32 => DataValue::I32(bits as i32),
        Type::I64 => DataValue::I64(bits as i64),
        Type::I128 => DataValue::I128(bits as i128),
        Type::F16 => DataValue::F16(Ieee16::with_bits(bits as u16)),
        Type::F32 => DataValue::F32(Ieee32::with_bits(bits as u32)),
        Type::F64 => DataValue::F64(Ieee64::with_bits(bits as u64)),
        Type::F128 => DataValue::F128(Ieee128::with_bits(bits)),
    }
}
