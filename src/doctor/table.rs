//! The table of tools.

use serde::Serialize;

/// A tool: where to find it, how to read its version, and what it is good for.
#[derive(Debug, Serialize)]
pub struct Tool {
    /// Its name in Farcall.
    pub name: &'static str,
    /// What it adds to Farcall.
    pub adds: &'static str,
    /// What Farcall needs it for.
    pub need: Need,
    /// The shell command that installs it: on Debian as root, or with cargo or rustup.
    pub install: &'static str,
    /// Where to look for it.
    #[serde(skip)]
    pub look: Look,
    /// Arguments that make it print its version; empty if it is no program.
    #[serde(skip)]
    pub ask: &'static [&'static str],
    /// A word that precedes the version on its line.
    #[serde(skip)]
    pub marker: &'static str,
    /// The oldest version that is of use, if there is one.
    #[serde(skip)]
    pub least: Option<Least>,
}

/// What a tool is needed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Need {
    /// Hunting is impossible without it.
    Hunting,
    /// Coverage-guided hunting builds a fuzz target with it; random hunting does not need it.
    Coverage,
    /// Farcall can use it today.
    Option,
    /// Nothing in Farcall uses it yet.
    Later,
}

/// Where to look for a tool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// A program of one of these names on the path, the best name first.
    Path(&'static [&'static str]),
    /// A toolchain that the cargo on the path can select.
    Toolchain,
    /// A program of this name that comes with the Rust toolchain.
    Sysroot(&'static str),
    /// Address space: an arena is mapped and unmapped.
    Arena,
    /// The process's own memory use in `/proc`.
    Proc,
}

/// The oldest version of use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Least {
    /// First number of the version.
    pub major: u32,
    /// Second number of the version.
    pub minor: u32,
    /// What is wrong with older ones, as the rest of a sentence about them.
    pub below: &'static str,
}

const RUST: Option<Least> = Some(Least {
    major: 1,
    minor: 95,
    below: "does not build Farcall",
});
const INSTALL_RUST: &str =
    "curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y";

const LLVM: Option<Least> = Some(Least {
    major: 22,
    minor: 0,
    below: "older than the LLVM of the Rust toolchain",
});
const INSTALL_LLVM: &str = "apt-get install -y --no-install-recommends llvm-22";

const VERSION: &[&str] = &["--version"];

/// Every tool that Farcall can use, the most needed first.
pub const TOOLS: &[Tool] = &[
    Tool {
        name: "arena",
        adds: "address space for the code under test",
        need: Need::Hunting,
        install: "ulimit -v unlimited",
        look: Look::Arena,
        ask: &[],
        marker: "",
        least: None,
    },
    Tool {
        name: "/proc",
        adds: "memory use in stats.json",
        need: Need::Option,
        install: "mount -t proc proc /proc",
        look: Look::Proc,
        ask: &[],
        marker: "",
        least: None,
    },
    Tool {
        name: "rustc",
        adds: "builds Farcall and the fuzz target",
        need: Need::Coverage,
        install: INSTALL_RUST,
        look: Look::Path(&["rustc"]),
        ask: VERSION,
        marker: "rustc",
        least: RUST,
    },
    Tool {
        name: "cargo",
        adds: "builds Farcall and the fuzz target",
        need: Need::Coverage,
        install: INSTALL_RUST,
        look: Look::Path(&["cargo"]),
        ask: VERSION,
        marker: "cargo",
        least: RUST,
    },
    Tool {
        name: "c++",
        adds: "builds libFuzzer, for the fuzz target",
        need: Need::Coverage,
        install: "apt-get install -y --no-install-recommends g++",
        look: Look::Path(&["c++", "g++", "clang++"]),
        ask: VERSION,
        marker: "",
        least: None,
    },
    Tool {
        name: "cargo-fuzz",
        adds: "fuzzing without `farcall hunt`, and cmin, tmin",
        need: Need::Option,
        install: "cargo install --locked cargo-fuzz",
        look: Look::Path(&["cargo-fuzz"]),
        ask: VERSION,
        marker: "cargo-fuzz",
        least: None,
    },
    Tool {
        name: "nightly",
        adds: "AddressSanitizer under cargo fuzz",
        need: Need::Option,
        install: "rustup toolchain install nightly --profile minimal",
        look: Look::Toolchain,
        ask: &["+nightly", "--version"],
        marker: "cargo",
        least: None,
    },
    Tool {
        name: "llvm-profdata",
        adds: "coverage reports: merges profiles",
        need: Need::Option,
        install: INSTALL_LLVM,
        look: Look::Path(&["llvm-profdata-22", "llvm-profdata"]),
        ask: VERSION,
        marker: "LLVM version",
        least: LLVM,
    },
    Tool {
        name: "llvm-cov",
        adds: "coverage reports: shows source lines",
        need: Need::Option,
        install: INSTALL_LLVM,
        look: Look::Path(&["llvm-cov-22", "llvm-cov"]),
        ask: VERSION,
        marker: "LLVM version",
        least: LLVM,
    },
    Tool {
        name: "qemu-riscv64",
        adds: "confirms findings in a second executor",
        need: Need::Option,
        // The comment is for releases that have it without backports.
        install: "echo 'deb http://deb.debian.org/debian bookworm-backports main' > \
        /etc/apt/sources.list.d/backports.list \
            && apt-get update && apt-get install -y --no-install-recommends -t bookworm-backports \
            qemu-user \
            # Debian 13: apt-get install -y --no-install-recommends qemu-user",
        look: Look::Path(&["qemu-riscv64", "qemu-riscv64-static"]),
        ask: VERSION,
        marker: "qemu-riscv64 version",
        least: Some(Least {
            major: 10,
            minor: 0,
            below: "lacks Zicond, Zcb",
        }),
    },
    Tool {
        name: "rust-lld",
        adds: "cross-checks relocations with LLD",
        need: Need::Later,
        install: "rustup toolchain install stable",
        look: Look::Sysroot("rust-lld"),
        ask: &["-flavor", "gnu", "--version"],
        marker: "LLD",
        least: None,
    },
    Tool {
        name: "riscv64-linux-gnu-ld",
        adds: "cross-checks relocations with GNU ld",
        need: Need::Later,
        install: "apt-get install -y --no-install-recommends binutils-riscv64-linux-gnu",
        look: Look::Path(&["riscv64-linux-gnu-ld", "riscv64-linux-gnu-ld.bfd"]),
        ask: VERSION,
        marker: "GNU ld",
        least: None,
    },
    Tool {
        name: "riscv64-linux-gnu-gcc",
        adds: "cross-checks the calling convention of C",
        need: Need::Option,
        install: "apt-get install -y --no-install-recommends gcc-riscv64-linux-gnu \
        libc6-dev-riscv64-cross",
        look: Look::Path(&["riscv64-linux-gnu-gcc"]),
        ask: VERSION,
        marker: "",
        least: None,
    },
    Tool {
        name: "llvm-objdump",
        adds: "cross-checks the disassembly",
        need: Need::Later,
        install: INSTALL_LLVM,
        look: Look::Path(&["llvm-objdump-22", "llvm-objdump"]),
        ask: VERSION,
        marker: "LLVM version",
        least: LLVM,
    },
    Tool {
        name: "llvm-mc",
        adds: "tests decoder and disassembly against LLVM",
        need: Need::Option,
        install: INSTALL_LLVM,
        look: Look::Path(&["llvm-mc-22", "llvm-mc"]),
        ask: VERSION,
        marker: "LLVM version",
        least: LLVM,
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_tool_has_a_purpose_and_one_line_that_installs_it() {
        for tool in TOOLS {
            let name = tool.name;
            for text in [name, tool.adds, tool.install] {
                assert_eq!(text.trim(), text, "{name}");
                assert!(!text.is_empty() && text.lines().count() == 1, "{name}");
                assert!(!text.contains("  "), "{name}");
            }
            assert!(tool.adds.len() <= 48, "{name}: a short phrase");
        }
    }

    #[test]
    fn names_are_unique() {
        let names: BTreeSet<_> = TOOLS.iter().map(|tool| tool.name).collect();
        assert_eq!(names.len(), TOOLS.len());
    }

    #[test]
    fn programs_are_asked_for_a_version_and_nothing_else_is() {
        for tool in TOOLS {
            let program = !matches!(tool.look, Look::Arena | Look::Proc);
            assert_eq!(!tool.ask.is_empty(), program, "{}", tool.name);
        }
    }
}
