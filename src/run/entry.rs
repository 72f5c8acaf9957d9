//! The harness: the caller that enters a case's functions from outside.

use super::locations::{BaseAddresses, write_word};
use super::poison;
use crate::abi::{Layout, REGISTERS, ReturnArea};
use crate::link::UNWRITTEN;
use farcall_machine::{Hart, Memory};

/// Enters a function. Arguments go where `layout` says, a return area above them if it has one, and
/// every other register is filled with a pattern.
///
/// `stack_top` is the address after the stack; `return_address` is where the function has to return
/// to. Returns the base addresses of values in memory.
pub(crate) fn enter(
    hart: &mut Hart,
    memory: &mut Memory,
    layout: &Layout,
    args: &[u128],
    stack_top: u64,
    return_address: u64,
) -> BaseAddresses {
    poison::HARNESS.write(hart, REGISTERS);
    hart.set_fcsr(0);
    let area = stack_top - layout.return_area.map_or(0, |area| u64::from(area.bytes));
    let sp = area - u64::from(layout.stack_args);
    let base = BaseAddresses {
        sp,
        return_area: Some(area),
    };
    let write = |hart: &mut Hart, memory: &mut Memory, place, word| {
        let written = write_word(hart, memory, place, base, word);
        written.expect("the stack has room above its first frame");
    };
    hart.x[1] = return_address;
    hart.x[2] = sp;
    for (value, &bits) in layout.args.iter().zip(args) {
        let mut bits = bits;
        for part in &value.parts {
            let word = part.widen(bits as u64, UNWRITTEN);
            write(hart, memory, part.location, word);
            bits >>= part.bits;
        }
    }
    if let Some(ReturnArea { pointer, .. }) = layout.return_area {
        write(hart, memory, pointer, area);
    }
    base
}
