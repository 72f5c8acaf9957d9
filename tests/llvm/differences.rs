//! Where the decoder and LLVM differ on purpose.

/// Whether it is known why we read `ours` in `encoding`, and LLVM reads `theirs`.
pub fn is_known(encoding: u32, ours: Option<&str>, theirs: Option<&str>) -> bool {
    match (ours, theirs) {
        (Some(_), None) => is_fence_with_reserved_fields(encoding),
        (None, Some(_)) => is_access_to_another_csr(encoding),
        _ => false,
    }
}

/// FENCE and FENCE.I whose reserved fields are not zero, which LLVM refuses: "For forward compatibility, base implementations shall ignore these
/// fields", and FENCE with a reserved `fm` is a normal one (RISC-V unprivileged ISA, sections "Memory Ordering Instructions" and "'Zifencei'
/// Extension for Instruction-Fetch Fence").
fn is_fence_with_reserved_fields(encoding: u32) -> bool {
    match encoding & 0x707f {
        0x000f => encoding & !0x0ff0_707f != 0,
        0x100f => encoding & !0x707f != 0,
        _ => false,
    }
}

/// Access to a control and status register other than fflags, frm and fcsr: Cranelift uses no others, and the machine has none.
fn is_access_to_another_csr(encoding: u32) -> bool {
    let is_access = encoding & 0x7f == 0x73 && encoding & 0x3000 != 0;
    is_access && !matches!(encoding >> 20, 1..=3)
}
