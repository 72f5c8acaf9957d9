//! A case against its variants.

use super::verdict::{Beside, Verdict, Why};
use super::{Checker, Executed, Sample};
use crate::case::Case;
use crate::oracle::Finding;
use crate::oracle::metamorphic::{self, Variation};
use crate::run::ExecutorChoice;

impl Checker {
    /// Checks the variants that have a turn: each as a case of its own, and against the case itself if both were executed and are right.
    pub(super) fn vary(&mut self, base: &Executed<'_>, sample: &Sample, verdict: &mut Verdict) {
        for (variation, variant) in sample.variants(&base.case, self.known) {
            self.vary_once(base, variation, &variant, verdict);
        }
    }

    fn vary_once(
        &mut self,
        base: &Executed<'_>,
        variation: &'static Variation,
        variant: &Case,
        verdict: &mut Verdict,
    ) {
        let why = Why::Varied(variation.name);
        verdict.counts.variants += 1;
        let road = self.road(variant, &ExecutorChoice::Machine);
        let (own, executed) = road.expect("the machine is part of this program");
        let first = Beside {
            case: variant.clone(),
            why,
            findings: own.findings,
        };
        let eased = own
            .beside
            .into_iter()
            .map(|beside| Beside { why, ..beside });
        for beside in std::iter::once(first).chain(eased) {
            verdict.add(beside);
        }
        verdict.variants_unsupported.extend(own.unsupported);
        let Some(executed) = executed else { return };
        if let Some(mut finding) = difference(base, variation, &executed) {
            self.refine(&base.case, &mut finding);
            verdict.add(Beside {
                case: base.case.clone().into_owned(),
                why: Why::Compared(variation.name),
                findings: vec![finding],
            });
        }
    }
}

/// What differs between two that both are right in the eyes of all other oracles.
fn difference(
    base: &Executed<'_>,
    variation: &'static Variation,
    varied: &Executed<'_>,
) -> Option<Finding> {
    let recompiled = metamorphic::recompiled(&base.compilation(), &varied.compilation());
    recompiled.or_else(|| {
        let are_right = base.is_right() && varied.is_right();
        let compare = || metamorphic::compare(variation, &base.evidence(), &varied.evidence());
        are_right.then(compare).flatten()
    })
}
