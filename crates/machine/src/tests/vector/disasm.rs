//! Assembly text of vector instructions, as other disassemblers write it.

use super::{masked, row, v};
use crate::{Extensions, decode, disassemble_inst};

fn text(encoding: u32) -> String {
    let inst = decode(encoding, Extensions::ALL).expect("an instruction");
    disassemble_inst(&inst, 0)
}

#[test]
fn operands_read_as_assembly() {
    assert_eq!(text(0x0d05_7557), "vsetvli a0, a0, e32, m1, ta, ma");
    assert_eq!(text(0xcd02_7057), "vsetivli zero, 4, e32, m1, ta, ma");
    assert_eq!(
        text(row("vsetvli").pattern.value | 0x105 << 20),
        "vsetvli zero, zero, 261"
    );
    assert_eq!(text(v("vadd.vv", 1, 2, 3)), "vadd.vv v1, v2, v3");
    assert_eq!(
        text(masked("vadd.vx", 1, 2, 10)),
        "vadd.vx v1, v2, a0, v0.t"
    );
    assert_eq!(text(v("vadd.vi", 1, 2, 31)), "vadd.vi v1, v2, -1");
    assert_eq!(text(v("vsll.vi", 1, 2, 31)), "vsll.vi v1, v2, 31");
    assert_eq!(text(v("vror.vi", 1, 2, 31) | 1 << 26), "vror.vi v1, v2, 63");
    assert_eq!(text(v("vmacc.vx", 1, 2, 10)), "vmacc.vx v1, a0, v2");
    assert_eq!(text(v("vfmacc.vf", 1, 2, 10)), "vfmacc.vf v1, fa0, v2");
    assert_eq!(
        text(masked("vmerge.vim", 1, 2, 3)),
        "vmerge.vim v1, v2, 3, v0"
    );
    assert_eq!(
        text(masked("vfmerge.vfm", 1, 2, 10)),
        "vfmerge.vfm v1, v2, fa0, v0"
    );
    assert_eq!(text(v("vmv.x.s", 10, 2, 0)), "vmv.x.s a0, v2");
    assert_eq!(text(v("vfmv.f.s", 10, 2, 0)), "vfmv.f.s fa0, v2");
    assert_eq!(text(v("vmv.v.i", 1, 0, 16)), "vmv.v.i v1, -16");
    assert_eq!(text(v("vmv8r.v", 8, 16, 7)), "vmv8r.v v8, v16");
    assert_eq!(text(masked("vid.v", 1, 0, 0x11)), "vid.v v1, v0.t");
    assert_eq!(text(masked("vcpop.m", 10, 2, 0x10)), "vcpop.m a0, v2, v0.t");
}

#[test]
fn loads_and_stores_read_as_assembly() {
    assert_eq!(text(v("vle32.v", 1, 0, 10)), "vle32.v v1, (a0)");
    assert_eq!(text(masked("vse8.v", 1, 0, 10)), "vse8.v v1, (a0), v0.t");
    assert_eq!(text(v("vlse64.v", 1, 11, 10)), "vlse64.v v1, (a0), a1");
    assert_eq!(text(v("vsoxei16.v", 1, 2, 10)), "vsoxei16.v v1, (a0), v2");
    assert_eq!(text(v("vl8re64.v", 8, 8, 10)), "vl8re64.v v8, (a0)");
    assert_eq!(text(v("vsm.v", 1, 11, 10)), "vsm.v v1, (a0)");
}

#[test]
fn control_registers_have_names() {
    let names = [0x008, 0x009, 0x00a, 0x00f, 0xc20, 0xc21, 0xc22].map(|number| {
        let line = text(row("csrrs").pattern.value | 10 << 7 | number << 20);
        line.split(", ").nth(1).map(str::to_owned)
    });
    let expected = ["vstart", "vxsat", "vxrm", "vcsr", "vl", "vtype", "vlenb"];
    assert_eq!(names, expected.map(|name| Some(name.to_owned())));
}
