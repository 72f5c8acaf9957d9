//! The clauses that make expectations right: quoted briefly, each with its address.
//!
//! Addresses name a commit or a tag and a line, so that they still show the sentence in a year.

/// A sentence of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Clause {
    /// The document.
    pub(super) document: &'static str,
    /// The section, or the item that the sentence documents.
    pub(super) section: &'static str,
    /// The sentence, or the part of it that matters.
    pub(super) says: &'static str,
    /// Where it stands.
    pub(super) url: &'static str,
}

const PSABI: &str = "RISC-V ELF psABI";
const ISA: &str = "RISC-V ISA manual, unprivileged";
const CRANELIFT: &str = "Cranelift";

const fn clause(
    document: &'static str,
    section: &'static str,
    says: &'static str,
    url: &'static str,
) -> Clause {
    Clause {
        document,
        section,
        says,
        url,
    }
}

/// A line of the psABI, as of 2 July 2026.
macro_rules! psabi {
    ($file:literal, $line:literal) => {
        concat!(
            "https://github.com/riscv-non-isa/riscv-elf-psabi-doc/blob/",
            "e03d44ae2f0e1144f9498c2896b5ae25b0449398/",
            $file,
            "?plain=1#",
            $line
        )
    };
}

/// A line of the ISA manual, as of 21 August 2026.
macro_rules! isa {
    ($file:literal, $line:literal) => {
        concat!(
            "https://github.com/riscv/riscv-isa-manual/blob/",
            "1d472b809241dbf67728290a8a435c1e14814053/src/unpriv/",
            $file,
            "?plain=1#",
            $line
        )
    };
}

/// A line of Cranelift 0.135, which is part of Wasmtime 48.
macro_rules! cranelift {
    ($file:literal, $line:literal) => {
        concat!(
            "https://github.com/bytecodealliance/wasmtime/blob/v48.0.0/cranelift/",
            $file,
            "#",
            $line
        )
    };
}

pub(super) const PRESERVED: Clause = clause(
    PSABI,
    "Procedure Calling Convention",
    "the contents of all callee-saved registers must be restored to what was set on entry, and \
     the contents of any fixed registers like `gp` and `tp` never change",
    psabi!("riscv-cc.adoc", "L166-L168"),
);
pub(super) const INTEGER_REGISTERS: Clause = clause(
    PSABI,
    "Integer Register Convention",
    "x1, ra: return address. x2, sp: stack pointer, preserved across calls",
    psabi!("riscv-cc.adoc", "L17-L18"),
);
pub(super) const FLOAT_REGISTERS: Clause = clause(
    PSABI,
    "Floating-Point Register Convention",
    "f8 - f9, fs0 - fs1: callee-saved registers, preserved across calls",
    psabi!("riscv-cc.adoc", "L85"),
);
pub(super) const SCALARS: Clause = clause(
    PSABI,
    "Integer Calling Convention",
    "Scalars that are at most XLEN bits wide are passed in a single argument register, or on the \
     stack by value if none is available.",
    psabi!("riscv-cc.adoc", "L180-L181"),
);
pub(super) const FLOAT_ARGUMENTS: Clause = clause(
    PSABI,
    "Hardware Floating-Point Calling Convention",
    "A real floating-point argument is passed in a floating-point argument register if it is no \
     more than ABI_FLEN bits wide and at least one floating-point argument register is \
     available. Otherwise, it is passed according to the integer calling convention.",
    psabi!("riscv-cc.adoc", "L332-L335"),
);
pub(super) const STACK_ARGUMENTS: Clause = clause(
    PSABI,
    "Integer Calling Convention",
    "Aggregates or scalars passed on the stack are aligned to the greater of the type alignment \
     and XLEN bits, but never more than the stack alignment.",
    psabi!("riscv-cc.adoc", "L230-L231"),
);
pub(super) const NAN_BOX: Clause = clause(
    PSABI,
    "Hardware Floating-Point Calling Convention",
    "When a floating-point argument narrower than FLEN bits is passed in a floating-point \
     register, it is 1-extended (NaN-boxed) to FLEN bits.",
    psabi!("riscv-cc.adoc", "L336-L337"),
);
pub(super) const RETURN_AREA: Clause = clause(
    PSABI,
    "Integer Calling Convention",
    "the caller allocates memory for the return value, and passes the address as an implicit \
     first parameter",
    psabi!("riscv-cc.adoc", "L259-L262"),
);
pub(super) const SP_ALIGNMENT: Clause = clause(
    PSABI,
    "Integer Calling Convention",
    "the stack pointer shall be aligned to a 128-bit boundary upon procedure entry",
    psabi!("riscv-cc.adoc", "L268-L269"),
);
pub(super) const BELOW_SP: Clause = clause(
    PSABI,
    "Integer Calling Convention",
    "Procedures must not rely upon the persistence of stack-allocated data whose addresses lie \
     below the stack pointer.",
    psabi!("riscv-cc.adoc", "L284-L285"),
);
pub(super) const ABSOLUTE: Clause = clause(
    PSABI,
    "Relocations",
    "R_RISCV_64, 64-bit relocation: S + A",
    psabi!("riscv-elf.adoc", "L1089-L1090"),
);
pub(super) const CALL_PLT: Clause = clause(
    PSABI,
    "Relocations",
    "R_RISCV_CALL_PLT, 32-bit PC-relative function call: S + A - P",
    psabi!("riscv-elf.adoc", "L1117-L1118"),
);
pub(super) const PCREL: Clause = clause(
    PSABI,
    "Relocations",
    "R_RISCV_PCREL_HI20: S + A - P. R_RISCV_PCREL_LO12_I: same as the paired high-part relocation",
    psabi!("riscv-elf.adoc", "L1125-L1128"),
);
pub(super) const DWARF_REGISTERS: Clause = clause(
    PSABI,
    "DWARF Register Numbers",
    "64: alternate frame return column. 65 - 95: reserved for future standard extensions. \
     96 - 127: v0 - v31, vector registers",
    psabi!("riscv-dwarf.adoc", "L26-L28"),
);
pub(super) const REACH: Clause = clause(
    ISA,
    "RV64I, Integer Register-Immediate Instructions",
    "the set of address offsets that can be formed by pairing LUI with LD, AUIPC with JALR, etc. \
     in RV64I is [−2^31−2^11, 2^31−2^11−1]",
    isa!("rv64.adoc", "L100-L102"),
);
pub(super) const UNBOXED: Clause = clause(
    ISA,
    "NaN Boxing of Narrower Values",
    "check if the input operands are correctly NaN-boxed [...], otherwise the input value is \
     treated as an n-bit canonical NaN",
    isa!("d-st-ext.adoc", "L53-L59"),
);
pub(super) const COLOCATED: Clause = clause(
    CRANELIFT,
    "`ExtFuncData::colocated`",
    "Will this function be defined nearby, such that it will always be a certain distance away, \
     after linking? [...] If `true`, some backends may use relocation forms that have limited \
     range.",
    cranelift!("codegen/src/ir/extfunc.rs", "L302-L315"),
);
pub(super) const OFFSET: Clause = clause(
    CRANELIFT,
    "`GlobalValueData::Symbol`",
    "Offset from the symbol. This can be used instead of IAddImm to represent folding an offset \
     into a symbol.",
    cranelift!("codegen/src/ir/globalvalue.rs", "L61-L63"),
);
pub(super) const EXTENSION: Clause = clause(
    CRANELIFT,
    "`ArgumentExtension`",
    "Unsigned extension: high bits in register are 0. Signed extension: high bits in register \
     replicate sign bit.",
    cranelift!("codegen/src/ir/extfunc.rs", "L216-L219"),
);
pub(super) const STORED_EXTENDED: Clause = clause(
    CRANELIFT,
    "`Callee::gen_copy_regs_to_retval`, results in memory",
    "Store the extended version.",
    cranelift!("codegen/src/machinst/abi.rs", "L1733"),
);
pub(super) const PRESERVE_ALL: Clause = clause(
    CRANELIFT,
    "`CallConv::PreserveAll`",
    "Calling convention optimized for callsite efficiency, at the cost of the callee. It does so \
     by not clobbering any registers.",
    cranelift!("codegen/src/isa/call_conv.rs", "L46-L48"),
);
pub(super) const SYSTEM_V: Clause = clause(
    CRANELIFT,
    "`CallConv::SystemV`",
    "System V-style convention used on many platforms.",
    cranelift!("codegen/src/isa/call_conv.rs", "L32-L33"),
);
pub(super) const TAIL: Clause = clause(
    CRANELIFT,
    "`CallConv::Tail`",
    "basically sys-v except that callees pop stack arguments, rather than callers",
    cranelift!("codegen/src/isa/call_conv.rs", "L28-L31"),
);
pub(super) const CALL: Clause = clause(
    CRANELIFT,
    "CLIF, `call`",
    "Call a function which has been declared in the preamble.",
    cranelift!("codegen/meta/src/shared/instructions.rs", "L196-L199"),
);
pub(super) const RETURN_CALL: Clause = clause(
    CRANELIFT,
    "CLIF, `return_call`",
    "Direct tail call. Tail call a function which has been declared in the preamble.",
    cranelift!("codegen/meta/src/shared/instructions.rs", "L245-L250"),
);
pub(super) const STORE: Clause = clause(
    CRANELIFT,
    "CLIF, `store`",
    "Store ``x`` to memory at ``p + Offset``.",
    cranelift!("codegen/meta/src/shared/instructions.rs", "L787"),
);
pub(super) const FLOATS: Clause = clause(
    CRANELIFT,
    "CLIF, Floating point types",
    "The floating point types have the IEEE 754 semantics that are supported by most hardware",
    cranelift!("docs/ir.md", "floating-point-types"),
);
pub(super) const HAS_V: Clause = clause(
    CRANELIFT,
    "riscv64 setting `has_v`",
    "has extension V?",
    cranelift!("codegen/meta/src/isa/riscv64.rs", "L81-L86"),
);
pub(super) const RETURN_ADDRESS: Clause = clause(
    CRANELIFT,
    "`MachCallSite::ret_addr`",
    "The offset of the call's return address, *relative to the start of the buffer*.",
    cranelift!("codegen/src/machinst/buffer.rs", "L2227-L2229"),
);
pub(super) const STACK_MAP: Clause = clause(
    CRANELIFT,
    "User-defined stack maps",
    "A **stack map** is a description of where to find all the GC-managed values that are live \
     at a particular safepoint.",
    cranelift!("codegen/src/ir/user_stack_maps.rs", "L15-L16"),
);
pub(super) const CFA: Clause = clause(
    CRANELIFT,
    "`UnwindInst::DefineNewFrame`",
    "The offset from the current SP and FP value upward to the value of SP at the callsite that \
     invoked us.",
    cranelift!("codegen/src/isa/unwind.rs", "L174-L176"),
);
pub(super) const STACK_LIMIT: Clause = clause(
    CRANELIFT,
    "`Function::stack_limit`",
    "An optional global value which represents an expression evaluating to the stack limit for \
     this function. [...] to insert a stack check to ensure that a trap happens if the stack \
     pointer goes below the threshold specified here.",
    cranelift!("codegen/src/ir/function.rs", "L204-L208"),
);
pub(super) const GUARD: Clause = clause(
    CRANELIFT,
    "setting `probestack_size_log2`",
    "The log2 of the size of the stack guard region.",
    cranelift!("codegen/meta/src/shared/settings.rs", "L263-L270"),
);
pub(super) const ERRORS: Clause = clause(
    CRANELIFT,
    "`CodegenError`",
    "When Cranelift fails to compile a function, it will return one of these error codes.",
    cranelift!("codegen/src/result.rs", "L9"),
);
pub(super) const CACHE: Clause = clause(
    CRANELIFT,
    "Incremental cache",
    "making it possible to reuse previous compiled artifacts for functions that have been \
     compiled previously",
    cranelift!("codegen/src/incremental_cache.rs", "L1-L3"),
);
