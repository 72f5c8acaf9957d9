//! Decoder and disassembly against those of LLVM, encoding by encoding and operand by operand.
//!
//! Both get the same bytes, every extension of the machine is on, and both write no aliases. They
//! have to agree on what is an instruction, and on its text; where they do not, `differences.rs`
//! says why, with the sentence of the specification. Without `llvm-mc`, all of this is ignored,
//! with a line that says so.

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

/// All 65,536: the compressed encodings, and the first halves of others.
fn every_halfword(llvm_mc: &LlvmMc) -> Result<(), Failed> {
    let instructions = compare(llvm_mc, &encodings::halfwords())?;
    // The space without the first halves is 49,152 large; the rest is reserved.
    demand(instructions, 47_000)
}

/// Each instruction of the table with random operands; all together 1,800,000.
fn every_row(llvm_mc: &LlvmMc) -> Result<(), Failed> {
    let instructions = compare(llvm_mc, &encodings::of_rows(1_800_000))?;
    demand(instructions, 1_600_000)
}

/// Words that are an instruction or not.
fn random_words(llvm_mc: &LlvmMc) -> Result<(), Failed> {
    let instructions = compare(llvm_mc, &encodings::random(300_000))?;
    demand(instructions, 80_000)
}

/// Fails if fewer encodings were instructions, because then not much was compared.
fn demand(instructions: usize, least: usize) -> Result<(), Failed> {
    if instructions < least {
        return Err(format!("only {instructions} encodings were instructions").into());
    }
    Ok(())
}

/// Encodings that one process reads.
const BATCH: usize = 100_000;
/// Differences that a failure shows.
const SHOWN: usize = 20;

/// Compares the texts of both, on all cores, and counts what both take for the same instruction.
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

/// What both take for the same instruction in a batch, counted, and where they differ.
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

/// Our text at address 0, as `llvm-mc` writes it: targets in decimal and relative, the dynamic
/// rounding mode by name.
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
