//! What `cargo metadata` says of the build to come.

use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// What a build needs to know beforehand.
#[derive(Debug)]
pub(super) struct Graph {
    /// The host's target triple.
    pub(super) host: String,
    /// Where Cargo puts what it builds.
    pub(super) target_directory: PathBuf,
    /// How many packages are compiled.
    pub(super) packages: usize,
}

/// The part of `cargo metadata --format-version 1` that is used here.
#[derive(Debug, Deserialize)]
pub(super) struct Metadata {
    target_directory: PathBuf,
    packages: Vec<Package>,
    resolve: Resolve,
}

#[derive(Debug, Deserialize)]
struct Package {
    id: String,
    name: String,
}

#[derive(Debug, Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Debug, Deserialize)]
struct Node {
    id: String,
    deps: Vec<Dependency>,
}

#[derive(Debug, Deserialize)]
struct Dependency {
    pkg: String,
    dep_kinds: Vec<DependencyKind>,
}

#[derive(Debug, Deserialize)]
struct DependencyKind {
    kind: Option<String>,
}

impl Metadata {
    /// The graph below the package of that name.
    pub(super) fn graph(self, package: &str, host: String) -> Graph {
        let nodes: BTreeMap<&str, &Node> = self
            .resolve
            .nodes
            .iter()
            .map(|node| (node.id.as_str(), node))
            .collect();
        let root = self.packages.iter().find(|p| p.name == package);
        let mut reached: BTreeSet<&str> = BTreeSet::new();
        let mut open: Vec<&str> = root.map(|p| p.id.as_str()).into_iter().collect();
        while let Some(id) = open.pop() {
            if reached.insert(id)
                && let Some(node) = nodes.get(id)
            {
                open.extend(node.deps.iter().filter(|d| d.is_built()).map(|d| &*d.pkg));
            }
        }
        Graph {
            host,
            packages: reached.len(),
            target_directory: self.target_directory,
        }
    }
}

impl Dependency {
    /// Whether it takes part in more than tests.
    fn is_built(&self) -> bool {
        let kinds = self.dep_kinds.iter();
        kinds.into_iter().any(|d| d.kind.as_deref() != Some("dev"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_tests_need_is_not_counted() {
        let text = r#"{
            "target_directory": "/t",
            "packages": [{"id": "a 1", "name": "a"}, {"id": "b 1", "name": "b"}, {"id": "c 1", "name": "c"}],
            "resolve": {"nodes": [
                {"id": "a 1", "deps": [
                    {"pkg": "b 1", "dep_kinds": [{"kind": null}]},
                    {"pkg": "c 1", "dep_kinds": [{"kind": "dev"}]}]},
                {"id": "b 1", "deps": []},
                {"id": "c 1", "deps": []}]}
        }"#;
        let metadata: Metadata = serde_json::from_str(text).expect("the format");
        let graph = metadata.graph("a", "host".to_owned());
        assert_eq!(graph.packages, 2);
        assert_eq!(graph.target_directory, PathBuf::from("/t"));
    }
}
