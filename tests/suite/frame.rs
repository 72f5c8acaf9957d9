//! The oracle of stack discipline, on hand-made prologues.

use crate::common::pair;
use crate::common::scene::Scene;
use farcall::case::*;
use farcall::oracle::Key;
use farcall::run::{Prologue, StackProbes};

/// sp where the function was entered; the frame begins below ra and s0.
const ENTRY: u64 = 0x10_0000;
const START: u64 = ENTRY - 16;

/// The keys for a function that makes a frame of this size, and touches the stack at these
/// distances below its start.
pub(crate) fn keys(frame: u64, touched: &[u64]) -> Vec<Key> {
    keys_with(12, frame, touched)
}

/// The same with a guard region of 2 to the power of `guard_log2` bytes.
fn keys_with(guard_log2: u8, frame: u64, touched: &[u64]) -> Vec<Key> {
    let mut case = pair(CallKind::Near, None);
    case.target.probestack_log2 = guard_log2;
    let mut scene = Scene::of(case);
    assert_eq!(scene.keys(), [""; 0]);
    scene.observed.prologues = vec![Prologue {
        event: 1,
        function: 0,
        probes: StackProbes {
            entry_sp: ENTRY,
            lowest_sp: START - frame,
            addresses: touched.iter().map(|distance| START - distance).collect(),
        },
    }];
    scene.keys()
}

#[test]
fn probes_from_the_top_down_pass() {
    assert_eq!(keys(4095, &[]), [""; 0]);
    assert_eq!(keys(4096, &[4096]), [""; 0]);
    assert_eq!(keys(3 * 4096 + 8, &[4096, 8192, 12288]), [""; 0]);
    // Stores of zero at the lower end of the frame are no probes.
    assert_eq!(keys(64, &[64]), [""; 0]);
    // The body stores a zero at sp, where the last probe was.
    assert_eq!(keys(8192, &[4096, 8192, 8192]), [""; 0]);
    // Cranelift counts the ra and s0 of callees.
    assert_eq!(keys(4096 - 16, &[4096]), [""; 0]);
    // It probes for these, and then the body stores a zero at sp.
    assert_eq!(keys_with(4, 16, &[16, 32, 16]), [""; 0]);
    assert_eq!(keys_with(4, 32, &[16, 32, 16]), [""; 0]);
}

#[test]
fn a_missing_probe_is_caught() {
    assert_eq!(keys(4096, &[]), ["stack/probe/missing"]);
    assert_eq!(keys(3 * 4096, &[4096, 12288]), ["stack/probe/missing"]);
    assert_eq!(
        keys(3 * 4096, &[4096, 8192, 12287]),
        ["stack/probe/missing"]
    );
}

#[test]
fn probes_in_another_order_are_caught() {
    assert_eq!(keys(8192, &[8192, 4096]), ["stack/probe/out-of-order"]);
    assert_eq!(
        keys(8192, &[4096, 4096, 8192]),
        ["stack/probe/out-of-order"]
    );
    assert_eq!(
        keys(3 * 4096, &[12288, 8192]),
        ["stack/probe/missing", "stack/probe/out-of-order"]
    );
}

#[test]
fn a_probe_below_the_frame_is_caught() {
    assert_eq!(keys(4096, &[4096, 8192]), ["stack/probe/astray"]);
    assert_eq!(keys(4096, &[4096, 4104]), ["stack/probe/astray"]);
}

#[test]
fn room_that_a_leaf_makes_and_never_touches_is_probed_rightly() {
    use crate::common::asm::*;
    use crate::common::{patch, with_room};
    let mut case = with_room(pair(CallKind::Near, None));
    case.target.probestack_log2 = 4;
    // StackProbes, then a frame without a store.
    let code = [
        addi(SP, SP, -16),
        sd(ZERO, -16, SP),
        sd(ZERO, -32, SP),
        addi(SP, SP, -32),
        addi(SP, SP, 48),
        add(A0, A0, A0),
        RET,
    ];
    let scene = Scene::patched(case, |image| patch(image, 1, &code));
    assert_eq!(scene.keys(), [""; 0]);
}

#[test]
fn without_probes_a_store_of_zero_below_sp_is_as_any_other() {
    use crate::common::asm::*;
    use crate::common::{patch, with_room};
    let store = |probestack_log2| {
        let mut case = with_room(pair(CallKind::Near, None));
        case.target.probestack_log2 = probestack_log2;
        let code = [sd(ZERO, -32, SP), sd(ZERO, -40, SP), add(A0, A0, A0), RET];
        Scene::patched(case, |image| patch(image, 1, &code)).keys()
    };
    assert_eq!(store(0), ["stack/store-below-sp"]);
    assert_eq!(store(4), ["stack/probe/astray"]);
}

#[test]
fn below_sp_nothing_is_stored_once_a_call_was_made() {
    use crate::common::asm::*;
    use crate::common::{patch, with_room};
    let mut case = with_room(pair(CallKind::Near, None));
    case.target.probestack_log2 = 4;
    let before = [addi(SP, SP, -32), sd(RA, 24, SP), addi(A0, A0, 1)];
    let after = [sd(ZERO, -16, SP), ld(RA, 24, SP), addi(SP, SP, 32), RET];
    let scene = Scene::patched(case, |image| {
        let target = image.function(1).start;
        patch(image, 0, &jump_between(&before, RA, target, &after));
    });
    assert_eq!(scene.keys()[0], "stack/store-below-sp");
}
