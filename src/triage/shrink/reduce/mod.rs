//! Reducers: each makes one kind of part smaller. One file each, one table.

mod accesses;
mod addresses;
mod arguments;
mod block_params;
mod branches;
mod bypass;
mod bytes;
mod calls;
mod constants;
mod conventions;
mod data;
mod distances;
mod enter;
mod exits;
mod externs;
mod flags;
mod functions;
mod gaps;
mod goals;
mod invocations;
mod kinds;
mod laps;
mod linking;
mod merge;
mod operands;
mod order;
mod params;
mod regions;
mod results;
mod settings;
mod sides;
mod slot_sizes;
mod slots;
mod statements;
mod tail_calls;
mod truncate;
mod types;

pub(super) use settings::settings;

use crate::case::{Block, Case};
use std::ops::Range;

/// One kind of part of a case, and how to make some of it smaller.
pub(super) trait Reducer: Sync {
    /// What it does, in two or three words.
    fn name(&self) -> &'static str;

    /// How many parts of its kind a legal case has.
    fn sites(&self, case: &Case) -> usize;

    /// The number of ways in which it can make a part smaller.
    fn ways(&self) -> usize {
        1
    }

    /// Makes the parts `sites` of a legal case smaller, in way number `way`. Leaves parts to which
    /// this way does not apply. `settle` and then [`Case::legalise`] can make the result legal.
    fn reduce(&self, case: &mut Case, sites: Range<usize>, way: usize);
}

/// Every reducer, in the order in which they are tried. Those that remove most come first.
pub(super) const REDUCERS: &[&dyn Reducer] = &[
    &functions::DropFunctions,
    &enter::EnterCallees,
    &bypass::BypassFunctions,
    &invocations::DropInvocations,
    &calls::DropCalls,
    &exits::ReturnEarly,
    &branches::DecideBranches,
    &laps::DropLaps,
    &merge::MergeBlocks,
    &statements::DropStatements,
    &params::DropParams,
    &results::DropResults,
    &block_params::DropBlockParams,
    &goals::DropGoals,
    &data::DropData,
    &truncate::TruncateData,
    &slots::DropSlots,
    &slot_sizes::ShrinkSlots,
    &addresses::DropAddresses,
    &settings::SimplifySettings,
    &linking::SimplifyLinking,
    &tail_calls::SplitTailCalls,
    &externs::CompileExterns,
    &conventions::SimplifyConventions,
    &kinds::SimplifyKinds,
    &types::SimplifyTypes,
    &flags::DropFlags,
    &distances::SimplifyDistances,
    &order::SortOrder,
    &regions::DropRegions,
    &sides::SimplifySides,
    &gaps::NarrowGaps,
    &operands::ReplaceOperands,
    &constants::SimplifyConstants,
    &arguments::SimplifyArguments,
    &accesses::SimplifyAccesses,
    &bytes::SimplifyBytes,
];

/// The function and index of every block for which `wanted` returns true.
fn blocks(case: &Case, wanted: impl Fn(&Block) -> bool) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for (function, f) in case.functions.iter().enumerate() {
        let blocks = f.blocks.iter().enumerate();
        let blocks = blocks.filter(|(_, block)| wanted(block));
        found.extend(blocks.map(|(block, _)| (function, block)));
    }
    found
}
