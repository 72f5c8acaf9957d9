//! Planting: turns a list of mutants into files of the crates that contain them.
//!
//! *Idea.* The difference between `find` and `replace` is an [`Edit`]. If it lies in one function's
//! body, that body is duplicated, and a [`switch`] chooses between the two at run time. All such
//! mutants share one build. Mutants in constants, `const fn`, macros, functions that return `impl
//! Trait`, files other than Rust, and crates used only at build time get a build each.
//!
//! *Invariant.* A file with mutants means the same as before while none of them is in force.
//!
//! *Limits.* A body with an `impl` block inside cannot be duplicated. The compiler rejects it, and
//! [`Woven::blamed`] finds the mutant to leave out.

pub(crate) mod body;
pub(crate) mod edit;
pub(crate) mod switch;
#[cfg(test)]
mod tests;

use super::list::{ListError, Mutant};
use crate::hunt::build::Package;
use edit::{Edit, Misfit};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::ops::Range;
use std::path::Path;

/// The root of a crate. Mutants in a crate with another root never share a build.
pub(crate) const ROOT: &str = "src/lib.rs";

/// Changed files, by crate and path in it.
pub(crate) type Overlay = BTreeMap<(String, String), String>;

/// A mutant and its place in the sources.
#[derive(Debug)]
struct Plant {
    mutant: Mutant,
    edit: Edit,
    /// The body that is duplicated for it; `None` if it gets a build of its own.
    body: Option<Range<usize>>,
}

/// All mutants of a list, located in the crates. Numbered as in the list, from 0.
#[derive(Debug)]
pub(super) struct Plants {
    plants: Vec<Plant>,
    /// The original files, and the roots of their crates.
    files: Overlay,
    /// The crates.
    pub(super) crates: Vec<Package>,
}

/// Files that contain several mutants each.
#[derive(Debug, Default)]
pub(super) struct Woven {
    pub(super) overlay: Overlay,
    /// For each duplicated body: its file, its lines, counted from 1, and its mutant.
    lines: Vec<(String, Range<usize>, usize)>,
}

impl Plants {
    /// Locates each mutant in the sources of its crate.
    pub(super) fn find(mutants: &[Mutant], packages: &[Package]) -> Result<Plants, ListError> {
        let is_known = |p: &&Package| p.name.starts_with("cranelift-") || p.name == "regalloc2";
        let known: Vec<&Package> = packages.iter().filter(is_known).collect();
        let mut plants = Plants {
            plants: Vec::new(),
            files: Overlay::new(),
            crates: Vec::new(),
        };
        for mutant in mutants {
            let krate = known.iter().find(|package| package.name == mutant.krate);
            let krate = krate.ok_or_else(|| ListError::Crate {
                id: mutant.id.clone(),
                krate: mutant.krate.clone(),
                known: known.iter().map(|package| package.name.clone()).collect(),
            })?;
            plants.add(mutant, krate)?;
        }
        plants.crates.sort();
        plants.crates.dedup();
        Ok(plants)
    }

    fn add(&mut self, mutant: &Mutant, krate: &Package) -> Result<(), ListError> {
        let source = fs::read_to_string(krate.root.join(&mutant.file));
        let source = source.map_err(|error| ListError::File {
            id: mutant.id.clone(),
            krate: mutant.krate.clone(),
            file: mutant.file.clone(),
            reason: error.to_string(),
        })?;
        let edit = Edit::of(&source, &mutant.find, &mutant.replace);
        let edit = edit.map_err(|misfit| match misfit {
            Misfit::Same => ListError::Same(mutant.id.clone()),
            Misfit::Matches(count) => ListError::Matches {
                id: mutant.id.clone(),
                count,
                krate: mutant.krate.clone(),
                version: krate.version.clone(),
                file: mutant.file.clone(),
            },
        })?;
        let root = fs::read_to_string(krate.root.join(ROOT)).ok();
        let is_part =
            krate.is_linked && mutant.file.starts_with("src/") && mutant.file.ends_with(".rs");
        let body = root
            .as_ref()
            .filter(|_| is_part)
            .and_then(|_| body::around(&source, &edit.at));
        let key = |file: &str| (mutant.krate.clone(), file.to_owned());
        self.files.extend(root.map(|root| (key(ROOT), root)));
        self.files.insert(key(&mutant.file), source);
        self.crates.push(krate.clone());
        self.plants.push(Plant {
            mutant: mutant.clone(),
            edit,
            body,
        });
        Ok(())
    }

    /// The mutants that can share a build.
    pub(super) fn shareable(&self) -> BTreeSet<usize> {
        let numbered = self.plants.iter().enumerate();
        let shareable = numbered.filter(|(_, plant)| plant.body.is_some());
        shareable.map(|(number, _)| number).collect()
    }

    /// The files for the separate build of mutant `number`.
    pub(super) fn own(&self, number: usize) -> Overlay {
        let Plant { mutant, edit, .. } = &self.plants[number];
        let key = (mutant.krate.clone(), mutant.file.clone());
        let source = &self.files[&key];
        Overlay::from([(key, edit.apply(source, 0..source.len()))])
    }

    /// The files for a build of all mutants of `numbers` that can share one.
    pub(super) fn shared(&self, numbers: &BTreeSet<usize>) -> Woven {
        let mut woven = Woven::default();
        for (key, source) in &self.files {
            let in_file = |number: &usize| self.plants[*number].is_in(key);
            let here: Vec<usize> = numbers.iter().copied().filter(in_file).collect();
            let text = self.weave(key, source, &here, &mut woven.lines);
            woven.overlay.insert(key.clone(), text);
        }
        let crates = numbers
            .iter()
            .map(|&number| &self.plants[number].mutant.krate);
        for krate in crates.collect::<BTreeSet<_>>() {
            let root = woven.overlay.get_mut(&(krate.clone(), ROOT.to_owned()));
            *root.expect("a shareable mutant's crate has one") += switch::SOURCE;
        }
        woven
    }

    /// A file with its mutants. Records their positions in `lines`.
    fn weave(
        &self,
        (krate, file): &(String, String),
        source: &str,
        numbers: &[usize],
        lines: &mut Vec<(String, Range<usize>, usize)>,
    ) -> String {
        // Mutants of the same body share one chain of choices. The map sorts bodies by position;
        // outermost bodies never overlap.
        let mut bodies: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
        for &number in numbers {
            let body = self.plants[number].body.as_ref().expect("it is shareable");
            bodies
                .entry((body.start, body.end))
                .or_default()
                .push(number);
        }
        let (mut text, mut done) = (String::new(), 0);
        for ((start, end), numbers) in bodies {
            text += &source[done..start];
            let mutated = |&number: &usize| {
                let edit = &self.plants[number].edit;
                (in_program(number), edit.apply(source, start..end))
            };
            let mutants: Vec<_> = numbers.iter().map(mutated).collect();
            let places = switch::choose(&mut text, &source[start..end], &mutants);
            let line = |at: usize| text[..at].matches('\n').count() + 1;
            for (place, number) in places.into_iter().zip(numbers) {
                let place = line(place.start)..line(place.end) + 1;
                lines.push((format!("{krate}/{file}"), place, number));
            }
            done = end;
        }
        text + &source[done..]
    }
}

impl Plant {
    fn is_in(&self, (krate, file): &(String, String)) -> bool {
        (&self.mutant.krate, &self.mutant.file) == (krate, file)
    }
}

impl Woven {
    /// The mutants that the compiler's errors in `words` are about. `directory` is the path, or the
    /// end of the path, of the directory with the crates.
    pub(super) fn blamed(&self, words: &str, directory: &Path) -> BTreeSet<usize> {
        let mut is_error = false;
        let mut blamed = BTreeSet::new();
        for line in words.lines() {
            // Details of a message are indented; any other line starts a new message.
            if !line.starts_with([' ', '\t']) && !line.is_empty() {
                is_error = line.starts_with("error");
            }
            let place = line.trim_start().strip_prefix("--> ").filter(|_| is_error);
            let Some((path, line)) = place.and_then(place_of) else {
                continue;
            };
            let Some((_, file)) = path.rsplit_once(&*directory.to_string_lossy()) else {
                continue;
            };
            let file = file.trim_start_matches('/');
            let hit =
                |(f, lines, _): &&(String, Range<usize>, usize)| f == file && lines.contains(&line);
            blamed.extend(self.lines.iter().filter(hit).map(|(_, _, number)| *number));
        }
        blamed
    }
}

/// The file and the line of `file:line:column`.
fn place_of(place: &str) -> Option<(&str, usize)> {
    let (place, _) = place.rsplit_once(':')?;
    let (path, line) = place.rsplit_once(':')?;
    Some((path, line.parse().ok()?))
}

/// The number that a program uses for mutant `number`.
pub(super) fn in_program(number: usize) -> u32 {
    number as u32 + 1
}
