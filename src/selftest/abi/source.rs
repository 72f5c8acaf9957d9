//! The C source of functions, and their compilation by gcc.

use super::error::AbiError;
use super::signature::{Function, Scalar};
use crate::qemu::elf;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// The address of the binary.
pub(super) const BINARY: u64 = 0x4000_0000;
/// The addresses of the functions that callers call. There is no code; `play` plays them.
pub(super) const OUTSIDE: u64 = 0x5000_0000;
/// The return address of the functions that `play` enters.
pub(super) const RETURN: u64 = OUTSIDE - 16;
/// Where functions store what they receive: parameters in slots of 16 bytes, then the result of a
/// call.
pub(super) const FOUND: u64 = 0x6000_0000;
/// Bytes of a slot.
pub(super) const SLOT: u64 = 16;
/// The slot for the result of a call.
pub(super) const RETURNED: u64 = 31;

/// The C compiler for riscv64.
pub(super) struct Compiler {
    program: PathBuf,
}

/// Compiled functions.
pub(super) struct Binary {
    /// The bytes from [`BINARY`] on. A table comes first: for each function, the addresses of its
    /// callee and its caller.
    pub(super) bytes: Vec<u8>,
}

impl Binary {
    /// The address of callee `number`, which stores its arguments.
    pub(super) fn callee(&self, number: usize) -> u64 {
        self.entry(2 * number)
    }

    /// The address of caller `number`, which calls a played function.
    pub(super) fn caller(&self, number: usize) -> u64 {
        self.entry(2 * number + 1)
    }

    fn entry(&self, index: usize) -> u64 {
        let bytes = &self.bytes[8 * index..8 * index + 8];
        u64::from_le_bytes(bytes.try_into().expect("eight bytes"))
    }
}

/// The address of the played function that caller `number` calls.
pub(super) fn outside(number: usize) -> u64 {
    OUTSIDE + 16 * number as u64
}

impl Compiler {
    pub(super) fn new(program: PathBuf) -> Compiler {
        Compiler { program }
    }

    /// Compiles `functions`.
    pub(super) fn compile(&self, functions: &[Function]) -> Result<Binary, AbiError> {
        let file = |path: PathBuf| move |source| AbiError::File { path, source };
        let directory = tempfile::tempdir().map_err(file(std::env::temp_dir()))?;
        let path = |name: &str| directory.path().join(name);
        let [source, script, output] = [path("test.c"), path("test.ld"), path("test.elf")];
        fs::write(&source, text(functions)).map_err(file(source.clone()))?;
        fs::write(&script, linker_script(functions.len())).map_err(file(script.clone()))?;
        let mut command = Command::new(&self.program);
        command.args([
            "-std=gnu17",
            "-O1",
            "-march=rv64gc",
            "-mabi=lp64d",
            "-mcmodel=medany",
        ]);
        command.args([
            "-w",
            "-ffreestanding",
            "-fno-pic",
            "-no-pie",
            "-nostdlib",
            "-static",
        ]);
        command.args(["-fno-asynchronous-unwind-tables", "-Wl,--build-id=none"]);
        command.arg("-Wl,--no-warn-rwx-segments");
        command
            .arg("-T")
            .arg(&script)
            .arg(&source)
            .arg("-o")
            .arg(&output);
        let failed = |reason: String| AbiError::Compiler {
            program: self.program.clone(),
            reason,
        };
        let done = command
            .output()
            .map_err(|error| failed(error.to_string()))?;
        if !done.status.success() {
            let words = String::from_utf8_lossy(&done.stderr);
            return Err(failed(
                words.lines().next().unwrap_or("it said nothing").to_owned(),
            ));
        }
        let elf = fs::read(&output).map_err(file(output.clone()))?;
        let bytes = elf::segment(&elf, BINARY).map(<[u8]>::to_vec);
        let bytes = bytes.ok_or_else(|| failed("there is no code in the executable".to_owned()))?;
        Ok(Binary { bytes })
    }
}

/// A linker script that puts the table, code and constants at [`BINARY`], and defines the played
/// functions.
fn linker_script(count: usize) -> String {
    let mut script = format!("SECTIONS {{ . = {BINARY:#x}; .all : {{ *(.table) *(.text*) ");
    script += "*(.rodata*) *(.srodata*) *(.data*) *(.sdata*) *(.bss*) *(.sbss*) } ";
    script += "/DISCARD/ : { *(.*) } }\n";
    for number in 0..count {
        writeln!(script, "outside_{number} = {:#x};", outside(number)).expect(TAKES_ALL);
    }
    script
}

const TAKES_ALL: &str = "strings take all text";

fn text(functions: &[Function]) -> String {
    let mut text = String::new();
    for (number, function) in functions.iter().enumerate() {
        write_function(&mut text, number, function);
    }
    text += "__attribute__((section(\".table\"), used)) void *const table[] = {\n";
    for number in 0..functions.len() {
        writeln!(text, "  callee_{number}, caller_{number},").expect(TAKES_ALL);
    }
    text += "};\n";
    text
}

fn write_function(text: &mut String, number: usize, function: &Function) {
    let result = function.result.map_or("void", |scalar| scalar.name);
    let params = function.params.iter().zip(0..);
    let params: Vec<String> = params.map(|(p, n)| format!("{} p{n}", p.name)).collect();
    let params = if params.is_empty() {
        "void".to_owned()
    } else {
        params.join(", ")
    };

    let mut body = String::new();
    for (scalar, slot) in function.params.iter().zip(0..) {
        body += &store(*scalar, slot, &format!("p{slot}"));
    }
    if let Some(scalar) = function.result {
        body += &format!("{}  return r;\n", constant(scalar, "r", function.returned));
    }
    writeln!(text, "{result} callee_{number}({params}) {{\n{body}}}").expect(TAKES_ALL);

    let mut body = String::new();
    for (n, (scalar, &arg)) in function.params.iter().zip(&function.args).enumerate() {
        body += &constant(*scalar, &format!("c{n}"), arg);
    }
    let args: Vec<String> = (0..function.params.len())
        .map(|n| format!("c{n}"))
        .collect();
    let call = format!("outside_{number}({})", args.join(", "));
    body += &match function.result {
        Some(scalar) => format!(
            "  {} r = {call};\n{}",
            scalar.name,
            store(scalar, RETURNED, "r")
        ),
        None => format!("  {call};\n"),
    };
    writeln!(text, "{result} outside_{number}({params});").expect(TAKES_ALL);
    writeln!(text, "void caller_{number}(void) {{\n{body}}}").expect(TAKES_ALL);
}

/// A statement that stores variable `name` in a slot.
fn store(scalar: Scalar, slot: u64, name: &str) -> String {
    let address = FOUND + SLOT * slot;
    format!("  *(volatile {} *){address:#x}ul = {name};\n", scalar.name)
}

/// A statement that defines variable `name` with these bits, hidden from the compiler's
/// optimisations.
fn constant(scalar: Scalar, name: &str, bits: u128) -> String {
    let (low, high) = (bits as u64, (bits >> 64) as u64);
    let ty = scalar.name;
    format!(
        "  {ty} {name}; {{ \
         static volatile unsigned long b[2] __attribute__((aligned(16))) = \
         {{{low:#x}ul, {high:#x}ul}};\n    \
         unsigned long w[2] __attribute__((aligned(16))) = {{b[0], b[1]}}; \
         __builtin_memcpy(&{name}, w, sizeof {name}); }}\n"
    )
}
