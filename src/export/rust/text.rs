//! How tests are written: templates with holes, and the comment at the head of each file.

use crate::export::Subject;
use crate::version;

/// `template` with each hole `@NAME@` filled.
pub(super) fn fill(template: &str, holes: &[(&str, String)]) -> String {
    let fill =
        |text: String, (name, value): &(&str, String)| text.replace(&format!("@{name}@"), value);
    holes.iter().fold(template.to_owned(), fill)
}

/// The comment at the head of a test: what it is for, what is expected, who found it.
pub(super) fn head(subject: &Subject, expected: &str) -> String {
    let title = subject.title();
    let farcall = env!("CARGO_PKG_VERSION");
    let cranelift = version::linked();
    let paragraphs = [
        format!("Regression test for: {title}."),
        expected.to_owned(),
        "Beside what cranelift-jit's own tests need, it needs the dev-dependencies \
         cranelift-reader, and cranelift-codegen with its feature `riscv64`."
            .to_owned(),
        format!("Found by Farcall {farcall} in Cranelift {cranelift}."),
    ];
    let paragraphs = paragraphs.map(|paragraph| wrapped(&paragraph));
    paragraphs.join("//!\n")
}

/// `paragraph` as lines of a comment, none longer than Cranelift's own lines unless a word is.
fn wrapped(paragraph: &str) -> String {
    let mut lines = vec!["//!".to_owned()];
    for word in paragraph.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.len() + word.len() < 100 => *line += &format!(" {word}"),
            _ => lines.push(format!("//! {word}")),
        }
    }
    lines.iter().map(|line| format!("{line}\n")).collect()
}

/// The name of a subject as the name of a function.
pub(super) fn identifier(name: &str) -> String {
    let snake = name.chars().map(|c| match c {
        c if c.is_ascii_alphanumeric() => c.to_ascii_lowercase(),
        _ => '_',
    });
    let snake: String = snake.collect();
    if snake.starts_with(|c: char| c.is_ascii_alphabetic()) {
        snake
    } else {
        format!("case_{snake}")
    }
}

/// A number as people write large ones: `0x7fff_f810`.
pub(super) fn hex(number: u64) -> String {
    let digits = format!("{number:x}");
    let groups = digits.as_bytes().rchunks(4).rev();
    let groups = groups.map(|group| String::from_utf8_lossy(group).into_owned());
    format!("0x{}", groups.collect::<Vec<_>>().join("_"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_groups_of_four_digits() {
        assert_eq!(hex(0), "0x0");
        assert_eq!(hex(0x1000), "0x1000");
        assert_eq!(hex(0x7fff_f810), "0x7fff_f810");
        assert_eq!(hex(0x1_0000_0000), "0x1_0000_0000");
    }

    #[test]
    fn lines_of_the_head_are_short_and_lose_no_word() {
        let long = "word ".repeat(50);
        let text = wrapped(&long);
        assert!(
            text.lines()
                .all(|line| line.len() <= 100 && line.starts_with("//! "))
        );
        assert_eq!(text.matches("word").count(), 50);
    }

    #[test]
    fn names_of_files_become_names_of_functions() {
        assert_eq!(identifier("jit-near-data"), "jit_near_data");
        assert_eq!(identifier("0001-x"), "case_0001_x");
    }
}
