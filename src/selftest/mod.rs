//! What findings rest on, against others: the machine against QEMU, and the [psABI table](abi()) against gcc.
//!
//! # The machine
//!
//! *Problem.* A fuzzer is as good as its judge. A machine that is wrong in one instruction makes false findings, or hides true ones.
//!
//! *Idea.* Random sequences of instructions over the whole table, thousands of them in one executable, which the machine
//! and QEMU both run as it is: it loads every register, executes the sequence, and writes down every register and fcsr. What they
//! wrote has to be the same, byte for byte, memory included.
//!
//! *Limits.* No vectors. x1 and x31 hold the way, x2 and x9 addresses; none of them is written. Jumps through registers, system calls and traps are not
//! among the instructions: every call that a case makes tries those.

mod abi;
mod batch;
mod sequence;

pub use abi::{AbiError, Disagreement, Report as AbiReport, abi};
pub use batch::Difference;

use crate::machine::{self, Extension, Extensions};
use crate::qemu::{Qemu, QemuError};
use rand::SeedableRng;
use rand::rngs::StdRng;
use sequence::Sequence;
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};

/// What the machine and QEMU are given: everything but vectors.
const SCALAR: Extensions = Extensions::ALL.without(Extension::V);

/// Sequences in one process.
const BATCH: u64 = 4000;

/// What came out.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Sequences compared.
    pub sequences: u64,
    /// Instructions in them.
    pub instructions: u64,
    /// Mnemonics of the table that were among them.
    pub tried: BTreeSet<&'static str>,
    /// Where both differ; at most one a batch.
    pub differences: Vec<Difference>,
}

impl Report {
    /// Mnemonics of the table that were not tried.
    pub fn left_out(&self) -> Vec<&'static str> {
        let rows = machine::rows().iter();
        let scalar = rows.filter(|row| row.is_in(SCALAR));
        let all: BTreeSet<&'static str> = scalar.map(|row| row.mnemonic).collect();
        all.difference(&self.tried).copied().collect()
    }
}

/// Compares `count` sequences; they depend on the seed and their number alone. Ends early, with what there is, once `stop` is set.
///
/// # Errors
/// If QEMU cannot be used.
pub fn machine(
    qemu: &Qemu,
    count: u64,
    seed: u64,
    stop: &AtomicBool,
    show: &mut dyn FnMut(&Report),
) -> Result<Report, QemuError> {
    let mut report = Report::default();
    for batch in 0..count.div_ceil(BATCH) {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        let first = batch * BATCH;
        let sequences: Vec<Sequence> = (first..count.min(first + BATCH))
            .map(|number| Sequence::draw(&mut StdRng::from_seed(key(seed, number))))
            .collect();
        report.differences.extend(batch::compare(qemu, &sequences)?);
        report.sequences += sequences.len() as u64;
        for sequence in &sequences {
            report.instructions += sequence.insts.len() as u64;
            report
                .tried
                .extend(sequence.insts.iter().map(|inst| inst.mnemonic()));
        }
        show(&report);
    }
    Ok(report)
}

/// The seed of what number `number` depends on.
fn key(seed: u64, number: u64) -> [u8; 32] {
    let mut key = [0; 32];
    key[..8].copy_from_slice(&seed.to_le_bytes());
    key[8..16].copy_from_slice(&number.to_le_bytes());
    key
}
