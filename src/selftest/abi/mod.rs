//! The psABI table against gcc.
//!
//! *Problem.* Every expectation about arguments and results rests on the table in `abi/psabi.rs`.
//! The author of the table may have misread the text.
//!
//! *Idea.* gcc compiles C functions with random signatures. For each signature, a callee stores its
//! arguments and returns a constant, and a caller passes constants and stores the result. `play` is
//! the other side of both: following the table, it passes arguments to the callee, and plays the
//! function that the caller calls. Each value must arrive as it was sent, including the bits above
//! it that the table defines. The code runs in the machine and in QEMU.
//!
//! *Limits.* Scalars only: integers of every width and signedness, float, double, long double and
//! __int128. One result, as C has it.

mod error;
mod play;
mod processor;
mod signature;
mod source;

pub use error::AbiError;
pub use play::Disagreement;
pub(crate) use signature::c_type;

use crate::qemu::Qemu;
use crate::selftest::seed;
use processor::{Executor, InMachine, InQemu};
use rand::SeedableRng;
use rand::rngs::StdRng;
use signature::Function;
use source::Compiler;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

/// Signatures in one compilation.
const BATCH: u64 = 100;

/// The result of a comparison.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Signatures compared, each as a callee and as a caller.
    pub signatures: u64,
    /// Arguments and results compared.
    pub values: u64,
    /// Where the table and the compiler disagree.
    pub disagreements: Vec<Disagreement>,
}

/// Compares `count` signatures, in the machine and, if `qemu` is given, in QEMU. Each signature
/// depends only on the seed and its number.
///
/// # Errors
/// If a tool cannot be used. A disagreement is not an error.
pub fn abi(
    compiler: PathBuf,
    qemu: Option<&Qemu>,
    count: u64,
    seed: u64,
    stop: &AtomicBool,
    show: &mut dyn FnMut(&Report),
) -> Result<Report, AbiError> {
    let compiler = Compiler::new(compiler);
    let mut report = Report::default();
    for batch in 0..count.div_ceil(BATCH) {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        let first = batch * BATCH;
        let functions: Vec<Function> = (first..count.min(first + BATCH))
            .map(|number| Function::draw(&mut StdRng::from_seed(seed::key(seed, number))))
            .collect();
        let binary = compiler.compile(&functions)?;
        let mut executors: Vec<Box<dyn Executor>> = vec![Box::new(InMachine::new(&binary))];
        if let Some(qemu) = qemu {
            executors.push(Box::new(InQemu::new(qemu, &binary)?));
        }
        for executor in &mut executors {
            for (number, function) in functions.iter().enumerate() {
                let compared = play::function(executor.as_mut(), &binary, number, function)?;
                report.values += compared.values;
                report.disagreements.extend(compared.disagreement);
            }
        }
        report.signatures += functions.len() as u64;
        show(&report);
    }
    Ok(report)
}
