//! What findings rest on, against others: the machine against QEMU, and the [psABI table](abi())
//! against gcc.
//!
//! # The machine
//!
//! *Problem.* A fuzzer is as good as its judge. A machine that is wrong in one instruction makes
//! false findings, or hides true ones.
//!
//! *Idea.* Random sequences of instructions over the whole table, thousands of them in one
//! executable, which the machine and QEMU both run as it is: it loads every register, executes the
//! sequence, and writes down every register and fcsr. What they wrote has to be the same, byte for
//! byte, memory included. VLEN goes from batch to batch.
//!
//! *Limits.* x1 and x31 hold the way, x2 and x9 addresses, x3 a distance; none of them is written.
//! A vector instruction that the machine calls illegal under the type of the moment is not tried,
//! and VSETVL, whose type is in a register, never. Agnostic elements are undisturbed in both. Jumps
//! through registers, system calls and traps are not among the instructions: every call that a case
//! makes tries those.

mod abi;
mod batch;
mod roles;
mod seed;
mod sequence;
mod vector;

pub use abi::{AbiError, Disagreement, Report as AbiReport, abi};
pub use batch::Difference;

use crate::qemu::{Qemu, QemuError};
use farcall_machine::{Extension, Extensions};
use rand::SeedableRng;
use rand::rngs::StdRng;
use sequence::Sequence;
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};

/// What machine and QEMU are given in turn: everything, with VLEN of 128, 256 and 512 bits.
const HARTS: [Extensions; 3] = {
    let long = Extensions::ALL.without(Extension::Zvl512b);
    [long.without(Extension::Zvl256b), long, Extensions::ALL]
};

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
        let all: BTreeSet<&'static str> = farcall_machine::rows()
            .iter()
            .map(|row| row.mnemonic)
            .collect();
        all.difference(&self.tried).copied().collect()
    }
}

/// Compares `count` sequences; they depend on the seed and their number alone. Ends early, with
/// what there is, once `stop` is set.
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
