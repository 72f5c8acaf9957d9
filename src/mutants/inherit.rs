//! Manifests without inheritance.
//!
//! In a checkout of Wasmtime, the manifests of Cranelift's crates inherit from that of the
//! workspace, and name each other by relative paths. The copy of a crate lies elsewhere, so the
//! inherited values are written into its manifest, as `cargo package` does. See the Cargo book,
//! "Workspaces", *The `package` table* and *The `dependencies` table*.

use std::fs;
use std::path::{Path, PathBuf};
use toml::{Table, Value};

/// The dependency tables that matter when the crate is itself a dependency.
const DEPENDENCIES: [&str; 2] = ["dependencies", "build-dependencies"];

/// The manifest of the crate in the directory `root`, with inherited values filled in. `None` if it
/// inherits nothing, or if it cannot be read; Cargo reports the latter.
pub(super) fn alone(root: &Path) -> Option<String> {
    let mut manifest: Table = read(&root.join("Cargo.toml"))?;
    if !inherits(&Value::Table(manifest.clone())) {
        return None;
    }
    let workspace = InheritedTables::above(root)?;
    // The copy is neither tested nor linted.
    manifest.remove("dev-dependencies");
    manifest.remove("lints");
    if let Some(package) = table(&mut manifest, "package") {
        workspace.fill_package(package);
    }
    workspace.fill_dependencies(&mut manifest, root);
    let targets = table(&mut manifest, "target").into_iter();
    let targets = targets.flat_map(|targets| targets.iter_mut());
    for target in targets.filter_map(|(_, target)| target.as_table_mut()) {
        workspace.fill_dependencies(target, root);
    }
    toml::to_string(&manifest).ok()
}

/// A workspace: its root, and what its members may inherit.
struct InheritedTables {
    root: PathBuf,
    package: Table,
    dependencies: Table,
}

impl InheritedTables {
    /// The workspace of the crate in `directory`.
    fn above(directory: &Path) -> Option<InheritedTables> {
        let found = directory.ancestors().skip(1).find_map(|root| {
            let manifest = read(&root.join("Cargo.toml"))?;
            let workspace = manifest.get("workspace")?.as_table()?.clone();
            Some((root.to_owned(), workspace))
        });
        let (root, mut workspace) = found?;
        let mut take = |key| match workspace.remove(key) {
            Some(Value::Table(table)) => table,
            _ => Table::new(),
        };
        Some(InheritedTables {
            root,
            package: take("package"),
            dependencies: take("dependencies"),
        })
    }

    /// Fills in the inherited values of a `[package]` table.
    fn fill_package(&self, package: &mut Table) {
        for (key, value) in package.iter_mut().filter(|(_, value)| is_inherited(value)) {
            if let Some(inherited) = self.package.get(key) {
                *value = inherited.clone();
            }
        }
    }

    /// Fills in the inherited values of the dependencies in `above`, and makes their paths
    /// absolute.
    fn fill_dependencies(&self, above: &mut Table, root: &Path) {
        for name in DEPENDENCIES {
            let dependencies = table(above, name).into_iter();
            for (name, dependency) in dependencies.flat_map(|all| all.iter_mut()) {
                if is_inherited(dependency) {
                    *dependency = Value::Table(self.dependency(name, dependency));
                } else {
                    anchor(dependency, root);
                }
            }
        }
    }

    /// An inherited dependency, with the member's own settings added.
    fn dependency(&self, name: &str, member: &Value) -> Table {
        let mut inherited = match self.dependencies.get(name).cloned() {
            Some(Value::Table(table)) => table,
            Some(version) => Table::from_iter([("version".to_owned(), version)]),
            None => Table::new(),
        };
        let features = [inherited.get("features"), member.get("features")];
        let features = features.into_iter().flatten().filter_map(Value::as_array);
        let features: Vec<Value> = features.flatten().cloned().collect();
        inherited.insert("features".to_owned(), Value::Array(features));
        if let Some(optional) = member.get("optional") {
            inherited.insert("optional".to_owned(), optional.clone());
        }
        // A member can switch default features on, but not off.
        if member.get("default-features").and_then(Value::as_bool) == Some(true) {
            inherited.insert("default-features".to_owned(), true.into());
        }
        let mut inherited = Value::Table(inherited);
        anchor(&mut inherited, &self.root);
        match inherited {
            Value::Table(table) => table,
            _ => unreachable!("it is made of a table"),
        }
    }
}

/// Makes the path of a dependency absolute, if it has one.
fn anchor(dependency: &mut Value, root: &Path) {
    let table = dependency.as_table_mut();
    if let Some(Value::String(path)) = table.and_then(|table| table.get_mut("path")) {
        *path = root.join(&*path).display().to_string();
    }
}

/// Whether a value is `{ workspace = true, .. }`.
fn is_inherited(value: &Value) -> bool {
    value.get("workspace").and_then(Value::as_bool) == Some(true)
}

/// Whether anything in a manifest is inherited.
fn inherits(value: &Value) -> bool {
    let inside = |table: &Table| table.values().any(inherits);
    is_inherited(value) || value.as_table().is_some_and(inside)
}

fn table<'t>(above: &'t mut Table, key: &str) -> Option<&'t mut Table> {
    above.get_mut(key)?.as_table_mut()
}

fn read(path: &Path) -> Option<Table> {
    fs::read_to_string(path).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORKSPACE: &str = r#"
        [workspace]
        members = ["a", "b"]
        [workspace.package]
        version = "1.2.3"
        [workspace.dependencies]
        b = { path = "b", version = "1.2.3", default-features = false, features = ["x"] }
        log = "0.4"
    "#;
    const MEMBER: &str = r#"
        [package]
        name = "a"
        version.workspace = true
        [lints]
        workspace = true
        [dependencies]
        b = { workspace = true, features = ["y"], optional = true }
        log.workspace = true
        c.path = "../c"
        [dev-dependencies]
        d.workspace = true
        [target.'cfg(unix)'.dependencies]
        log = { workspace = true, default-features = true }
    "#;

    #[test]
    fn what_a_crate_inherits_is_written_into_its_manifest() {
        let dir = tempfile::tempdir().expect("a directory");
        let root = dir.path().join("a");
        fs::create_dir(&root).expect("there is room");
        fs::write(dir.path().join("Cargo.toml"), WORKSPACE).expect("there is room");
        fs::write(root.join("Cargo.toml"), MEMBER).expect("there is room");
        let text = alone(&root).expect("it inherits");
        let path = |below: &str| dir.path().join(below).display().to_string();
        let expected = format!(
            r#"
            [package]
            name = "a"
            version = "1.2.3"
            [dependencies]
            b = {{ path = "{}", version = "1.2.3", default-features = false,
                   features = ["x", "y"], optional = true }}
            log = {{ version = "0.4", features = [] }}
            c.path = "{}"
            [target.'cfg(unix)'.dependencies]
            log = {{ version = "0.4", features = [], default-features = true }}
            "#,
            path("b"),
            path("a/../c"),
        );
        let read = |text: &str| text.parse::<Table>().expect("it is TOML");
        assert_eq!(read(&text), read(&expected));
    }

    #[test]
    fn a_manifest_that_inherits_nothing_is_left_alone() {
        let dir = tempfile::tempdir().expect("a directory");
        let manifest = "[package]\nname = 'a'\n[dependencies]\nb.path = '../b'\n";
        fs::write(dir.path().join("Cargo.toml"), manifest).expect("there is room");
        assert_eq!(alone(dir.path()), None);
    }
}
