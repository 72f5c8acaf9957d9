//! Faults, for people.

use super::address_names::AddressNames;
use farcall_machine::Fault;

/// What happened, and where.
pub(super) fn explain(fault: Fault, places: &AddressNames<'_>) -> String {
    let at = places.show(fault.pc());
    let what = what(fault, |address| places.show(address));
    let Some((index, linked)) = places.image().function_at(fault.pc()) else {
        return what;
    };
    let name = places.function(index);
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
        strict @ (Fault::Unboxed { .. } | Fault::StoresItsAddress { .. }) => {
            unreachable!("the hart is not strict: {strict}")
        }
    }
}
