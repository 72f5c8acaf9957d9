//! From a file's text to functions, targets and run lines.

use super::header::Header;
use super::syntax::{BadSyntax, Source};
use crate::link;
use cranelift_codegen::ir::Function;
use cranelift_codegen::isa::{CallConv, OwnedTargetIsa};
use cranelift_reader::{Feature, IsaSpec, ParseOptions, RunCommand};
use target_lexicon::Architecture;

/// A run line.
#[derive(Debug)]
pub(super) struct RunLine {
    /// Its number in the file, from 1.
    pub(super) number: usize,
    /// The index of the function that it runs.
    pub(super) function: usize,
    pub(super) command: RunCommand,
}

/// A riscv64 target line.
pub(super) struct TargetLine {
    /// Its number in the file, from 1.
    pub(super) number: usize,
    /// Its words.
    pub(super) text: String,
    /// What it and the settings before it say.
    pub(super) isa: OwnedTargetIsa,
}

/// A file.
pub(super) struct Parsed {
    /// Whether there is a `test run` line.
    pub(super) runs: bool,
    pub(super) targets: Vec<TargetLine>,
    /// A feature of Cranelift's build that the file asks for.
    pub(super) feature: Option<String>,
    pub(super) functions: Vec<Function>,
    pub(super) lines: Vec<RunLine>,
    /// Run lines that are none.
    pub(super) bad: Vec<BadSyntax>,
}

/// Reads a file.
pub(super) fn parse(source: &Source) -> Result<Parsed, Box<BadSyntax>> {
    let header = Header::read(source.text());
    let options = ParseOptions {
        default_calling_convention: CallConv::SystemV,
        machine_code_cfg_info: true,
        ..ParseOptions::default()
    };
    let parsed = link::catch(|| cranelift_reader::parse_test(&header.text, options));
    let file = match parsed {
        Ok(Ok(file)) => file,
        Ok(Err(error)) => {
            let line = error.location.line_number;
            return Err(source.mistake(&error, line).into());
        }
        Err(report) => return Err(source.panic(&report, 1).into()),
    };
    let mut parsed = Parsed {
        runs: header.runs,
        targets: targets(header.targets, file.isa_spec),
        feature: file.features.iter().find_map(|feature| match feature {
            Feature::With(name) => Some(format!("{name:?}")),
            Feature::Without(_) => None,
        }),
        functions: Vec::new(),
        lines: Vec::new(),
        bad: Vec::new(),
    };
    for (function, details) in file.functions {
        for comment in &details.comments {
            let offset = comment.text.as_ptr() as usize - header.text.as_ptr() as usize;
            parsed.comment(source, source.line(offset), comment.text, &function);
        }
        parsed.functions.push(function);
    }
    Ok(parsed)
}

/// The riscv64 target lines, with what the reader made of them.
fn targets(lines: Vec<(usize, String)>, isas: IsaSpec) -> Vec<TargetLine> {
    let isas = match isas {
        IsaSpec::None(_) => Vec::new(),
        IsaSpec::Some(isas) => isas,
    };
    let isas = isas
        .into_iter()
        .filter(|isa| matches!(isa.triple().architecture, Architecture::Riscv64(_)));
    let pairs = lines.into_iter().zip(isas);
    let line = |((number, text), isa)| TargetLine { number, text, isa };
    pairs.map(line).collect()
}

impl Parsed {
    /// Takes in a comment on line `number` that belongs to the next function, `function`; most say nothing to run.
    fn comment(&mut self, source: &Source, number: usize, comment: &str, function: &Function) {
        let signature = &function.signature;
        match link::catch(|| cranelift_reader::parse_run_command(comment, signature)) {
            Ok(Ok(None)) => {}
            Ok(Ok(Some(command))) => self.lines.push(RunLine {
                number,
                function: self.functions.len(),
                command,
            }),
            Ok(Err(error)) => self.bad.push(source.mistake(&error, number)),
            Err(report) => self.bad.push(source.panic(&report, number)),
        }
    }
}
