//! Simplifies settings.

use super::Reducer;
use crate::case::{Case, Target};
use crate::triage::shrink::simpler::Simpler;
use std::ops::Range;

/// Switches off compiler settings and extensions.
///
/// Legalisation switches off what requires them.
#[derive(Debug)]
pub(super) struct SimplifySettings;

impl Reducer for SimplifySettings {
    fn name(&self) -> &'static str {
        "simplify-settings"
    }

    fn sites(&self, case: &Case) -> usize {
        settings(&mut case.target.clone()).len()
    }

    fn ways(&self) -> usize {
        u8::WAYS
    }

    fn reduce(&self, case: &mut Case, sites: Range<usize>, way: usize) {
        for setting in &mut settings(&mut case.target)[sites] {
            setting.simplify(way);
        }
    }
}

/// A setting of any type.
pub(in crate::triage::shrink) trait Setting {
    /// See [`Simpler::weight`].
    fn weight(&self) -> u64;

    /// Takes candidate number `way`, if there is one.
    fn simplify(&mut self, way: usize);
}

impl<S: Simpler> Setting for S {
    fn weight(&self) -> u64 {
        Simpler::weight(*self)
    }

    fn simplify(&mut self, way: usize) {
        if let Some(simpler) = self.simpler(way) {
            *self = simpler;
        }
    }
}

/// Every setting of a target.
pub(in crate::triage::shrink) fn settings(target: &mut Target) -> Vec<&mut dyn Setting> {
    let Target {
        opt_level,
        regalloc_algorithm,
        regalloc_checker,
        preserve_frame_pointers,
        bb_padding_log2_minus_one,
        log2_min_function_alignment,
        zca,
        zcb,
        zba,
        zbb,
        zbs,
        zicond,
        multi_ret_implicit_sret,
        probestack_log2,
    } = target;
    vec![
        opt_level,
        regalloc_algorithm,
        regalloc_checker,
        preserve_frame_pointers,
        bb_padding_log2_minus_one,
        log2_min_function_alignment,
        zca,
        zcb,
        zba,
        zbb,
        zbs,
        zicond,
        multi_ret_implicit_sret,
        probestack_log2,
    ]
}
