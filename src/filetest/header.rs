//! The lines before a file's first function: which tests, which settings, which targets.
//!
//! Cranelift's reader turns these lines into instruction sets, and drops their text. With a `test
//! run` line, it gives signatures without a convention the host's. Its answer to another backend's
//! target depends on whether that backend is built in. So these lines are also read here, and
//! passed on in a form in which neither matters: other targets, and settings for them alone, are
//! blanked. No line changes its length. An unknown architecture is passed on, so that the reader
//! reports it.

use super::directives::TextKind;
use std::str::FromStr;
use target_lexicon::Triple;

/// The contents of these lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Header {
    /// Whether there is a `test run` line.
    pub(super) runs: bool,
    /// The texts that `test` lines compare with directives.
    pub(super) texts: Vec<TextKind>,
    /// Whether there is a target line.
    pub(super) has_target: bool,
    /// The riscv64 target lines: line number, from 1, and text with single spaces.
    pub(super) targets: Vec<(usize, String)>,
    /// The file for Cranelift's reader.
    pub(super) text: String,
}

impl Header {
    /// Reads the lines before the first function of `text`.
    pub(super) fn read(text: &str) -> Header {
        let mut header = Header::default();
        // The `set` lines since the last riscv64 target, as ranges of the new text, and how many of
        // them precede some other target.
        let (mut settings, mut followed) = (Vec::new(), 0);
        let mut blank = Vec::new();
        let mut in_header = true;
        for (number, line) in (1..).zip(text.split_inclusive('\n')) {
            let start = header.text.len();
            header.text.push_str(line);
            let place = start..start + line.trim_end().len();
            let statement = line.split(';').next().unwrap_or("");
            let words: Vec<&str> = statement.split_whitespace().collect();
            match *words.as_slice() {
                _ if !in_header => {}
                ["test", "run", ..] => {
                    header.runs = true;
                    let at = start + line.find("run").expect("it is one of its words");
                    header.text.replace_range(at..at + 3, "RUN");
                }
                ["test", "compile"] => header.texts.push(TextKind::Code),
                ["test", "unwind"] => header.texts.push(TextKind::Unwind),
                ["set", ..] => settings.push(place),
                ["target", name, ..] => {
                    header.has_target = true;
                    match Architecture::of(name) {
                        Architecture::Riscv64 => {
                            header.targets.push((number, words.join(" ")));
                            (settings, followed) = (Vec::new(), 0);
                        }
                        Architecture::Other => {
                            blank.push(place);
                            followed = settings.len();
                        }
                        Architecture::None => {}
                    }
                }
                [] | ["test" | "feature" | "target", ..] => {}
                _ => in_header = false,
            }
        }
        for place in settings.drain(..followed).chain(blank) {
            let spaces = " ".repeat(place.len());
            header.text.replace_range(place, &spaces);
        }
        header
    }
}

/// What a target line names.
enum Architecture {
    Riscv64,
    Other,
    /// An unknown architecture.
    None,
}

impl Architecture {
    fn of(name: &str) -> Architecture {
        match Triple::from_str(name).map(|triple| triple.architecture) {
            Ok(target_lexicon::Architecture::Riscv64(_)) => Architecture::Riscv64,
            Ok(target_lexicon::Architecture::Unknown) | Err(_) => Architecture::None,
            Ok(_) => Architecture::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_those_of_riscv64_before_the_first_function() {
        let text = "; a comment\ntest interpret\ntest run\n\ntarget x86_64\ntarget  riscv64  \
        has_c ; why\ntarget riscv64gc\n\
                    function %f() {\ntarget riscv64 has_zbb\n";
        let header = Header::read(text);
        assert!(header.runs);
        let targets = [(6, "target riscv64 has_c"), (7, "target riscv64gc")];
        assert_eq!(
            header.targets,
            targets.map(|(n, text)| (n, text.to_owned()))
        );
        let handed_on = text.replace("test run", "test RUN");
        let handed_on = handed_on.replace("target x86_64", "             ");
        assert_eq!(header.text, handed_on);
        assert!(!Header::read("test compile\n").runs);
    }

    #[test]
    fn what_is_no_architecture_is_left_for_the_reader() {
        for line in [
            "target riscv46",
            "target unknown",
            "target",
            "target rv64 has_c",
        ] {
            let text = format!("test run\n{line}\n");
            let header = Header::read(&text);
            assert_eq!(header.text, text.replace("run", "RUN"));
            assert_eq!(header.targets, []);
        }
        assert!(Header::read("target riscv46\n").has_target);
        assert!(!Header::read("test run\n").has_target);
    }

    #[test]
    fn settings_that_only_another_target_takes_are_no_mistake() {
        let text = "target riscv64\nset opt_level=speed\ntarget x86_64\nset is_pic\n";
        let expected = "target riscv64\n                   \n             \nset is_pic\n";
        assert_eq!(Header::read(text).text, expected);
        // These settings also apply to later targets.
        let text = "target riscv64\nset opt_level=speed\ntarget x86_64\ntarget riscv64 has_c\n";
        let handed_on = text.replace("target x86_64", "             ");
        assert_eq!(Header::read(text).text, handed_on);
    }
}
