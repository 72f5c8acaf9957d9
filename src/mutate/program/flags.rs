//! Settings.

use crate::case::{Case, Linking, OptLevel};
use crate::mutate::Mutator;
use rand::RngExt;
use rand::rngs::StdRng;

/// Toggles a setting: the optimisation level, Zca, Zcb, whether results go to memory, or the way to link.
///
/// Zcb brings Zca with it; legalisation takes Zcb away with Zca. Results that go to memory are removed
/// everywhere once they may not.
#[derive(Debug)]
pub(crate) struct ToggleFlag;

impl Mutator for ToggleFlag {
    fn name(&self) -> &'static str {
        "toggle-flag"
    }

    fn mutate(&self, case: &mut Case, rng: &mut StdRng) -> bool {
        let target = &mut case.target;
        match rng.random_range(0..5) {
            0 => {
                target.opt_level = match target.opt_level {
                    OptLevel::None => OptLevel::Speed,
                    OptLevel::Speed => OptLevel::None,
                }
            }
            1 => target.zca = !target.zca,
            2 => {
                target.zcb = !target.zcb;
                target.zca |= target.zcb;
            }
            3 => target.multi_ret_implicit_sret = !target.multi_ret_implicit_sret,
            _ => {
                case.life_cycle.linking = match case.life_cycle.linking {
                    Linking::Planned => Linking::Direct,
                    Linking::Direct => Linking::Planned,
                }
            }
        }
        true
    }
}
