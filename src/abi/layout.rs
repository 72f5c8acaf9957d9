//! The output of both tables: a location for each value of one signature.

use super::classes::{self, ARGUMENTS, CLASSES};
use crate::case::{Extension, Type};
use farcall_machine::{Reg, RegClass, RegSet};
use std::fmt;

/// Where a part of a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Location {
    /// In a register.
    Reg(Reg),
    /// In memory: an offset in bytes from the stack pointer at the callee's first instruction.
    Stack(u32),
    /// In the return area: an offset in bytes from its address.
    ReturnArea(u32),
}

/// Memory that the caller provides for results that do not fit in registers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ReturnArea {
    /// Where its address is passed.
    pub pointer: Location,
    /// Its size in bytes, a multiple of 16.
    pub bytes: u32,
}

/// The bits above a part's own bits, up to 64.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Upper {
    /// Undefined: no code may rely on them.
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
    pub location: Location,
    /// How many bits.
    pub bits: u32,
    /// What is above them.
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
    /// The return area, if any result is there.
    pub return_area: Option<ReturnArea>,
}

impl Layout {
    /// The layout of a call with `params` that returns `returned`. `value` is a table's rule for
    /// one argument or result.
    pub(super) fn by<P: Copy>(
        params: &[P],
        returned: &[P],
        value: fn(&mut Allocator, P) -> ValueLayout,
        callee_pops: bool,
    ) -> Layout {
        let mut results = Allocator::results();
        let returned = returned.iter().map(|p| value(&mut results, *p)).collect();
        let mut arguments = Allocator::arguments();
        let return_area = (results.memory_bytes() > 0).then(|| ReturnArea {
            // "Passes the address as an implicit first parameter".
            pointer: arguments.word(),
            bytes: results.memory_bytes(),
        });
        Layout {
            args: params.iter().map(|p| value(&mut arguments, *p)).collect(),
            results: returned,
            stack_args: arguments.memory_bytes(),
            callee_pops,
            return_area,
        }
    }

    /// The registers that hold arguments, or the address of the return area.
    pub fn argument_registers(&self) -> RegSet {
        let area = self.return_area.iter().map(|area| area.pointer);
        registers(places(&self.args).chain(area))
    }

    /// The registers that hold results.
    pub fn result_registers(&self) -> RegSet {
        registers(places(&self.results))
    }

    /// Bytes of the stack-argument area that hold arguments. The rest is padding.
    pub fn stack_args_used(&self) -> u32 {
        let ends = places(&self.args).map(|location| match location {
            Location::Stack(offset) => offset + 8,
            Location::Reg(_) | Location::ReturnArea(_) => 0,
        });
        ends.max().unwrap_or(0)
    }
}

fn places(values: &[ValueLayout]) -> impl Iterator<Item = Location> {
    let parts = values.iter().flat_map(|value| &value.parts);
    parts.map(|part| part.location)
}

fn registers(places: impl Iterator<Item = Location>) -> RegSet {
    let registers = places.filter_map(|location| match location {
        Location::Reg(register) => Some(register),
        Location::Stack(_) | Location::ReturnArea(_) => None,
    });
    registers.collect()
}

/// Hands out argument or result registers, then slots of memory.
#[derive(Debug)]
pub(super) struct Allocator {
    /// Registers of each class handed out.
    taken: [u8; CLASSES.len()],
    /// The number of registers that each class has.
    registers: u8,
    /// Bytes of memory handed out.
    memory: u32,
    location: fn(u32) -> Location,
}

impl Allocator {
    /// Eight registers a class for arguments, then the stack.
    pub(super) fn arguments() -> Self {
        Allocator::new(ARGUMENTS, Location::Stack)
    }

    /// Two registers a class for results, then the return area.
    pub(super) fn results() -> Self {
        Allocator::new(2, Location::ReturnArea)
    }

    fn new(registers: u8, location: fn(u32) -> Location) -> Self {
        Allocator {
            taken: [0; CLASSES.len()],
            registers,
            memory: 0,
            location,
        }
    }

    /// The next register of `class`, if one is left.
    pub(super) fn register(&mut self, class: RegClass) -> Option<Location> {
        let taken = &mut self.taken[class.index()];
        (*taken < self.registers).then(|| {
            *taken += 1;
            Location::Reg(classes::argument(class, *taken - 1))
        })
    }

    /// Leaves room, so that the next slot is aligned to `bytes`.
    pub(super) fn align(&mut self, bytes: u32) {
        self.memory = self.memory.next_multiple_of(bytes);
    }

    /// The next slot of eight bytes.
    pub(super) fn slot(&mut self) -> Location {
        self.memory += 8;
        (self.location)(self.memory - 8)
    }

    /// The next integer register, or the next slot if none is left.
    pub(super) fn word(&mut self) -> Location {
        self.register(RegClass::Int).unwrap_or_else(|| self.slot())
    }

    /// Bytes of the slots handed out, rounded up to the stack alignment of 16.
    pub(super) fn memory_bytes(&self) -> u32 {
        self.memory.next_multiple_of(16)
    }
}

impl Upper {
    /// What is above a float of type `ty` in a 64-bit floating-point register.
    pub(super) fn boxed(ty: Type) -> Upper {
        if ty.bits() < 64 {
            Upper::Box
        } else {
            Upper::Undefined
        }
    }

    /// What a declared extension guarantees.
    pub(super) fn of(extension: Extension) -> Upper {
        match extension {
            Extension::None => Upper::Undefined,
            Extension::Sign => Upper::Sign,
            Extension::Zero => Upper::Zero,
        }
    }
}

impl Part {
    /// The 64-bit contents of the location when the part holds `bits`. Undefined bits come from
    /// `filler`.
    pub fn widen(&self, bits: u64, filler: u64) -> u64 {
        let mask = self.mask();
        // A part of 64 bits has nothing above it.
        let above = match self.defined_above(bits) {
            Some(above) => above.checked_shl(self.bits).unwrap_or(0),
            None => filler,
        };
        bits & mask | above & !mask
    }

    /// The part's own bits in the 64-bit contents of its location.
    pub fn own(&self, word: u64) -> u64 {
        word & self.mask()
    }

    /// The bits above them, shifted down; 0 if there are none.
    pub fn above(&self, word: u64) -> u64 {
        word.checked_shr(self.bits).unwrap_or(0)
    }

    /// The bits required above the part's own when it holds `bits`, shifted down; none if they are
    /// undefined.
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

    /// Whether the location has undefined bits.
    pub fn is_partly_undefined(&self) -> bool {
        self.bits < 64 && self.upper == Upper::Undefined
    }

    fn mask(&self) -> u64 {
        u64::MAX >> (64 - self.bits)
    }
}

impl ValueLayout {
    /// A value in a single part.
    pub(super) fn single(ty: Type, location: Location, upper: Upper) -> Self {
        ValueLayout {
            ty,
            parts: vec![Part {
                location,
                bits: ty.bits(),
                upper,
            }],
        }
    }

    /// A value in two parts of 64 bits.
    pub(super) fn pair(ty: Type, low: Location, high: Location) -> Self {
        let part = |location| Part {
            location,
            bits: 64,
            upper: Upper::Undefined,
        };
        ValueLayout {
            ty,
            parts: vec![part(low), part(high)],
        }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Location::Reg(reg) => reg.fmt(f),
            Location::Stack(offset) => write!(f, "stack+{offset}"),
            Location::ReturnArea(offset) => write!(f, "return-area+{offset}"),
        }
    }
}

impl fmt::Display for ValueLayout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, part) in self.parts.iter().enumerate() {
            let separator = if index == 0 { "" } else { ":" };
            write!(f, "{separator}{}", part.location)?;
        }
        Ok(())
    }
}
