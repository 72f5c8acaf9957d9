//! A C function's signature, and values for its parameters and result.

use crate::case::{Convention, Extension, Param, Purpose, Signature, Type};
use rand::rngs::StdRng;
use rand::{Rng, RngExt};

/// A scalar type of C, and the table's type for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Scalar {
    /// Its name in C.
    pub(super) name: &'static str,
    /// Its type and extension in a signature.
    pub(super) param: Param,
}

const fn scalar(name: &'static str, ty: Type, extension: Extension) -> Scalar {
    let purpose = Purpose::Normal;
    Scalar {
        name,
        param: Param {
            ty,
            extension,
            purpose,
        },
    }
}

/// Every scalar type, with its width on LP64D from the psABI ("C/C++ type details").
const SCALARS: [Scalar; 13] = [
    scalar("signed char", Type::I8, Extension::Sign),
    scalar("unsigned char", Type::I8, Extension::Zero),
    scalar("short", Type::I16, Extension::Sign),
    scalar("unsigned short", Type::I16, Extension::Zero),
    scalar("int", Type::I32, Extension::Sign),
    scalar("unsigned int", Type::I32, Extension::Zero),
    scalar("long", Type::I64, Extension::None),
    scalar("unsigned long", Type::I64, Extension::None),
    scalar("float", Type::F32, Extension::None),
    scalar("double", Type::F64, Extension::None),
    scalar("long double", Type::F128, Extension::None),
    scalar("__int128", Type::I128, Extension::None),
    scalar("unsigned __int128", Type::I128, Extension::None),
];

/// C's name for the type of `param`, if C has one.
pub(crate) fn c_type(param: Param) -> Option<&'static str> {
    let same =
        |scalar: &&Scalar| (scalar.param.ty, scalar.param.extension) == (param.ty, param.extension);
    SCALARS.iter().find(same).map(|scalar| scalar.name)
}

/// A signature, and the values that cross when the function is called.
#[derive(Clone, Debug)]
pub(super) struct Function {
    /// The types of its parameters.
    pub(super) params: Vec<Scalar>,
    /// The type of its result, if it has one.
    pub(super) result: Option<Scalar>,
    /// A value for each parameter.
    pub(super) args: Vec<u128>,
    /// The value that it returns.
    pub(super) returned: u128,
}

impl Function {
    /// A random function: few parameters or many, of one register bank or both.
    pub(super) fn draw(rng: &mut StdRng) -> Function {
        let count = match rng.random_range(0..4) {
            0 => rng.random_range(0..=4),
            1 => rng.random_range(7..=10),
            _ => rng.random_range(0..=30),
        };
        let flavour = rng.random_range(0..5);
        let params: Vec<Scalar> = (0..count).map(|_| draw(rng, flavour)).collect();
        let result = rng.random_ratio(6, 7).then(|| draw(rng, 0));
        Function {
            args: params.iter().map(|scalar| value(rng, *scalar)).collect(),
            returned: result.map_or(0, |scalar| value(rng, scalar)),
            params,
            result,
        }
    }

    /// The signature, for the table.
    pub(super) fn signature(&self) -> Signature {
        Signature {
            convention: Convention::SystemV,
            params: self.params.iter().map(|scalar| scalar.param).collect(),
            results: self.result.iter().map(|scalar| scalar.param).collect(),
        }
    }
}

fn draw(rng: &mut StdRng, flavour: u32) -> Scalar {
    let range = match flavour {
        // Types that use up only one bank, and types that need register pairs.
        1 => 0..8,
        2 => 8..10,
        3 => 8..13,
        _ => 0..SCALARS.len(),
    };
    SCALARS[rng.random_range(range)]
}

/// Random bits, but no signalling NaN: a compiler may quieten one when it moves it.
fn value(rng: &mut StdRng, scalar: Scalar) -> u128 {
    let random = u128::from(rng.next_u64()) << 64 | u128::from(rng.next_u64());
    let ty = scalar.param.ty;
    let bits = random & ty.mask();
    if ty.is_float() && ty.is_nan(bits) {
        return bits >> 2;
    }
    bits
}
