//! Which instructions of the extensions the generator's cases are compiled to.

mod common;

use common::arena;
use farcall::case::{Case, Target};
use farcall::generate::case_from_entropy;
use farcall::link::Linker;
use farcall_machine::disassemble;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use std::collections::BTreeMap;

const CASES: u64 = 2000;

/// What Cranelift has rules for, by extension: all of the extension but `orc.b`.
const ZBA: [&str; 8] = [
    "add.uw",
    "sh1add",
    "sh1add.uw",
    "sh2add",
    "sh2add.uw",
    "sh3add",
    "sh3add.uw",
    "slli.uw",
];
const ZBB: [&str; 23] = [
    "andn", "orn", "xnor", "clz", "clzw", "ctz", "ctzw", "cpop", "cpopw", "min", "minu", "max",
    "maxu", "sext.b", "sext.h", "zext.h", "rol", "rolw", "ror", "rorw", "rori", "roriw", "rev8",
];
const ZBS: [&str; 8] = [
    "bclr", "bclri", "bext", "bexti", "binv", "binvi", "bset", "bseti",
];
const ZICOND: [&str; 2] = ["czero.eqz", "czero.nez"];

/// How often each instruction is in the code of the cases, with the extensions that operations
/// depend on all on, or all off.
fn instructions(on: bool) -> BTreeMap<String, u64> {
    let mut linker = Linker::new(arena());
    let mut counts = BTreeMap::new();
    for seed in 0..CASES {
        let mut entropy = vec![0; 3000];
        StdRng::seed_from_u64(seed).fill_bytes(&mut entropy);
        let mut case = case_from_entropy(&entropy);
        case.target = Target {
            zba: on,
            zbb: on,
            zbs: on,
            zicond: on,
            ..case.target
        };
        count(&mut linker, &case, &mut counts);
    }
    counts
}

/// Adds the instructions of `case`, if it links.
fn count(linker: &mut Linker, case: &Case, counts: &mut BTreeMap<String, u64>) {
    let Ok(image) = linker.link(case) else {
        return;
    };
    for function in case.compiled() {
        let span = image.function(function);
        for line in disassemble(image.bytes(span), span.start) {
            let mnemonic = line.text.split_whitespace().next().unwrap_or_default();
            *counts.entry(mnemonic.to_owned()).or_default() += 1;
        }
    }
}

#[test]
fn every_instruction_of_the_extensions_is_emitted_where_they_are_on() {
    let [on, off] = [true, false].map(instructions);
    for name in [&ZBA[..], &ZBB, &ZBS, &ZICOND].concat() {
        let [on, off] = [&on, &off].map(|counts| counts.get(name).copied().unwrap_or_default());
        // Literals among the code look like instructions now and then, whatever is on.
        assert!(on >= 5 && on > 2 * off, "{name}: {on} times, else {off}");
    }
}
