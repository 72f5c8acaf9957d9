//! A case, its execution, and what the oracles say about it.

use super::arena;
use farcall::case::Case;
use farcall::link::{Image, Linker};
use farcall::model::{self, Trace};
use farcall::oracle::{self, Evidence, Finding, Key};
use farcall::run::{self, Layouts, MachineExecutor, Observed};

/// A case on its way, up to what the oracles get.
pub struct Scene {
    pub case: Case,
    pub layouts: Layouts,
    pub map: farcall::link::LinkMap,
    pub expected: Trace,
    pub observed: Observed,
}

impl Scene {
    /// What `case` does.
    pub fn of(case: Case) -> Scene {
        Scene::patched(case, |_| {})
    }

    /// What `case` does once `patch` had its way with the image.
    pub fn patched(case: Case, patch: impl FnOnce(&mut Image<'_>)) -> Scene {
        let mut linker = Linker::new(arena());
        let mut image = linker.link(&case).expect("it links");
        patch(&mut image);
        let layouts = Layouts::new(&case);
        let expected = model::trace(&case);
        let budget = run::budget(expected.events.len());
        let observed = MachineExecutor::new().run(&case, &layouts, &mut image, budget);
        Scene {
            expected,
            map: image.map.clone(),
            layouts,
            observed,
            case,
        }
    }

    /// What the oracles say.
    pub fn findings(&self) -> Vec<Finding> {
        oracle::judge(&self.evidence())
    }

    /// What the oracles get.
    pub fn evidence(&self) -> Evidence<'_> {
        Evidence {
            case: &self.case,
            layouts: &self.layouts,
            map: &self.map,
            expected: &self.expected,
            observed: &self.observed,
        }
    }

    /// The key of the first finding once `tamper` had its way; the untouched scene has none.
    pub fn key(case: Case, tamper: impl FnOnce(&mut Scene)) -> Key {
        let mut scene = Scene::of(case);
        assert_eq!(scene.findings(), [], "the untouched twin passes");
        tamper(&mut scene);
        let findings = scene.findings();
        findings
            .first()
            .expect("the tampered one is caught")
            .key
            .clone()
    }

    /// The keys of what the oracles say.
    pub fn keys(&self) -> Vec<Key> {
        self.findings().into_iter().map(|f| f.key).collect()
    }

    /// The value that event number `event` passes first.
    pub fn first_value(&self, event: usize) -> Option<u128> {
        self.observed.values[self.observed.events[event].values.start]
    }
}
