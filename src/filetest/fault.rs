//! Faults, for people.
//!
//! Addresses are told as what they are next to, because the arena that a file is run in depends on who runs it.

use crate::link::ForeignImage;
use crate::machine::Fault;
use cranelift_codegen::ir::Function;

/// How far below the stack an address is still told by its distance, in bytes: a frame that does not fit reaches that far.
const BELOW_STACK: u64 = 64 << 20;

/// What happened, and where, in functions of `image`, which are these.
pub(super) fn explain(fault: Fault, image: &ForeignImage<'_>, functions: &[Function]) -> String {
    let place = |address| place(address, image, functions);
    let at = place(fault.pc());
    let what = what(fault, place);
    let Some((index, linked)) = image.function_at(fault.pc()) else {
        return what;
    };
    let name = &functions[index].name;
    let trap = linked.meta.trap((fault.pc() - linked.span.start) as u32);
    match (fault, trap) {
        (Fault::Illegal { .. }, Some(code)) => format!("trap {code} at {at}"),
        (Fault::Unmapped { .. } | Fault::NotWritable { .. }, Some(code)) => {
            format!("trap {code} at {at}: {what}")
        }
        (Fault::FellThrough { .. }, _) => format!("{what} of {name}"),
        _ => format!("{what}, by the instruction at {at}"),
    }
}

fn what(fault: Fault, place: impl Fn(u64) -> String) -> String {
    match fault {
        Fault::Unmapped {
            addr, len, kind, ..
        } => format!(
            "{kind} of {len} bytes at {}, which is not mapped",
            place(addr)
        ),
        Fault::NotWritable { addr, len, .. } => {
            format!(
                "store of {len} bytes at {}, which is not writable",
                place(addr)
            )
        }
        Fault::MisalignedFetch { target, .. } => {
            format!("jump to the misaligned address {}", place(target))
        }
        Fault::MisalignedAtomic { addr, len, .. } => {
            let addr = place(addr);
            format!("atomic access of {len} bytes at the misaligned address {addr}")
        }
        Fault::WildJump { to, .. } => format!("jump to {}, where no code is", place(to)),
        Fault::Illegal { encoding, .. } => format!("illegal instruction {encoding:#x}"),
        Fault::Unsupported { encoding, .. } => format!("unsupported instruction {encoding:#x}"),
        Fault::Ecall { .. } => "environment call".to_owned(),
        Fault::Breakpoint { .. } => "breakpoint".to_owned(),
        Fault::NotExecutable { .. } | Fault::FellThrough { .. } => {
            "execution fell through the end".to_owned()
        }
        strict @ (Fault::Unboxed { .. }
        | Fault::StoresItsAddress { .. }
        | Fault::OutsideWindow { .. }) => {
            unreachable!("the hart is not strict: {strict}")
        }
    }
}

/// An address relative to the function that it is in, to the stack, or to the host's; else as it is.
fn place(address: u64, image: &ForeignImage<'_>, functions: &[Function]) -> String {
    if let Some((index, linked)) = image.function_at(address) {
        let offset = address - linked.span.start;
        return format!("{}+{offset:#x}", functions[index].name);
    }
    let stack = image.stack();
    let (below, beyond) = (stack.start.wrapping_sub(address), image.host());
    if stack.contains(address) || address == stack.end() {
        format!("stack+{:#x}", address - stack.start)
    } else if below <= BELOW_STACK {
        format!("stack-{below:#x}")
    } else if address.wrapping_sub(beyond) < BELOW_STACK {
        format!("host+{:#x}", address - beyond)
    } else {
        format!("{address:#x}")
    }
}
