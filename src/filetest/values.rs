//! CLIF's values and signatures in terms of the ABI tables.

use crate::abi::Layout;
use crate::abi::internal::{self, Passed};
use crate::case::{Convention, Extension, Param, Purpose, Type};
use cranelift_codegen::data_value::DataValue;
use cranelift_codegen::ir::immediates::{Ieee16, Ieee32, Ieee64, Ieee128};
use cranelift_codegen::ir::{self, AbiParam, ArgumentExtension, ArgumentPurpose, types};
use cranelift_codegen::isa::CallConv;

/// A signature that the ABI table of compiled functions covers.
pub(super) struct ClifSignature {
    pub(super) convention: Convention,
    pub(super) params: Vec<Passed>,
    pub(super) results: Vec<Passed>,
}

impl ClifSignature {
    /// The layout of its values.
    pub(super) fn layout(&self) -> Layout {
        internal::foreign_layout(self.convention, &self.params, &self.results)
    }
}

/// Converts a signature.
///
/// # Errors
/// The reason why the table does not cover it.
pub(super) fn signature(signature: &ir::Signature) -> Result<ClifSignature, String> {
    let convention = match signature.call_conv {
        CallConv::SystemV => Convention::SystemV,
        CallConv::Tail => Convention::Tail,
        CallConv::Fast => Convention::Fast,
        CallConv::PreserveAll => Convention::PreserveAll,
        other => return Err(format!("the ABI tables lack convention {other}")),
    };
    let params = |params: &[AbiParam]| params.iter().map(passed).collect::<Result<_, _>>();
    Ok(ClifSignature {
        convention,
        params: params(&signature.params)?,
        results: params(&signature.returns)?,
    })
}

fn passed(param: &AbiParam) -> Result<Passed, String> {
    match (param.value_type.is_vector(), param.value_type.bits()) {
        (false, _) => scalar(param).map(Passed::Scalar),
        (true, 16) => Ok(Passed::Vector(Type::I16)),
        (true, 32) => Ok(Passed::Vector(Type::I32)),
        (true, 64) => Ok(Passed::Vector(Type::I64)),
        (true, 128) => Ok(Passed::Vector(Type::I128)),
        (true, _) => Err(format!("run lines lack {}", param.value_type)),
    }
}

fn scalar(param: &AbiParam) -> Result<Param, String> {
    let ty = ty(param.value_type)?;
    let extension = match param.extension {
        ArgumentExtension::Sext if Param::extensible(ty) => Extension::Sign,
        ArgumentExtension::Uext if Param::extensible(ty) => Extension::Zero,
        _ => Extension::None,
    };
    match param.purpose {
        // A VM context is passed like any address.
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
        other => return Err(format!("the ABI tables lack {other}")),
    })
}

/// The bits of a value.
pub(super) fn bits(value: &DataValue) -> u128 {
    match *value {
        DataValue::I8(value) => value as u8 as u128,
        DataValue::I16(value) => value as u16 as u128,
        DataValue::I32(value) => value as u32 as u128,
        DataValue::I64(value) => value as u64 as u128,
        DataValue::I128(value) => value as u128,
        DataValue::F16(value) => value.bits().into(),
        DataValue::F32(value) => value.bits().into(),
        DataValue::F64(value) => value.bits().into(),
        DataValue::F128(value) => value.bits(),
        DataValue::V128(bytes) => u128::from_le_bytes(bytes),
        DataValue::V64(bytes) => u64::from_le_bytes(bytes).into(),
        DataValue::V32(bytes) => u32::from_le_bytes(bytes).into(),
        DataValue::V16(bytes) => u16::from_le_bytes(bytes).into(),
    }
}

/// Results as a run line writes them.
pub(super) fn show(values: &[DataValue]) -> String {
    show_with(values, |_| None)
}

/// Results as a run line writes them; addresses by name.
pub(super) fn show_with(values: &[DataValue], name: impl Fn(u64) -> Option<String>) -> String {
    let one = |value: &DataValue| {
        let name = match *value {
            DataValue::I64(address) => name(address as u64),
            _ => None,
        };
        name.unwrap_or_else(|| value.to_string())
    };
    match values {
        [value] => one(value),
        values => format!(
            "[{}]",
            values.iter().map(one).collect::<Vec<_>>().join(", ")
        ),
    }
}

/// A value of this type, from its bits. The type must occur in a covered signature.
pub(super) fn value(ty: ir::Type, bits: u128) -> DataValue {
    match ty {
        types::I8 => DataValue::I8(bits as i8),
        types::I16 => DataValue::I16(bits as i16),
        types::I32 => DataValue::I32(bits as i32),
        types::I64 => DataValue::I64(bits as i64),
        types::I128 => DataValue::I128(bits as i128),
        types::F16 => DataValue::F16(Ieee16::with_bits(bits as u16)),
        types::F32 => DataValue::F32(Ieee32::with_bits(bits as u32)),
        types::F64 => DataValue::F64(Ieee64::with_bits(bits as u64)),
        types::F128 => DataValue::F128(Ieee128::with_bits(bits)),
        vector => match vector.bits() {
            16 => DataValue::V16((bits as u16).to_le_bytes()),
            32 => DataValue::V32((bits as u32).to_le_bytes()),
            64 => DataValue::V64((bits as u64).to_le_bytes()),
            _ => DataValue::V128(bits.to_le_bytes()),
        },
    }
}
