//! Keys about relocations.

use super::word::words;
use crate::link::RelocKind;
use crate::link::reach::Window;
use std::fmt;

words! {
    /// The kind of a relocation.
    pub enum RelocName {
        /// [`RelocKind::CallPlt`].
        CallPlt = "riscv-call-plt",
        /// [`RelocKind::Abs64`].
        Abs64 = "riscv-64",
        /// [`RelocKind::PcrelHi20`].
        PcrelHi20 = "riscv-pcrel-hi20",
        /// [`RelocKind::PcrelLo12I`].
        PcrelLo12I = "riscv-pcrel-lo12-i",
        /// [`RelocKind::Other`], whichever it is.
        Other = "other",
    }
}

impl From<&RelocKind> for RelocName {
    fn from(kind: &RelocKind) -> RelocName {
        match kind {
            RelocKind::CallPlt => RelocName::CallPlt,
            RelocKind::Abs64 => RelocName::Abs64,
            RelocKind::PcrelHi20 => RelocName::PcrelHi20,
            RelocKind::PcrelLo12I => RelocName::PcrelLo12I,
            RelocKind::Other(_) => RelocName::Other,
        }
    }
}

/// What linking did wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RelocKey {
    /// Code that no relocation is for was changed.
    ClobberedCode,
    /// Data that no relocation is for was changed.
    ClobberedData,
    /// An address in data is another one.
    WrongAddressInData,
    /// A relocation is for another instruction than its kind, or knows no symbol.
    WrongPlace(RelocName),
    /// A relocation leads elsewhere.
    WrongTarget {
        /// Its kind.
        kind: RelocName,
        /// The window that its distance falls in; none if it is absolute.
        window: Option<Window>,
        /// Whether something is added to its symbol.
        with_addend: bool,
    },
}

impl fmt::Display for RelocKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RelocKey::ClobberedCode => f.write_str("clobbered-code"),
            RelocKey::ClobberedData => f.write_str("data/clobbered"),
            RelocKey::WrongAddressInData => write!(f, "data/{}/wrong-target", RelocName::Abs64),
            RelocKey::WrongPlace(kind) => write!(f, "{kind}/wrong-place"),
            RelocKey::WrongTarget {
                kind,
                window,
                with_addend,
            } => {
                write!(f, "{kind}/wrong-target")?;
                if let Some(window) = window {
                    write!(f, "/{}", window.key())?;
                }
                f.write_str(if *with_addend { "/with-addend" } else { "" })
            }
        }
    }
}
