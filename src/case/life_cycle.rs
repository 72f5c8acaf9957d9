//! Modules, and the order in which functions are defined.
//!
//! *Idea.* Functions are defined in batches. The functions of a batch are defined one by one, then
//! the batch is finalized. The batches of a module follow one another, and so do modules.
//!
//! *Limits.* A case has one module with one batch ([`super::limits::MAX_MODULES`],
//! [`super::limits::MAX_BATCHES`]).

use super::FuncId;
use serde::{Deserialize, Serialize};

/// The modules of a case, in order of creation.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct LifeCycle {
    /// At least one module.
    pub modules: Vec<Module>,
}

/// A Cranelift module.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Module {
    /// How its functions are compiled and linked.
    pub linking: Linking,
    /// At least one batch.
    pub batches: Vec<Batch>,
}

/// The functions that are defined before the module is finalized, for the first time or once more.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Batch {
    /// The order in which functions are defined and memory is requested. Each function of a case,
    /// compiled or extern, is in one batch.
    pub functions: Vec<FuncId>,
}

/// The linker of a module.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Linking {
    /// Every function is compiled first, then placed, then passed to the module as bytes.
    Planned,
    /// The module compiles each function as it is defined.
    Direct,
}

impl Linking {
    /// The other variant.
    pub fn other(self) -> Linking {
        match self {
            Linking::Planned => Linking::Direct,
            Linking::Direct => Linking::Planned,
        }
    }
}

impl LifeCycle {
    /// One module with one batch, in which functions are defined in this order.
    pub fn single(linking: Linking, functions: Vec<FuncId>) -> LifeCycle {
        LifeCycle {
            modules: vec![Module {
                linking,
                batches: vec![Batch { functions }],
            }],
        }
    }

    /// Every function, in the order of definition.
    pub fn order(&self) -> impl Iterator<Item = FuncId> {
        let batches = self.modules.iter().flat_map(|module| &module.batches);
        batches.flat_map(|batch| batch.functions.iter().copied())
    }

    /// Every batch, mutable.
    pub fn batches_mut(&mut self) -> impl Iterator<Item = &mut Batch> {
        let modules = self.modules.iter_mut();
        modules.flat_map(|module| &mut module.batches)
    }

    /// The linker of each module, mutable.
    pub fn linkings_mut(&mut self) -> impl Iterator<Item = &mut Linking> {
        self.modules.iter_mut().map(|module| &mut module.linking)
    }

    /// Whether any module uses this linker.
    pub fn links(&self, linking: Linking) -> bool {
        self.modules.iter().any(|module| module.linking == linking)
    }

    /// Appends a function to the last batch.
    pub(crate) fn push(&mut self, function: FuncId) {
        let last = self.batches_mut().last();
        last.expect("a life cycle has a batch")
            .functions
            .push(function);
    }
}
