//! The ABI tables' answers for every function of a case.

use crate::abi::{self, Layout};
use crate::case::{Case, FuncId};

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
        Layouts {
            inner: signatures().map(abi::internal::layout).collect(),
            boundary: signatures().map(abi::at_boundary).collect(),
        }
    }

    /// The layout of a call to `callee` from `caller`; none is the harness.
    pub fn of(&self, caller: Option<FuncId>, callee: FuncId) -> &Layout {
        match caller {
            Some(_) => &self.inner[callee as usize],
            None => &self.boundary[callee as usize],
        }
    }
}
