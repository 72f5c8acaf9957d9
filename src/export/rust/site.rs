//! The places that relocations change, as tests see them.

use crate::link::RelocKind;

// The test has the same lines.
include!("text/pair.rs");

/// What a relocation changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Site {
    /// An `auipc` and a `jalr`.
    Call,
    /// An `auipc` and an `addi`.
    Address,
    /// The eight bytes of an address.
    Literal,
}

/// RISC-V unprivileged ISA, "Integer Computational Instructions" and "Unconditional Jumps".
const ADDI: u64 = 0x13;
const JALR: u64 = 0x67;

impl Site {
    /// The relocation.
    pub(super) fn kind(self) -> RelocKind {
        match self {
            Site::Call => RelocKind::CallPlt,
            Site::Address => RelocKind::PcrelHi20,
            Site::Literal => RelocKind::Abs64,
        }
    }

    /// Its name in Cranelift.
    fn reloc(self) -> &'static str {
        match self {
            Site::Call => "Reloc::RiscvCallPlt",
            Site::Address => "Reloc::RiscvPCRelHi20",
            Site::Literal => "Reloc::Abs8",
        }
    }

    /// Where these bytes at `at` lead; nowhere if they are something else.
    pub(super) fn leads(self, at: usize, bytes: [u8; 8]) -> Option<usize> {
        match self {
            Site::Call => leads_to(at, bytes, JALR),
            Site::Address => leads_to(at, bytes, ADDI),
            Site::Literal => Some(usize::from_le_bytes(bytes)),
        }
    }

    /// The function that a test needs to see where one leads.
    pub(super) fn decoder(self) -> &'static str {
        match self {
            Site::Call | Site::Address => concat!(include_str!("text/pair.rs"), "\n"),
            Site::Literal => "",
        }
    }

    /// What is expected, and who says so.
    pub(super) fn expected(self, or_refused: bool) -> String {
        let what = match self {
            Site::Call => "the call leads to its callee",
            Site::Address => "the address is that of the symbol, plus the addend",
            Site::Literal => "the eight bytes are the address of the symbol, plus the addend",
        };
        let refusal = if or_refused {
            ", or linking fails: `auipc` and a 12-bit offset reach from -2^31 - 2^11 to \
             2^31 - 2^11 - 1"
        } else {
            ""
        };
        let section = match self {
            Site::Literal => "\"Relocations\"",
            Site::Call | Site::Address => "\"Relocations\" and \"PC-Relative Symbol Addresses\"",
        };
        format!(
            "Expected: {what}{refusal}. Source: RISC-V ELF psABI, {section}, \
             <https://github.com/riscv-non-isa/riscv-elf-psabi-doc/blob/master/riscv-elf.adoc>."
        )
    }

    /// The lines of a test that look at the relocation of this kind with number `nth`, in the
    /// function whose place has number `place`. It has to lead to `target`, an expression.
    pub(super) fn check(self, nth: usize, place: usize, target: &str, name: &str) -> String {
        let kind = self.reloc();
        let pick = match nth {
            0 => "next()".to_owned(),
            nth => format!("nth({nth})"),
        };
        let leads = match self {
            Site::Call => format!("leads_to(at, code, {JALR:#x})"),
            Site::Address => format!("leads_to(at, code, {ADDI:#x})"),
            Site::Literal => "Some(usize::from_le_bytes(code))".to_owned(),
        };
        format!(
            "    let mut sites = relocs.iter().filter(|r| r.kind == {kind});\n    \
             let at = base + PLACES[{place}] + sites.{pick}.unwrap().offset as usize;\n    \
             // SAFETY: the module owns these bytes until it is freed.\n    \
             let code = unsafe {{ (at as *const [u8; 8]).read_unaligned() }};\n    \
             let expected = {target};\n    \
             let leads = {leads};\n    \
             assert_eq!(leads, Some(expected), \"it does not lead to {name}\");\n"
        )
    }
}

/// The line that links.
pub(super) const LINK: &str = "    module.finalize_definitions().unwrap();\n";

/// The lines that link where nothing reaches the symbol.
pub(super) const LINK_OR_REFUSE: &str = "    \
    // It is out of reach. To refuse it is right, to lead elsewhere is not.\n    \
    let linked = catch_unwind(AssertUnwindSafe(|| module.finalize_definitions()));\n    \
    if !matches!(linked, Ok(Ok(()))) {\n        \
        return;\n    \
    }\n";
