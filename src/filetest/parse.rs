//! From a file's text to functions, targets and run lines.

use super::directives::{Directives, TextKind};
use super::header::Header;
use super::reader;
use super::syntax::{BadSyntax, SourceText};
use cranelift_codegen::ir::Function;
use cranelift_codegen::isa::{CallConv, OwnedTargetIsa};
use cranelift_reader::{Feature, IsaSpec, RunCommand};
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
    /// The instruction set that it and the settings before it give.
    pub(super) isa: OwnedTargetIsa,
}

/// A file.
pub(super) struct Parsed {
    /// Whether there is a `test run` line.
    pub(super) runs: bool,
    /// The texts that directives are compared with.
    pub(super) texts: Vec<TextKind>,
    /// The directives of each function, if it has any; or which one is malformed.
    pub(super) directives: Vec<Result<Option<Directives>, String>>,
    /// Whether there is a target line, for riscv64 or not.
    pub(super) has_target: bool,
    pub(super) targets: Vec<TargetLine>,
    /// A feature of Cranelift's build that the file asks for.
    pub(super) feature: Option<String>,
    pub(super) functions: Vec<Function>,
    pub(super) lines: Vec<RunLine>,
    /// Whether each function has a run line.
    pub(super) has_line: Vec<bool>,
    /// Run lines in the wrong place.
    pub(super) bad: Vec<BadSyntax>,
    /// How many run lines come before every function.
    pub(super) astray: u64,
}

/// Reads a file.
pub(super) fn parse(source: &SourceText) -> Result<Parsed, Box<BadSyntax>> {
    let header = Header::read(source.text());
    // As in Cranelift's own runner, functions without a convention have that of the host.
    let convention = if header.runs {
        CallConv::SystemV
    } else {
        CallConv::Fast
    };
    let file = match reader::file(&header.text, convention) {
        Ok(Ok(file)) => file,
        Ok(Err(error)) => {
            let line = error.location.line_number;
            return Err(source.mistake(&error, line, help(source, line)).into());
        }
        Err(report) => return Err(source.panic(&report, 1).into()),
    };
    let astray = file.preamble_comments.iter();
    let mut parsed = Parsed {
        runs: header.runs,
        texts: header.texts,
        directives: Vec::new(),
        has_target: header.has_target,
        targets: targets(header.targets, file.isa_spec),
        feature: file.features.iter().find_map(|feature| match feature {
            Feature::With(name) => Some(format!("{name:?}")),
            Feature::Without(_) => None,
        }),
        functions: Vec::new(),
        lines: Vec::new(),
        has_line: Vec::new(),
        bad: Vec::new(),
        astray: astray.filter(|comment| is_astray(comment.text)).count() as u64,
    };
    let preamble = file.preamble_comments.iter();
    let preamble: Vec<String> = preamble.map(|c| c.text.to_owned()).collect();
    for (function, details) in file.functions {
        let own = details.comments.iter().map(|c| c.text.to_owned());
        let all = preamble.iter().cloned().chain(own).collect();
        parsed.directives.push(Directives::read(all));
        let before = parsed.lines.len();
        for comment in &details.comments {
            let offset = comment.text.as_ptr() as usize - header.text.as_ptr() as usize;
            parsed.comment(source, source.line(offset), comment.text, &function);
        }
        parsed.has_line.push(parsed.lines.len() > before);
        parsed.functions.push(function);
    }
    Ok(parsed)
}

/// What the user can do about a mistake on line `number`.
fn help(source: &SourceText, number: usize) -> Option<&'static str> {
    source.text_of(number).starts_with("target").then_some(
        "name an architecture as target-lexicon does: riscv64, x86_64, aarch64, s390x, pulley64",
    )
}

/// Whether a comment before every function looks like a run line.
fn is_astray(comment: &str) -> bool {
    let text = comment.trim_start_matches([';', ' ']);
    ["run:", "print:"]
        .iter()
        .any(|start| text.starts_with(start))
}

/// The riscv64 target lines, with the instruction sets that the reader made of them.
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
    /// Whether function `index` is compared with directives.
    pub(super) fn is_compared(&self, index: usize) -> bool {
        !self.texts.is_empty() && !matches!(self.directives[index], Ok(None))
    }

    /// Reads a comment on line `number` that belongs to the next function, `function`. Most are not
    /// run lines.
    fn comment(&mut self, source: &SourceText, number: usize, comment: &str, function: &Function) {
        let signature = &function.signature;
        match reader::run_line(comment, signature) {
            Ok(Ok(None)) => {}
            Ok(Ok(Some(command))) => self.lines.push(RunLine {
                number,
                function: self.functions.len(),
                command,
            }),
            Ok(Err(error)) => {
                let help = signature.returns.is_empty().then_some(
                    "a function without results is run by `run: %name() == []`, with its arguments",
                );
                self.bad.push(source.mistake(&error, number, help));
            }
            Err(report) => self.bad.push(source.panic(&report, number)),
        }
    }
}
