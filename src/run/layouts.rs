//! The ABI tables' answers for every function of a case.

use crate::abi::{self, Layout, RegSet, preserved};
use crate::case::{Case, FuncId, Signature};

/// What the tables say about calls to a function, computed once a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    /// Where its values are.
    pub layout: Layout,
    /// The registers that survive the call.
    pub preserved: RegSet,
    /// The registers that are unspecified when it is entered.
    pub unspecified_on_entry: RegSet,
    /// The registers that are unspecified when it returns.
    pub unspecified_on_exit: RegSet,
}

impl Edge {
    fn new(layout: Layout, preserved: RegSet) -> Edge {
        Edge {
            unspecified_on_entry: preserved::unspecified_on_entry(&layout, preserved),
            unspecified_on_exit: preserved::unspecified_on_exit(&layout, preserved),
            layout,
            preserved,
        }
    }

    /// A call from another compiled function.
    fn inner(signature: &Signature) -> Edge {
        let preserved = preserved::internal(signature.convention);
        Edge::new(abi::internal::layout(signature), preserved)
    }

    /// A call from C.
    fn boundary(signature: &Signature) -> Edge {
        let preserved = preserved::at_boundary(signature.convention);
        Edge::new(abi::at_boundary(signature), preserved)
    }
}

/// Edges by function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layouts {
    inner: Vec<Edge>,
    boundary: Vec<Edge>,
}

impl Layouts {
    /// The layouts of `case`.
    pub fn new(case: &Case) -> Self {
        let signatures = || case.functions.iter().map(|f| &f.signature);
        Layouts {
            inner: signatures().map(Edge::inner).collect(),
            boundary: signatures().map(Edge::boundary).collect(),
        }
    }

    /// A call to `callee` from `caller`; none is the harness.
    pub fn edge(&self, caller: Option<FuncId>, callee: FuncId) -> &Edge {
        match caller {
            Some(_) => &self.inner[callee as usize],
            None => &self.boundary[callee as usize],
        }
    }

    /// The layout of a call to `callee` from `caller`; none is the harness.
    pub fn of(&self, caller: Option<FuncId>, callee: FuncId) -> &Layout {
        &self.edge(caller, callee).layout
    }
}
