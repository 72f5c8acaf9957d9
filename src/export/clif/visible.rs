//! The search for a run test that shows a finding.
//!
//! *Problem.* The smallest case of a finding often shows it to Farcall alone: a register that no
//! caller uses is lost, or a wrong argument is not read.
//!
//! *Idea.* Start from forms of that case in which more is visible: a caller keeps many values over
//! the call, or functions return what they got. If none of them shows the finding, walk on at
//! random from those that have it. The shrinker then makes the case small.
//!
//! *Invariant.* A case counts only if it has the finding wherever functions lie, its run test gives
//! a wrong result or a fault without the harness's help, and no other known issue comes first. The
//! result depends on the case and the finding alone.
//!
//! *Limits.* Another bug that nobody knows may be what a run test shows. A fix decides.

use super::callers::{between, pressed};
use super::expressible::{self, Lacking};
use super::{returning, run_test};
use crate::case::{Case, Spot};
use crate::check::Checker;
use crate::export::Subject;
use crate::filetest::Trial;
use crate::known;
use crate::link::{Arena, ArenaError};
use crate::model;
use crate::mutate::mutate_freely;
use crate::triage::{self, Limits};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use std::sync::atomic::AtomicBool;

/// Steps of the walk.
const STEPS: u64 = 4_000;
/// How many cases the walk goes on from: the newest ones.
const KEPT: usize = 48;
/// The most cases that shrinking tests.
const CHECKS: u64 = 6_000;

/// Looks for run tests.
pub(super) struct Search<'s> {
    subject: &'s Subject,
    checker: &'s mut Checker,
    /// Checks what a processor would do.
    lenient: Checker,
    trial: Trial,
}

impl<'s> Search<'s> {
    /// A search for run tests that show `subject`.
    ///
    /// # Errors
    /// If there is no address space for two more arenas.
    pub(super) fn new(
        subject: &'s Subject,
        checker: &'s mut Checker,
    ) -> Result<Search<'s>, ArenaError> {
        Ok(Search {
            subject,
            checker,
            lenient: Checker::with_arena(Arena::map_any()?)
                .knowing(known::everywhere())
                .lenient(),
            trial: Trial::new()?,
        })
    }

    /// The case with the shortest run test that was found.
    ///
    /// # Errors
    /// What keeps the subject's case from being a run test, if it is known.
    pub(super) fn run(&mut self) -> Result<Case, Lacking> {
        let start = unplaced(&self.subject.case);
        if !self.has(&start) {
            return Err(Lacking::Placement);
        }
        let lacking = expressible::check(&start, &model::trace(&start)).err();
        let found = self.find(start).ok_or(lacking.unwrap_or(Lacking::Wrong))?;
        // The single-pass allocator makes small cases, but not always short texts.
        let small = self.shrunk(&found, |_| true);
        let level = found.target.regalloc_algorithm;
        let same = self.shrunk(&found, |case| case.target.regalloc_algorithm == level);
        let lines = |case: &Case| {
            run_test::text(case, &model::trace(case), false)
                .lines()
                .count()
        };
        Ok(if lines(&same) <= lines(&small) {
            same
        } else {
            small
        })
    }

    fn shrunk(&mut self, case: &Case, allowed: impl Fn(&Case) -> bool) -> Case {
        let stop = AtomicBool::new(false);
        let limits = Limits {
            checks: CHECKS,
            stop: &stop,
        };
        let mut interesting = |case: &Case| allowed(case) && self.shows(case);
        triage::shrink(case, &mut interesting, &limits, &mut |_| {}).case
    }

    fn find(&mut self, start: Case) -> Option<Case> {
        let mut pool: Vec<Case> = pressed(&start).into_iter().collect();
        pool.extend(returning::forms(&start));
        pool.retain(|case| self.has(case));
        pool.push(start);
        if let Some(case) = pool.iter().rev().find(|case| self.shows(case)) {
            return Some(case.clone());
        }
        let mut rng = StdRng::seed_from_u64(0);
        for _ in 0..STEPS {
            let mut case = pool[rng.random_range(0..pool.len())].clone();
            mutate_freely(&mut case, &mut rng);
            let case = unplaced(&case);
            if !self.has(&case) {
                continue;
            }
            if self.shows(&case) {
                return Some(case);
            }
            if pool.len() >= KEPT {
                pool.remove(0);
            }
            pool.push(case);
        }
        None
    }

    /// Whether the run test of `case` shows the finding.
    fn shows(&mut self, case: &Case) -> bool {
        self.is_visible(case) && self.has(case) && self.comes_first(case)
    }

    fn has(&mut self, case: &Case) -> bool {
        self.subject.has(case, self.checker)
    }

    /// Whether the run test of `case` fails, also if compiled code enters its functions.
    fn is_visible(&mut self, case: &Case) -> bool {
        if expressible::check(case, &model::trace(case)).is_err() {
            return false;
        }
        // One that takes the context has a compiled caller already.
        let takes_context = case.invocations.iter().any(|invocation| {
            let function = &case.functions[invocation.function as usize];
            function.signature.context().is_some()
        });
        let entered = takes_context || between(case).is_some_and(|case| self.fails(&case));
        entered && self.fails(case)
    }

    fn fails(&mut self, case: &Case) -> bool {
        let text = run_test::text(case, &model::trace(case), false);
        self.trial.run("export", &text).plain > 0
    }

    /// Whether what a processor does wrong first is not another known issue.
    fn comes_first(&mut self, case: &Case) -> bool {
        let verdict = self.lenient.check_for(case, None);
        let own = self.subject.issue.map(|issue| issue.slug);
        verdict.buckets().all(|finding| {
            let issue = known::everywhere().issue(&finding.key);
            issue.is_none_or(|issue| Some(issue.slug) == own)
        })
    }
}

/// `case` with its functions back to back, as in a filetest.
fn unplaced(case: &Case) -> Case {
    let mut case = case.clone();
    case.placement.goals.clear();
    case.placement.spots.fill(Spot::default());
    case.legalise();
    case
}
