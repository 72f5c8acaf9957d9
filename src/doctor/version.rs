//! Versions, as programs print them.

use std::fmt;

/// A version: the printed word, and its first numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    word: String,
    major: u32,
    minor: u32,
}

impl Version {
    /// Reads the version from a program's output: the first word after `marker`, on the same line
    /// and outside parentheses, that begins with two numbers separated by a dot. Distributions put
    /// package versions in parentheses.
    pub fn read(output: &str, marker: &str) -> Option<Version> {
        output.lines().find_map(|line| {
            let (_, rest) = line.split_once(marker)?;
            let plain = outside_parentheses(rest);
            plain.split_whitespace().find_map(Version::parse)
        })
    }

    /// Whether this version is `major.minor` or newer.
    pub fn is_at_least(&self, major: u32, minor: u32) -> bool {
        (self.major, self.minor) >= (major, minor)
    }

    fn parse(word: &str) -> Option<Version> {
        let end = word.find(|c: char| c != '.' && !c.is_ascii_digit());
        let mut numbers = word[..end.unwrap_or(word.len())].split('.');
        let mut number = || numbers.next()?.parse().ok();
        Some(Version {
            major: number()?,
            minor: number()?,
            word: word.trim_end_matches([',', ';']).to_owned(),
        })
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.word)
    }
}

fn outside_parentheses(text: &str) -> String {
    let mut depth = 0u32;
    let outside = text.chars().filter(|c| {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => return depth == 0,
        }
        false
    });
    outside.collect()
}

#[cfg(test)]
mod tests {
    use super::super::TOOLS;
    use super::*;

    const LLVM_14: &str = "Debian LLVM version 14.0.6\n  Optimized build.\n  \
        Default target: x86_64-pc-linux-gnu\n  Host CPU: znver3\n\n  Registered Targets:\n    \
        aarch64    - AArch64 (little endian)\n    riscv64    - 64-bit RISC-V\n";
    const LLVM_22: &str = "LLVM (http://llvm.org/):\n  LLVM version 22.1.8\n  Optimized build.\n";
    const LD: &str = "GNU ld (GNU Binutils for Debian) 2.40\n\
        Copyright (C) 2023 Free Software Foundation, Inc.\n\
        the GNU General Public License version 3 or (at your option) a later version.\n";
    const GXX: &str = "g++ (Debian 12.2.0-14+deb12u1) 12.2.0\n\
        Copyright (C) 2022 Free Software Foundation, Inc.\n";
    const QEMU: &str = "qemu-riscv64 version 10.0.2 (Debian 1:10.0.2+ds-2+deb13u1~bpo12+1)\n\
        Copyright (c) 2003-2025 Fabrice Bellard and the QEMU Project developers\n";

    /// Outputs of real tools, and their versions.
    const OUTPUTS: &[(&str, &str, &str)] = &[
        ("rustc", "rustc 1.95.0 (59807616e 2026-04-14)", "1.95.0"),
        ("cargo", "cargo 1.95.0 (f2d3ce0bd 2026-03-21)", "1.95.0"),
        (
            "nightly",
            "cargo 1.97.0-nightly (4d1f98451 2026-05-15)",
            "1.97.0-nightly",
        ),
        ("c++", GXX, "12.2.0"),
        (
            "c++",
            "g++ (GCC) 13.2.1 20231011 (Red Hat 13.2.1-4)",
            "13.2.1",
        ),
        (
            "c++",
            "Debian clang version 14.0.6\nTarget: x86_64-pc-linux-gnu",
            "14.0.6",
        ),
        ("cargo-fuzz", "cargo-fuzz 0.13.2", "0.13.2"),
        ("qemu-riscv64", QEMU, "10.0.2"),
        (
            "qemu-riscv64",
            "qemu-riscv64 version 7.2.22 (Debian 1:7.2+dfsg-7+deb12u18+b4)",
            "7.2.22",
        ),
        (
            "rust-lld",
            "LLD 22.1.0 (compatible with GNU linkers)",
            "22.1.0",
        ),
        (
            "rust-lld",
            "LLD 22.1.2 (/checkout/src/llvm-project/llvm 1cb4e3833c) (compatible with GNU linkers)",
            "22.1.2",
        ),
        ("riscv64-linux-gnu-ld", LD, "2.40"),
        (
            "riscv64-linux-gnu-ld",
            "GNU ld version 2.41-34.fc40",
            "2.41-34.fc40",
        ),
        (
            "riscv64-linux-gnu-gcc",
            "riscv64-linux-gnu-gcc (Debian 12.2.0-13) 12.2.0",
            "12.2.0",
        ),
        ("llvm-objdump", LLVM_14, "14.0.6"),
        ("llvm-objdump", LLVM_22, "22.1.8"),
        ("llvm-mc", LLVM_14, "14.0.6"),
        (
            "llvm-profdata",
            "Debian LLVM version 22.1.8\n  Optimized build.",
            "22.1.8",
        ),
        ("llvm-cov", LLVM_22, "22.1.8"),
    ];

    fn read(name: &str, output: &str) -> Option<Version> {
        let tool = TOOLS.iter().find(|tool| tool.name == name);
        Version::read(output, tool.expect("it is in the table").marker)
    }

    #[test]
    fn versions_are_read_from_what_tools_print() {
        for (name, output, version) in OUTPUTS {
            let found = read(name, output).map(|version| version.to_string());
            assert_eq!(found.as_deref(), Some(*version), "{output}");
        }
    }

    #[test]
    fn every_tool_that_is_asked_has_an_output_here() {
        for tool in TOOLS.iter().filter(|tool| !tool.ask.is_empty()) {
            let covered = OUTPUTS.iter().any(|(name, ..)| *name == tool.name);
            assert!(covered, "{}", tool.name);
        }
    }

    #[test]
    fn output_without_a_version_has_none() {
        for output in [
            "",
            "usage: qemu-riscv64 [options] program",
            "qemu-riscv64 version unknown",
            "qemu-riscv64 version (10.0.2)",
            "qemu-riscv64 version 10",
            "qemu-riscv64 version 99999999999.0",
            "something else 10.0.2",
        ] {
            assert_eq!(read("qemu-riscv64", output), None, "{output}");
        }
    }

    #[test]
    fn versions_compare_as_numbers() {
        let version = Version::parse("1.95.0").expect("a version");
        assert!(version.is_at_least(1, 95));
        assert!(version.is_at_least(0, 96));
        assert!(!version.is_at_least(1, 100));
        assert!(!version.is_at_least(2, 0));
    }
}
