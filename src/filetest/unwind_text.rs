//! Unwind information as Cranelift's `test unwind` prints it, line by line.

use gimli::{BaseAddresses, CallFrameInstruction, CieOrFde, EhFrame, LittleEndian};
use gimli::{Register, UnwindSection};
use std::fmt::Write;

/// The FDE's instructions in `section`, an `.eh_frame` section with one CIE and one FDE. Lines that
/// depend on how the section is laid out are left out.
pub(super) fn unwind_text(section: &[u8]) -> String {
    let mut text = String::new();
    let frame = EhFrame::new(section, LittleEndian);
    let bases = BaseAddresses::default();
    let mut entries = frame.entries(&bases);
    while let Ok(Some(entry)) = entries.next() {
        let CieOrFde::Fde(partial) = entry else {
            continue;
        };
        let Ok(fde) = partial.parse(EhFrame::cie_from_offset) else {
            continue;
        };
        text.push_str("FDE\n  Instructions:\n");
        let mut instructions = fde.instructions(&frame, &bases);
        while let Ok(Some(instruction)) = instructions.next() {
            writeln!(text, "                {}", line(&instruction)).expect("strings take text");
        }
    }
    text
}

/// An instruction, as the DWARF specification names it.
fn line(instruction: &CallFrameInstruction<usize>) -> String {
    use CallFrameInstruction as I;
    let name = |register: &Register| format!("r{}", register.0);
    match instruction {
        I::AdvanceLoc { delta } => format!("DW_CFA_advance_loc ({delta})"),
        I::DefCfa { register, offset } => {
            format!("DW_CFA_def_cfa ({}, {offset})", name(register))
        }
        I::DefCfaRegister { register } => {
            format!("DW_CFA_def_cfa_register ({})", name(register))
        }
        I::DefCfaOffset { offset } => format!("DW_CFA_def_cfa_offset ({offset})"),
        I::Offset {
            register,
            factored_offset,
        } => format!("DW_CFA_offset ({}, {factored_offset})", name(register)),
        I::OffsetExtendedSf {
            register,
            factored_offset,
        } => format!(
            "DW_CFA_offset_extended_sf ({}, {factored_offset})",
            name(register)
        ),
        I::SameValue { register } => format!("DW_CFA_same_value ({})", name(register)),
        I::RememberState => "DW_CFA_remember_state".to_owned(),
        I::RestoreState => "DW_CFA_restore_state".to_owned(),
        I::Nop => "DW_CFA_nop".to_owned(),
        other => format!("{other:?}"),
    }
}
