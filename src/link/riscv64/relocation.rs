//! Kinds of relocation.

use cranelift_codegen::binemit::Reloc;

/// Kinds of relocation, by their psABI names (RISC-V ELF psABI, "Relocations").
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum RelocKind {
    /// `R_RISCV_CALL_PLT`: an auipc and jalr pair.
    CallPlt,
    /// `R_RISCV_64`: an absolute address of eight bytes.
    Abs64,
    /// `R_RISCV_PCREL_HI20`: the upper half of a pc-relative address, in an auipc.
    PcrelHi20,
    /// `R_RISCV_PCREL_LO12_I`: the lower half, in an I-type instruction; its symbol is the label of
    /// the auipc.
    PcrelLo12I,
    /// A kind that Farcall does not know, by Cranelift's name for it.
    Other(String),
}

impl RelocKind {
    /// Whether it belongs to a pc-relative sequence that refers to its symbol as near.
    pub(crate) fn is_near(&self) -> bool {
        matches!(self, RelocKind::CallPlt | RelocKind::PcrelHi20)
    }
}

/// Our kind for Cranelift's.
pub(in crate::link) fn kind(kind: Reloc) -> RelocKind {
    match kind {
        Reloc::RiscvCallPlt => RelocKind::CallPlt,
        Reloc::Abs8 => RelocKind::Abs64,
        Reloc::RiscvPCRelHi20 => RelocKind::PcrelHi20,
        Reloc::RiscvPCRelLo12I => RelocKind::PcrelLo12I,
        other => RelocKind::Other(format!("{other:?}")),
    }
}
