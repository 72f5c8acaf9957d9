//! Changes settings.

use crate::case::limits::{MAX_BB_PADDING, MAX_FUNCTION_ALIGNMENT, MAX_PROBES};
use crate::case::{Case, Target};
use crate::mutate::Mutator;
use rand::RngExt;
use rand::rngs::StdRng;

/// Toggles a setting: the optimisation level, a module's linker, an extension, or another compiler
/// setting.
///
/// Zcb requires Zca: setting Zcb sets both, and legalisation removes Zcb together with Zca. If
/// results may no longer be returned in memory, those that were are removed.
#[derive(Debug)]
pub(crate) struct ToggleFlag;

impl Mutator for ToggleFlag {
    fn name(&self) -> &'static str {
        "toggle-flag"
    }

    fn mutate(&self, case: &mut Case, rng: &mut StdRng) -> bool {
        let target = &mut case.target;
        match rng.random_range(0..5) {
            0 => target.opt_level = target.opt_level.other(),
            1 => toggle_extension(target, rng),
            2 => change_setting(target, rng),
            _ => toggle_linking(case, rng),
        }
        true
    }
}

fn toggle_linking(case: &mut Case, rng: &mut StdRng) {
    let count = case.life_cycle.modules.len();
    let module = &mut case.life_cycle.modules[rng.random_range(0..count)];
    module.linking = module.linking.other();
}

fn toggle_extension(target: &mut Target, rng: &mut StdRng) {
    match rng.random_range(0..6) {
        0 => target.zca = !target.zca,
        1 => target.toggle_zcb(),
        2 => target.zba = !target.zba,
        3 => target.zbb = !target.zbb,
        4 => target.zbs = !target.zbs,
        _ => target.zicond = !target.zicond,
    }
}

fn change_setting(target: &mut Target, rng: &mut StdRng) {
    match rng.random_range(0..7) {
        0 => target.regalloc_algorithm = target.regalloc_algorithm.other(),
        1 => target.preserve_frame_pointers = !target.preserve_frame_pointers,
        2 => {
            let padding = &mut target.bb_padding_log2_minus_one;
            *padding = other(*padding, MAX_BB_PADDING, rng);
        }
        3 => {
            let alignment = &mut target.log2_min_function_alignment;
            *alignment = other(*alignment, MAX_FUNCTION_ALIGNMENT, rng);
        }
        4 => target.multi_ret_implicit_sret = !target.multi_ret_implicit_sret,
        5 => {
            let probes = &mut target.probestack_log2;
            *probes = other(*probes, MAX_PROBES, rng);
        }
        // The register allocation checker costs time and finds less than the other settings.
        _ => target.regalloc_checker = !target.regalloc_checker && rng.random_range(0..4) == 0,
    }
}

/// A number up to `most` other than `number`; often 0.
fn other(number: u8, most: u8, rng: &mut StdRng) -> u8 {
    if number != 0 && rng.random() {
        return 0;
    }
    (number + rng.random_range(1..=most)) % (most + 1)
}
