//! Tests of the ground truth behind findings: the machine against QEMU, and the [psABI
//! table](abi()) against gcc.
//!
//! # The machine
//!
//! *Problem.* A fuzzer is as good as its oracles. If the machine executes one instruction wrongly,
//! it produces false findings or hides true ones.
//!
//! *Idea.* Random sequences of instructions from the whole table, thousands of them in one
//! executable, run in both the machine and QEMU. For each sequence, the program loads every
//! register, executes the sequence, and stores every register and fcsr. The stored bytes must be
//! equal, and so must scratch memory. VLEN changes from batch to batch.
//!
//! *Limits.* x1 and x31 hold the return address and the record pointer, x2 and x9 addresses, x3 a
//! stride; no sequence writes them. A vector instruction that the machine calls illegal under the
//! current type is not tried. VSETVL is never tried, because its type is in a register. Agnostic
//! elements are left undisturbed in both. Jumps through registers, system calls and traps do not
//! occur here; checking cases exercises them.

mod abi;
mod batch;
mod roles;
mod seed;
mod sequence;
mod vector;

pub(crate) use abi::c_type;
pub use abi::{AbiError, Disagreement, Report as AbiReport, abi};
pub use batch::Difference;

use crate::qemu::{Qemu, QemuError};
use farcall_machine::{Extension, Extensions};
use rand::SeedableRng;
use rand::rngs::StdRng;
use sequence::Sequence;
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};

/// The configurations in turn: every extension, with VLEN of 128, 256 and 512 bits.
const HARTS: [Extensions; 3] = {
    let long = Extensions::ALL.without(Extension::Zvl512b);
    [long.without(Extension::Zvl256b), long, Extensions::ALL]
};

/// Sequences in one executable.
const BATCH: u64 = 4000;

/// The result of a comparison.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Sequences compared.
    pub sequences: u64,
    /// Instructions in them.
    pub instructions: u64,
    /// Mnemonics of the table that occurred in them.
    pub tried: BTreeSet<&'static str>,
    /// Where the two differ; at most one for each batch.
    pub differences: Vec<Difference>,
}

impl Report {
    /// Mnemonics of the table that were not tried.
    pub fn left_out(&self) -> Vec<&'static str> {
        let all: BTreeSet<&'static str> = farcall_machine::rows()
            .iter()
            .map(|row| row.mnemonic)
            .collect();
        all.difference(&self.tried).copied().collect()
    }
}

/// Compares `count` sequences. Each one depends only on the seed and its number. Returns early once
/// `stop` is set.
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
        let extensions = HARTS[(batch % HARTS.len() as u64) as usize];
        let sequences: Vec<Sequence> = (first..count.min(first + BATCH))
            .map(|number| {
                Sequence::draw(extensions, &mut StdRng::from_seed(seed::key(seed, number)))
            })
            .collect();
        let difference = batch::compare(qemu, extensions, &sequences)?;
        report.differences.extend(difference);
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
