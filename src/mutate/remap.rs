//! Keeping the meaning of what a mutation does not touch.
//!
//! Values, call sites, blocks and functions are named by position. Whoever inserts or removes one shifts the names of those
//! behind it, and legalisation, which only sees that a name is in scope and of the right type, cannot know that another one was meant. So
//! every change of a shape goes through here, and each function below renames whatever refers to what it moves: operands
//! ([`values`]), placement goals, which name sites by number ([`sites`]), branch targets ([`blocks`]), arguments and
//! results at all sites of a callee ([`signatures`]), callees, order and invocations ([`functions`]), accesses ([`data`], [`slots`]).
//!
//! *Limits.* What is gone cannot be kept: an operand that named a removed value becomes a recent one of its type, and a goal of
//! a removed site is dropped.

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
