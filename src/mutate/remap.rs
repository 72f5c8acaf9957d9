//! Renaming, so that what a mutation does not touch keeps its meaning.
//!
//! *Problem.* Values, call sites, blocks and functions are named by position. Inserting or removing
//! one shifts the names after it. Legalisation cannot repair that: it sees only that a name is in
//! scope and has the right type, not that another one was meant.
//!
//! *Idea.* Every change of shape goes through this module. Each function renames whatever refers to
//! what it moves: operands ([`values`]), placement goals, which name sites by number ([`sites`]),
//! branch targets ([`blocks`]), arguments and results at all sites of a callee ([`signatures`]),
//! callees, definition order and invocations ([`functions`]), accesses ([`data`], [`slots`]).
//!
//! *Limits.* What is gone cannot be kept. An operand that named a removed value becomes a recent
//! value of the same type, and the goal of a removed site is dropped.

mod blocks;
mod data;
mod exits;
mod functions;
mod settle;
mod signatures;
mod sites;
mod slots;
mod statements;
#[cfg(test)]
mod tests;
mod values;

pub(crate) use blocks::{
    decide, drop_unreachable, insert_block, merge_block, remove_block_param, split_block,
};
pub(crate) use data::{remove_data, rename_data};
pub(crate) use exits::{return_early, split_tail_call};
pub(crate) use functions::{add_function, remove_function, rename_callees};
pub(crate) use settle::settle;
pub(crate) use signatures::{
    change_params, change_results, keep_context_early, permute_params, replace_results, set_results,
};
pub(crate) use slots::{remove_slot, slots};
pub(crate) use statements::{
    call_mut, call_sites, insert_statement, remove_call, remove_statement, retarget, statement,
    statement_mut, statements,
};
pub(crate) use values::{Point, splice, value_at};
