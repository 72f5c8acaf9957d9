//! One program for many fixes.
//!
//! As `mutants/plant/` does with mutants, a body with edits is duplicated, and a switch chooses. A
//! fix may have edits in several bodies, and several in one; all of them answer to one number.

use super::locate::{FileKey, Located, LocatedFix, apply};
use crate::mutants::plant::edit::Edit;
use crate::mutants::plant::{Overlay, ROOT, switch};
use std::collections::{BTreeMap, BTreeSet};

/// The bodies of a file by position, and for each fix of a body its number and its edits there.
type Bodies<'f> = BTreeMap<(usize, usize), BTreeMap<u32, Vec<&'f Edit>>>;

impl Located {
    /// The files of a program with every fix that can share one.
    pub(super) fn shared(&self) -> Overlay {
        let mut overlay = self.files.clone();
        for (file, source) in &self.files {
            overlay.insert(file.clone(), self.weave(file, source));
        }
        let spots = self.shareable().flat_map(|(_, fix)| &fix.spots);
        for krate in spots.map(|spot| &spot.file.0).collect::<BTreeSet<_>>() {
            let root = overlay.get_mut(&(krate.clone(), ROOT.to_owned()));
            *root.expect("a shareable fix's crate has one") += switch::SOURCE;
        }
        overlay
    }

    /// The fixes that can share a program, with their numbers there.
    fn shareable(&self) -> impl Iterator<Item = (u32, &LocatedFix)> {
        (1..).zip(&self.fixes).filter(|(_, fix)| fix.is_shareable())
    }

    /// A file with its fixes.
    fn weave(&self, file: &FileKey, source: &str) -> String {
        let (mut text, mut done) = (String::new(), 0);
        for ((start, end), fixes) in self.bodies(file) {
            text += &source[done..start];
            let fixed = fixes.into_iter().map(|(number, mut edits)| {
                edits.sort_by_key(|edit| (edit.at.start, edit.at.end));
                (number, apply(source, start..end, &edits))
            });
            let fixed: Vec<(u32, String)> = fixed.collect();
            switch::choose(&mut text, &source[start..end], &fixed);
            done = end;
        }
        text + &source[done..]
    }

    fn bodies(&self, file: &FileKey) -> Bodies<'_> {
        let mut bodies = Bodies::new();
        for (number, fix) in self.shareable() {
            for spot in fix.spots.iter().filter(|spot| spot.file == *file) {
                let body = spot.body.as_ref().expect("it is shareable");
                let here = bodies.entry((body.start, body.end)).or_default();
                here.entry(number).or_default().push(&spot.edit);
            }
        }
        bodies
    }
}

#[cfg(test)]
mod tests {
    use super::super::locate::Spot;
    use super::*;
    use crate::mutants::plant::body;

    #[test]
    fn a_fix_of_two_bodies_has_one_number_in_both() {
        const SOURCE: &str = "fn f() { a + b } fn g() { c }";
        let file = ("k".to_owned(), ROOT.to_owned());
        let spot = |find, replace| {
            let edit = Edit::of(SOURCE, find, replace).expect("it is there once");
            let body = body::around(SOURCE, &edit.at);
            let file = file.clone();
            Spot { file, edit, body }
        };
        let fixes = [
            ("x", vec![spot("b", "B"), spot("a", "A"), spot("c", "C")]),
            ("y", vec![spot("c", "D")]),
            ("z", vec![spot("fn f", "pub fn f")]),
        ];
        let fixes = fixes.map(|(slug, spots)| LocatedFix { slug, spots });
        let located = Located {
            fixes: fixes.into(),
            files: Overlay::from([(file.clone(), SOURCE.to_owned())]),
            crates: Vec::new(),
        };
        let text = &located.shared()[&file];
        let expected = "fn f() { if crate::farcall_mutant(1) { A + B } else { a + b } } \
            fn g() { if crate::farcall_mutant(1) { C } else if crate::farcall_mutant(2) { D } \
            else { c } }";
        assert_eq!(text.strip_suffix(switch::SOURCE), Some(expected));
    }
}
