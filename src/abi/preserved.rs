//! Which registers survive a call: the only table of them, in three rows.
//!
//! 1. C ([`C`]). RISC-V ELF psABI, "Register Convention", column "Preserved across calls?": s0-s11
//!    and fs0-fs11; "Registers s0-s11 shall be preserved across procedure calls", "Floating-point
//!    registers fs0-fs11 shall be preserved across procedure calls, provided they hold values no
//!    more than ABI_FLEN bits wide". And from "Procedure Calling Convention": "the contents of any
//!    fixed registers like gp and tp never change".
//! 2. The internal contract ([`internal`]): the same without fs1. Source: `docs/contract.md`, 4.2.
//! 3. Convention preserve_all, between compiled functions and at the boundary to C ([`ALL`]): all
//!    registers but ra, and t5 and t6, which Cranelift reserves for emission. Source: Cranelift,
//!    `CallConv::PreserveAll`: "not clobbering any registers"; `docs/contract.md`, 3.6.
//!
//! sp is in no row: its value depends on whether the callee removes the stack arguments. [`PROBED`]
//! is not part of the table: a prologue calls the outline stack probe, not the program.
//!
//! Everything else is *unspecified*, except registers that hold arguments or results ("Procedure
//! Calling Convention": "the contents of any register without specifying it as an argument register
//! in the calling convention are unspecified upon entry, and the content of any register without
//! specifying it as a return value register or callee-saved in the calling convention are
//! unspecified upon exit").

use super::classes::REGISTERS;
use super::layout::Layout;
use crate::case::Convention;
use farcall_machine::{IntReg, Reg, RegSet};

/// The fixed registers gp and tp, which never change.
pub const FIXED: RegSet = RegSet::EMPTY.with_x(3, 4);

/// What C preserves: the callee-saved and the fixed registers.
pub const C: RegSet = FIXED
    .with_x(8, 9)
    .with_x(18, 27)
    .with_f(8, 9)
    .with_f(18, 27);

/// What C preserves but the internal contract does not: fs1.
const LOST_INSIDE: RegSet = RegSet::EMPTY.with_f(9, 9);

/// t5 and t6, which Cranelift reserves for emission and never allocates.
pub const SCRATCH: RegSet = RegSet::EMPTY.with_x(30, 31);

/// What convention preserve_all preserves: all but ra and sp, which the call itself writes, and
/// [`SCRATCH`], which never holds a value.
pub const ALL: RegSet = RegSet::EMPTY.with_x(3, 31).with_f(0, 31).without(SCRATCH);

/// What the outline stack probe changes: its argument a0, the temporaries, and ra. When a prologue
/// calls it, only ra and the frame pointer are saved. Source: Cranelift, whose riscv64
/// `gen_probestack` names a0 as the only register that the call uses, and no register that it
/// clobbers.
pub const PROBED: RegSet = RegSet::EMPTY
    .with_x(1, 1)
    .with_x(5, 7)
    .with_x(10, 10)
    .with_x(28, 31);

/// What a compiled function of this convention preserves for a compiled caller.
pub const fn internal(convention: Convention) -> RegSet {
    match convention {
        Convention::SystemV | Convention::Tail | Convention::Fast => C.without(LOST_INSIDE),
        Convention::PreserveAll => ALL,
    }
}

/// What a function of this convention preserves for a caller in C.
pub const fn at_boundary(convention: Convention) -> RegSet {
    match convention {
        Convention::SystemV => C,
        Convention::Tail | Convention::Fast | Convention::PreserveAll => internal(convention),
    }
}

/// Specified for every signature: the return address and the stack pointer.
const LINKAGE: RegSet = RegSet::EMPTY.with(Reg::int(IntReg::RA)).with(STACK);

const STACK: Reg = Reg::int(IntReg::SP);

/// x0 cannot hold a value.
const ZERO: RegSet = RegSet::EMPTY.with(Reg::int(IntReg::ZERO));

/// The registers that are unspecified upon entry to a function that must preserve `preserved`.
pub fn unspecified_on_entry(layout: &Layout, preserved: RegSet) -> RegSet {
    let specified = layout.argument_registers().or(preserved).or(LINKAGE);
    REGISTERS.without(specified).without(ZERO)
}

/// The registers that are unspecified upon exit from such a function.
pub fn unspecified_on_exit(layout: &Layout, preserved: RegSet) -> RegSet {
    let specified = layout.result_registers().or(preserved).with(STACK);
    REGISTERS.without(specified).without(ZERO)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::abi;
    use crate::case::{Param, Signature, Type};

    fn names(set: RegSet) -> String {
        let names: Vec<String> = set.iter().map(|reg| reg.to_string()).collect();
        names.join(" ")
    }

    #[test]
    fn the_callee_saved_registers_are_those_named_so() {
        let saved = C.without(FIXED).iter();
        assert!(
            saved
                .map(|reg| reg.to_string())
                .all(|name| name.contains('s'))
        );
        assert_eq!(C.without(FIXED).iter().count(), 12 + 12);
        assert_eq!(names(FIXED), "gp tp");
        for convention in [Convention::SystemV, Convention::Tail, Convention::Fast] {
            assert_eq!(names(C.without(internal(convention))), "fs1");
        }
    }

    #[test]
    fn preserve_all_loses_what_the_call_writes_and_what_no_value_is_in() {
        let lost = REGISTERS.without(internal(Convention::PreserveAll));
        assert_eq!(names(lost), "zero ra sp t5 t6");
    }

    #[test]
    fn a_probe_changes_temporaries_and_what_it_is_called_with() {
        assert_eq!(names(PROBED), "ra t0 t1 t2 a0 t3 t4 t5 t6");
        let kept = REGISTERS.without(PROBED);
        assert_eq!(names(C.without(kept)), "");
    }

    #[test]
    fn what_no_convention_specifies_is_unspecified() {
        let signature = Signature {
            convention: Convention::SystemV,
            params: vec![Param::plain(Type::I64), Param::plain(Type::F32)],
            results: vec![Param::plain(Type::I8)],
        };
        let layout = abi::internal::layout(&signature);
        let preserved = internal(signature.convention);
        let temporaries = "t0 t1 t2 a1 a2 a3 a4 a5 a6 a7 t3 t4 t5 t6 \
            ft0 ft1 ft2 ft3 ft4 ft5 ft6 ft7 fs1 fa1 fa2 fa3 fa4 fa5 fa6 fa7 ft8 ft9 ft10 ft11";
        assert_eq!(names(unspecified_on_entry(&layout, preserved)), temporaries);
        let on_exit = unspecified_on_exit(&layout, preserved);
        let more = names(on_exit.without(unspecified_on_entry(&layout, preserved)));
        assert_eq!(more, "ra fa0");
    }
}
