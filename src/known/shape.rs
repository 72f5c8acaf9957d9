//! Shapes: parts of cases that known issues stop, each with how to find it and how to do without
//! it.
//!
//! A shape is about cases, and knows of no issue. Generator, mutators and legalisation make shapes
//! as often as anything else. An issue names the shape that it throttles.

use crate::case::{Access, Base, Case, Function, Purpose, Signature, StackLimit};
use serde::Deserialize;

/// Something that a case may have in several places.
#[derive(Debug)]
pub struct Shape {
    /// Its name in `issue.toml`.
    pub name: &'static str,
    /// What it is.
    pub meaning: &'static str,
    sites: fn(&Function) -> Vec<usize>,
    take_away: fn(&mut Function, usize),
}

/// A place where a case has a shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Site {
    /// Index of the function.
    pub function: usize,
    /// Index of the part of the function: among its loads and stores, or its parameters.
    part: usize,
}

/// Every shape.
pub static SHAPES: [Shape; 2] = [
    Shape {
        name: "near-symbol-with-offset",
        meaning: "a load or store whose address is that of a colocated symbol with an offset",
        sites: |function| {
            let bases = function.accesses().map(Access::base);
            positions(bases, |base| base.is_some_and(Base::is_near_and_displaced))
        },
        // The offset moves from the symbol to the instruction.
        take_away: |function, part| {
            let access = function.accesses_mut().nth(part);
            if let Some(base) = access.and_then(Access::base_mut) {
                *base = Base::NEAR;
            }
        },
    },
    Shape {
        name: "stack-limit-far-behind-a-pointer",
        meaning: "a function that finds the limit of its stack far behind a pointer",
        sites: |function| {
            let context = function.signature.context();
            let far = context.filter(|(_, limit)| *limit == StackLimit::FarPointed);
            far.map(|(param, _)| param).into_iter().collect()
        },
        take_away: |function, part| {
            let Signature { params, .. } = &mut function.signature;
            params[part].purpose = Purpose::Context(StackLimit::Pointed);
        },
    },
];

fn positions<T>(parts: impl Iterator<Item = T>, wanted: impl Fn(T) -> bool) -> Vec<usize> {
    let numbered = parts
        .enumerate()
        .filter_map(|(n, part)| wanted(part).then_some(n));
    numbered.collect()
}

impl Shape {
    /// The places where `case` has it.
    pub fn sites(&self, case: &Case) -> Vec<Site> {
        let functions = case.functions.iter().enumerate();
        let sites = functions.flat_map(|(function, f)| {
            let parts = (self.sites)(f).into_iter();
            parts.map(move |part| Site { function, part })
        });
        sites.collect()
    }

    /// Takes it away at one of its [`Shape::sites`]. The others stay, and a legal case stays legal.
    pub fn take_away(&self, case: &mut Case, site: Site) {
        (self.take_away)(&mut case.functions[site.function], site.part);
    }
}

/// An unknown shape.
#[derive(Debug, thiserror::Error)]
#[error("there is no shape `{name}`; there are {}", names())]
pub struct NoShape {
    name: String,
}

fn names() -> String {
    SHAPES.each_ref().map(|shape| shape.name).join(", ")
}

impl TryFrom<String> for &'static Shape {
    type Error = NoShape;

    fn try_from(name: String) -> Result<Self, NoShape> {
        let shape = SHAPES.iter().find(|shape| shape.name == name);
        shape.ok_or(NoShape { name })
    }
}

/// For `deserialize_with`.
pub(super) fn by_name<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<&'static Shape, D::Error> {
    let name = String::deserialize(deserializer)?;
    name.try_into().map_err(serde::de::Error::custom)
}
