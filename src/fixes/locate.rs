//! Where the edits of fixes are in the sources.

use super::error::FixesError;
use crate::hunt::build::Package;
use crate::known::{KnownIssue, SourceEdit};
use crate::mutants::plant::edit::{Edit, Misfit};
use crate::mutants::plant::{Overlay, ROOT, body};
use std::collections::BTreeMap;
use std::fs;
use std::ops::Range;

/// A file: the name of its crate, and its path there.
pub(super) type FileKey = (String, String);

/// An edit at its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Spot {
    pub(super) file: FileKey,
    pub(super) edit: Edit,
    /// The body around it that can be duplicated; `None` if there is none.
    pub(super) body: Option<Range<usize>>,
}

/// The fix of an issue, with its edits at their places.
#[derive(Debug)]
pub(super) struct LocatedFix {
    pub(super) slug: &'static str,
    pub(super) spots: Vec<Spot>,
}

/// Fixes, located in the crates.
#[derive(Debug, Default)]
pub(super) struct Located {
    /// Those of issues with edits, in the order of the issues.
    pub(super) fixes: Vec<LocatedFix>,
    /// The original files, and the roots of their crates.
    pub(super) files: Overlay,
    /// The crates.
    pub(super) crates: Vec<Package>,
}

impl Located {
    /// Locates the edits of these issues.
    pub(super) fn find(
        issues: &[&KnownIssue],
        packages: &[Package],
    ) -> Result<Located, FixesError> {
        let mut located = Located::default();
        for issue in issues {
            let Some(patch) = issue.patch() else {
                continue;
            };
            let spots = (1..).zip(&patch.edits).map(|(number, edit)| {
                let unfit = |krate: String, reason: String| FixesError::Unfit {
                    slug: issue.slug,
                    number,
                    krate,
                    reason,
                };
                let mut names = packages.iter();
                let krate = names.find(|package| package.name == edit.krate);
                let krate = krate.ok_or_else(|| {
                    unfit(edit.krate.clone(), "Farcall is not built from it".into())
                })?;
                let named = || format!("{} {}", krate.name, krate.version);
                let spot = located.spot(edit, krate);
                spot.map_err(|reason| unfit(named(), reason))
            });
            let spots = spots.collect::<Result<_, FixesError>>()?;
            let slug = issue.slug;
            located.fixes.push(LocatedFix { slug, spots });
        }
        located.crates.sort();
        located.crates.dedup();
        Ok(located)
    }

    /// An edit at its place in the crate, or why it has none.
    fn spot(&mut self, edit: &SourceEdit, krate: &Package) -> Result<Spot, String> {
        let SourceEdit { file, find, .. } = edit;
        let key = |file: &str| (krate.name.clone(), file.to_owned());
        let read = |file: &str| fs::read_to_string(krate.root.join(file));
        let source = read(file).map_err(|error| format!("{file}: {error}"))?;
        let place = Edit::of(&source, find, &edit.replace).map_err(|misfit| match misfit {
            Misfit::Matches(count) => format!(
                "its find string is {count} times in {file}, and has to be there exactly once"
            ),
            Misfit::Same => "its find and replace strings are the same".to_owned(),
        })?;
        let root = read(ROOT).ok();
        let is_part = krate.is_linked && file.starts_with("src/") && file.ends_with(".rs");
        let is_part = is_part && root.is_some();
        let spot = Spot {
            file: key(file),
            body: Some(&source)
                .filter(|_| is_part)
                .and_then(|source| body::around(source, &place.at)),
            edit: place,
        };
        self.files.extend(root.map(|root| (key(ROOT), root)));
        self.files.insert(key(file), source);
        self.crates.push(krate.clone());
        Ok(spot)
    }

    /// The files with all fixes.
    pub(super) fn all(&self) -> Result<Overlay, FixesError> {
        self.together(&self.fixes)
    }

    /// The files with these fixes. What several of them share is applied once.
    pub(super) fn together(&self, fixes: &[LocatedFix]) -> Result<Overlay, FixesError> {
        let mut by_file: BTreeMap<&FileKey, Vec<(&'static str, &Edit)>> = BTreeMap::new();
        for LocatedFix { slug, spots } in fixes {
            for spot in spots {
                let edits = by_file.entry(&spot.file).or_default();
                if edits.iter().all(|(_, edit)| *edit != &spot.edit) {
                    edits.push((slug, &spot.edit));
                }
            }
        }
        let edited = by_file.into_iter().map(|(file, mut edits)| {
            edits.sort_by_key(|(_, edit)| (edit.at.start, edit.at.end));
            let mut pairs = edits.windows(2);
            if let Some(pair) = pairs.find(|pair| overlap(pair[0].1, pair[1].1)) {
                return Err(FixesError::Conflict {
                    first: pair[0].0,
                    second: pair[1].0,
                    file: format!("{}/{}", file.0, file.1),
                });
            }
            let source = &self.files[file];
            let edits: Vec<&Edit> = edits.into_iter().map(|(_, edit)| edit).collect();
            Ok((file.clone(), apply(source, 0..source.len(), &edits)))
        });
        edited.collect()
    }
}

impl LocatedFix {
    /// Whether all of its edits are in bodies that can be duplicated.
    pub(super) fn is_shareable(&self) -> bool {
        self.spots.iter().all(|spot| spot.body.is_some())
    }
}

/// Whether two edits, the first of which begins no later, change the same text, or insert at the
/// same place, where their order would matter.
fn overlap(first: &Edit, second: &Edit) -> bool {
    second.at.start < first.at.end || second.at == first.at
}

/// The text of `range` after edits inside of it, which are in order and do not overlap.
pub(super) fn apply(source: &str, range: Range<usize>, edits: &[&Edit]) -> String {
    let (mut text, mut done) = (String::new(), range.start);
    for edit in edits {
        text += &source[done..edit.at.start];
        text += &edit.with;
        done = edit.at.end;
    }
    text + &source[done..range.end]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn located(fixes: &[(&'static str, &[(&str, &str)])]) -> Located {
        const SOURCE: &str = "fn f() { one(); two(); three() }";
        let file = ("c".to_owned(), "src/lib.rs".to_owned());
        let spot = |&(find, replace): &(&str, &str)| Spot {
            file: file.clone(),
            edit: Edit::of(SOURCE, find, replace).expect("it is there once"),
            body: None,
        };
        let fix = |&(slug, edits): &(&'static str, &[(&str, &str)])| LocatedFix {
            slug,
            spots: edits.iter().map(spot).collect(),
        };
        Located {
            fixes: fixes.iter().map(fix).collect(),
            files: Overlay::from([(file.clone(), SOURCE.to_owned())]),
            crates: Vec::new(),
        }
    }

    #[test]
    fn fixes_apply_together_and_what_they_share_once() {
        let fixes = located(&[("a", &[("two", "2"), ("one", "1")]), ("b", &[("one", "1")])]);
        let texts: Vec<String> = fixes.all().expect("they fit").into_values().collect();
        assert_eq!(texts, ["fn f() { 1(); 2(); three() }"]);
    }

    #[test]
    fn fixes_of_the_same_lines_are_refused_by_name() {
        let fixes = located(&[("a", &[("one", "1")]), ("b", &[("one", "uno")])]);
        let error = fixes.all().expect_err("they collide").to_string();
        assert!(
            error.starts_with("the fixes of a and b change the same lines of c/src/lib.rs"),
            "{error}"
        );
    }
}
