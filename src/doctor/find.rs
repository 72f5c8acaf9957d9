//! Where programs lie.

use super::ask::ask;
use std::env;
use std::ffi::OsStr;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The directories in which programs are looked for.
#[derive(Debug)]
pub(super) struct SearchPath(Vec<PathBuf>);

impl SearchPath {
    /// From the value of `PATH`. Relative directories are left out: what lies there is not
    /// installed.
    pub(super) fn new(path: Option<&OsStr>) -> Self {
        let directories = path.into_iter().flat_map(env::split_paths);
        SearchPath(directories.filter(|path| path.is_absolute()).collect())
    }

    /// The first executable file of this name.
    pub(super) fn find(&self, name: &str) -> Option<PathBuf> {
        let mut candidates = self.0.iter().map(|directory| directory.join(name));
        candidates.find(|path| is_executable(path))
    }

    /// A program of the toolchain that does not lie on the path, but in `lib/rustlib/<host>/bin`
    /// below the sysroot that `rustc` prints.
    pub(super) fn in_sysroot(&self, name: &str, limit: Duration) -> Option<PathBuf> {
        let rustc = self.find("rustc")?;
        let question = ["--print", "sysroot", "--print", "host-tuple"];
        let answer = ask(&rustc, &question, limit).ok()?;
        let mut lines = answer.lines();
        let (sysroot, host) = (lines.next()?, lines.next()?);
        let directory = Path::new(sysroot).join("lib/rustlib").join(host);
        let program = directory.join("bin").join(name);
        is_executable(&program).then_some(program)
    }
}

fn is_executable(path: &Path) -> bool {
    path.metadata()
        .is_ok_and(|file| file.is_file() && file.permissions().mode() & 0o111 != 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::{self, Permissions};
    use tempfile::TempDir;

    #[test]
    fn only_executable_files_in_absolute_directories_are_found() {
        let (first, second) = (TempDir::new().expect("one"), TempDir::new().expect("two"));
        let add = |dir: &TempDir, name: &str, mode| {
            let path = dir.path().join(name);
            fs::write(&path, "").expect("it can be written");
            fs::set_permissions(&path, Permissions::from_mode(mode)).expect("it is ours");
            path
        };
        add(&first, "text", 0o644);
        let hidden = add(&second, "text", 0o755);
        let shown = add(&first, "tool", 0o755);
        add(&second, "tool", 0o755);
        fs::create_dir(first.path().join("directory")).expect("it can be made");

        let directories = [Path::new(""), Path::new("src"), first.path(), second.path()];
        let joined = env::join_paths(directories).expect("no colons");
        let path = SearchPath::new(Some(&joined));
        assert_eq!(path.find("text"), Some(hidden));
        assert_eq!(path.find("tool"), Some(shown));
        assert_eq!(path.find("directory"), None);
        assert_eq!(path.find("lib.rs"), None);
    }

    #[test]
    fn an_empty_path_has_nothing() {
        for path in [None, Some(OsStr::new(""))] {
            let path = SearchPath::new(path);
            assert_eq!(path.find("cargo"), None);
            assert_eq!(path.in_sysroot("rust-lld", Duration::from_secs(1)), None);
        }
    }
}
