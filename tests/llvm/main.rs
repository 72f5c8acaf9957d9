//! The decoder and disassembler against LLVM's, encoding by encoding and operand by operand.
//!
//! Both get the same bytes, with every extension of the machine on, and neither writes aliases.
//! They must agree on which encodings are instructions, and on their text. Where they differ,
//! `differences.rs` gives the reason, with the sentence of the specification. Without `llvm-mc`,
//! these tests are ignored, and a line says so.

mod differences;
mod encodings;
mod llvm_mc;

use encodings::Encoding;
use farcall_machine::{Extensions, Operand, decode, disassemble};
use libtest_mimic::{Arguments, Failed, Trial};
use llvm_mc::LlvmMc;
use std::num::NonZero;
use std::thread;

/// A property of some encodings.
type Property = fn(&LlvmMc) -> Result<(), Failed>;

fn main() {
    let properties: [(&str, Property); 3] = [
        ("every_halfword_reads_alike", every_halfword),
        ("every_row_of_the_table_reads_alike", every_row),
        ("random_words_read_alike", random_words),
    ];
    let found = LlvmMc::find();
    if let Err(missing) = &found {
        eprintln!("ignored: {missing}");
    }
    let trial = |(name, property): (&str, Property)| {
        let found = found.clone();
        let missing = found.is_err();
        let trial = Trial::test(name, move || property(&found?));
        let kind = if missing { "llvm-mc is missing" } else { "" };
        trial.with_kind(kind).with_ignored_flag(missing)
    };
    let trials = properties.into_iter().map(trial).collect();
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}

/// All 65,536 halfwords: compressed encodings, and the first halves of others.
fn every_halfword(llvm_mc: &LlvmMc) -> Result<(), Failed> {
    let instructions = compare(llvm_mc, &encodings::halfwords())?;
    // Without the first halves of others, there are 49,152; some of these are reserved.
    demand(instructions, 47_000)
}

/// Each instruction of the table with random operands; 1,800,000 in all.
fn every_row(llvm_mc: &LlvmMc) -> Result<(), Failed> {
    let instructions = compare(llvm_mc, &encodings::of_rows(1_800_000))?;
    demand(instructions, 1_600_000)
}

/// Random words, which may or may not be instructions.
fn random_words(llvm_mc: &LlvmMc) -> Result<(), Failed> {
    let instructions = compare(llvm_mc, &encodings::random(300_000))?;
    demand(instructions, 80_000)
}

/// Fails if too few encodings were instructions, because then little was compared.
fn demand(instructions: usize, least: usize) -> Result<(), Failed> {
    if instructions < least {
        return Err(format!("only {instructions} encodings were instructions").into());
    }
    Ok(())
}

/// Encodings for one `llvm-mc` process.
const BATCH: usize = 100_000;
/// Maximum number of differences that a failure shows.
const SHOWN: usize = 20;

/// Compares the texts on all cores. Returns the number of encodings that both read as the same
/// instruction.
fn compare(llvm_mc: &LlvmMc, encodings: &[Encoding]) -> Result<usize, Failed> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let share = encodings.len().div_ceil(threads);
    let results: Vec<_> = thread::scope(|scope| {
        let shares = encodings.chunks(share);
        let running: Vec<_> = shares
            .map(|share| {
                scope.spawn(|| {
                    share
                        .chunks(BATCH)
                        .map(|batch| read(llvm_mc, batch))
                        .collect()
                })
            })
            .collect();
        let joined = running.into_iter().map(|thread| thread.join());
        let joined: Vec<Vec<_>> = joined
            .collect::<Result<_, _>>()
            .expect("no comparison panics");
        joined.into_iter().flatten().collect()
    });
    let mut instructions = 0;
    let mut differences = Vec::new();
    for result in results {
        let (same, other) = result?;
        instructions += same;
        differences.extend(other);
    }
    if differences.is_empty() {
        return Ok(instructions);
    }
    let shown = differences[..differences.len().min(SHOWN)].join("\n");
    Err(format!("{} differences:\n{shown}", differences.len()).into())
}

/// The number of encodings in a batch that both read as the same instruction, and the differences.
fn read(llvm_mc: &LlvmMc, batch: &[Encoding]) -> Result<(usize, Vec<String>), Failed> {
    let theirs = llvm_mc.read(batch)?;
    let mut same = 0;
    let mut other = Vec::new();
    for (encoding, theirs) in batch.iter().zip(theirs) {
        let ours = ours(encoding);
        if ours == theirs {
            same += usize::from(ours.is_some());
        } else if !differences::is_known(encoding.word, ours.as_deref(), theirs.as_deref()) {
            let [ours, theirs] = [ours, theirs].map(|text| text.unwrap_or("no instruction".into()));
            other.push(format!("{encoding:?}: {ours} here, {theirs} in LLVM"));
        }
    }
    Ok((same, other))
}

/// The machine's text at address 0, in the style of `llvm-mc`: decimal relative targets, and the
/// dynamic rounding mode by name.
fn ours(encoding: &Encoding) -> Option<String> {
    let line = disassemble(encoding.bytes(), 0).next()?;
    if line.text.starts_with('.') {
        return None;
    }
    let dynamic = match decode(encoding.word, Extensions::ALL) {
        Ok(inst) if inst.rm == 7 => inst.row().format.assembly().contains(&Operand::Rounding),
        _ => false,
    };
    Some(match line.text.rsplit_once("0x") {
        Some((rest, target)) => {
            let target = u64::from_str_radix(target, 16).expect("a target is hexadecimal");
            format!("{rest}{}", target as i64)
        }
        None if dynamic => format!("{}, dyn", line.text),
        None => line.text,
    })
}
