//! Values and types in C.

use crate::case::{Extension, Param, Purpose, Scalar, Type};
use crate::selftest::c_type;

/// The type in a prototype; none if C has none for it. A narrow integer without extension is one
/// that C extends, which nothing forbids.
pub(super) fn param_type(param: Param) -> Option<&'static str> {
    let extension = match param.extension {
        Extension::None if Param::extensible(param.ty) => Extension::Sign,
        extension => extension,
    };
    c_type(Param {
        extension,
        purpose: Purpose::Normal,
        ..param
    })
}

/// The type of a result, wide enough to show what is above a narrow integer.
pub(super) fn result_type(ty: Type) -> Option<&'static str> {
    match ty {
        Type::I8 | Type::I16 | Type::I32 | Type::I64 => Some("unsigned long"),
        Type::I128 => Some("unsigned __int128"),
        float => c_type(Param::plain(float)),
    }
}

/// An expression with this value.
pub(super) fn literal(value: Scalar) -> String {
    let Scalar { ty, bits } = value;
    let (low, high) = (bits as u64, (bits >> 64) as u64);
    match ty {
        Type::F32 if f32::from_bits(bits as u32).is_finite() => {
            format!("{:e}f", f32::from_bits(bits as u32))
        }
        Type::F64 if f64::from_bits(low).is_finite() => format!("{:e}", f64::from_bits(low)),
        Type::F32 => format!("((union {{ unsigned u; float f; }}){{ {low:#x} }}).f"),
        Type::F64 => format!("((union {{ unsigned long u; double f; }}){{ {low:#x} }}).f"),
        Type::F128 => {
            let words = format!("{{ {low:#x}, {high:#x} }}");
            format!("((union {{ unsigned long u[2]; long double f; }}){{ {words} }}).f")
        }
        Type::I128 if high == 0 => format!("{low:#x}"),
        Type::I128 => format!("((unsigned __int128){high:#x} << 64 | {low:#x})"),
        _ => format!("{low:#x}"),
    }
}
