//! Keys about registers and the bits above values at crossings.

use super::word::words;
use crate::abi::{Reg, Storage};
use crate::case::Type;
use std::fmt;

/// What is wrong at a crossing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AbiKey {
    /// The stack pointer.
    Sp,
    /// The alignment of the stack pointer.
    SpAlignment,
    /// The return address.
    Ra,
    /// The address of the return area.
    ReturnArea,
    /// A register that the convention preserves.
    CalleeSaved(Reg),
    /// A register that never changes: gp or tp.
    Fixed(Reg),
    /// The bits above an integer.
    Extension {
        /// The integer's type.
        ty: Type,
        /// Whether they have to be copies of its sign bit, not zeros.
        signed: bool,
        /// Where the integer is passed.
        storage: Storage,
    },
    /// The bits above a float in a register.
    NanBox {
        /// The float's type.
        ty: Type,
        /// Whether some function of the case returns such a float in memory, where it has no box.
        in_return_area: bool,
    },
}

words! {
    /// The rule that an [`AbiKey`] is about, whatever register or type violates it.
    pub enum AbiRule {
        /// [`AbiKey::Sp`].
        Sp = "sp",
        /// [`AbiKey::SpAlignment`].
        SpAlignment = "sp-alignment",
        /// [`AbiKey::Ra`].
        Ra = "ra",
        /// [`AbiKey::ReturnArea`].
        ReturnArea = "return-area",
        /// [`AbiKey::CalleeSaved`].
        CalleeSaved = "callee-saved",
        /// [`AbiKey::Fixed`].
        Fixed = "fixed",
        /// [`AbiKey::Extension`].
        Extension = "extension",
        /// [`AbiKey::NanBox`].
        NanBox = "nan-box",
    }
}

impl AbiKey {
    /// The rule that it is about.
    pub fn rule(&self) -> AbiRule {
        match self {
            AbiKey::Sp => AbiRule::Sp,
            AbiKey::SpAlignment => AbiRule::SpAlignment,
            AbiKey::Ra => AbiRule::Ra,
            AbiKey::ReturnArea => AbiRule::ReturnArea,
            AbiKey::CalleeSaved(_) => AbiRule::CalleeSaved,
            AbiKey::Fixed(_) => AbiRule::Fixed,
            AbiKey::Extension { .. } => AbiRule::Extension,
            AbiKey::NanBox { .. } => AbiRule::NanBox,
        }
    }
}

impl fmt::Display for AbiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rule = self.rule();
        match *self {
            AbiKey::Sp | AbiKey::SpAlignment | AbiKey::Ra | AbiKey::ReturnArea => rule.fmt(f),
            AbiKey::CalleeSaved(register) | AbiKey::Fixed(register) => {
                write!(f, "{rule}/{register}")
            }
            AbiKey::Extension {
                ty,
                signed,
                storage,
            } => {
                let how = if signed { "sext" } else { "uext" };
                write!(f, "{rule}/{ty}-{how}/{storage}")
            }
            AbiKey::NanBox { ty, in_return_area } => {
                write!(f, "{rule}/{ty}")?;
                beside_return_area(f, ty, in_return_area)
            }
        }
    }
}

/// The part of keys about lost NaN boxes that says whether floats of type `ty` lie in memory, too.
pub(super) fn beside_return_area(
    f: &mut fmt::Formatter<'_>,
    ty: Type,
    in_return_area: bool,
) -> fmt::Result {
    if in_return_area {
        write!(f, "/{ty}-in-return-area")?;
    }
    Ok(())
}

/// What C relies on beyond the internal contract, and does not get.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PsabiKey {
    /// A register that C preserves.
    CalleeSaved(Reg),
    /// A float that finds no float register goes to the stack although an integer register is free.
    FloatOverflow,
    /// An argument on the stack is less aligned than its type.
    StackAlignment,
}

impl fmt::Display for PsabiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PsabiKey::CalleeSaved(register) => write!(f, "callee-saved/{register}"),
            PsabiKey::FloatOverflow => f.write_str("argument/float-overflow"),
            PsabiKey::StackAlignment => f.write_str("argument/stack-alignment"),
        }
    }
}
