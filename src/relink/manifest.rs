//! The manifest of the copy: Farcall's, with another Cranelift.

use super::error::RelinkError;
use super::wanted::Wanted;
use std::path::Path;
use toml::{Table, Value};

/// Changes `text`, the manifest of Farcall's workspace, to the wanted Cranelift and the feature
/// that chooses the compatibility module. `path` is for errors.
pub(super) fn edit(text: &str, path: &Path, wanted: &Wanted) -> Result<String, RelinkError> {
    let wrong = |reason: String| RelinkError::Manifest {
        path: path.to_owned(),
        reason,
    };
    let mut manifest: Table = text.parse().map_err(|error| wrong(format!("{error}")))?;
    if let Wanted::Edited(_) = wanted {
        // The crates are found by path.
        return Ok(text.to_owned());
    }
    let dependencies = table(&mut manifest, &["workspace", "dependencies"]);
    let dependencies = dependencies.ok_or_else(|| wrong("no [workspace.dependencies]".into()))?;
    let cranelift = dependencies.iter_mut();
    for (name, dependency) in cranelift.filter(|(name, _)| name.starts_with("cranelift-")) {
        *dependency = Value::Table(replace(name, dependency, wanted));
    }
    if let Some(feature) = wanted.feature() {
        let features = table(&mut manifest, &["features"]);
        let features = features.ok_or_else(|| wrong("no [features]".into()))?;
        let default = features
            .entry("default")
            .or_insert(Value::Array(Vec::new()));
        let default = default.as_array_mut();
        let default = default.ok_or_else(|| wrong("`default` is no list".into()))?;
        default.push(feature.into());
    }
    let text = toml::to_string(&manifest).map_err(|error| wrong(error.to_string()))?;
    Ok(format!(
        "# Made by `farcall --cranelift {wanted}`, and overwritten by the next one.\n{text}"
    ))
}

/// Changes a dependency on a crate of Cranelift to the wanted one.
fn replace(name: &str, dependency: &Value, wanted: &Wanted) -> Table {
    let mut table = dependency.as_table().cloned().unwrap_or_default();
    let (key, value) = match wanted {
        Wanted::Release { exact: true, .. } => ("version", format!("={wanted}")),
        Wanted::Release { .. } => ("version", wanted.to_string()),
        Wanted::Checkout(checkout) => {
            table.remove("version");
            ("path", checkout.crate_root(name).display().to_string())
        }
        Wanted::Edited(_) => return table,
    };
    table.insert(key.to_owned(), Value::String(value));
    table
}

/// The table below these keys.
fn table<'t>(root: &'t mut Table, keys: &[&str]) -> Option<&'t mut Table> {
    keys.iter()
        .try_fold(root, |table, key| table.get_mut(*key)?.as_table_mut())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANIFEST: &str = r#"
        [workspace.dependencies]
        cranelift-codegen = { version = "0.135.8", features = ["riscv64"] }
        cranelift-jit = "0.135.8"
        rand = "0.10"

        [features]
        host = []
    "#;

    fn edited(wanted: &str) -> Table {
        let wanted = Wanted::parse(wanted).expect("a version");
        let text = edit(MANIFEST, Path::new("Cargo.toml"), &wanted).expect("it is edited");
        text.parse().expect("it is TOML")
    }

    #[test]
    fn cranelift_alone_is_replaced_and_keeps_its_features() {
        let manifest = edited("0.137.1");
        let dependencies = &manifest["workspace"]["dependencies"];
        assert_eq!(
            dependencies["cranelift-codegen"]["version"].as_str(),
            Some("=0.137.1")
        );
        assert_eq!(
            dependencies["cranelift-codegen"]["features"][0].as_str(),
            Some("riscv64")
        );
        assert_eq!(
            dependencies["cranelift-jit"]["version"].as_str(),
            Some("=0.137.1")
        );
        assert_eq!(dependencies["rand"].as_str(), Some("0.10"));
    }

    #[test]
    fn the_module_is_chosen_by_a_feature() {
        let features = |wanted| edited(wanted)["features"].get("default").cloned();
        assert_eq!(features("0.135"), None);
        assert_eq!(features("0.137"), Some(vec!["cranelift-0-137"].into()));
    }

    #[test]
    fn a_manifest_of_another_kind_is_refused() {
        let wanted = Wanted::parse("0.137").expect("a version");
        for text in ["x", "[workspace]", "[workspace.dependencies]"] {
            assert!(
                edit(text, Path::new("Cargo.toml"), &wanted).is_err(),
                "{text}"
            );
        }
    }
}
