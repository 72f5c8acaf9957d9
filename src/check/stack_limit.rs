//! The oracle of stack limits: the same image again, with other limits.

use super::Checker;
use crate::case::Case;
use crate::link::Failure;
use crate::oracle::{Extents, Finding, Limited};
use crate::run::{self, Layouts, Limits};
use crate::{abi::IntReg, model};

impl Checker {
    /// Runs `case` with stack limits that its frames keep and break: one finding a key. Meant for
    /// cases that pass otherwise.
    ///
    /// # Errors
    /// If the case cannot be linked; [`Checker::check`] reports that.
    pub fn check_stack_limit(&mut self, case: &Case) -> Result<Vec<Finding>, Box<Failure>> {
        if case.checked_functions().next().is_none() {
            return Ok(Vec::new());
        }
        let mut image = self.linker.link(case)?;
        let layouts = Layouts::new(case);
        let limits = Limits::budget(run::budget(model::trace(case).events.len()));
        let contents = image.contents();
        let mut extents = Extents::new(case);
        let executor = &mut self.executor;
        let base = executor.run_within(case, &layouts, &mut image, limits, Some(&mut extents));
        let mut findings: Vec<Finding> = Vec::new();
        for limit in extents.limits() {
            image.restore(&contents);
            let stack = Some(limit);
            let limits = Limits { stack, ..limits };
            let observed = executor.run_within(case, &layouts, &mut image, limits, None);
            let limited = Limited {
                limit,
                observed: &observed,
                sp: executor.hart().x[IntReg::SP.index()],
            };
            let finding = extents.judge(&image.map, &base, &limited);
            let is_new = |new: &Finding| findings.iter().all(|finding| finding.key != new.key);
            findings.extend(finding.filter(is_new));
        }
        Ok(findings)
    }
}
