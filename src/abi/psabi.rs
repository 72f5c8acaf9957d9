//! LP64D as the psABI's text has it: RISC-V ELF psABI, chapter "Procedure Calling Convention",
//! sections "Integer Calling Convention" and "Hardware Floating-point Calling Convention".
//!
//! * Eight integer argument registers a0-a7, of which a0 and a1 also hold results; eight
//!   floating-point ones fa0-fa7, of which fa0 and fa1 also hold results.
//! * "Scalars that are at most XLEN bits wide are passed in a single argument register, or on the
//!   stack by value if none is available. When passed in registers or on the stack, integer scalars
//!   narrower than XLEN bits are widened according to the sign of their type up to 32 bits, then
//!   sign-extended to XLEN bits." So an unsigned 32-bit integer is sign-extended.
//! * "Scalars that are 2×XLEN bits wide are passed in a pair of argument registers, with the
//!   low-order XLEN bits in the lower-numbered register [...]. If no argument registers are
//!   available, the scalar is passed on the stack by value. If exactly one register is available,
//!   the low-order XLEN bits are passed in the register and the high-order XLEN bits are passed on
//!   the stack."
//! * "Aggregates or scalars passed on the stack are aligned to the greater of the type alignment
//!   and XLEN bits, but never more than the stack alignment." So a whole 128-bit scalar on the
//!   stack is aligned to 16 bytes; half of one is not such a scalar.
//! * "A real floating-point argument is passed in a floating-point argument register if it is no
//!   more than ABI_FLEN bits wide and at least one floating-point argument register is available.
//!   Otherwise, it is passed according to the integer calling convention." So if no FPR is left, a
//!   float takes a GPR before it goes to the stack. A binary128 always follows the integer
//!   convention.
//! * "When a floating-point argument narrower than FLEN bits is passed in a floating-point
//!   register, it is 1-extended (NaN-boxed) to FLEN bits"; in an integer register or on the stack
//!   it is widened "with the upper bits undefined".
//! * "Values are returned in the same manner as a first named argument of the same type would be
//!   passed. If such an argument would have been passed by reference, the caller allocates memory
//!   for the return value, and passes the address as an implicit first parameter." "There is no
//!   requirement that the address be returned from the function". C has at most one result. A list
//!   of results is laid out as if each were one of as many first arguments.
//!
//! In its narrow integers, a signature without extension flags is not a C signature: there the bits
//! above are undefined on both sides.

use super::layout::{Allocator, Layout, Upper, ValueLayout};
use crate::case::{Extension, Param, Signature, Type};
use farcall_machine::RegClass;

/// The width in bits of an integer register, and of a floating-point register for arguments
/// (ABI_FLEN).
const XLEN: u32 = 64;

/// Where C expects the values of `signature`.
pub fn layout(signature: &Signature) -> Layout {
    Layout::by(&signature.params, &signature.results, value, false)
}

fn value(places: &mut Allocator, param: Param) -> ValueLayout {
    if param.ty.bits() > XLEN {
        return pair(places, param.ty);
    }
    if param.ty.is_float()
        && let Some(register) = places.register(RegClass::Float)
    {
        return ValueLayout::single(param.ty, register, Upper::boxed(param.ty));
    }
    let location = places.word();
    ValueLayout::single(param.ty, location, widening(param))
}

/// A scalar of 2×XLEN bits.
fn pair(places: &mut Allocator, ty: Type) -> ValueLayout {
    let low = places.register(RegClass::Int).unwrap_or_else(|| {
        // Only a whole scalar is aligned; a high half after a register is not.
        places.align(ty.bytes());
        places.slot()
    });
    let high = places.word();
    ValueLayout::pair(ty, low, high)
}

/// "Widened according to the sign of their type up to 32 bits, then sign-extended".
fn widening(param: Param) -> Upper {
    match (param.ty, param.extension) {
        (Type::I32, Extension::Zero) => Upper::Sign,
        (_, extension) => Upper::of(extension),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::abi::{FloatReg, IntReg, Location, Reg};
    use crate::case::Convention;

    fn args(types: &[Type]) -> Vec<String> {
        let signature = Signature {
            convention: Convention::SystemV,
            params: types.iter().copied().map(Param::plain).collect(),
            results: Vec::new(),
        };
        let layout = layout(&signature);
        layout.args.iter().map(ValueLayout::to_string).collect()
    }

    #[test]
    fn banks_fill_independently() {
        use Type::*;
        assert_eq!(
            args(&[I32, F64, I64, F32, I8]),
            ["a0", "fa0", "a1", "fa1", "a2"]
        );
    }

    #[test]
    fn the_ninth_integer_goes_to_the_stack() {
        let places = args(&[Type::I64; 10]);
        assert_eq!(places[7], "a7");
        assert_eq!(places[8..], ["stack+0", "stack+8"]);
    }

    #[test]
    fn pairs_take_two_registers_one_and_a_slot_or_two_slots() {
        let mut types = vec![Type::I64; 6];
        types.extend([Type::I128, Type::I64, Type::I128]);
        assert_eq!(args(&types)[6..], ["a6:a7", "stack+0", "stack+16:stack+24"]);
        let mut types = vec![Type::F128; 3];
        types.extend([Type::I64, Type::F128, Type::F128]);
        assert_eq!(args(&types)[4..], ["a7:stack+0", "stack+16:stack+24"]);
        let mut types = vec![Type::I64; 7];
        types.extend([Type::I128, Type::I64]);
        assert_eq!(args(&types)[7..], ["a7:stack+0", "stack+8"]);
    }

    #[test]
    fn the_ninth_float_takes_an_integer_register() {
        let places = args(&[Type::F64; 18]);
        assert_eq!(places[7], "fa7");
        assert_eq!(places[8], "a0");
        assert_eq!(places[16..], ["stack+0", "stack+8"]);
    }

    #[test]
    fn unsigned_words_are_sign_extended() {
        let param = |extension| Param {
            extension,
            ..Param::plain(Type::I32)
        };
        assert_eq!(widening(param(Extension::Zero)), Upper::Sign);
        assert_eq!(widening(param(Extension::Sign)), Upper::Sign);
        let byte = Param {
            extension: Extension::Zero,
            ..Param::plain(Type::I8)
        };
        assert_eq!(widening(byte), Upper::Zero);
    }

    #[test]
    fn floats_are_boxed_in_their_own_registers_only() {
        let mut places = Allocator::arguments();
        let boxed = value(&mut places, Param::plain(Type::F32));
        assert_eq!(boxed.parts[0].upper, Upper::Box);
        let register = Location::Reg(Reg::float(FloatReg::argument(0)));
        assert_eq!(boxed.parts[0].location, register);
        let half = value(&mut places, Param::plain(Type::F16));
        assert_eq!(half.parts[0].upper, Upper::Box);
        while places.register(RegClass::Float).is_some() {}
        let bare = value(&mut places, Param::plain(Type::F32));
        assert_eq!(bare.parts[0].upper, Upper::Undefined);
        let register = Location::Reg(Reg::int(IntReg::argument(0)));
        assert_eq!(bare.parts[0].location, register);
    }
}
