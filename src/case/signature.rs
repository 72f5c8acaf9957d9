//! Signatures: parameters, results and calling convention of a function.

use super::{StackLimit, Type};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A calling convention.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Convention {
    /// The platform's C convention. The caller pops stack arguments.
    SystemV,
    /// Cranelift's convention for guaranteed tail calls. The callee pops its stack arguments.
    Tail,
    /// Cranelift's convention for calls between functions that it compiles itself: whatever is
    /// fastest. The caller pops stack arguments.
    Fast,
    /// Cranelift's convention for calls that disturb their caller as little as possible: almost
    /// every register is preserved. The caller pops stack arguments, and there are no results.
    PreserveAll,
}

impl Convention {
    /// Every convention.
    pub const ALL: [Convention; 4] = [
        Convention::SystemV,
        Convention::Tail,
        Convention::Fast,
        Convention::PreserveAll,
    ];

    /// Every convention whose functions may have results.
    pub fn with_results() -> impl Iterator<Item = Convention> {
        let all = Convention::ALL.into_iter();
        all.filter(|convention| convention.has_results())
    }

    /// Whether a function of this convention may have results.
    pub fn has_results(self) -> bool {
        self != Convention::PreserveAll
    }

    /// Whether a function of this convention removes its stack arguments before it returns.
    pub fn callee_pops(self) -> bool {
        self == Convention::Tail
    }
}

impl fmt::Display for Convention {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Convention::SystemV => "system_v",
            Convention::Tail => "tail",
            Convention::Fast => "fast",
            Convention::PreserveAll => "preserve_all",
        })
    }
}

/// The bits above an integer that is narrower than its register or stack slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Extension {
    /// Undefined.
    None,
    /// Copies of the sign bit.
    Sign,
    /// Zeros.
    Zero,
}

impl Extension {
    /// Every extension.
    pub const ALL: [Extension; 3] = [Extension::None, Extension::Sign, Extension::Zero];
}

/// What a parameter is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Purpose {
    /// An ordinary parameter, for any use by the body.
    #[default]
    Normal,
    /// The address of memory for what C would return. The function returns the address, although
    /// its signature has no results.
    StructReturn,
    /// The address of the context, [`super::CONTEXT`], and where the function reads its stack limit
    /// from there.
    Context(StackLimit),
}

/// One parameter or result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Param {
    /// The type of the value.
    pub ty: Type,
    /// Its extension; [`Extension::None`] for all types but i8, i16 and i32.
    pub extension: Extension,
    /// Its purpose. A function has at most one [`Purpose::StructReturn`], an i64, and only if it
    /// has no results; and at most one [`Purpose::Context`], an i64 among the first four
    /// parameters. All others are [`Purpose::Normal`].
    #[serde(default)]
    pub purpose: Purpose,
}

impl Param {
    /// A parameter without extension.
    pub fn plain(ty: Type) -> Self {
        Param {
            ty,
            extension: Extension::None,
            purpose: Purpose::Normal,
        }
    }

    /// Whether this type may carry an extension flag.
    pub fn extensible(ty: Type) -> bool {
        matches!(ty, Type::I8 | Type::I16 | Type::I32)
    }
}

impl fmt::Display for Param {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.extension {
            Extension::None => write!(f, "{}", self.ty)?,
            Extension::Sign => write!(f, "{} sext", self.ty)?,
            Extension::Zero => write!(f, "{} uext", self.ty)?,
        }
        match self.purpose {
            Purpose::Normal => Ok(()),
            Purpose::StructReturn => f.write_str(" sret"),
            Purpose::Context(_) => f.write_str(" vmctx"),
        }
    }
}

/// A function's signature.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Signature {
    /// The calling convention.
    pub convention: Convention,
    /// The parameters, in order.
    pub params: Vec<Param>,
    /// The results, in order. At most as many as fit in two registers of each bank, unless the
    /// target allows results in memory ([`super::Target::multi_ret_implicit_sret`]).
    pub results: Vec<Param>,
}

impl Signature {
    /// Whether a function of signature `self` may end in a tail call to a function of signature
    /// `callee`.
    ///
    /// Both must have convention tail, and the callee must return exactly what the caller returns.
    pub fn can_tail_call(&self, callee: &Signature) -> bool {
        self.convention == Convention::Tail
            && callee.convention == Convention::Tail
            && self.results == callee.results
            && self.struct_return().is_some() == callee.struct_return().is_some()
    }

    /// The index of the [`Purpose::StructReturn`] parameter, if there is one.
    pub fn struct_return(&self) -> Option<usize> {
        let is_address = |p: &Param| p.purpose == Purpose::StructReturn;
        self.params.iter().position(is_address)
    }

    /// The values that cross at a return: the results, or the address of [`Purpose::StructReturn`].
    pub fn returned(&self) -> &[Param] {
        match self.struct_return() {
            Some(index) => &self.params[index..=index],
            None => &self.results,
        }
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |params: &[Param]| {
            let names: Vec<String> = params.iter().map(Param::to_string).collect();
            names.join(", ")
        };
        write!(f, "({})", list(&self.params))?;
        if !self.results.is_empty() {
            write!(f, " -> {}", list(&self.results))?;
        }
        write!(f, " {}", self.convention)
    }
}
