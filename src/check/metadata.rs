//! The oracles of metadata: the road again, with what Cranelift recorded about each function.

use super::Checker;
use crate::case::{Case, FuncId};
use crate::link::{Cause, Failure, Stage};
use crate::model;
use crate::oracle::{self, Finding, FrameOffsets, Unwinding};
use crate::run::{self, Layouts, Limits};

impl Checker {
    /// Checks what Cranelift records about the functions of `case` beside code and relocations: one
    /// finding a key. Meant for cases that pass otherwise, because anything wrong before a crossing
    /// shows there, too.
    ///
    /// # Errors
    /// If the case cannot be linked; [`Checker::check`] reports that.
    pub fn check_metadata(&mut self, case: &Case) -> Result<Vec<Finding>, Box<Failure>> {
        let found = |failure: &Failure| Ok(oracle::failure(case, failure).into_iter().collect());
        let metadata = match self.linker.metadata(case) {
            Ok(metadata) => metadata,
            Err(failure) => return found(&failure),
        };
        let mut image = self.linker.link(case)?;
        let mut compiled = metadata.iter().zip(&image.compiled);
        let differs = compiled.position(|(m, code)| m.as_ref().is_some_and(|m| m.code != *code));
        if let Some(function) = differs {
            return found(&Failure {
                stage: Stage::Compile(function as FuncId),
                cause: Cause::Nondeterministic,
                map: image.map,
            });
        }
        let mut findings = oracle::call_sites(&image, &metadata);
        let layouts = Layouts::new(case);
        let budget = run::budget(model::trace(case).events.len());
        let map = image.map.clone();
        let mut probes = (
            Unwinding::new(case, &layouts, &map, &metadata),
            FrameOffsets::new(&map, &metadata),
        );
        let executor = &mut self.executor;
        let limits = Limits::budget(budget);
        executor.run_within(case, &layouts, &mut image, limits, Some(&mut probes));
        let (unwinding, offsets) = probes;
        findings.extend(unwinding.findings());
        findings.extend(offsets.finding());
        Ok(findings)
    }
}
