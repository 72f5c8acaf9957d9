//! Slides, gathers and compress (sections "Vector Slide Instructions", "Vector Register Gather
//! Instructions" and "Vector Compress Instruction").

use super::group::Group;
use super::legal::{Result, require};
use super::unit::{Operand, Unit};
use super::width::truncate;
use crate::op::{Permute, Source};

/// Executes an instruction.
pub(super) fn execute(op: Permute, source: Source, unit: &mut Unit<'_>) -> Result {
    match op {
        Permute::SlideUp => slide_up(source, unit),
        Permute::SlideDown => slide_down(source, unit),
        Permute::Slide1Up => slide1_up(scalar(Source::Scalar, unit), unit),
        Permute::Slide1Down => slide1_down(scalar(Source::Scalar, unit), unit),
        Permute::Gather => gather(source, unit.sew(), unit),
        Permute::GatherEi16 => gather(source, 16, unit),
        Permute::Compress => compress(unit),
    }
}

/// An offset or index, of XLEN bits.
fn scalar(source: Source, unit: &Unit<'_>) -> u64 {
    if source == Source::Immediate {
        i64::from(unit.inst.imm) as u64
    } else {
        unit.hart.x(unit.inst.rs1)
    }
}

/// The groups of destination and operand. `may_overlap` says whether they may be the same
/// registers.
fn groups(may_overlap: bool, unit: &Unit<'_>) -> Result<(Group, Group)> {
    let sew = unit.sew();
    let (vd, vs2) = (unit.vd(sew)?, unit.vs2(sew)?);
    require(may_overlap || !vd.overlaps(vs2))?;
    unit.check_all(vd, &[vs2])?;
    Ok((vd, vs2))
}

/// VSLIDEUP: elements below the offset are unchanged, whatever the mask and policy are.
fn slide_up(source: Source, unit: &mut Unit<'_>) -> Result {
    let (vd, vs2) = groups(false, unit)?;
    let offset = scalar(source, unit).min(unit.v.vl) as usize;
    for index in unit.body().filter(|index| *index >= offset) {
        if unit.is_active(index) {
            let value = unit.get(vs2, index - offset);
            unit.v.set_element(vd.first, vd.eew, index, value);
        } else {
            unit.inactive(vd, index);
        }
    }
    unit.tail(vd, unit.v.vl as usize);
    Ok(())
}

/// VSLIDEDOWN: elements from VLMAX on read as zero.
fn slide_down(source: Source, unit: &mut Unit<'_>) -> Result {
    let (vd, vs2) = groups(true, unit)?;
    let offset = scalar(source, unit);
    unit.each(vd, |unit, index| {
        at(unit, vs2, offset.saturating_add(index as u64))
    })
}

/// Element `index` of a group of LMUL registers; zero from VLMAX on.
fn at(unit: &Unit<'_>, group: Group, index: u64) -> u64 {
    if index < unit.vlmax() {
        unit.get(group, index as usize)
    } else {
        0
    }
}

/// VSLIDE1UP and VFSLIDE1UP: `value` becomes element 0.
pub(super) fn slide1_up(value: u64, unit: &mut Unit<'_>) -> Result {
    let (vd, vs2) = groups(false, unit)?;
    unit.each(vd, |unit, index| match index.checked_sub(1) {
        Some(before) => unit.get(vs2, before),
        None => value,
    })
}

/// VSLIDE1DOWN and VFSLIDE1DOWN: `value` becomes element `vl` - 1.
pub(super) fn slide1_down(value: u64, unit: &mut Unit<'_>) -> Result {
    let (vd, vs2) = groups(true, unit)?;
    let last = unit.v.vl as usize - usize::from(unit.v.vl > 0);
    unit.each(vd, |unit, index| {
        if index == last {
            value
        } else {
            unit.get(vs2, index + 1)
        }
    })
}

/// VRGATHER, with indices of `width` bits. An index of VLMAX or more gives zero.
fn gather(source: Source, width: u32, unit: &mut Unit<'_>) -> Result {
    let sew = unit.sew();
    let (vd, vs2) = groups(false, unit)?;
    let indices = match source {
        Source::Vector => {
            let vs1 = unit.group(unit.inst.rs1, width)?;
            require(!vd.overlaps(vs1))?;
            unit.check_all(vd, &[vs2, vs1])?;
            Operand::Elements(vs1)
        }
        _ => Operand::Value(scalar(source, unit)),
    };
    unit.each(vd, |unit, index| {
        truncate(at(unit, vs2, unit.operand(indices, index)), sew)
    })
}

/// VCOMPRESS: the elements of vs2 under mask vs1. The result must not overlap either.
fn compress(unit: &mut Unit<'_>) -> Result {
    require(unit.v.vstart == 0)?;
    let (vd, vs2) = groups(false, unit)?;
    let vs1 = Group::mask(unit.inst.rs1);
    require(!vd.overlaps(vs1))?;
    unit.check_all(vd, &[vs2, vs1])?;
    let mut next = 0;
    for index in unit.body() {
        if unit.v.bit(vs1.first, index) {
            let value = unit.get(vs2, index);
            unit.v.set_element(vd.first, vd.eew, next, value);
            next += 1;
        }
    }
    unit.tail(vd, next);
    Ok(())
}
