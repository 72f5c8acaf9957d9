//! The oracles of metadata: the same road, with a second look at what was recorded about each function.

use super::Checker;
use crate::case::Case;
use crate::link::{Cause, Failure, Stage};
use crate::model;
use crate::oracle::{self, Finding, Unwinding};
use crate::run::{self, Layouts};

impl Checker {
    /// Checks what Cranelift records about the functions of `case` beside code and relocations: one finding for each key. Meant for cases that pass
    /// otherwise: what goes wrong before an edge is seen there, too.
    ///
    /// # Errors
    /// If the case cannot be linked, which is the business of [`Checker::check`].
    pub fn check_metadata(&mut self, case: &Case) -> Result<Vec<Finding>, Box<Failure>> {
        let metadata = self.linker.metadata(case)?;
        let mut image = self.linker.link(case)?;
        let compiled = metadata.iter().zip(&image.compiled).enumerate();
        for (function, (metadata, compiled)) in compiled {
            if metadata.as_ref().is_some_and(|m| m.code != *compiled) {
                return Err(Box::new(Failure {
                    stage: Stage::Compile(function as u16),
                    cause: Cause::Nondeterministic,
                    map: image.map,
                }));
            }
        }
        let mut findings = oracle::call_sites(&image, &metadata);
        let layouts = Layouts::new(case);
        let budget = run::budget(model::trace(case).events.len());
        let map = image.map.clone();
        let mut unwinding = Unwinding::new(case, &layouts, &map, &metadata);
        let executor = &mut self.executor;
        executor.run_probed(case, &layouts, &mut image, budget, &mut unwinding);
        findings.extend(unwinding.findings());
        Ok(findings)
    }
}
