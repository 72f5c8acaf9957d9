//! Exceptions, thrown as by `__cranelift_throw` of Cranelift's own runner.
//!
//! The thrower passes the frame pointer of the entry frame, which ends the search, its own frame
//! pointer, and a pc in its own frame. From there, the search walks frame pointers, so all
//! functions have to be compiled with `preserve_frame_pointers`: at a frame pointer lies the
//! caller's, and after it the return address into the caller. The first call site with a handler
//! for the tag gets control, with the two payloads in a0 and a1, and the stack pointer that it had
//! during its call. All other registers are poisoned: an exception preserves none.

use super::trouble::Trouble;
use crate::abi::{IntReg, REGISTERS, preserved};
use crate::link::ForeignImage;
use crate::run::poison;
use farcall_machine::{Hart, Memory};

/// The name of the function that throws.
pub(super) const NAME: &str = "__cranelift_throw";

/// Where an exception is caught.
struct Landing {
    pc: u64,
    sp: u64,
    fp: u64,
}

/// Throws with `args`: frame pointer of the entry frame, frame pointer and pc of the thrower, tag,
/// two payloads.
pub(super) fn throw(
    hart: &mut Hart,
    memory: &Memory,
    image: &ForeignImage<'_>,
    args: &[u128],
) -> Result<(), Trouble> {
    let word = |n: usize| args[n] as u64;
    let tag = args[3] as u32;
    let landing = search(memory, image, word(0), (word(2), word(1)), tag)?;
    // The fixed registers never change.
    poison::POISON.write(hart, REGISTERS.without(preserved::FIXED));
    hart.set(IntReg::SP, landing.sp);
    hart.set(IntReg::S0, landing.fp);
    hart.set(IntReg::A0, word(4));
    hart.set(IntReg::argument(1), word(5));
    hart.pc = landing.pc;
    Ok(())
}

/// The first frame with a handler for `tag`, from the one with this pc and frame pointer up to the
/// one with frame pointer `entry`, which ends the search.
fn search(
    memory: &Memory,
    image: &ForeignImage<'_>,
    entry: u64,
    (mut pc, mut fp): (u64, u64),
    tag: u32,
) -> Result<Landing, Trouble> {
    while fp != entry {
        if let Some(landing) = landing(image, pc, fp, tag) {
            return Ok(landing);
        }
        let read = |address: u64| memory.read_u64(address).ok();
        let (Some(older), Some(return_address)) = (read(fp), read(fp.wrapping_add(8))) else {
            return Err(Trouble::LostFrame);
        };
        if older <= fp {
            return Err(Trouble::LostFrame);
        }
        (pc, fp) = (return_address, older);
    }
    Err(Trouble::Uncaught { tag })
}

fn landing(image: &ForeignImage<'_>, pc: u64, fp: u64, tag: u32) -> Option<Landing> {
    let (_, function) = image.function_at(pc)?;
    let start = function.span.start;
    let (site, handler) = function.meta.handler((pc - start) as u32, tag)?;
    Some(Landing {
        pc: start + u64::from(handler.offset),
        sp: fp.wrapping_sub(site.frame_offset.unwrap_or(0).into()),
        fp,
    })
}
