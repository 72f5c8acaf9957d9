//! The vector unit's control and status registers (section "Vector Extension Programmer's Model").

use super::legal::illegal;
use crate::csr::{VCSR, VL, VLENB, VSTART, VTYPE, VXRM, VXSAT};
use crate::exec::trap::Trap;
use crate::hart::Hart;

/// Reads a register; illegal without a vector unit.
pub(in crate::exec) fn read(hart: &Hart, csr: i32) -> Result<u64, Box<Trap>> {
    let v = hart.vector.as_deref().ok_or_else(illegal)?;
    Ok(match csr {
        VSTART => v.vstart,
        VXSAT => v.vxsat.into(),
        VXRM => v.vxrm.into(),
        VCSR => v.vcsr(),
        VL => v.vl,
        VTYPE => v.vtype_bits(),
        VLENB => v.vlenb() as u64,
        _ => unreachable!("the decoder lets no other register through"),
    })
}

/// Writes a register that is not read-only. Bits that it does not have are dropped. `vstart` holds
/// any element index, which is below VLEN.
pub(in crate::exec) fn write(hart: &mut Hart, csr: i32, value: u64) {
    let Some(v) = hart.vector.as_deref_mut() else {
        return;
    };
    match csr {
        VSTART => v.vstart = value & u64::from(v.vlen() - 1),
        VXSAT => v.vxsat = value & 1 != 0,
        VXRM => v.vxrm = value as u8 & 3,
        VCSR => {
            v.vxsat = value & 1 != 0;
            v.vxrm = (value >> 1) as u8 & 3;
        }
        _ => {}
    }
}
