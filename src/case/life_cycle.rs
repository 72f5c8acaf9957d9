//! Modules, and in which order functions come to be.
//!
//! *Idea.* Functions are defined in batches: each batch is defined function by function, and then
//! finalized. The batches of a module come one after another, and so do modules.
//!
//! *Limits.* A case has one module with one batch ([`super::limits::MAX_MODULES`],
//! [`super::limits::MAX_BATCHES`]).

use super::FuncId;
use serde::{Deserialize, Serialize};

/// The modules of a case, in the order in which they are made.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct LifeCycle {
    /// At least one.
    pub modules: Vec<Module>,
}

/// A module of Cranelift's.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Module {
    /// Who compiles.
    pub linking: Linking,
    /// At least one.
    pub batches: Vec<Batch>,
}

/// What is defined before the module is finalized, for the first time or once more.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Batch {
    /// The order in which functions are defined, and memory is asked for. Each function of a case
    /// is in one batch, extern ones included.
    pub functions: Vec<FuncId>,
}

/// The two ways to link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Linking {
    /// Everything is compiled first, then placed, then handed to the module as bytes.
    Planned,
    /// The module compiles each function as it is defined.
    Direct,
}

impl Linking {
    /// The one that this is not.
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

    /// Every batch, for change.
    pub fn batches_mut(&mut self) -> impl Iterator<Item = &mut Batch> {
        let modules = self.modules.iter_mut();
        modules.flat_map(|module| &mut module.batches)
    }

    /// How each module links, for change.
    pub fn linkings_mut(&mut self) -> impl Iterator<Item = &mut Linking> {
        self.modules.iter_mut().map(|module| &mut module.linking)
    }

    /// Whether some module links in this way.
    pub fn links(&self, linking: Linking) -> bool {
        self.modules.iter().any(|module| module.linking == linking)
    }

    /// Defines one more function, last of all.
    pub(crate) fn push(&mut self, function: FuncId) {
        let last = self.batches_mut().last();
        last.expect("a life cycle has a batch")
            .functions
            .push(function);
    }
}
