//! The calls of a case, one edge for each pair of functions.

use crate::case::{Call, CallKind, Case, FuncId, Statement};

/// All calls from one function to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Edge {
    /// The caller; none for the harness.
    pub(super) from: Option<FuncId>,
    /// The callee.
    pub(super) to: FuncId,
    /// The kinds of its calls, each with their number.
    kinds: Vec<(Kind, usize)>,
}

/// How a call is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// The harness enters a function.
    Entry,
    /// Compiled code calls.
    Call(CallKind),
    /// Compiled code calls for good.
    Tail(CallKind),
}

impl Edge {
    /// Every edge of `case`, the harness's first.
    pub(super) fn all(case: &Case) -> Vec<Edge> {
        let entries = case.invocations.iter();
        let entries = entries.map(|entry| (None, entry.function, Kind::Entry));
        let calls = case.compiled().flat_map(|caller| {
            let blocks = case.functions[usize::from(caller)].blocks.iter();
            blocks.flat_map(move |block| {
                let calls = block
                    .statements
                    .iter()
                    .filter_map(|statement| match statement {
                        Statement::Call(call) => Some(call),
                        _ => None,
                    });
                let made = move |call: &Call| (Some(caller), call.callee, Kind::Call(call.kind));
                let tail = move |call: &Call| (Some(caller), call.callee, Kind::Tail(call.kind));
                calls.map(made).chain(block.exit.call().map(tail))
            })
        });
        let mut edges: Vec<Edge> = Vec::new();
        for (from, to, kind) in entries.chain(calls) {
            match edges.iter_mut().find(|e| (e.from, e.to) == (from, to)) {
                Some(edge) => edge.add(kind),
                None => edges.push(Edge {
                    from,
                    to,
                    kinds: vec![(kind, 1)],
                }),
            }
        }
        edges
    }

    fn add(&mut self, kind: Kind) {
        match self.kinds.iter_mut().find(|(other, _)| *other == kind) {
            Some((_, count)) => *count += 1,
            None => self.kinds.push((kind, 1)),
        }
    }

    /// What stands beside it.
    pub(super) fn label(&self) -> String {
        let kinds = self.kinds.iter().map(|(kind, count)| match count {
            1 => kind.words(),
            _ => format!("{} ×{count}", kind.words()),
        });
        kinds.collect::<Vec<_>>().join(", ")
    }

    /// The style of its line.
    pub(super) fn style(&self) -> &'static str {
        let all = |is: fn(&Kind) -> bool| self.kinds.iter().all(|(kind, _)| is(kind));
        if all(|kind| matches!(kind, Kind::Tail(_))) {
            "tail"
        } else if all(|kind| matches!(kind, Kind::Call(how) if how.is_indirect())) {
            "indirect"
        } else {
            "direct"
        }
    }
}

impl Kind {
    fn words(self) -> String {
        let how = |kind: CallKind| match kind {
            CallKind::Near => "near",
            CallKind::Far => "far",
            CallKind::AddressNear => "indirect, near",
            CallKind::AddressFar => "indirect, far",
            CallKind::Table => "indirect, by table",
        };
        match self {
            Kind::Entry => "enters".to_owned(),
            Kind::Call(kind) => how(kind).to_owned(),
            Kind::Tail(kind) => format!("tail, {}", how(kind)),
        }
    }
}
