//! The lines before a file's first function: which tests, which settings, which targets.
//!
//! Cranelift's reader turns them into instruction sets, and forgets their text; and it gives signatures without a convention that of the host
//! if there is a `test run` line, and what it makes of another backend's target depends on whether that backend is built in. So the lines are
//! read here, too, and handed on in a form in which neither matters: other targets, and what is set for them alone, are blank. No line
//! changes its length.

use std::str::FromStr;
use target_lexicon::{Architecture, Triple};

/// What the lines say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Header {
    /// Whether there is a `test run` line.
    pub(super) runs: bool,
    /// The riscv64 target lines: number, from 1, and text with single spaces.
    pub(super) targets: Vec<(usize, String)>,
    /// The file for Cranelift's reader.
    pub(super) text: String,
}

impl Header {
    /// Reads the lines before the first function of `text`.
    pub(super) fn read(text: &str) -> Header {
        let mut header = Header::default();
        // The `set` lines since the last riscv64 target, as places in the new text, and how many of them some other target follows.
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
                ["set", ..] => settings.push(place),
                ["target", name, ..] if is_riscv64(name) => {
                    header.targets.push((number, words.join(" ")));
                    (settings, followed) = (Vec::new(), 0);
                }
                ["target", ..] => {
                    blank.push(place);
                    followed = settings.len();
                }
                [] | ["test" | "feature", ..] => {}
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

fn is_riscv64(name: &str) -> bool {
    let triple = Triple::from_str(name);
    triple.is_ok_and(|triple| matches!(triple.architecture, Architecture::Riscv64(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_those_of_riscv64_before_the_first_function() {
        let text = "; a comment\ntest interpret\ntest run\n\ntarget x86_64\ntarget  riscv64  has_c ; why\ntarget riscv64gc\n\
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
    fn settings_that_only_another_target_takes_are_no_mistake() {
        let text = "target riscv64\nset opt_level=speed\ntarget x86_64\nset is_pic\n";
        let expected = "target riscv64\n                   \n             \nset is_pic\n";
        assert_eq!(Header::read(text).text, expected);
        // They hold for what follows, too.
        let text = "target riscv64\nset opt_level=speed\ntarget x86_64\ntarget riscv64 has_c\n";
        let handed_on = text.replace("target x86_64", "             ");
        assert_eq!(Header::read(text).text, handed_on);
    }
}
