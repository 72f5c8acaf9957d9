//! Extern functions: C callees that the machine's observer plays.
//!
//! Library calls compute on bit patterns, as a riscv64 C library does: a NaN that arithmetic makes
//! is the canonical one. Registers that C lets a callee destroy are poisoned at its return. The
//! stack probe is no C function: a prologue calls it. Sources: `LibCall` of Cranelift for the names
//! and signatures; ISO C, 7.12 (`ceil`, `floor`, `trunc`, `nearbyint`, `fma`) and 7.26 (`memcpy`,
//! ...) for what they do.

use super::throw;
use super::trouble::Trouble;
use crate::abi::{IntReg, Layout, internal, preserved};
use crate::case::{Convention, Param, Signature, Type};
use crate::link::{ExternFunction, ForeignImage, UNWRITTEN};
use crate::lower;
use crate::run::locations::{self, BaseAddresses};
use crate::run::poison;
use farcall_machine::softfloat::{self, Double, Format, RoundingMode, Single};
use farcall_machine::{Hart, Memory};
use rustc_apfloat::ieee::IeeeFloat;
use rustc_apfloat::{Float, Round};

/// What a function does.
#[derive(Clone, Copy)]
enum Play {
    RoundSingle(Round),
    RoundDouble(Round),
    FmaSingle,
    FmaDouble,
    /// Copies bytes, which may overlap.
    Copy,
    Fill,
    Compare,
    Throw,
    /// Probes the stack, in a prologue.
    Probe,
}

struct ExternRow {
    name: &'static str,
    params: &'static [Type],
    results: &'static [Type],
    play: Play,
}

const fn row(
    name: &'static str,
    params: &'static [Type],
    results: &'static [Type],
    play: Play,
) -> ExternRow {
    ExternRow {
        name,
        params,
        results,
        play,
    }
}

const SINGLE: &[Type] = &[Type::F32];
const DOUBLE: &[Type] = &[Type::F64];
const POINTER: &[Type] = &[Type::I64];
const BUFFERS: &[Type] = &[Type::I64, Type::I64, Type::I64];

/// Every extern function; its number is its index in this table.
const TABLE: [ExternRow; 16] = {
    use Play::*;
    use Round::*;
    use Type::*;
    [
        row("ceilf", SINGLE, SINGLE, RoundSingle(TowardPositive)),
        row("ceil", DOUBLE, DOUBLE, RoundDouble(TowardPositive)),
        row("floorf", SINGLE, SINGLE, RoundSingle(TowardNegative)),
        row("floor", DOUBLE, DOUBLE, RoundDouble(TowardNegative)),
        row("truncf", SINGLE, SINGLE, RoundSingle(TowardZero)),
        row("trunc", DOUBLE, DOUBLE, RoundDouble(TowardZero)),
        row("nearbyintf", SINGLE, SINGLE, RoundSingle(NearestTiesToEven)),
        row("nearbyint", DOUBLE, DOUBLE, RoundDouble(NearestTiesToEven)),
        row("fmaf", &[F32, F32, F32], SINGLE, FmaSingle),
        row("fma", &[F64, F64, F64], DOUBLE, FmaDouble),
        row("memcpy", BUFFERS, POINTER, Copy),
        row("memmove", BUFFERS, POINTER, Copy),
        row("memset", &[I64, I32, I64], POINTER, Fill),
        row("memcmp", BUFFERS, &[I32], Compare),
        row(throw::NAME, &[I64, I64, I64, I32, I64, I64], &[], Throw),
        row("__cranelift_probestack", POINTER, &[], Probe),
    ]
};

/// The names of extern functions, by number.
pub(super) const NAMES: &[&str] = &{
    let mut names = [""; TABLE.len()];
    let mut number = 0;
    while number < names.len() {
        names[number] = TABLE[number].name;
        number += 1;
    }
    names
};

/// Extern functions, by number.
pub(super) fn functions() -> Vec<ExternFunction> {
    let function = |row: &ExternRow| ExternFunction {
        symbol: row.name,
        signature: lower::signature(&row.signature()),
    };
    TABLE.iter().map(function).collect()
}

/// The layouts of extern functions, by number.
pub(super) fn layouts() -> Vec<Layout> {
    let layout = |row: &ExternRow| internal::layout(&row.signature());
    TABLE.iter().map(layout).collect()
}

impl ExternRow {
    fn signature(&self) -> Signature {
        let plain = |types: &[Type]| types.iter().map(|&ty| Param::plain(ty)).collect();
        Signature {
            convention: Convention::SystemV,
            params: plain(self.params),
            results: plain(self.results),
        }
    }
}

/// Plays function `number`, which was just called: it acts, then returns or throws.
pub(super) fn play(
    hart: &mut Hart,
    memory: &mut Memory,
    image: &ForeignImage<'_>,
    number: usize,
    layout: &Layout,
) -> Result<(), Trouble> {
    let base = BaseAddresses {
        sp: hart.x[IntReg::SP.index()],
        return_area: None,
    };
    let args = layout.args.iter().map(|value| {
        let seen = locations::read(hart, memory, &value.parts, base);
        seen.expect("all arguments are in registers").bits
    });
    let args: Vec<u128> = args.collect();
    let row = &TABLE[number];
    match row.play {
        Play::Throw => return throw::throw(hart, memory, image, &args),
        Play::Probe => return probe(hart, image, row.name, args[0] as u64),
        _ => {}
    }
    let result = row.play.compute(memory, &args);
    let result = result.ok_or(Trouble::ExternAccess { name: row.name })?;
    let return_address = hart.x[IntReg::RA.index()];
    poison::POISON.write(hart, preserved::unspecified_on_exit(layout, preserved::C));
    for part in layout.results.iter().flat_map(|value| &value.parts) {
        let word = part.widen(result as u64, UNWRITTEN);
        let written = locations::write_word(hart, memory, part.location, base, word);
        written.expect("the result is in a register");
    }
    hart.pc = return_address;
    Ok(())
}

/// Checks that the `size` bytes below sp exist, as touching each of their pages would. The caller
/// has no frame yet. Everything that the probe may change is poisoned.
fn probe(
    hart: &mut Hart,
    image: &ForeignImage<'_>,
    name: &'static str,
    size: u64,
) -> Result<(), Trouble> {
    let lowest = hart.get(IntReg::SP).checked_sub(size);
    if !lowest.is_some_and(|lowest| image.stack().contains(lowest)) {
        return Err(Trouble::Overflow { name, size });
    }
    hart.pc = hart.get(IntReg::RA);
    poison::POISON.write(hart, preserved::PROBED);
    Ok(())
}

impl Play {
    /// The result; none if an access goes to bytes that do not exist.
    fn compute(self, memory: &mut Memory, args: &[u128]) -> Option<u128> {
        let word = |n: usize| args[n] as u64;
        match self {
            Play::RoundSingle(round) => Some(rounded::<Single>(args[0], round)),
            Play::RoundDouble(round) => Some(rounded::<Double>(args[0], round)),
            Play::FmaSingle => Some(fma::<Single>(args)),
            Play::FmaDouble => Some(fma::<Double>(args)),
            Play::Copy => {
                let bytes = bytes(memory, word(1), word(2))?;
                write(memory, word(0), &bytes)?;
                Some(args[0])
            }
            Play::Fill => {
                let mut bytes = bytes(memory, word(0), word(2))?;
                bytes.fill(args[1] as u8);
                write(memory, word(0), &bytes)?;
                Some(args[0])
            }
            Play::Compare => {
                let a = bytes(memory, word(0), word(2))?;
                let order = a.cmp(&bytes(memory, word(1), word(2))?);
                Some(order as i32 as u32 as u128)
            }
            Play::Throw | Play::Probe => None,
        }
    }
}

/// A copy of the bytes at an address; an empty range may be anywhere.
fn bytes(memory: &Memory, address: u64, len: u64) -> Option<Vec<u8>> {
    match len {
        0 => Some(Vec::new()),
        _ => memory.slice(address, len).map(<[u8]>::to_vec),
    }
}

fn write(memory: &mut Memory, address: u64, bytes: &[u8]) -> Option<()> {
    if bytes.is_empty() {
        return Some(());
    }
    memory.write(address, bytes).ok()
}

/// Rounds a value to an integral one.
fn rounded<F: Format>(bits: u128, round: Round) -> u128 {
    let value = IeeeFloat::<F::Semantics>::from_bits(bits);
    if value.is_nan() {
        return F::CANONICAL_NAN.into();
    }
    value.round_to_integral(round).value.to_bits()
}

fn fma<F: Format>(args: &[u128]) -> u128 {
    let [a, b, c] = [args[0], args[1], args[2]].map(F::truncate);
    softfloat::fma::<F>(a, b, c, RoundingMode::Rne).0.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_keeps_the_sign_of_zero_and_quiets_every_nan() {
        let double = |value: f64, round| {
            f64::from_bits(rounded::<Double>(value.to_bits().into(), round) as u64)
        };
        assert_eq!(
            double(-0.5, Round::TowardPositive).to_bits(),
            (-0.0f64).to_bits()
        );
        assert_eq!(double(-0.5, Round::TowardNegative), -1.0);
        assert_eq!(double(2.5, Round::NearestTiesToEven), 2.0);
        assert_eq!(double(1e300, Round::TowardZero), 1e300);
        assert_eq!(
            rounded::<Single>(0xffa0_0001, Round::TowardZero),
            0x7fc0_0000
        );
    }

    #[test]
    fn no_two_functions_have_one_name() {
        let mut names = NAMES.to_vec();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), TABLE.len());
    }
}
