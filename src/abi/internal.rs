//! The contract between functions that Cranelift compiles for riscv64, as deviations from
//! [`super::psabi`]:
//!
//! 1. If no floating-point register is left, a float goes to the stack, even if an integer register
//!    is free.
//! 2. A 128-bit value on the stack is aligned to 8 bytes, not to 16.
//! 3. Narrow integers are extended as declared (`sext`, `uext`) or not at all; an unsigned 32-bit
//!    integer is zero-extended.
//! 4. There may be more results than in C: in two registers of each class, then in a return area
//!    with slots of eight bytes, which the caller provides. Its address is the implicit first
//!    argument, in a0.
//! 5. The address of an `sret` parameter is returned, in a0.
//! 6. With convention tail the callee removes its stack arguments.
//! 7. Conventions tail and fast put values in the same places as system_v.
//! 8. A vector is in memory, aligned to its size, even if registers are free.
//!
//! Source: `docs/contract.md`, which states the behaviour expected of Cranelift, with references.
//! Every case checks it against compiled code.

use super::classes::class_of;
use super::layout::{Allocator, Layout, Upper, ValueLayout};
use crate::case::{Convention, Param, Signature, Type};

/// Where the values of `signature` are, in a call between compiled functions.
pub fn layout(signature: &Signature) -> Layout {
    let pops = signature.convention.callee_pops();
    Layout::by(&signature.params, signature.returned(), value, pops)
}

/// A value in the signature of a function that no case describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passed {
    /// A scalar, as in cases.
    Scalar(Param),
    /// A vector, as the integer type of its width.
    Vector(Type),
}

/// The layout of a function that no case describes.
pub fn foreign_layout(convention: Convention, params: &[Passed], results: &[Passed]) -> Layout {
    Layout::by(params, results, passed, convention.callee_pops())
}

fn passed(places: &mut Allocator, passed: Passed) -> ValueLayout {
    let ty = match passed {
        Passed::Scalar(param) => return value(places, param),
        Passed::Vector(ty) => ty,
    };
    places.align(ty.bytes().max(8));
    let low = places.slot();
    match ty {
        Type::I128 => ValueLayout::pair(ty, low, places.slot()),
        _ => ValueLayout::single(ty, low, Upper::Undefined),
    }
}

fn value(places: &mut Allocator, param: Param) -> ValueLayout {
    if matches!(param.ty, Type::I128 | Type::F128) {
        let low = places.word();
        return ValueLayout::pair(param.ty, low, places.word());
    }
    let (bank, _) = param.ty.registers();
    let register = places.register(class_of(bank));
    let upper = match register {
        Some(_) if param.ty.is_float() => Upper::boxed(param.ty),
        _ => Upper::of(param.extension),
    };
    let place = register.unwrap_or_else(|| places.slot());
    ValueLayout::single(param.ty, place, upper)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::abi::displaced::differ;
    use crate::abi::{Storage, psabi};
    use crate::case::{Extension, Purpose};

    fn signature(params: Vec<Param>, convention: Convention) -> Signature {
        Signature {
            convention,
            params,
            results: Vec::new(),
        }
    }

    #[test]
    fn the_ninth_float_goes_to_the_stack() {
        let floats = signature(vec![Param::plain(Type::F64); 9], Convention::SystemV);
        assert_eq!(layout(&floats).args[8].to_string(), "stack+0");
        assert_eq!(psabi::layout(&floats).args[8].to_string(), "a0");
        assert!(differ(&floats));
    }

    #[test]
    fn pairs_on_the_stack_are_aligned_to_eight_bytes() {
        let mut params = vec![Param::plain(Type::I64); 9];
        params.push(Param::plain(Type::I128));
        let pair = signature(params, Convention::SystemV);
        assert_eq!(layout(&pair).args[9].to_string(), "stack+8:stack+16");
        assert_eq!(layout(&pair).stack_args, 32);
        let aligned = psabi::layout(&pair);
        assert_eq!(aligned.args[9].to_string(), "stack+16:stack+24");
        assert!(differ(&pair));
    }

    #[test]
    fn vectors_are_in_memory_and_aligned() {
        let word = Passed::Scalar(Param::plain(Type::I64));
        let [narrow, wide] = [Type::I32, Type::I128].map(Passed::Vector);
        let params = [narrow, word, wide];
        let layout = foreign_layout(Convention::SystemV, &params, &[wide, word]);
        let args: Vec<String> = layout.args.iter().map(ToString::to_string).collect();
        assert_eq!(args, ["stack+0", "a1", "stack+16:stack+24"]);
        assert_eq!(layout.stack_args, 32);
        let results: Vec<String> = layout.results.iter().map(ToString::to_string).collect();
        assert_eq!(results, ["return-area+0:return-area+8", "a0"]);
    }

    #[test]
    fn a_split_pair_takes_the_next_slot() {
        let mut params = vec![Param::plain(Type::F64); 9];
        params.extend(vec![Param::plain(Type::I64); 7]);
        params.push(Param::plain(Type::I128));
        let split = signature(params, Convention::SystemV);
        let pair = &layout(&split).args[16];
        assert_eq!(pair.to_string(), "a7:stack+8");
        assert_eq!(pair.storage(), Storage::Split);
    }

    #[test]
    fn results_beyond_the_registers_go_to_the_return_area() {
        use Type::*;
        let types = [I64, F32, I128, F64, F16, I8, F128];
        let results = types.map(Param::plain).to_vec();
        let params = vec![Param::plain(I64); 8];
        let many = layout(&Signature {
            convention: Convention::SystemV,
            params,
            results,
        });
        let places: Vec<String> = many.results.iter().map(ToString::to_string).collect();
        let area = |offset: u32| format!("return-area+{offset}");
        let split = format!("a1:{}", area(0));
        let pair = format!("{}:{}", area(24), area(32));
        let expected = ["a0", "fa0", &split, "fa1", &area(8), &area(16), &pair];
        assert_eq!(places, expected);
        assert_eq!(many.results[2].storage(), Storage::Split);
        assert_eq!(many.results[6].storage(), Storage::ReturnArea);

        let return_area = many.return_area.expect("some results are there");
        assert_eq!(return_area.pointer.to_string(), "a0");
        assert_eq!(return_area.bytes, 48);
        // The address of the return area takes the place of an argument.
        assert_eq!(many.args[0].to_string(), "a1");
        assert_eq!(many.args[7].to_string(), "stack+0");
    }

    #[test]
    fn the_address_for_what_is_returned_is_returned() {
        let mut params = vec![Param::plain(Type::I64); 10];
        params[9].purpose = Purpose::StructReturn;
        let signature = signature(params, Convention::SystemV);
        let address = layout(&signature);
        assert_eq!(address.args[9].to_string(), "stack+8");
        assert_eq!(address.results[0].to_string(), "a0");
        assert_eq!(psabi::layout(&signature).results, []);
    }

    #[test]
    fn unsigned_words_are_zero_extended() {
        let word = Param {
            extension: Extension::Zero,
            ..Param::plain(Type::I32)
        };
        let words = signature(vec![word], Convention::SystemV);
        assert_eq!(layout(&words).args[0].parts[0].upper, Upper::Zero);
        assert!(differ(&words));
    }

    #[test]
    fn tail_callees_pop_their_stack_arguments() {
        let params = vec![Param::plain(Type::I64); 11];
        let tail = layout(&signature(params.clone(), Convention::Tail));
        assert!(tail.callee_pops);
        assert_eq!(tail.stack_args, 32);
        for convention in [Convention::SystemV, Convention::Fast] {
            assert!(!layout(&signature(params.clone(), convention)).callee_pops);
        }
    }

    #[test]
    fn plain_signatures_are_the_same_in_both_tables() {
        let params = vec![
            Param::plain(Type::I64),
            Param::plain(Type::F32),
            Param {
                extension: Extension::Zero,
                ..Param::plain(Type::I8)
            },
        ];
        assert!(!differ(&signature(params, Convention::SystemV)));
    }
}
