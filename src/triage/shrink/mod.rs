//! Shrinking: from a case in a bucket to a small case in the same bucket.
//!
//! *Problem.* A generated case has a dozen functions; a finding concerns one call edge between two
//! of them.
//!
//! *Idea.* Delta debugging on the typed case. Each reducer of one table ([`reduce`]) handles one
//! kind of part: it lists the parts of that kind, and makes a range of them smaller, first all of
//! them, then halves, down to single parts. A result is kept if it is smaller ([`Size`]) and the
//! caller's interestingness test says yes. The table is repeated until no reducer helps. Where a
//! reduction has the shape of a mutation, it uses the mutators' code, so that what is left keeps
//! its meaning; every result is legalised. A detour at the start and at the end shrinks the case
//! with the single-pass register allocator: it spills at once, so no calls and values are needed to
//! keep registers busy.
//!
//! *Invariant.* The result is the case itself, or a smaller legal case for which the test said yes.
//! If the test is deterministic, the result depends on the arguments alone. Sizes are well-founded,
//! so shrinking ends.
//!
//! *Limits.* The result is a local minimum: no part can go alone, but two might go together. Except
//! in the detour, nothing is replaced by something of the same size.

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

/// When shrinking stops early.
#[derive(Clone, Copy, Debug)]
pub struct Limits<'s> {
    /// Stop after this many tests.
    pub checks: u64,
    /// Stop once this is set.
    pub stop: &'s AtomicBool,
}

/// Why shrinking stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Nothing in the table makes the case smaller.
    Smallest,
    /// The limit on tests was reached.
    Checks,
    /// The stop flag was set.
    Stopped,
}

/// The result of shrinking.
#[derive(Clone, Debug)]
pub struct Shrunk {
    /// The smallest case.
    pub case: Case,
    /// How many cases were tested.
    pub checks: u64,
    /// Why it stopped.
    pub end: End,
}

/// Progress of a running shrink.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// Cases tested so far.
    pub checks: u64,
    /// The size of the smallest case so far.
    pub size: Size,
    /// The current reducer.
    pub reducer: &'static str,
}

/// Makes `case` as small as possible while `interesting` says yes. Calls `show` before each test.
///
/// `case` itself is not tested. The test gets only legal cases, and no case twice.
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
    /// Hashes of the cases tested so far. A collision skips a test and does no other harm.
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

    /// Applies `reducers` in turn until none helps.
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

    /// Shrinks the case with the single-pass allocator, if the test still says yes then. Keeps the
    /// result only if it is smaller.
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

    /// Applies `reducer` to all of its sites at once, then to halves, quarters and so on, each time
    /// from the last site to the first.
    fn pass(&mut self, reducer: &dyn Reducer) -> ControlFlow<End> {
        let mut run = reducer.sites(&self.case);
        while run > 0 {
            let mut end = reducer.sites(&self.case);
            while end > 0 {
                let start = end.saturating_sub(run);
                self.reduce(reducer, start..end)?;
                // The reduction may have removed sites before `start`, too.
                end = start.min(reducer.sites(&self.case));
            }
            run /= 2;
        }
        ControlFlow::Continue(())
    }

    /// Tries each way of `reducer` for as long as it helps, and stops once the number of sites
    /// changes.
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

    /// Reduces `sites` in this way. Keeps the result, and returns true, if it is smaller and the
    /// test says yes.
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

/// The result of `reducer` on `case`, made legal again. `None` if the reducer changes nothing.
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
