//! The control and status registers of user code: number, name, extension (RISC-V unprivileged ISA,
//! section "Floating-Point Control and Status Register"; chapter "'V' Extension for Vector
//! Operations", section "Vector Extension Programmer's Model").

use super::decode_error::DecodeError;
use super::extension::{Extension, Extensions};
use super::op::Csr;

/// Accrued exceptions.
pub(super) const FFLAGS: i32 = 0x001;
/// Dynamic rounding mode.
pub(super) const FRM: i32 = 0x002;
/// fflags and frm together.
pub(super) const FCSR: i32 = 0x003;
/// First element to operate on.
pub(super) const VSTART: i32 = 0x008;
/// Fixed-point saturation.
pub(super) const VXSAT: i32 = 0x009;
/// Fixed-point rounding mode.
pub(super) const VXRM: i32 = 0x00a;
/// vxsat and vxrm together.
pub(super) const VCSR: i32 = 0x00f;
/// Vector length.
pub(super) const VL: i32 = 0xc20;
/// Vector type.
pub(super) const VTYPE: i32 = 0xc21;
/// VLEN in bytes.
pub(super) const VLENB: i32 = 0xc22;

/// Every register.
const REGISTERS: &[(i32, &str, Extension)] = &[
    (FFLAGS, "fflags", Extension::F),
    (FRM, "frm", Extension::F),
    (FCSR, "fcsr", Extension::F),
    (VSTART, "vstart", Extension::V),
    (VXSAT, "vxsat", Extension::V),
    (VXRM, "vxrm", Extension::V),
    (VCSR, "vcsr", Extension::V),
    (VL, "vl", Extension::V),
    (VTYPE, "vtype", Extension::V),
    (VLENB, "vlenb", Extension::V),
];

/// The name of a register, if it exists.
pub(super) fn name(number: i32) -> Option<&'static str> {
    let found = REGISTERS.iter().find(|(known, ..)| *known == number);
    found.map(|(_, name, _)| *name)
}

/// Checks whether an instruction may access a register. `rs1` is its register or immediate field.
///
/// # Errors
///
/// Unsupported if the register does not exist here. Illegal if its extension is off, or if it is
/// read-only (bits 11 and 10 of its number) and the instruction writes it: setting and clearing
/// write unless the field is 0.
pub(super) fn check(
    op: Csr,
    number: i32,
    rs1: u8,
    extensions: Extensions,
    encoding: u32,
) -> Result<(), DecodeError> {
    let found = REGISTERS.iter().find(|(known, ..)| *known == number);
    let Some((.., extension)) = found else {
        return Err(DecodeError::Unsupported { encoding });
    };
    let writes = matches!(op, Csr::Rw | Csr::Rwi) || rs1 != 0;
    if !extensions.has(*extension) || number >> 10 == 3 && writes {
        return Err(DecodeError::Illegal { encoding });
    }
    Ok(())
}
