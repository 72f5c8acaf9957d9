//! Conditions: what has to hold for a finding to get a longer key.
//!
//! A condition is about the case and what was seen, and knows of no issue.

use crate::case::{Case, FuncId, StackLimit};
use serde::Deserialize;

/// What conditions look at.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'f> {
    /// The case that the finding is about.
    pub case: &'f Case,
    /// The function at fault, if there is one.
    pub function: Option<FuncId>,
    /// The address of the memory that could not be accessed, if that is what failed.
    pub accessed: Option<u64>,
}

/// A condition on a finding.
#[derive(Debug)]
pub struct Condition {
    /// Its name in `issue.toml`.
    pub name: &'static str,
    /// When it holds.
    pub meaning: &'static str,
    holds: fn(&Facts<'_>) -> bool,
}

/// Every condition.
pub static CONDITIONS: [Condition; 3] = [
    Condition {
        name: "probes",
        meaning: "the case has inline stack probes",
        holds: |facts| facts.case.target.probestack_log2 != 0,
    },
    Condition {
        name: "stack-limit-far-behind-a-pointer",
        meaning: "the function at fault finds the limit of its stack far behind a pointer",
        holds: |facts| facts.limit() == Some(StackLimit::FarPointed),
    },
    Condition {
        name: "at-twice-the-offset-of-the-limit",
        meaning: "what could not be accessed is at twice the offset at which the function at fault \
                  finds the limit of its stack, and behind nothing",
        holds: |facts| {
            let offset = facts
                .limit()
                .and_then(|limit| limit.loads().last().copied());
            let twice = offset.map(|offset| 2 * i64::from(offset) as u64);
            twice.is_some() && facts.accessed == twice
        },
    },
];

impl Facts<'_> {
    /// How the function at fault finds its stack limit, if it has the context.
    fn limit(&self) -> Option<StackLimit> {
        let function = self.case.functions.get(usize::from(self.function?))?;
        function.signature.context().map(|(_, limit)| limit)
    }
}

impl Condition {
    /// Whether it holds for these facts.
    pub fn holds(&self, facts: &Facts<'_>) -> bool {
        (self.holds)(facts)
    }
}

/// An unknown condition.
#[derive(Debug, thiserror::Error)]
#[error("there is no condition `{name}`; there are {}", names())]
pub struct NoCondition {
    name: String,
}

fn names() -> String {
    CONDITIONS
        .each_ref()
        .map(|condition| condition.name)
        .join(", ")
}

impl TryFrom<String> for &'static Condition {
    type Error = NoCondition;

    fn try_from(name: String) -> Result<Self, NoCondition> {
        let condition = CONDITIONS.iter().find(|condition| condition.name == name);
        condition.ok_or(NoCondition { name })
    }
}

/// For `deserialize_with`.
pub(super) fn by_names<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<&'static Condition>, D::Error> {
    let names = Vec::<String>::deserialize(deserializer)?.into_iter();
    let conditions = names.map(|name| name.try_into().map_err(serde::de::Error::custom));
    conditions.collect()
}
