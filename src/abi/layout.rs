//! The answer of both tables: places for the values of one signature.

use super::{FloatReg, IntReg, Reg, RegSet};
use crate::case::{Extension, Param, Signature, Type};
use std::fmt;

/// Where a part of a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// In a register.
    Reg(Reg),
    /// In memory: an offset in bytes from the stack pointer at the callee's first instruction.
    Stack(u32),
}

/// What stands above a part's own bits, up to 64.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Upper {
    /// Anything; nobody may rely on it.
    Undefined,
    /// Copies of the sign bit.
    Sign,
    /// Zeros.
    Zero,
    /// All ones: a NaN box (RISC-V unprivileged ISA, "NaN Boxing of Narrower Values").
    Box,
}

/// Up to 64 bits of a value, low bits first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Part {
    /// Where they are.
    pub place: Place,
    /// How many bits.
    pub bits: u32,
    /// What stands above them.
    pub upper: Upper,
}

/// One value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ValueLayout {
    /// Its type.
    pub ty: Type,
    /// Its parts, low bits first.
    pub parts: Vec<Part>,
}

/// All values of one signature.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Layout {
    /// The arguments in order.
    pub args: Vec<ValueLayout>,
    /// The results in order.
    pub results: Vec<ValueLayout>,
    /// Size of the stack-argument area in bytes, a multiple of 16.
    pub stack_args: u32,
    /// Whether the callee removes that area.
    pub callee_pops: bool,
}

impl Layout {
    /// The layout of `signature` by a table: `value` is the table's rule for one parameter or result.
    pub(super) fn by(
        signature: &Signature,
        value: fn(&mut Bank, Param) -> ValueLayout,
        callee_pops: bool,
    ) -> Layout {
        let mut arguments = Bank::arguments();
        let mut results = Bank::results();
        let params = signature.params.iter();
        Layout {
            args: params.map(|p| value(&mut arguments, *p)).collect(),
            results: signature
                .results
                .iter()
                .map(|p| value(&mut results, *p))
                .collect(),
            stack_args: arguments.stack_bytes(),
            callee_pops,
        }
    }

    /// The registers that hold arguments.
    pub fn argument_registers(&self) -> RegSet {
        registers(&self.args)
    }

    /// The registers that hold results.
    pub fn result_registers(&self) -> RegSet {
        registers(&self.results)
    }

    /// Bytes of the stack-argument area that hold arguments; those behind them are padding.
    pub fn stack_args_used(&self) -> u32 {
        let parts = self.args.iter().flat_map(|value| &value.parts);
        let ends = parts.map(|part| match part.place {
            Place::Reg(_) => 0,
            Place::Stack(offset) => offset + 8,
        });
        ends.max().unwrap_or(0)
    }
}

fn registers(values: &[ValueLayout]) -> RegSet {
    let parts = values.iter().flat_map(|value| &value.parts);
    let registers = parts.filter_map(|part| match part.place {
        Place::Reg(register) => Some(register),
        Place::Stack(_) => None,
    });
    registers.collect()
}

/// Hands out argument or result registers, then stack slots.
#[derive(Debug)]
pub(super) struct Bank {
    next_int: u8,
    next_float: u8,
    registers: u8,
    stack: u32,
}

impl Bank {
    /// Eight registers a bank for arguments.
    pub(super) fn arguments() -> Self {
        Bank::new(8)
    }

    /// Two registers a bank for results.
    pub(super) fn results() -> Self {
        Bank::new(2)
    }

    fn new(registers: u8) -> Self {
        Bank {
            next_int: 0,
            next_float: 0,
            registers,
            stack: 0,
        }
    }

    /// The next integer register, if one is left.
    pub(super) fn int(&mut self) -> Option<Place> {
        let reg = IntReg::argument(take(&mut self.next_int, self.registers)?);
        Some(Place::Reg(Reg::Int(reg)))
    }

    /// The next floating-point register, if one is left.
    pub(super) fn float(&mut self) -> Option<Place> {
        let reg = FloatReg::argument(take(&mut self.next_float, self.registers)?);
        Some(Place::Reg(Reg::Float(reg)))
    }

    /// The next slot of eight bytes.
    pub(super) fn slot(&mut self) -> Place {
        self.stack += 8;
        Place::Stack(self.stack - 8)
    }

    /// Bytes of the slots handed out, rounded up to the stack alignment of 16.
    pub(super) fn stack_bytes(&self) -> u32 {
        self.stack.next_multiple_of(16)
    }
}

fn take(next: &mut u8, registers: u8) -> Option<u8> {
    (*next < registers).then(|| {
        *next += 1;
        *next - 1
    })
}

impl Upper {
    /// What a declared extension promises.
    pub(super) fn of(extension: Extension) -> Upper {
        match extension {
            Extension::None => Upper::Undefined,
            Extension::Sign => Upper::Sign,
            Extension::Zero => Upper::Zero,
        }
    }
}

impl Part {
    /// The 64-bit contents of the place when the part holds `bits`; what is undefined is taken from `filler`.
    pub fn widen(&self, bits: u64, filler: u64) -> u64 {
        let mask = self.mask();
        let above = match self.defined_above(bits) {
            Some(above) => above.checked_shl(self.bits).unwrap_or(0),
            None => filler,
        };
        bits & mask | above & !mask
    }

    /// The part's own bits in the 64-bit contents of its place.
    pub fn own(&self, word: u64) -> u64 {
        word & self.mask()
    }

    /// What stands above them, shifted down; 0 if there is nothing above.
    pub fn above(&self, word: u64) -> u64 {
        word.checked_shr(self.bits).unwrap_or(0)
    }

    /// What has to stand above the part's own bits, shifted down, when it holds `bits`; none if that is left undefined.
    pub fn defined_above(&self, bits: u64) -> Option<u64> {
        if self.bits == 64 {
            return Some(0);
        }
        let ones = u64::MAX >> self.bits;
        match self.upper {
            Upper::Undefined => None,
            Upper::Zero => Some(0),
            Upper::Box => Some(ones),
            Upper::Sign if bits >> (self.bits - 1) & 1 == 1 => Some(ones),
            Upper::Sign => Some(0),
        }
    }

    /// Whether bits of the place are left undefined.
    pub fn is_partly_undefined(&self) -> bool {
        self.bits < 64 && self.upper == Upper::Undefined
    }

    fn mask(&self) -> u64 {
        u64::MAX >> (64 - self.bits)
    }
}

impl ValueLayout {
    /// A value in a single part.
    pub(super) fn single(ty: Type, place: Place, upper: Upper) -> Self {
        ValueLayout {
            ty,
            parts: vec![Part {
                place,
                bits: ty.bits(),
                upper,
            }],
        }
    }

    /// Where it lies as part of a bucket key: `register` or `stack`.
    pub fn kind(&self) -> &'static str {
        match self.parts[0].place {
            Place::Reg(_) => "register",
            Place::Stack(_) => "stack",
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Reg(reg) => reg.fmt(f),
            Place::Stack(offset) => write!(f, "stack+{offset}"),
        }
    }
}

impl fmt::Display for ValueLayout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, part) in self.parts.iter().enumerate() {
            let separator = if index == 0 { "" } else { ":" };
            write!(f, "{separator}{}", part.place)?;
        }
        Ok(())
    }
}
