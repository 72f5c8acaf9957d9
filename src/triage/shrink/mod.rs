//! From a case that shows a bucket to a small one that shows the same.
//!
//! *Problem.* A generated case has a dozen functions, and a finding is about one goal between two of them.
//!
//! *Idea.* Delta debugging on the typed case. Each reducer of one table ([`reduce`]) knows one kind of part, lists what the case has of it, and
//! makes a run of that list smaller: everything, then halves, then single parts. A result is kept if it is smaller ([`Size`]) and its
//! interestingness test, which the caller brings, says yes. The table is gone through until nothing in it helps any more. What has the shape of a
//! mutation is done by the mutators' code, so that what is left keeps its meaning, and is legalised. At first and at last there is a detour: with the
//! allocator that spills at once no calls and values are needed to keep registers busy.
//!
//! *Invariant.* What is returned is the case itself, or a smaller, legal one for which the test said yes. It depends on the arguments alone, if
//! the test does; sizes are well-founded, so shrinking ends.
//!
//! *Limits.* A local minimum: no part can go alone, but two together might. But for the detour, nothing is replaced by something else of the same
//! size.

mod reduce;
mod simpler;
mod size;
#[cfg(test)]
mod tests;

pub use size::Size;

use crate::case::{Case, RegallocAlgorithm};
use crate::mutate::remap;
use reduce::{REDUCERS, Reducer};
use rustc_hash::{FxHashSet, FxHasher};
use std::hash::{Hash, Hasher};
use std::ops::{ControlFlow, Range};
use std::sync::atomic::{AtomicBool, Ordering};

/// When shrinking ends early.
#[derive(Clone, Copy, Debug)]
pub struct Limits<'s> {
    /// After this many tests.
    pub checks: u64,
    /// Once this is set.
    pub stop: &'s AtomicBool,
}

/// Why shrinking ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Nothing in the table makes the case smaller.
    Smallest,
    /// The tests were used up.
    Checks,
    /// It was told to stop.
    Stopped,
}

/// What shrinking came to.
#[derive(Clone, Debug)]
pub struct Shrunk {
    /// The smallest case.
    pub case: Case,
    /// How many cases were tested.
    pub checks: u64,
    /// Why it ended.
    pub end: End,
}

/// A look at a running shrink.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// Cases tested so far.
    pub checks: u64,
    /// The size of the smallest case so far.
    pub size: Size,
    /// The reducer at work.
    pub reducer: &'static str,
}

/// Makes `case` as small as it gets while `interesting` says yes, and shows how it goes before each test.
///
/// `case` is not tested itself. The test gets legal cases only, no two of them alike.
pub fn shrink(
    case: &Case,
    interesting: &mut dyn FnMut(&Case) -> bool,
    limits: &Limits<'_>,
    show: &mut dyn FnMut(Progress),
) -> Shrunk {
    let mut shrinker = Shrinker::new(case, interesting, limits, show);
    let mut end = shrinker.detour();
    if end == End::Smallest {
        end = shrinker.run(REDUCERS);
    }
    if end == End::Smallest {
        end = shrinker.detour();
    }
    Shrunk {
        case: shrinker.case,
        checks: shrinker.checks,
        end,
    }
}

struct Shrinker<'a> {
    /// The smallest case so far, and its size.
    case: Case,
    size: Size,
    interesting: &'a mut dyn FnMut(&Case) -> bool,
    limits: Limits<'a>,
    show: &'a mut dyn FnMut(Progress),
    checks: u64,
    /// Hashes of cases that were tested. Two cases with one hash cost a chance, nothing else.
    tested: FxHashSet<u64>,
}

impl<'a> Shrinker<'a> {
    fn new(
        case: &Case,
        interesting: &'a mut dyn FnMut(&Case) -> bool,
        limits: &Limits<'a>,
        show: &'a mut dyn FnMut(Progress),
    ) -> Self {
        Shrinker {
            size: Size::of(case),
            case: case.clone(),
            interesting,
            limits: *limits,
            show,
            checks: 0,
            tested: FxHashSet::default(),
        }
    }

    /// Goes through `reducers` until none helps.
    fn run(&mut self, reducers: &[&dyn Reducer]) -> End {
        loop {
            let before = self.size;
            for &reducer in reducers {
                if let ControlFlow::Break(end) = self.pass(reducer) {
                    return end;
                }
            }
            if self.size == before {
                return End::Smallest;
            }
        }
    }

    /// Makes the case smaller with the other allocator, if the test says yes then, and keeps what is smaller in the end.
    fn detour(&mut self) -> End {
        let mut other = self.case.clone();
        other.target.regalloc_algorithm = RegallocAlgorithm::SinglePass;
        if other == self.case {
            return End::Smallest;
        }
        match self.test(&other, "detour") {
            ControlFlow::Break(end) => return end,
            ControlFlow::Continue(false) => return End::Smallest,
            ControlFlow::Continue(true) => {}
        }
        let direct = (std::mem::replace(&mut self.case, other), self.size);
        self.size = Size::of(&self.case);
        let end = self.run(REDUCERS);
        if self.size >= direct.1 {
            (self.case, self.size) = direct;
        }
        end
    }

    /// All that `reducer` lists at once, then halves, quarters, and so on, each from the last to the first.
    fn pass(&mut self, reducer: &dyn Reducer) -> ControlFlow<End> {
        let mut run = reducer.sites(&self.case);
        while run > 0 {
            let mut end = reducer.sites(&self.case);
            while end > 0 {
                let start = end.saturating_sub(run);
                self.reduce(reducer, start..end)?;
                end = start.min(reducer.sites(&self.case));
            }
            run /= 2;
        }
        ControlFlow::Continue(())
    }

    /// Tries the ways of `reducer`, each as long as it helps, until a part goes.
    fn reduce(&mut self, reducer: &dyn Reducer, sites: Range<usize>) -> ControlFlow<End> {
        let count = reducer.sites(&self.case);
        let mut way = 0;
        while way < reducer.ways() {
            if !self.step(reducer, sites.clone(), way)? {
                way += 1;
            } else if reducer.sites(&self.case) != count {
                break;
            }
        }
        ControlFlow::Continue(())
    }

    /// Makes `sites` smaller in this way. Gives whether that is smaller, and the test says yes.
    fn step(
        &mut self,
        reducer: &dyn Reducer,
        sites: Range<usize>,
        way: usize,
    ) -> ControlFlow<End, bool> {
        let Some(candidate) = reduced(&self.case, reducer, sites, way) else {
            return ControlFlow::Continue(false);
        };
        let size = Size::of(&candidate);
        let taken = size < self.size && self.test(&candidate, reducer.name())?;
        if taken {
            self.case = candidate;
            self.size = size;
        }
        ControlFlow::Continue(taken)
    }

    fn test(&mut self, candidate: &Case, reducer: &'static str) -> ControlFlow<End, bool> {
        let mut hasher = FxHasher::default();
        candidate.hash(&mut hasher);
        let hash = hasher.finish();
        if self.tested.contains(&hash) {
            return ControlFlow::Continue(false);
        }
        if self.limits.stop.load(Ordering::Relaxed) {
            return ControlFlow::Break(End::Stopped);
        }
        if self.checks >= self.limits.checks {
            return ControlFlow::Break(End::Checks);
        }
        (self.show)(Progress {
            checks: self.checks,
            size: self.size,
            reducer,
        });
        self.checks += 1;
        self.tested.insert(hash);
        ControlFlow::Continue((self.interesting)(candidate))
    }
}

/// What `reducer` makes of `case`, legal again; none if it changes nothing.
fn reduced(case: &Case, reducer: &dyn Reducer, sites: Range<usize>, way: usize) -> Option<Case> {
    let mut candidate = case.clone();
    reducer.reduce(&mut candidate, sites, way);
    if candidate == *case {
        return None;
    }
    remap::settle(&mut candidate);
    candidate.legalise();
    Some(candidate)
}
