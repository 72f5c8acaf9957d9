//! Where functions come from, and the libcalls that an extern function can be.

use super::{Convention, Function, Operand, Param, Purpose, Signature, Type};
use serde::{Deserialize, Serialize};

/// Where a function comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Origin {
    /// The module compiles it.
    #[default]
    Compiled,
    /// It is extern: a C function outside the module, with a name of its own and convention
    /// system_v. Its body is what it does: a single block that returns parameters and constants.
    Extern,
    /// It is extern too, but compiled code names it as a libcall, and it has the signature of that
    /// libcall.
    Libcall(Libcall),
}

impl Origin {
    /// Whether the function is extern.
    pub fn is_extern(self) -> bool {
        self != Origin::Compiled
    }

    /// The libcall that names it, if there is one.
    pub fn libcall(self) -> Option<Libcall> {
        match self {
            Origin::Libcall(libcall) => Some(libcall),
            Origin::Compiled | Origin::Extern => None,
        }
    }

    /// The origin of a function with this signature: `self`, or a plain extern function if the
    /// libcall has another signature.
    pub(crate) fn fitting(self, signature: &Signature) -> Origin {
        match self {
            Origin::Libcall(libcall) if !libcall.fits(signature) => Origin::Extern,
            origin => origin,
        }
    }
}

/// What an extern function returns as one of its results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The parameter with this number.
    Param(usize),
    /// These bits.
    Constant(u128),
}

impl Function {
    /// What an extern function returns, result by result. Its body only returns parameters and
    /// constants.
    pub fn answers(&self) -> impl Iterator<Item = Answer> {
        let returned = self.blocks.iter().flat_map(|block| block.exit.operands());
        returned.filter_map(|operand| match *operand {
            Operand::Value(param) => Some(Answer::Param(param as usize)),
            Operand::Const(bits) => Some(Answer::Constant(bits)),
            Operand::Result(_) | Operand::Payload(_) => None,
        })
    }
}

/// A libcall, by Cranelift's name for it: a routine of the runtime library.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[expect(
    missing_docs,
    reason = "each is the libcall of that name; what it does is up to the case"
)]
pub enum Libcall {
    CeilF32,
    CeilF64,
    FloorF32,
    FloorF64,
    TruncF32,
    TruncF64,
    NearestF32,
    NearestF64,
    FmaF32,
    FmaF64,
    Memcpy,
    Memset,
    Memmove,
    Memcmp,
}

impl Libcall {
    /// Every one.
    pub const ALL: [Libcall; 14] = [
        Libcall::Memcpy,
        Libcall::Memset,
        Libcall::Memmove,
        Libcall::Memcmp,
        Libcall::CeilF32,
        Libcall::CeilF64,
        Libcall::FloorF32,
        Libcall::FloorF64,
        Libcall::TruncF32,
        Libcall::TruncF64,
        Libcall::NearestF32,
        Libcall::NearestF64,
        Libcall::FmaF32,
        Libcall::FmaF64,
    ];

    /// The types of its parameters and of its result, as in the C function. A `size_t` or pointer
    /// is an i64, an `int` is an i32.
    pub fn types(self) -> (&'static [Type], Type) {
        const POINTERS: &[Type] = &[Type::I64; 3];
        match self {
            Libcall::CeilF32 | Libcall::FloorF32 | Libcall::TruncF32 | Libcall::NearestF32 => {
                (&[Type::F32], Type::F32)
            }
            Libcall::CeilF64 | Libcall::FloorF64 | Libcall::TruncF64 | Libcall::NearestF64 => {
                (&[Type::F64], Type::F64)
            }
            Libcall::FmaF32 => (&[Type::F32; 3], Type::F32),
            Libcall::FmaF64 => (&[Type::F64; 3], Type::F64),
            Libcall::Memcpy | Libcall::Memmove => (POINTERS, Type::I64),
            Libcall::Memset => (&[Type::I64, Type::I32, Type::I64], Type::I64),
            Libcall::Memcmp => (POINTERS, Type::I32),
        }
    }

    /// Its signature, without extensions.
    pub fn signature(self) -> Signature {
        let (params, result) = self.types();
        Signature {
            convention: Convention::SystemV,
            params: params.iter().copied().map(Param::plain).collect(),
            results: vec![Param::plain(result)],
        }
    }

    /// Whether `signature` is its own. Each declaration may extend an `int` as it likes.
    pub fn fits(self, signature: &Signature) -> bool {
        let has = |list: &[Param], types: &[Type]| {
            let plain = list.iter().all(|p| p.purpose == Purpose::Normal);
            plain && list.iter().map(|p| p.ty).eq(types.iter().copied())
        };
        let (params, result) = self.types();
        signature.convention == Convention::SystemV
            && has(&signature.params, params)
            && has(&signature.results, &[result])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_libcall_fits_its_own_signature_with_any_extension_and_no_other() {
        for libcall in Libcall::ALL {
            let mut signature = libcall.signature();
            assert!(libcall.fits(&signature), "{libcall:?}");
            signature.results[0].extension = crate::case::Extension::Sign;
            assert!(libcall.fits(&signature), "{libcall:?}");
            let origin = Origin::Libcall(libcall);
            assert_eq!(origin.fitting(&signature), origin);
            signature.params.pop();
            assert_eq!(origin.fitting(&signature), Origin::Extern);
        }
    }
}
