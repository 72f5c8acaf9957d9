//! The code added to a crate to select mutants at run time.

use std::ops::Range;

/// An environment variable of a program with many mutants: the number of the mutant in force.
pub(crate) const SELECTED: &str = "FARCALL_MUTANT";
/// An environment variable of a program with many mutants: the file to create when the mutated
/// function is executed for the first time.
pub(crate) const REACHED: &str = "FARCALL_MUTANT_REACHED";

/// Appended to the root of a crate. It works in `no_std` crates too, because the program links the
/// standard library anyway.
pub(crate) const SOURCE: &str = r#"
#[doc(hidden)]
mod farcall_switch {
    extern crate std;
    use self::std::sync::atomic::{AtomicU32, Ordering};

    const UNREAD: u32 = u32::MAX;
    const REACHED: u32 = 1 << 30;
    static SELECTED: AtomicU32 = AtomicU32::new(UNREAD);

    /// Whether the mutant of that number, which is above zero, is in force.
    #[inline]
    pub(crate) fn farcall_mutant(id: u32) -> bool {
        let selected = SELECTED.load(Ordering::Relaxed);
        if selected == id | REACHED {
            return true;
        }
        (selected == id || selected == UNREAD) && first(id)
    }

    #[cold]
    fn first(id: u32) -> bool {
        let selected = match self::std::env::var("FARCALL_MUTANT") {
            Ok(number) => number.parse().expect("FARCALL_MUTANT is the number of a mutant"),
            Err(_) => 0,
        };
        if selected != id {
            // No other thread has stored anything else, but for a mark that the mutant of this
            // process was reached.
            let _ = SELECTED
                .compare_exchange(UNREAD, selected, Ordering::Relaxed, Ordering::Relaxed);
            return false;
        }
        SELECTED.store(id | REACHED, Ordering::Relaxed);
        if let Some(path) = self::std::env::var_os("FARCALL_MUTANT_REACHED") {
            self::std::fs::write(path, "")
                .expect("the file of FARCALL_MUTANT_REACHED can be written");
        }
        true
    }
}
pub(crate) use farcall_switch::farcall_mutant;
"#;

/// Appends a body that acts as `original` unless one of the mutants is in force. Each mutant is a
/// number and its body, braces included. Returns where in `text` they are.
pub(crate) fn choose(
    text: &mut String,
    original: &str,
    mutants: &[(u32, String)],
) -> Vec<Range<usize>> {
    let mut places = Vec::new();
    *text += "{ ";
    for (number, body) in mutants {
        *text += &format!("if crate::farcall_mutant({number}) ");
        places.push(text.len()..text.len() + body.len());
        *text += body;
        *text += " else ";
    }
    *text += original;
    *text += " }";
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_a_chain_that_ends_with_the_original() {
        let mutants = [(3, "{ a }".to_owned()), (9, "{ b }".to_owned())];
        let mut text = String::new();
        let places = choose(&mut text, "{ c }", &mutants);
        assert_eq!(
            text,
            "{ if crate::farcall_mutant(3) { a } else if crate::farcall_mutant(9) { b } else { c } }"
        );
        assert_eq!(
            places.into_iter().map(|at| &text[at]).collect::<Vec<_>>(),
            ["{ a }", "{ b }"]
        );
    }

    #[test]
    fn the_switch_is_rust_and_reads_the_variables_that_are_set() {
        syn::parse_file(SOURCE).expect("Rust");
        for variable in [SELECTED, REACHED] {
            assert!(SOURCE.contains(&format!("{variable:?}")));
        }
    }
}
