//! Encodings that the specification reserves are illegal.

use super::{masked, select, state, v};
use crate::tests::{ebreak, machine, run};
use crate::{Fault, Hart, RunExit};

/// Whether `encoding` is legal at SEW 16 and LMUL 2, full length.
fn is_legal_after(encoding: u32, prepare: impl FnOnce(&mut Hart)) -> bool {
    let mut machine = machine(&[encoding, ebreak()]);
    select(&mut machine.hart, 16, 1, 64);
    prepare(&mut machine.hart);
    let before = machine.hart.clone();
    match run(&mut machine) {
        RunExit::Fault(Fault::Breakpoint { .. }) => true,
        RunExit::Fault(Fault::Illegal {
            encoding: refused, ..
        }) => {
            assert_eq!((refused, machine.hart), (encoding, before));
            false
        }
        exit => panic!("{exit:?}"),
    }
}

fn is_legal(encoding: u32) -> bool {
    is_legal_after(encoding, |_| {})
}

#[test]
fn groups_start_at_multiples_of_their_size() {
    assert!(is_legal(v("vadd.vv", 2, 4, 6)));
    assert!(!is_legal(v("vadd.vv", 3, 4, 6)));
    assert!(!is_legal(v("vadd.vv", 2, 5, 6)));
    assert!(!is_legal(v("vadd.vv", 2, 4, 7)));
    assert!(is_legal(v("vredsum.vs", 3, 4, 7)));
    assert!(is_legal(v("vmv.x.s", 3, 5, 0)));
    assert!(!is_legal(v("vmv2r.v", 2, 5, 1)));
}

#[test]
fn effective_widths_and_sizes_have_limits() {
    let at = |encoding, sew, lmul| {
        is_legal_after(encoding, |hart| {
            select(hart, sew, lmul, 1);
            hart.x[10] = super::super::DATA;
        })
    };
    assert!(at(v("vwadd.vv", 8, 4, 6), 32, 1));
    assert!(!at(v("vwadd.vv", 8, 4, 6), 64, 1));
    assert!(!at(v("vwadd.vv", 8, 0, 16), 32, 3));
    assert!(!at(v("vzext.vf8", 8, 4, 0), 32, 0));
    assert!(!at(v("vzext.vf8", 8, 4, 0), 64, -1));
    assert!(!at(v("vle64.v", 8, 0, 10), 8, 1));
    assert!(at(v("vle64.v", 8, 0, 10), 8, 0));
    assert!(!at(v("vle8.v", 8, 0, 10), 64, -3));
}

#[test]
fn results_of_another_width_overlap_at_one_end_alone() {
    // A narrower result may overlap the lowest register of its source.
    assert!(is_legal(v("vnsrl.wi", 4, 4, 0)));
    assert!(!is_legal(v("vnsrl.wi", 6, 4, 0)));
    assert!(is_legal(v("vmseq.vi", 4, 4, 0)));
    assert!(!is_legal(v("vmseq.vi", 5, 4, 0)));
    // A wider result may overlap the highest register, if the source fills its registers.
    assert!(is_legal(v("vwadd.vx", 4, 6, 0)));
    assert!(!is_legal(v("vwadd.vx", 4, 4, 0)));
    let fraction = |hart: &mut Hart| select(hart, 16, -1, 1);
    assert!(!is_legal_after(v("vwadd.vx", 4, 4, 0), fraction));
    // Slides up and gathers may not overlap their source at all.
    for mnemonic in ["vslideup.vi", "vrgather.vi"] {
        assert!(!is_legal(v(mnemonic, 4, 4, 0)), "{mnemonic}");
    }
    assert!(is_legal(v("vslidedown.vi", 4, 4, 0)));
    assert!(!is_legal(v("vcompress.vm", 4, 6, 5)));
    assert!(!is_legal(v("viota.m", 4, 5, 0)));
    assert!(!is_legal(v("vmsbf.m", 4, 4, 0)));
}

#[test]
fn the_mask_register_is_no_destination_but_for_masks_and_reductions() {
    assert!(!is_legal(masked("vadd.vi", 0, 4, 0)));
    assert!(is_legal(v("vadd.vi", 0, 4, 0)));
    assert!(is_legal(masked("vmseq.vi", 0, 4, 0)));
    assert!(is_legal(masked("vredsum.vs", 0, 4, 6)));
    assert!(!is_legal(masked("vmsof.m", 0, 4, 0)));
    assert!(!is_legal(masked("vadc.vim", 0, 4, 0)));
}

#[test]
fn no_register_is_read_with_two_widths() {
    assert!(!is_legal(masked("vadd.vi", 2, 0, 0)));
    assert!(!is_legal(masked("vse16.v", 0, 0, 0)));
    assert!(!is_legal(v("vwredsum.vs", 2, 4, 4)));
    assert!(!is_legal(v("vwmacc.vv", 4, 6, 8)));
    assert!(is_legal(v("vwmacc.vv", 4, 8, 10)));
    assert!(!is_legal(v("vwaddu.wv", 8, 4, 6)));
}

#[test]
fn an_illegal_type_allows_nothing_that_depends_on_it() {
    let vill = |hart: &mut Hart| state(hart).vtype = None;
    assert!(!is_legal_after(v("vadd.vi", 2, 4, 0), vill));
    assert!(!is_legal_after(v("vmv1r.v", 2, 4, 0), vill));
    assert!(!is_legal_after(v("vmand.mm", 2, 4, 0), vill));
}

#[test]
fn the_start_index_is_limited() {
    let at = |encoding, vstart| is_legal_after(encoding, |hart| state(hart).vstart = vstart);
    assert!(at(v("vadd.vi", 2, 4, 0), 63));
    assert!(!at(v("vadd.vi", 2, 4, 0), 64));
    for mnemonic in [
        "vredsum.vs",
        "vcpop.m",
        "vfirst.m",
        "vmsbf.m",
        "viota.m",
        "vcompress.vm",
    ] {
        assert!(at(v(mnemonic, 2, 4, 0), 0), "{mnemonic}");
        assert!(!at(v(mnemonic, 2, 4, 0), 1), "{mnemonic}");
    }
}

#[test]
fn floats_need_a_width_and_a_rounding_mode() {
    let at = |sew, half, frm| {
        is_legal_after(v("vfsgnj.vv", 2, 4, 6), |hart| {
            select(hart, sew, 1, 1);
            state(hart).half = half;
            hart.frm = frm;
        })
    };
    assert!(at(16, true, 4) && at(32, false, 0) && at(64, false, 0));
    assert!(!at(16, false, 0) && !at(8, true, 0));
    assert!(!at(32, true, 5) && !at(32, true, 7));
}
