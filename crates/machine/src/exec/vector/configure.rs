//! VSETVLI, VSETIVLI and VSETVL (section "Configuration-Setting Instructions").

use crate::hart::Hart;
use crate::inst::Inst;
use crate::op::Configure;
use crate::vector::{VectorState, VectorType};

/// Executes an instruction. An unsupported type sets `vill`, and `vl` to 0.
pub(super) fn execute(op: Configure, v: &mut VectorState, hart: &mut Hart, inst: &Inst) {
    let bits = match op {
        Configure::Vsetvli | Configure::Vsetivli => i64::from(inst.imm) as u64,
        Configure::Vsetvl => hart.x(inst.rs2),
    };
    let keeps = op != Configure::Vsetivli && inst.rs1 == 0 && inst.rd == 0;
    let avl = match op {
        Configure::Vsetivli => inst.rs1.into(),
        _ if keeps => v.vl,
        _ if inst.rs1 == 0 => u64::MAX,
        _ => hart.x(inst.rs1),
    };
    let vlmax = |vtype: VectorType| vtype.vlmax(v.vlen());
    let chosen = VectorType::from_bits(bits)
        .filter(|vtype| !keeps || v.vtype.map(vlmax) == Some(vlmax(*vtype)));
    v.vl = chosen.map_or(0, |vtype| avl.min(vlmax(vtype)));
    v.vtype = chosen;
    hart.set_x(inst.rd, v.vl);
}
