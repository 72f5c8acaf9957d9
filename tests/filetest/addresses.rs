//! Reports depend on the files alone, not on the arena or the computer.

use super::{farcall, name};
use std::fs;
use tempfile::TempDir;

/// Functions that read addresses, with expectations about them.
const TEXT: &str = "test run
set preserve_frame_pointers=true
target riscv64
function %returned() -> i64 {
block0:
    v0 = get_return_address.i64
    return v0
}
; run: %returned() == 0
function %frame() -> i64, i64 {
block0:
    v0 = get_frame_pointer.i64
    v1 = load.i64 v0+8
    return v0, v1
}
; run: %frame() == [0, 0]
function %code() -> i64 {
    fn0 = colocated %frame() -> i64, i64
block0:
    v0 = func_addr.i64 fn0
    return v0
}
; print: %code()
function %stub() -> i64 {
    fn0 = %ceilf(f32) -> f32
block0:
    v0 = func_addr.i64 fn0
    return v0
}
; print: %stub()
function %above() -> i64 {
block0:
    v0 = get_frame_pointer.i64
    v1 = load.i64 v0+24
    return v1
}
; run: %above() == 0
function %jump() {
    sig0 = ()
    fn0 = %ceilf(f32) -> f32
block0:
    v0 = func_addr.i64 fn0
    v1 = iconst.i64 -0x1000
    v2 = iadd v0, v1
    call_indirect sig0, v2()
    return
}
; run: %jump() == []
function %hash() -> i64 {
    fn0 = %ceilf(f32) -> f32
block0:
    v0 = func_addr.i64 fn0
    v1 = iconst.i64 0x10001
    v2 = imul v0, v1
    return v2
}
; print: %hash()
";

#[test]
fn messages_are_the_same_in_every_arena() {
    let dir = TempDir::new().expect("a temporary directory");
    for file in 0..8 {
        let path = dir.path().join(format!("{file}.clif"));
        fs::write(path, TEXT).expect("it takes files");
    }
    let run = |jobs: &str| {
        let output = farcall(&["run", "--jobs", jobs, name(dir.path())]);
        assert_eq!(output.stderr, b"", "{output:?}");
        assert_eq!(output.status.code(), Some(2));
        let text = String::from_utf8(output.stdout).expect("text");
        text.replace(name(dir.path()), "")
    };
    let one = run("1");
    let lines: Vec<&str> = one.lines().collect();
    let at = "target riscv64 (line 3)";
    let mut expected = Vec::new();
    for file in 0..8 {
        let first = lines[expected.len() + 6].rsplit(' ').next();
        let hash = first.expect("a line has words");
        expected.extend([
            format!("/{file}.clif:9: %returned(), {at}: expected 0, got harness"),
            format!(
                "/{file}.clif:16: %frame(), {at}: expected [0, 0], got [stack+0x7ffff0, harness]"
            ),
            format!("/{file}.clif:23: %code(), {at} -> %frame+0x0"),
            format!("/{file}.clif:30: %stub(), {at} -> %ceilf"),
            format!(
                "/{file}.clif:37: %above(), {at}: expected 0, got trap heap_oob at %above+0x10: \
                 load of 8 bytes at stack+0x800008, which is not mapped"
            ),
            format!(
                "/{file}.clif:48: %jump(), {at}: expected [], got jump to arena+0xbfeff000, where \
                 no code is, by the instruction at %jump+0x2c"
            ),
            // Not even numbers computed from addresses differ.
            format!("/{file}.clif:57: %hash(), {at} -> {hash}"),
        ]);
        assert_eq!(Some(hash), lines[6].rsplit(' ').next());
    }
    expected.push("24 passed, 32 failed, 0 skipped".to_owned());
    assert_eq!(lines, expected);
    for jobs in ["2", "8"] {
        assert_eq!(run(jobs), one, "{jobs} jobs");
    }
}
