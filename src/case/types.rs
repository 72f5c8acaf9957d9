//! The types of values, and values themselves.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The type of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Type {
    /// 8-bit integer.
    I8,
    /// 16-bit integer.
    I16,
    /// 32-bit integer.
    I32,
    /// 64-bit integer.
    I64,
    /// IEEE 754 binary32.
    F32,
    /// IEEE 754 binary64.
    F64,
    /// 128-bit integer.
    I128,
    /// IEEE 754 binary16.
    F16,
    /// IEEE 754 binary128.
    F128,
}

/// A register file in which values are passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Bank {
    /// The integer registers.
    Int,
    /// The floating-point registers.
    Float,
}

impl Type {
    /// Every type.
    pub const ALL: [Type; 9] = [
        Type::I8,
        Type::I16,
        Type::I32,
        Type::I64,
        Type::I128,
        Type::F16,
        Type::F32,
        Type::F64,
        Type::F128,
    ];
    /// The integer types, narrow to wide.
    pub const INTS: [Type; 5] = [Type::I8, Type::I16, Type::I32, Type::I64, Type::I128];
    /// The floating-point types, narrow to wide.
    pub const FLOATS: [Type; 4] = [Type::F16, Type::F32, Type::F64, Type::F128];
    /// The floating-point types with arithmetic. Values of the others are only moved.
    pub const ARITHMETIC_FLOATS: [Type; 2] = [Type::F32, Type::F64];

    /// Width in bits.
    pub fn bits(self) -> u32 {
        match self {
            Type::I8 => 8,
            Type::I16 | Type::F16 => 16,
            Type::I32 | Type::F32 => 32,
            Type::I64 | Type::F64 => 64,
            Type::I128 | Type::F128 => 128,
        }
    }

    /// Width in bytes.
    pub fn bytes(self) -> u32 {
        self.bits() / 8
    }

    /// A mask of the bits of this type.
    pub fn mask(self) -> u128 {
        u128::MAX >> (128 - self.bits())
    }

    /// Whether this is a floating-point type.
    pub fn is_float(self) -> bool {
        matches!(self, Type::F16 | Type::F32 | Type::F64 | Type::F128)
    }

    /// Whether this is an integer type.
    pub fn is_int(self) -> bool {
        !self.is_float()
    }

    /// Whether floats of this type have arithmetic. A NaN of such a type may be the result of
    /// arithmetic.
    pub fn has_float_arithmetic(self) -> bool {
        Type::ARITHMETIC_FLOATS.contains(&self)
    }

    /// The bank that passes values of this type, and how many registers each value takes.
    pub fn registers(self) -> (Bank, usize) {
        match self {
            Type::F16 | Type::F32 | Type::F64 => (Bank::Float, 1),
            Type::I128 | Type::F128 => (Bank::Int, 2),
            _ => (Bank::Int, 1),
        }
    }

    /// The integer type of the same width.
    pub fn as_int(self) -> Type {
        match self {
            Type::F16 => Type::I16,
            Type::F32 => Type::I32,
            Type::F64 => Type::I64,
            Type::F128 => Type::I128,
            int => int,
        }
    }

    /// The floating-point type nearest in width.
    pub fn as_float(self) -> Type {
        match self.bits() {
            8 | 16 => Type::F16,
            32 => Type::F32,
            64 => Type::F64,
            _ => Type::F128,
        }
    }

    /// Whether `bits` are a NaN of a type with arithmetic; false for all other types.
    pub fn is_nan(self, bits: u128) -> bool {
        match self {
            Type::F32 => f32::from_bits(bits as u32).is_nan(),
            Type::F64 => f64::from_bits(bits as u64).is_nan(),
            _ => false,
        }
    }

    /// The NaN that bodies substitute for any NaN before its bits become visible: quiet, positive,
    /// without payload.
    pub fn canonical_nan(self) -> u128 {
        match self {
            Type::F32 => 0x7fc0_0000,
            Type::F64 => 0x7ff8_0000_0000_0000,
            other => panic!("no arithmetic makes a NaN of {other}"),
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self {
            Type::I8 => "i8",
            Type::I16 => "i16",
            Type::I32 => "i32",
            Type::I64 => "i64",
            Type::F32 => "f32",
            Type::F64 => "f64",
            Type::I128 => "i128",
            Type::F16 => "f16",
            Type::F128 => "f128",
        };
        f.write_str(name)
    }
}

/// A value: a type, and as many bits as the type is wide.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Scalar {
    /// Its type.
    pub ty: Type,
    /// Its bits; those above the type's width are zero.
    pub bits: u128,
}

impl Scalar {
    /// A value of type `ty`, from the low bits of `bits`.
    pub fn new(ty: Type, bits: u128) -> Self {
        Scalar {
            ty,
            bits: bits & ty.mask(),
        }
    }
}

impl fmt::Display for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Scalar { ty, bits } = *self;
        let digits = ty.bits() as usize / 4;
        write!(f, "{ty} 0x{bits:0digits$x}")?;
        match ty {
            Type::F32 => write!(f, " ({:e})", f32::from_bits(bits as u32)),
            Type::F64 => write!(f, " ({:e})", f64::from_bits(bits as u64)),
            _ => Ok(()),
        }
    }
}

impl fmt::Debug for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
