//! Checks that the switch between mutants changes nothing while it is off.
//!
//! *Idea.* Farcall itself is built from the unmodified crates. The shared build must compile every
//! case as Farcall does: the same bytes at the same addresses, with the same relocations. Both
//! generate the same cases, from consecutive seeds, and a digest of each.

use super::crates::digest_of;
use super::error::MutantsError;
use crate::case::Case;
use crate::children;
use crate::generate;
use crate::link::{self, Arena, ArenaError, Image, Linker, Span};
use rand::SeedableRng;
use rand::rngs::StdRng;
use std::env;
use std::io::{self, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;

/// An environment variable of a fuzz target: how many cases to compile, and print the digests of,
/// instead of fuzzing.
const VARIABLE: &str = "FARCALL_DIGESTS";
/// The number of cases compared.
pub(super) const CASES: usize = 10_000;

/// Prints digests if the environment asks this process for them, and returns whether it did.
///
/// # Errors
/// If [`VARIABLE`] is not a number, the arena cannot be mapped, or the output cannot be written.
pub(crate) fn answer() -> io::Result<bool> {
    let count = env::var(VARIABLE).ok().map(|count| count.parse());
    let Some(count) = count.transpose().map_err(io::Error::other)? else {
        return Ok(false);
    };
    let digests = digests(count).map_err(io::Error::other)?;
    let mut text = digests.join("\n");
    text.push('\n');
    io::stdout().write_all(text.as_bytes())?;
    Ok(true)
}

/// Compares what `program` compiles with what this process compiles. Returns the number of cases
/// compared.
pub(super) fn compare(program: &Path) -> Result<usize, MutantsError> {
    let ours = thread::spawn(|| digests(CASES));
    let mut command = Command::new(program);
    command
        .env(VARIABLE, CASES.to_string())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let output = children::spawn(&mut command).and_then(Child::wait_with_output);
    let output = output.map_err(|error| MutantsError::NoDigests(error.to_string()))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let theirs: Vec<&str> = text.lines().collect();
    let ours = ours.join().map_err(|_| MutantsError::Lost)??;
    if !output.status.success() || theirs.len() != ours.len() {
        let words = format!("{}, and {} of {CASES} digests", output.status, theirs.len());
        return Err(MutantsError::NoDigests(words));
    }
    match (0..)
        .zip(ours.iter().zip(theirs))
        .find(|(_, (a, b))| a != b)
    {
        Some((case, _)) => Err(MutantsError::Differs { case }),
        None => Ok(ours.len()),
    }
}

/// The digests of the first `count` cases.
fn digests(count: usize) -> Result<Vec<String>, ArenaError> {
    link::install_panic_hook();
    let mut linker = Linker::new(Arena::map(0)?);
    let digest = |seed| {
        let case = generate::random_case(&mut StdRng::seed_from_u64(seed));
        linked(&mut linker, &case)
    };
    Ok((0..count as u64).map(digest).collect())
}

/// A digest of the linked case. If linking fails, only that fact: a panic message contains line
/// numbers of source files.
fn linked(linker: &mut Linker, case: &Case) -> String {
    match linker.link(case) {
        Ok(image) => digest_of([image_text(&image).as_str()]),
        Err(_) => "not-linked".to_owned(),
    }
}

fn image_text(image: &Image<'_>) -> String {
    let spans = image.map.functions.iter().chain(&image.map.data).flatten();
    let bytes = |span: &Span| format!("{:x}: {:x?}", span.start, image.bytes(*span));
    let bytes: Vec<String> = spans.map(bytes).collect();
    format!("{bytes:?} {:?}", image.map.relocations)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn a_digest_depends_on_the_case_alone_and_tells_cases_apart() {
        // No other test of the library maps this arena.
        let mut linker = Linker::new(Arena::map(91).expect("an arena"));
        let case = |seed| generate::random_case(&mut StdRng::seed_from_u64(seed));
        let mut round = || -> Vec<String> {
            (0..40)
                .map(|seed| linked(&mut linker, &case(seed)))
                .collect()
        };
        let first = round();
        assert_eq!(first, round());
        let digests = first.iter().filter(|digest| *digest != "not-linked");
        let linked = digests.clone().count();
        assert!(linked > 20, "{first:?}");
        let different: BTreeSet<_> = digests.collect();
        assert_eq!(different.len(), linked, "{first:?}");
    }
}
