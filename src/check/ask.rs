//! Sampled oracles that look once more at a case that was executed.

use super::verdict::{Beside, Verdict, Why};
use super::{Checker, Executed, Sample, Sampled, Turn};
use crate::case::Case;
use crate::link::Failure;
use crate::opinion::{Opinion, interpreter};
use crate::oracle::{self, Class, Finding};

/// Checks a case once more.
type Again = fn(&mut Checker, &Case) -> Result<Vec<Finding>, Box<Failure>>;

impl Executed<'_> {
    /// Whether no oracle says that something went wrong: only then what others say of it is no consequence of that.
    pub(super) fn is_right(&self) -> bool {
        let mut findings = self.findings.iter();
        findings.all(|finding| finding.class == Class::Conformance)
    }
}

impl Checker {
    /// Asks those that have a turn. Each of their findings is a bucket of its own, because none is a consequence of another.
    pub(super) fn ask(&mut self, base: &Executed<'_>, sample: &Sample, verdict: &mut Verdict) {
        if !base.is_right() {
            return;
        }
        let mut findings = Vec::new();
        if sample.turn(Sampled::Interpreter) != Turn::Out {
            match interpreter::judge(&base.case, &base.expected) {
                Opinion::Agrees => {}
                Opinion::Disagrees(finding) => findings.push(finding),
                Opinion::Refused(why) => {
                    let why = format!("cranelift-interpreter: {why}");
                    verdict.variants_unsupported.push(why);
                }
            }
        }
        let once_more: [(Sampled, Again); 2] = [
            (Sampled::Metadata, Checker::check_metadata),
            (Sampled::StackLimit, Checker::check_stack_limit),
        ];
        for (sampled, check) in once_more {
            if sample.turn(sampled) != Turn::Out {
                match check(self, &base.case) {
                    Ok(found) => findings.extend(found),
                    // It linked before: that it does not now is a finding, too.
                    Err(failure) => findings.extend(oracle::failure(&base.case, &failure)),
                }
            }
        }
        for mut finding in findings {
            self.refine(&base.case, &mut finding);
            verdict.add(asked(base, finding));
        }
    }
}

fn asked(base: &Executed<'_>, finding: Finding) -> Beside {
    Beside {
        case: base.case.clone().into_owned(),
        why: Why::Asked,
        findings: vec![finding],
    }
}
