//! Every kind of bucket key, by oracle, and what pins it.

use super::{box_beside_one_in_memory, end, known, unknown_relocation};
use farcall::run::Outcome;
use farcall_machine::Fault;

/// A kind of key: its parts, of which `*` is one or several from a closed list, and an exact key of it.
pub(super) struct Kind {
    pub(super) parts: &'static str,
    pub(super) key: &'static str,
    pub(super) pinned: Pinned,
}

/// What pins the key.
pub(super) enum Pinned {
    /// It is what this gives.
    Here(fn() -> String),
    /// A test, by name, in one of [`super::FILES`].
    By(&'static str),
}
pub(super) use Pinned::{By, Here};

const fn kind(parts: &'static str, key: &'static str, pinned: Pinned) -> Kind {
    Kind { parts, key, pinned }
}

/// A kind that is a single key.
const fn exact(key: &'static str, pinned: Pinned) -> Kind {
    kind(key, key, pinned)
}

/// Every kind of key, by oracle.
pub(super) const KINDS: &[Kind] = &[
    // Compiling and linking; `oracle/link.rs`.
    kind(
        "panic/isle_*/*",
        "panic/isle_riscv64/lower",
        By("generated_code_is_named_by_its_term"),
    ),
    kind(
        "panic/*/*/*",
        "panic/cranelift-codegen/abi/assertion-failed-off",
        By("failures_to_link_have_a_key_a_kind"),
    ),
    kind(
        "panic/*/*/*/*/*",
        "panic/cranelift-jit/compiled_blob/unwrap-try-from-int-error/riscv-call-plt/last-reachable-below-minus-2gib",
        Here(|| known("jit-call-last-reachable-below-minus-2gib")),
    ),
    kind(
        "verifier/*",
        "verifier/iadd-uses-value-from-non-dominating",
        By("failures_to_link_have_a_key_a_kind"),
    ),
    kind(
        "error/*",
        "error/duplicate-definition-of-symbol",
        By("failures_to_link_have_a_key_a_kind"),
    ),
    exact(
        "compile/nondeterministic",
        By("failures_to_link_have_a_key_a_kind"),
    ),
    // Relocations; `oracle/relocation.rs`, `oracle/address.rs`.
    exact(
        "reloc/clobbered-code",
        By("code_that_no_relocation_is_for_stays_as_it_was_compiled"),
    ),
    exact(
        "reloc/data/clobbered",
        By("wrong_data_is_caught_before_execution"),
    ),
    exact(
        "reloc/data/riscv-64/wrong-target",
        By("wrong_data_is_caught_before_execution"),
    ),
    kind(
        "reloc/*/wrong-place",
        "reloc/riscv-call-plt/wrong-place",
        By("a_relocation_on_another_instruction_is_caught"),
    ),
    exact("reloc/other/wrong-place", Here(unknown_relocation)),
    exact(
        "reloc/riscv-64/wrong-target",
        By("a_relocation_that_leads_elsewhere_is_caught"),
    ),
    kind(
        "reloc/*/wrong-target/*",
        "reloc/riscv-pcrel-hi20/wrong-target/reachable",
        By("a_relocation_that_leads_elsewhere_is_caught"),
    ),
    kind(
        "reloc/*/wrong-target/*/with-addend",
        "reloc/riscv-pcrel-hi20/wrong-target/reachable/with-addend",
        Here(|| known("jit-near-data-with-addend")),
    ),
    // Crossings; `oracle/edge.rs`.
    kind(
        "value/*/*/*/*",
        "value/argument/i64/stack/tail-call",
        By("a_wrong_stack_argument_of_a_tail_call_is_caught"),
    ),
    kind(
        "edge/wrong-callee/*",
        "edge/wrong-callee/call",
        By("a_wrong_callee_is_caught"),
    ),
    kind(
        "edge/wrong-order/*",
        "edge/wrong-order/call",
        By("missing_and_extra_edges_are_caught"),
    ),
    exact("edge/missing", By("missing_and_extra_edges_are_caught")),
    // Registers at crossings; `oracle/stack.rs`, `oracle/preserved.rs`.
    kind(
        "abi/*-edge/sp",
        "abi/return-edge/sp",
        By("a_stack_pointer_that_is_off_is_caught_at_its_edge"),
    ),
    kind(
        "abi/*-edge/sp-alignment",
        "abi/call-edge/sp-alignment",
        By("a_misaligned_stack_pointer_is_caught_at_the_call"),
    ),
    kind(
        "abi/*-edge/ra",
        "abi/tail-call-edge/ra",
        By("a_lost_return_address_is_caught"),
    ),
    kind(
        "abi/*-edge/return-area",
        "abi/call-edge/return-area",
        By("a_return_area_that_the_callee_may_destroy_is_caught"),
    ),
    kind(
        "abi/*-edge/callee-saved/*",
        "abi/tail-call-edge/callee-saved/fs11",
        By("a_lost_register_is_caught_at_its_edge"),
    ),
    // A known issue refines the kind before.
    kind(
        "abi/*-edge/callee-saved/*/with-probes",
        "abi/return-edge/callee-saved/t3/with-probes",
        Here(|| known("preserve-all-loses-t3-to-stack-probes")),
    ),
    kind(
        "abi/*-edge/fixed/*",
        "abi/return-edge/fixed/gp",
        By("a_lost_register_is_caught_at_its_edge"),
    ),
    // What stands above values; `oracle/extension.rs`.
    kind(
        "abi/*-edge/extension/*/*",
        "abi/call-edge/extension/i16-sext/register",
        By("wrong_bits_above_a_value_are_caught"),
    ),
    kind(
        "abi/*-edge/nan-box/*",
        "abi/call-edge/nan-box/f32",
        By("wrong_bits_above_a_value_are_caught"),
    ),
    kind(
        "abi/*-edge/nan-box/*/*-in-return-area",
        "abi/call-edge/nan-box/f32/f32-in-return-area",
        Here(box_beside_one_in_memory),
    ),
    // C; `oracle/psabi.rs`.
    kind(
        "psabi/callee-saved/*",
        "psabi/callee-saved/fs1",
        By("a_lost_register_is_caught_at_its_edge"),
    ),
    exact(
        "psabi/argument/float-overflow",
        By("a_float_that_c_passes_in_an_integer_register_is_reported_for_c_only"),
    ),
    exact(
        "psabi/argument/stack-alignment",
        Here(|| known("psabi-stack-alignment")),
    ),
    // The end; `oracle/outcome.rs`, `oracle/control_flow.rs`. The kinds of faults are in `every_fault_has_its_key`.
    kind("ran-away", "ran-away", By("a_bad_end_is_caught")),
    exact("control-flow/jump-astray", By("a_bad_end_is_caught")),
    exact("control-flow/call-to-no-entry", By("a_bad_end_is_caught")),
    exact(
        "control-flow/wrong-link-register",
        By("a_bad_end_is_caught"),
    ),
    exact("control-flow/wrong-return", By("a_bad_end_is_caught")),
    exact(
        "control-flow/overlapping-instructions",
        By("an_instruction_inside_of_another_one_is_caught"),
    ),
    exact(
        "control-flow/executed-literal",
        By("an_executed_address_is_caught"),
    ),
    exact("control-flow/ended", Here(|| end(Outcome::Ended))),
    kind(
        "fault/signal-*",
        "fault/signal-11",
        Here(|| end(Outcome::Signal(11))),
    ),
    kind(
        "fault/*",
        "fault/breakpoint",
        Here(|| end(Outcome::Fault(Fault::Breakpoint { pc: 16 }))),
    ),
    // A known issue refines the kind before.
    kind(
        "fault/*/stack-limit/*",
        "fault/unmapped-load/stack-limit/twice-the-offset",
        Here(|| known("stack-limit-far-behind-a-pointer")),
    ),
    kind(
        "fault/illegal-instruction/*",
        "fault/illegal-instruction/reserved",
        By("a_bad_end_is_caught"),
    ),
    kind(
        "fault/illegal-instruction/*/*",
        "fault/illegal-instruction/v/preserve_all",
        Here(|| known("preserve-all-saves-vectors-without-v")),
    ),
    kind(
        "fault/stores-its-address/*-bytes/scratch",
        "fault/stores-its-address/8-bytes/scratch",
        By("a_store_of_its_own_address_is_caught"),
    ),
    kind(
        "fault/stores-its-address/*-bytes",
        "fault/stores-its-address/8-bytes",
        By("a_store_of_its_own_address_is_caught"),
    ),
    kind(
        "fault/unboxed-float/*-above",
        "fault/unboxed-float/zeros-above",
        By("a_bad_end_is_caught"),
    ),
    kind(
        "fault/unboxed-float/*-above/*-in-return-area",
        "fault/unboxed-float/zeros-above/f32-in-return-area",
        By("a_float_without_its_box_is_caught_beside_one_in_memory"),
    ),
    // Stack discipline; `oracle/frame.rs`.
    exact(
        "stack/store-below-sp",
        By("an_access_below_the_stack_pointer_is_caught"),
    ),
    exact(
        "stack/load-below-sp",
        By("an_access_below_the_stack_pointer_is_caught"),
    ),
    exact(
        "stack/store-outside-frame",
        By("a_store_to_the_callers_frame_is_caught"),
    ),
    kind(
        "stack/probe/*",
        "stack/probe/missing",
        By("a_missing_probe_is_caught"),
    ),
    exact(
        "stack/probe/out-of-order",
        By("probes_in_another_order_are_caught"),
    ),
    exact(
        "stack/probe/astray",
        By("a_probe_below_the_frame_is_caught"),
    ),
    // Limits of the stack; `oracle/stack_limit.rs`.
    kind(
        "stack/limit/*",
        "stack/limit/not-checked",
        By("a_check_that_is_wrong_is_caught"),
    ),
    // Sites; `oracle/site.rs`.
    kind(
        "site/*/wrong-symbol",
        "site/call/wrong-symbol",
        By("a_site_that_names_what_clif_does_not_is_caught"),
    ),
    kind(
        "site/*/no-symbol",
        "site/address/no-symbol",
        By("a_site_that_leads_nowhere_is_caught_and_half_a_pair"),
    ),
    exact(
        "site/half-a-pair",
        By("a_site_that_leads_nowhere_is_caught_and_half_a_pair"),
    ),
    // What is recorded beside code; `oracle/call_site.rs`, `oracle/frame_offset.rs`, `oracle/unwind.rs`.
    exact(
        "call-site/missing",
        By("call_sites_that_are_wrong_are_caught_and_right_ones_pass"),
    ),
    exact(
        "call-site/not-behind-a-call",
        By("call_sites_that_are_wrong_are_caught_and_right_ones_pass"),
    ),
    exact(
        "call-site/unexpected-handler",
        By("call_sites_that_are_wrong_are_caught_and_right_ones_pass"),
    ),
    exact(
        "call-site/tail-call",
        By("a_call_site_at_a_tail_call_is_none_of_the_calls"),
    ),
    exact(
        "call-site/frame-offset",
        By("a_wrong_frame_offset_is_caught_and_the_right_one_passes"),
    ),
    exact(
        "stack-map/unexpected",
        By("call_sites_that_are_wrong_are_caught_and_right_ones_pass"),
    ),
    exact(
        "unwind/cfa",
        By("unwind_information_that_is_wrong_is_caught_by_its_key_and_right_one_passes"),
    ),
    exact(
        "unwind/cfa/tail-call-arguments",
        By("a_frame_that_makes_room_for_more_stack_arguments_has_a_cfa_that_is_off_by_them"),
    ),
    exact(
        "unwind/return-address",
        By("unwind_information_that_is_wrong_is_caught_by_its_key_and_right_one_passes"),
    ),
    kind(
        "unwind/callee-saved/*",
        "unwind/callee-saved/s1",
        By("unwind_information_that_is_wrong_is_caught_by_its_key_and_right_one_passes"),
    ),
    exact(
        "unwind/malformed",
        By("unwind_information_that_is_wrong_is_caught_by_its_key_and_right_one_passes"),
    ),
    exact(
        "unwind/unknown-register",
        By("unwind_information_that_is_wrong_is_caught_by_its_key_and_right_one_passes"),
    ),
    exact(
        "unwind/unknown-rule",
        By("unwind_information_that_is_wrong_is_caught_by_its_key_and_right_one_passes"),
    ),
    exact(
        "unwind/no-fde",
        By("unwind_information_for_other_code_or_none_is_caught"),
    ),
    exact(
        "unwind/wrong-range",
        By("unwind_information_for_other_code_or_none_is_caught"),
    ),
    // Second opinions; `opinion/`.
    kind(
        "opinion/*/result/*",
        "opinion/host/result/f32",
        By("any_nan_is_as_good_as_another_where_the_model_says_so_and_no_number_is"),
    ),
    kind(
        "opinion/*/result/missing",
        "opinion/host/result/missing",
        By("a_result_that_is_missing_is_found"),
    ),
    kind(
        "opinion/*/memory/*",
        "opinion/host/memory/address",
        By("an_address_that_moved_is_found"),
    ),
    exact(
        "opinion/interpreter/trap",
        By("the_interpreter_s_traps_and_loops_are_found_and_its_panics_are_not"),
    ),
    kind(
        "opinion/*/ran-away",
        "opinion/host/ran-away",
        By("a_death_is_an_answer"),
    ),
    exact("opinion/host/died", By("a_death_is_an_answer")),
    // Memory; `oracle/memory.rs`.
    kind("memory/data", "memory/data", By("wrong_memory_is_caught")),
    kind("memory/fuel", "memory/fuel", By("wrong_memory_is_caught")),
    // Variants; `oracle/metamorphic/`.
    kind(
        "metamorphic/*/value",
        "metamorphic/zbb/value",
        By("another_value_is_caught"),
    ),
    kind(
        "metamorphic/*/order",
        "metamorphic/far/order",
        By("another_order_is_caught"),
    ),
    kind(
        "metamorphic/*/outcome",
        "metamorphic/opt-level/outcome",
        By("another_end_is_caught"),
    ),
    kind(
        "metamorphic/*/memory",
        "metamorphic/sides/memory",
        By("other_memory_is_caught"),
    ),
    // Processes; `hunt/supervise/judge.rs`.
    kind(
        "death/*/link",
        "death/stack-overflow/link",
        By("each_death"),
    ),
];
