//! Additional float instructions (Zfa).

use super::{Hart, execute, r};
use crate::{Extension, Extensions, decode};

const SINGLE_BOX: u64 = 0xffff_ffff_0000_0000;
const HALF_BOX: u64 = 0xffff_ffff_ffff_0000;

/// Constant `number` in each format: half, single, double.
fn constants(number: u32) -> [u64; 3] {
    let program = ["fli.h", "fli.s", "fli.d"].map(|mnemonic| r(mnemonic, 1, number, 0));
    let [half, single, double] = program.map(|encoding| {
        let hart = execute(&[encoding], |_| {});
        assert_eq!(hart.fflags, 0);
        hart.f[1]
    });
    [half ^ HALF_BOX, single ^ SINGLE_BOX, double]
}

#[test]
fn constants_are_those_of_the_listing() {
    // Exponents and significands from the table of the chapter, for binary32.
    let listed: [(u32, u32); 32] = [
        (127, 0),
        (1, 0),
        (0b0110_1111, 0),
        (0b0111_0000, 0),
        (0b0111_0111, 0),
        (0b0111_1000, 0),
        (0b0111_1011, 0),
        (0b0111_1100, 0),
        (0b0111_1101, 0),
        (0b0111_1101, 1),
        (0b0111_1101, 2),
        (0b0111_1101, 3),
        (0b0111_1110, 0),
        (0b0111_1110, 1),
        (0b0111_1110, 2),
        (0b0111_1110, 3),
        (0b0111_1111, 0),
        (0b0111_1111, 1),
        (0b0111_1111, 2),
        (0b0111_1111, 3),
        (0b1000_0000, 0),
        (0b1000_0000, 1),
        (0b1000_0000, 2),
        (0b1000_0001, 0),
        (0b1000_0010, 0),
        (0b1000_0011, 0),
        (0b1000_0110, 0),
        (0b1000_0111, 0),
        (0b1000_1110, 0),
        (0b1000_1111, 0),
        (0b1111_1111, 0),
        (0b1111_1111, 2),
    ];
    for (number, (exponent, top)) in (0..).zip(listed) {
        let sign = u32::from(number == 0) << 31;
        let single = sign | exponent << 23 | top << 21;
        let [_, found, double] = constants(number);
        assert_eq!(found, u64::from(single), "{number}");
        if !matches!(number, 1 | 31) {
            let wide = f64::from(f32::from_bits(single));
            assert_eq!(double, wide.to_bits(), "{number}");
        }
    }
}

#[test]
fn some_constants_depend_on_the_format() {
    assert_eq!(constants(1), [0x0400, 0x0080_0000, 1 << 52]);
    // 2^-16 and 2^-15 are subnormal in binary16, and 2^16 is out of range.
    assert_eq!([2, 3].map(|number| constants(number)[0]), [0x0100, 0x0200]);
    assert_eq!(
        [28, 29, 30].map(|number| constants(number)[0]),
        [0x7800, 0x7c00, 0x7c00]
    );
    assert_eq!(constants(31), [0x7e00, 0x7fc0_0000, 0x7ff8 << 48]);
}

/// The hart after an instruction on f1 and f2.
fn on_doubles(encoding: u32, a: f64, b: f64) -> Hart {
    execute(&[encoding], |hart| {
        (hart.f[1], hart.f[2]) = (a.to_bits(), b.to_bits());
    })
}

#[test]
fn rounding_to_an_integer_is_inexact_only_when_asked() {
    for (mnemonic, fflags) in [("fround.d", 0), ("froundnx.d", 1)] {
        let round = |value: f64, rm: u32| {
            let hart = on_doubles(r(mnemonic, 3, 1, 0) | rm << 12, value, 0.0);
            (f64::from_bits(hart.f[3]), hart.fflags)
        };
        let halves = [0, 1, 2, 3, 4].map(|rm| round(2.5, rm));
        assert_eq!(halves, [2.0, 2.0, 2.0, 3.0, 3.0].map(|to| (to, fflags)));
        assert_eq!(round(-0.25, 0).0.to_bits(), 1 << 63);
        assert_eq!(round(3.0, 0), (3.0, 0));
        assert_eq!(round(f64::INFINITY, 0), (f64::INFINITY, 0));
        let signaling = on_doubles(r(mnemonic, 3, 1, 0), f64::from_bits(0x7ff0 << 48 | 1), 0.0);
        assert_eq!((signaling.f[3], signaling.fflags), (0x7ff8 << 48, 16));
    }
}

#[test]
fn a_nan_is_the_minimum_and_the_maximum() {
    for mnemonic in ["fminm.d", "fmaxm.d"] {
        let hart = on_doubles(r(mnemonic, 3, 1, 2), f64::NAN, 1.0);
        assert_eq!((hart.f[3], hart.fflags), (0x7ff8 << 48, 0));
    }
    let of = |mnemonic| f64::from_bits(on_doubles(r(mnemonic, 3, 1, 2), 2.0, 1.0).f[3]);
    assert_eq!(["fminm.d", "fmaxm.d"].map(of), [1.0, 2.0]);
}

#[test]
fn quiet_comparisons_are_quiet() {
    let of = |mnemonic, a, b| {
        let hart = on_doubles(r(mnemonic, 10, 1, 2), a, b);
        (hart.x[10], hart.fflags)
    };
    assert_eq!(
        ["fleq.d", "fltq.d"].map(|m| of(m, 1.0, 1.0)),
        [(1, 0), (0, 0)]
    );
    assert_eq!(
        ["fleq.d", "fltq.d"].map(|m| of(m, 1.0, f64::NAN)),
        [(0, 0); 2]
    );
    assert_eq!(
        ["fle.d", "flt.d"].map(|m| of(m, 1.0, f64::NAN)),
        [(0, 16); 2]
    );
}

#[test]
fn modular_conversion_wraps_where_the_other_saturates() {
    let convert = |value: f64| {
        let encoding = r("fcvtmod.w.d", 10, 1, 0) | 1 << 12;
        let hart = on_doubles(encoding, value, 0.0);
        (hart.x[10], hart.fflags)
    };
    assert_eq!(convert(-1.5), (u64::MAX, 1));
    assert_eq!(convert(4_294_967_301.0), (5, 16));
    // The word is sign-extended.
    assert_eq!(convert(2_147_483_648.0), (0xffff_ffff_8000_0000, 16));
}

#[test]
fn each_format_needs_its_own_extension() {
    let extensions = Extensions::BASE.with(Extension::F).with(Extension::Zfa);
    let known = |mnemonic, extensions| decode(r(mnemonic, 1, 2, 0), extensions).is_ok();
    assert!(known("fround.s", extensions));
    assert!(!known("fround.d", extensions));
    assert!(known("fround.d", extensions.with(Extension::D)));
    assert!(!known("fround.h", extensions.with(Extension::Zfhmin)));
    assert!(known("fround.h", extensions.with(Extension::Zfh)));
}
