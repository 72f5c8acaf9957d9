//! What `cargo metadata` says about the planned build.

use semver::Version;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// What a build needs to know beforehand.
#[derive(Debug)]
pub(crate) struct Graph {
    /// The host's target triple.
    pub(super) host: String,
    /// Where Cargo puts what it builds.
    pub(crate) target_directory: PathBuf,
    /// What is compiled.
    pub(crate) packages: Vec<Package>,
    /// The newest Rust that one of them asks for.
    pub(crate) rust_version: Version,
}

/// A package that is compiled.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Package {
    /// Its name.
    pub(crate) name: String,
    /// Its version.
    pub(crate) version: String,
    /// Where its `Cargo.toml` is.
    pub(crate) root: PathBuf,
    /// Whether it is part of the program, not just of its build.
    pub(crate) is_linked: bool,
}

/// The part of `cargo metadata --format-version 1` that is used here.
#[derive(Debug, Deserialize)]
pub(super) struct CargoMetadata {
    target_directory: PathBuf,
    packages: Vec<Described>,
    resolve: Resolve,
}

#[derive(Debug, Deserialize)]
struct Described {
    id: String,
    name: String,
    version: String,
    rust_version: Option<String>,
    manifest_path: PathBuf,
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

impl CargoMetadata {
    /// The graph below the package of that name.
    pub(super) fn graph(self, package: &str, host: String) -> Graph {
        let nodes: BTreeMap<&str, &Node> = self
            .resolve
            .nodes
            .iter()
            .map(|node| (node.id.as_str(), node))
            .collect();
        let root = self.packages.iter().find(|p| p.name == package);
        let root = root.map(|p| p.id.as_str());
        let built = reached(&nodes, root, Dependency::is_built);
        let linked = reached(&nodes, root, Dependency::is_linked);
        let packages = self.packages.iter();
        let packages = packages.filter(|p| built.contains(p.id.as_str()));
        let rusts = packages
            .clone()
            .filter_map(|p| rust(p.rust_version.as_ref()?));
        Graph {
            host,
            rust_version: rusts.max().unwrap_or(Version::new(0, 0, 0)),
            packages: packages.map(|p| p.package(&linked)).collect(),
            target_directory: self.target_directory.clone(),
        }
    }
}

/// A version of Rust as manifests write it: `1.95` or `1.95.0`.
fn rust(text: &str) -> Option<Version> {
    let version = Version::parse(text);
    version
        .or_else(|_| Version::parse(&format!("{text}.0")))
        .ok()
}

/// The packages that `root` reaches through such dependencies.
fn reached<'n>(
    nodes: &BTreeMap<&'n str, &'n Node>,
    root: Option<&'n str>,
    by: fn(&Dependency) -> bool,
) -> BTreeSet<&'n str> {
    let mut reached = BTreeSet::new();
    let mut open: Vec<&str> = root.into_iter().collect();
    while let Some(id) = open.pop() {
        if reached.insert(id)
            && let Some(node) = nodes.get(id)
        {
            open.extend(node.deps.iter().filter(|d| by(d)).map(|d| &*d.pkg));
        }
    }
    reached
}

impl Described {
    fn package(&self, linked: &BTreeSet<&str>) -> Package {
        Package {
            name: self.name.clone(),
            version: self.version.clone(),
            root: self
                .manifest_path
                .parent()
                .map(Path::to_owned)
                .unwrap_or_default(),
            is_linked: linked.contains(self.id.as_str()),
        }
    }
}

impl Dependency {
    /// Whether it takes part in more than tests.
    fn is_built(&self) -> bool {
        let kinds = self.dep_kinds.iter();
        kinds.into_iter().any(|d| d.kind.as_deref() != Some("dev"))
    }

    /// Whether it is a part of what depends on it.
    fn is_linked(&self) -> bool {
        self.dep_kinds.iter().any(|d| d.kind.is_none())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_tests_need_is_not_counted() {
        let text = r#"{
            "target_directory": "/t",
            "packages": [
                {"id": "a 1", "name": "a", "version": "1.0.0", "rust_version": "1.95",
                 "manifest_path": "/a/Cargo.toml"},
                {"id": "b 1", "name": "b", "version": "1.0.0", "manifest_path": "/b/Cargo.toml"},
                {"id": "c 1", "name": "c", "version": "1.0.0", "rust_version": "1.99.0",
                 "manifest_path": "/c/Cargo.toml"},
                {"id": "d 1", "name": "d", "version": "1.0.0", "manifest_path": "/d/Cargo.toml"}],
            "resolve": {"nodes": [
                {"id": "a 1", "deps": [
                    {"pkg": "b 1", "dep_kinds": [{"kind": null}]},
                    {"pkg": "d 1", "dep_kinds": [{"kind": "build"}]},
                    {"pkg": "c 1", "dep_kinds": [{"kind": "dev"}]}]},
                {"id": "b 1", "deps": []},
                {"id": "c 1", "deps": []},
                {"id": "d 1", "deps": []}]}
        }"#;
        let metadata: CargoMetadata = serde_json::from_str(text).expect("the format");
        let graph = metadata.graph("a", "host".to_owned());
        let packages = graph.packages.iter();
        let packages: Vec<_> = packages.map(|p| (p.name.as_str(), p.is_linked)).collect();
        assert_eq!(packages, [("a", true), ("b", true), ("d", false)]);
        assert_eq!(graph.packages[1].root, PathBuf::from("/b"));
        assert_eq!(graph.target_directory, PathBuf::from("/t"));
        assert_eq!(graph.rust_version, Version::new(1, 95, 0));
    }
}
