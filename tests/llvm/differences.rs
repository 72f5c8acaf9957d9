//! The deliberate differences between the decoder and LLVM.

/// Whether there is a known reason why the decoder reads `ours` in `encoding`, and LLVM reads
/// `theirs`.
pub fn is_known(encoding: u32, ours: Option<&str>, theirs: Option<&str>) -> bool {
    match (ours, theirs) {
        (Some(ours), None) => {
            is_fence_with_reserved_fields(encoding) || is_unaligned_group(encoding, ours)
        }
        (None, Some(theirs)) => is_access_to_another_csr(encoding) || is_left_out(theirs),
        _ => false,
    }
}

/// FENCE and FENCE.I with nonzero reserved fields, which LLVM rejects. The specification accepts
/// them: "For forward compatibility, base implementations shall ignore these fields", and FENCE
/// with a reserved `fm` is a normal one (RISC-V unprivileged ISA, sections "Memory Ordering
/// Instructions" and "'Zifencei' Extension for Instruction-Fetch Fence").
fn is_fence_with_reserved_fields(encoding: u32) -> bool {
    match encoding & 0x707f {
        0x000f => encoding & !0x0ff0_707f != 0,
        0x100f => encoding & !0x707f != 0,
        _ => false,
    }
}

/// A whole-register load, store or move of a group whose first register is not a multiple of its
/// size. It is reserved. LLVM rejects the encoding; the machine rejects it at execution, like any
/// other instruction on groups (RISC-V "V" extension, sections "Vector Load/Store Whole Register
/// Instructions" and "Whole Vector Register Move").
fn is_unaligned_group(encoding: u32, ours: &str) -> bool {
    let group = |prefix: &str| ours.strip_prefix(prefix)?.chars().next()?.to_digit(10);
    let Some(size) = ["vl", "vs", "vmv"].into_iter().find_map(group) else {
        return false;
    };
    let [vd, vs2] = [encoding >> 7 & 31, encoding >> 20 & 31];
    let is_move = ours.starts_with("vmv");
    !vd.is_multiple_of(size) || is_move && !vs2.is_multiple_of(size)
}

/// Instructions of V that the machine's table omits because Cranelift does not emit them: segment
/// and fault-only-first accesses, and estimates.
fn is_left_out(theirs: &str) -> bool {
    let mnemonic = theirs.split_whitespace().next().unwrap_or_default();
    let is_segment = mnemonic.contains("seg");
    is_segment
        || mnemonic.ends_with("ff.v")
        || mnemonic.starts_with("vfrec7")
        || mnemonic.starts_with("vfrsqrt7")
}

/// Access to a control and status register that the machine lacks, or a write to a read-only one.
/// LLVM accepts all of them.
fn is_access_to_another_csr(encoding: u32) -> bool {
    let is_access = encoding & 0x7f == 0x73 && encoding & 0x3000 != 0;
    is_access && !matches!(encoding >> 20, 1..=3)
}
