//! The ABI tables' answers for every function of a case.

use crate::abi::{self, Layout, RegSet, preserved};
use crate::case::{Case, Convention, FuncId, Function};

/// What a call does to registers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contract {
    /// Those that survive the call.
    pub preserved: RegSet,
    /// Those that are unspecified when the callee is entered.
    pub unspecified_on_entry: RegSet,
    /// Those that are unspecified when it returns.
    pub unspecified_on_exit: RegSet,
}

impl Contract {
    fn new(layout: &Layout, preserved: RegSet) -> Contract {
        Contract {
            preserved,
            unspecified_on_entry: preserved::unspecified_on_entry(layout, preserved),
            unspecified_on_exit: preserved::unspecified_on_exit(layout, preserved),
        }
    }
}

/// What the tables say about a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallEdge<'l> {
    /// Where its values are.
    pub layout: &'l Layout,
    /// What happens to registers.
    pub contract: &'l Contract,
}

/// What the tables say about calls to one function.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Callee {
    layout: Layout,
    /// For compiled callers. An extern function has its boundary's.
    inner: Contract,
    /// For callers in C.
    boundary: Contract,
}

/// Layouts by function, computed once a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layouts {
    callees: Vec<Callee>,
}

impl Layouts {
    /// The layouts of `case`.
    pub fn new(case: &Case) -> Self {
        let callees = case.functions.iter().map(|function| {
            let Function {
                signature, origin, ..
            } = function;
            let layout = abi::internal::layout(signature);
            let boundary = preserved::at_boundary(signature.convention);
            let inner = if origin.is_extern() {
                boundary
            } else {
                preserved::internal(signature.convention)
            };
            Callee {
                inner: Contract::new(&layout, inner),
                boundary: Contract::new(&layout, boundary),
                layout,
            }
        });
        Layouts {
            callees: callees.collect(),
        }
    }

    /// The layouts of `case` with arguments where C puts them, of functions of convention system_v
    /// whose results are in registers. Compiled functions may expect them elsewhere.
    pub fn as_c_passes(case: &Case) -> Self {
        let mut layouts = Layouts::new(case);
        for (callee, function) in layouts.callees.iter_mut().zip(&case.functions) {
            let layout = &mut callee.layout;
            let is_c = function.signature.convention == Convention::SystemV;
            if !is_c || layout.return_area.is_some() {
                continue;
            }
            let c = abi::psabi::layout(&function.signature);
            // Compiled functions may look for more there. What they find is poison.
            layout.stack_args = layout.stack_args.max(c.stack_args);
            for (value, place) in layout.args.iter_mut().zip(c.args) {
                for (part, place) in value.parts.iter_mut().zip(place.parts) {
                    part.location = place.location;
                }
            }
        }
        layouts
    }

    /// The call edge from `caller` to `callee`; no caller is the harness.
    pub fn call_edge(&self, caller: Option<FuncId>, callee: FuncId) -> CallEdge<'_> {
        let callee = &self.callees[callee as usize];
        CallEdge {
            layout: &callee.layout,
            contract: match caller {
                Some(_) => &callee.inner,
                None => &callee.boundary,
            },
        }
    }

    /// The layout of a call to `callee`.
    pub fn of(&self, callee: FuncId) -> &Layout {
        &self.callees[callee as usize].layout
    }
}
