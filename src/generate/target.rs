//! Settings. Most cases change few of Cranelift's defaults, so a failure has few possible causes.

use super::Choose;
use crate::case::limits::{MAX_BB_PADDING, MAX_FUNCTION_ALIGNMENT, MAX_PROBES, MIN_PROBES};
use crate::case::{OptLevel, RegallocAlgorithm, Target};
use arbitrary::{Result, Unstructured};

/// The settings of a case.
pub(super) fn target(u: &mut Unstructured<'_>) -> Result<Target> {
    let mut target = Target {
        zca: u.chance(1, 2)?,
        opt_level: u.pick(&[OptLevel::None, OptLevel::Speed])?,
        ..Target::default()
    };
    target.zcb = target.zca && u.chance(1, 2)?;
    if u.chance(1, 2)? {
        target.zba = u.chance(1, 2)?;
        target.zbb = u.chance(1, 2)?;
        target.zbs = u.chance(1, 2)?;
        target.zicond = u.chance(1, 2)?;
    }
    if u.chance(1, 6)? {
        target.regalloc_algorithm = RegallocAlgorithm::SinglePass;
    }
    target.multi_ret_implicit_sret = u.chance(1, 4)?;
    target.regalloc_checker = u.chance(1, 50)?;
    target.preserve_frame_pointers = u.chance(1, 6)?;
    if u.chance(1, 8)? {
        target.bb_padding_log2_minus_one = u.int_in_range(1..=MAX_BB_PADDING)?;
    }
    if u.chance(1, 8)? {
        let least = u.pick(&[8, MIN_PROBES])?;
        target.probestack_log2 = u.int_in_range(least..=MAX_PROBES)?;
    }
    // Rarely: an aligned caller cannot move, so most of its distance goals cannot be satisfied.
    if u.chance(1, 16)? {
        target.log2_min_function_alignment = u.int_in_range(1..=MAX_FUNCTION_ALIGNMENT)?;
    }
    Ok(target)
}
