//! The ABI tables' answers for every function of a case.

use crate::abi::{self, Layout};
use crate::case::{Case, FuncId, Function};

/// Layouts by function, computed once a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layouts {
    inner: Vec<Layout>,
    boundary: Vec<Layout>,
}

impl Layouts {
    /// The layouts of `case`.
    pub fn new(case: &Case) -> Self {
        let signatures = || case.functions.iter().map(|f| &f.signature);
        let inner = |f: &Function| match f.host {
            true => abi::at_boundary(&f.signature),
            false => abi::internal::layout(&f.signature),
        };
        Layouts {
            inner: case.functions.iter().map(inner).collect(),
            boundary: signatures().map(abi::at_boundary).collect(),
        }
    }

    /// The layout of a call to `callee` from `caller`; none is the harness. C is on one side of a call from the harness, or to the host.
    pub fn of(&self, caller: Option<FuncId>, callee: FuncId) -> &Layout {
        match caller {
            Some(_) => &self.inner[callee as usize],
            None => &self.boundary[callee as usize],
        }
    }
}
