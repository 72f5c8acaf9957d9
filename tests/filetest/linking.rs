//! References of functions: to each other, to extern functions, and to functions that do not exist.

use super::says;

const ONE: &str = "function %one() -> i64 {
block0:
    v0 = iconst.i64 1
    return v0
}
; run: %one() == 1
";

#[test]
fn an_outline_stack_probe_is_played_and_destroys_what_it_may() {
    let settings = "test run\nset enable_probestack=true\nset probestack_strategy=outline\n";
    // The second argument survives the prologue, even if the first one does not.
    let big = "target riscv64
function %big(i64, i64, f64) -> i64, f64 {
    ss0 = explicit_slot 65536
block0(v0: i64, v1: i64, v2: f64):
    v3 = stack_addr.i64 ss0
    store v1, v3
    v4 = load.i64 v3
    return v4, v2
}
; run: %big(1, 3, 0x1.8) == [3, 0x1.8]
function %too_big() -> i64 {
    ss0 = explicit_slot 16777216
block0:
    v0 = stack_addr.i64 ss0
    return v0
}
; run: %too_big() == 1
";
    let failed = "x.clif:20: %too_big(), target riscv64 (line 4): expected 1, got a stack \
        overflow: __cranelift_probestack probes 16777216 bytes, and they do not fit";
    let expected = [failed, "2 passed, 1 failed, 0 skipped"];
    says(&format!("{settings}{big}{ONE}"), 2, &expected);
}

#[test]
fn functions_of_the_host_are_in_reach_of_colocated_references() {
    let text = "test run
set use_colocated_libcalls
target riscv64
target riscv64 has_c
function %named(f32) -> f32 {
    sig0 = (f32) -> f32
    fn0 = colocated %ceilf sig0
    fn1 = colocated %FloorF32 sig0
block0(v0: f32):
    v1 = call fn0(v0)
    v2 = func_addr.i64 fn1
    v3 = call_indirect sig0, v2(v1)
    return v3
}
; run: %named(0x1.8p0) == 0x1.0p1
function %lowered(f64) -> f64 {
block0(v0: f64):
    v1 = trunc v0
    return v1
}
; run: %lowered(0x1.8p0) == 0x1.0p0
";
    says(text, 0, &["4 passed, 0 failed, 0 skipped"]);
}

#[test]
fn a_function_whose_relocations_cannot_be_applied_is_taken_out_alone() {
    let text = "test run
target riscv64
function %astray() -> i64 {
    gv0 = symbol colocated %one+0x7fffffff0
block0:
    v0 = symbol_value.i64 gv0
    return v0
}
; run: %astray() == 1
function %needs() -> i64 {
    fn0 = %astray() -> i64
block0:
    v0 = call fn0()
    return v0
}
; run: %needs() == 1
";
    let (code, said) = super::run_text(&format!("{text}{ONE}"));
    let lines: Vec<&str> = said.lines().collect();
    let start = "x.clif:9: %astray(), target riscv64 (line 2): not run: cranelift-jit does not \
        link it: panic at cranelift-jit/src/compiled_blob.rs:";
    assert!(lines[0].starts_with(start), "{said}");
    let needs = "x.clif:16: %needs(), target riscv64 (line 2): not run: it refers to %astray, \
        which cannot be entered";
    assert_eq!(lines[1..], [needs, "1 passed, 2 failed, 0 skipped"]);
    assert_eq!(code, Some(2));
}

#[test]
fn position_independent_code_is_refused_by_the_linker_and_by_nobody_else() {
    let text = format!("test run\ntarget riscv64\nset is_pic\ntarget riscv64 has_zba\n{ONE}");
    let (code, said) = super::run_text(&text);
    let reason = "1 skipped: cranelift-jit links nothing with these settings: panic at \
        cranelift-jit/src/backend.rs:";
    assert!(said.starts_with(reason), "{said}");
    assert!(
        said.contains(": cranelift-jit needs is_pic=false\n"),
        "{said}"
    );
    assert!(
        said.ends_with("\n1 passed, 0 failed, 1 skipped\n"),
        "{said}"
    );
    assert_eq!(code, Some(0));
}

#[test]
fn symbols_are_functions_of_the_file_near_and_far() {
    let text = "test run
target riscv64
function %far() -> i64 {
    gv0 = symbol %one
    sig0 = () -> i64
block0:
    v0 = symbol_value.i64 gv0
    v1 = call_indirect sig0, v0()
    return v1
}
; run: %far() == 1
function %same() -> i8 {
    gv0 = symbol colocated %one
    gv1 = symbol %one+8
    fn0 = %one() -> i64
    fn1 = colocated %one() -> i64
block0:
    v0 = symbol_value.i64 gv0
    v1 = symbol_value.i64 gv1
    v2 = iconst.i64 8
    v3 = isub v1, v2
    v4 = icmp eq v0, v3
    v5 = func_addr.i64 fn0
    v6 = func_addr.i64 fn1
    v7 = icmp eq v5, v6
    v8 = icmp eq v0, v5
    v9 = band v4, v7
    v10 = band v8, v9
    return v10
}
; run: %same() == 1
";
    says(
        &format!("{text}{ONE}"),
        0,
        &["3 passed, 0 failed, 0 skipped"],
    );
}

#[test]
fn only_what_is_used_has_to_be_defined() {
    let text = "test run
set tls_model=elf_gd
target riscv64
function %unused() -> i64 {
    gv0 = symbol u1:0
    gv1 = load.i64 notrap aligned gv0
    fn0 = %nowhere()
block0:
    v0 = iconst.i64 3
    return v0
}
; run: %unused() == 3
function %used() -> i64 {
    gv0 = symbol u1:0
block0:
    v0 = symbol_value.i64 gv0
    return v0
}
; run: %used() == 3
function %local() -> i64 {
    gv0 = symbol tls %variable
block0:
    v0 = tls_value.i64 gv0
    return v0
}
; run: %local() == 3
";
    let at = "target riscv64 (line 3): not run: it refers to";
    let expected = [
        format!("x.clif:19: %used(), {at} u1:0, which is not defined"),
        format!(
            "x.clif:26: %local(), {at} %variable as thread-local, and cranelift-jit has no \
             thread-local storage"
        ),
        "1 passed, 2 failed, 0 skipped".to_owned(),
    ];
    says(text, 2, &expected.each_ref().map(String::as_str));
}

#[test]
fn a_call_that_is_not_as_its_callee_is_defined_is_named_and_not_made() {
    let text = "test run
target riscv64
function %g(i64) -> i64 tail {
block0(v0: i64):
    return v0
}
; run: %g(1) == 1
function %convention(i64) -> i64 {
    fn0 = %g(i64) -> i64 fast
block0(v0: i64):
    v1 = call fn0(v0)
    return v1
}
; run: %convention(1) == 1
function %signature(i32) -> i64 {
    fn0 = %g(i32) -> i64 tail
block0(v0: i32):
    v1 = call fn0(v0)
    return v1
}
; run: %signature(1) == 1
function %address() -> i64 {
    sig0 = (i64) -> i64 tail
    fn0 = %g(i32)
block0:
    v0 = func_addr.i64 fn0
    v1 = iconst.i64 5
    v2 = call_indirect sig0, v0(v1)
    return v2
}
; run: %address() == 5
";
    let at = "target riscv64 (line 2): not run:";
    let end = "what that does is undefined";
    let expected = [
        format!(
            "x.clif:14: %convention(1), {at} %convention calls %g as `fast`, it is defined as \
             `tail`: {end}"
        ),
        format!(
            "x.clif:21: %signature(1), {at} %signature calls %g as `(i32) -> i64 tail`, it is \
             defined as `(i64) -> i64 tail`: {end}"
        ),
        "2 passed, 2 failed, 0 skipped".to_owned(),
    ];
    says(text, 2, &expected.each_ref().map(String::as_str));
}

#[test]
fn a_call_of_the_host_that_is_not_one_of_c_is_named_and_not_made() {
    let text = "test run
target riscv64
function %type(f32) -> f64 {
    fn0 = %ceil(f32) -> f64
block0(v0: f32):
    v1 = call fn0(v0)
    return v1
}
; run: %type(0x1.8p0) == 0x1.0p1
function %convention(f32) -> f32 {
    fn0 = %CeilF32(f32) -> f32 tail
block0(v0: f32):
    v1 = call fn0(v0)
    return v1
}
; run: %convention(0x1.8p0) == 0x1.0p1
function %ignored(i64) -> i64 {
    ss0 = explicit_slot 8
    fn0 = %Memset(i64, i32, i64) fast
block0(v0: i64):
    v1 = stack_addr.i64 ss0
    v2 = iconst.i32 1
    v3 = iconst.i64 8
    call fn0(v1, v2, v3)
    v4 = load.i64 v1
    return v4
}
; run: %ignored(5) == 0x0101010101010101
";
    let (code, said) = super::run_text(text);
    let wanted = [
        "%type calls %ceil as `(f32) -> f64 system_v`, it is defined as `(f64) -> f64 system_v`: ",
        "%convention calls %ceilf as `tail`, it is defined as `system_v`: ",
        "\n1 passed, 2 failed, 0 skipped\n",
    ];
    for wanted in wanted {
        assert!(said.contains(wanted), "{wanted} is missing in\n{said}");
    }
    assert_eq!(code, Some(2));
}

#[test]
fn a_long_chain_without_its_end_takes_no_longer_than_one_with_it() {
    let chain = |count: usize| {
        let link = |n: usize| {
            let next = n + 1;
            format!(
                "function %f{n}() -> i64 {{\n fn0 = %f{next}() -> i64\nblock0:\n \
                 v0 = call fn0()\n return v0\n}}\n"
            )
        };
        let links: String = (0..count).map(link).collect();
        format!("test run\ntarget riscv64\n{ONE}{links}; run: %last() == 1\n")
    };
    let start = std::time::Instant::now();
    let (code, said) = super::run_text(&chain(10_000));
    let end = "%f9999(), target riscv64 (line 2): not run: it refers to %f10000, which is not \
        defined\n9999 only compiled: no run line\n1 passed, 1 failed, 0 skipped, 9999 only \
        compiled\n";
    assert!(said.ends_with(end), "{said}");
    assert_eq!(code, Some(2));
    // Visiting all functions once for each missing one would take minutes.
    assert!(start.elapsed().as_secs() < 30, "{:?}", start.elapsed());
}
