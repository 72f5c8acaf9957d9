//! The result of linking: what lies where, and which relocations were recorded.

use super::addresses::{self, STACK_LEN};
use super::arena::Arena;
use super::riscv64::RelocKind;
use super::span::Span;
use crate::case::{Address, DataObject, FuncId, TrapCode};
use std::fmt;

/// What a relocation refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Symbol {
    /// A function of the case.
    Function(FuncId),
    /// A data object of the case; the one after the last is the fuel word.
    Data(u32),
    /// A place inside the function that holds the relocation: an offset in bytes.
    Label(u32),
    /// Anything else; no legal case has one today.
    Other,
}

impl fmt::Display for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Symbol::Function(function) => write!(f, "%f{function}"),
            Symbol::Data(data) => write!(f, "%data{data}"),
            Symbol::Label(offset) => write!(f, "+0x{offset:x}"),
            Symbol::Other => f.write_str("another symbol"),
        }
    }
}

/// A relocation, as recorded at compile time.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Relocation {
    /// The function whose bytes it changes.
    pub function: FuncId,
    /// The offset of the changed bytes, from the function's start.
    pub offset: u32,
    /// The kind of relocation.
    pub kind: RelocKind,
    /// The symbol that it refers to.
    pub symbol: Symbol,
    /// Added to the symbol's address.
    pub addend: i64,
}

/// Why Cranelift lets an instruction trap.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum TrapKind {
    /// The frame would extend below the stack limit.
    StackOverflow,
    /// The case requests the trap.
    Asked(TrapCode),
    /// Another reason, by Cranelift's name for it.
    Other(String),
}

impl fmt::Display for TrapKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TrapKind::StackOverflow => f.write_str("stack overflow"),
            TrapKind::Asked(code) => code.fmt(f),
            TrapKind::Other(name) => f.write_str(name),
        }
    }
}

/// An instruction that traps, as recorded at compile time.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Trap {
    /// The function that contains it.
    pub function: FuncId,
    /// Its offset in bytes from the function's start.
    pub offset: u32,
    /// Why it traps.
    pub kind: TrapKind,
}

/// What lies where. Complete if linking succeeded; otherwise what was known when it failed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinkMap {
    /// Each function's bytes.
    pub functions: Vec<Option<Span>>,
    /// Each data object's bytes, the fuel word last.
    pub data: Vec<Option<Span>>,
    /// Every relocation, function by function.
    pub relocations: Vec<Relocation>,
    /// Every instruction that traps, function by function.
    pub traps: Vec<Trap>,
    /// For each distance goal the distance at which it holds; none if the goal was dropped.
    pub goals: Vec<Option<i64>>,
}

impl LinkMap {
    /// How many distance goals hold.
    pub fn satisfied_goals(&self) -> u64 {
        self.goals.iter().flatten().count() as u64
    }

    /// How many distance goals were dropped.
    pub fn dropped_goals(&self) -> u64 {
        self.goals.len() as u64 - self.satisfied_goals()
    }

    /// The function whose code contains `address`.
    pub fn function_at(&self, address: u64) -> Option<FuncId> {
        let at = |span: &Option<Span>| span.is_some_and(|s| s.contains(address));
        self.functions.iter().position(at).map(|f| f as FuncId)
    }

    /// The trap that the instruction at `address` is recorded as.
    pub fn trap_at(&self, address: u64) -> Option<&Trap> {
        let starts = |trap: &Trap| self.functions.get(usize::from(trap.function));
        let at = |trap: &&Trap| {
            let span = starts(trap).copied().flatten();
            span.is_some_and(|span| span.start + u64::from(trap.offset) == address)
        };
        self.traps.iter().find(at)
    }

    /// The address of a symbol that `relocation` refers to, if it is known.
    pub fn resolve(&self, relocation: &Relocation) -> Option<u64> {
        let span = match relocation.symbol {
            Symbol::Function(function) => self.functions.get(function as usize),
            Symbol::Data(data) => self.data.get(data as usize),
            Symbol::Label(offset) => {
                let function = (*self.functions.get(relocation.function as usize)?)?;
                return Some(function.start + u64::from(offset));
            }
            Symbol::Other => None,
        };
        Some((*span?)?.start)
    }

    /// The value of `address` in a data object; none if its symbol was not placed.
    pub fn resolve_address(&self, address: Address) -> Option<u64> {
        let (span, addend) = match address {
            Address::Function(function) => (self.functions.get(function as usize), 0),
            Address::Data { data, addend } => (self.data.get(data as usize), addend),
        };
        Some((*span?)?.start.wrapping_add_signed(addend.into()))
    }

    /// The contents of `object` that starts with `bytes`, with the addresses behind them; none if
    /// one of their symbols was not placed.
    pub fn with_addresses(&self, object: &DataObject, bytes: &[u8]) -> Option<Vec<u8>> {
        let mut contents = bytes.to_vec();
        if !object.addresses.is_empty() {
            contents.resize(object.address_offset(0).into(), 0);
        }
        for &address in &object.addresses {
            contents.extend(self.resolve_address(address)?.to_le_bytes());
        }
        Some(contents)
    }

    /// The address that `relocation` changes, and the signed distance from there to its symbol plus
    /// addend.
    pub fn distance(&self, relocation: &Relocation) -> Option<(u64, i64)> {
        let function = (*self.functions.get(relocation.function as usize)?)?;
        let at = function.start + u64::from(relocation.offset);
        let target = self
            .resolve(relocation)?
            .wrapping_add_signed(relocation.addend);
        Some((at, target.wrapping_sub(at) as i64))
    }
}

/// A linked module: a complete [`LinkMap`] and the bytes in the arena.
#[derive(Debug)]
pub struct Image<'a> {
    /// What lies where.
    pub map: LinkMap,
    /// The code of each function as it was compiled, before relocation.
    pub compiled: Vec<Vec<u8>>,
    /// Each data object as the linker got it, the fuel word last.
    pub objects: Vec<DataObject>,
    pub(super) arena: &'a mut Arena,
}

impl Image<'_> {
    /// The code of `function`.
    pub fn function(&self, function: FuncId) -> Span {
        self.map.functions[function as usize].expect("an image has every function")
    }

    /// Data object `index`; the one after the case's last is the fuel word.
    pub fn data(&self, index: usize) -> Span {
        self.map.data[index].expect("an image has every data object")
    }

    /// The spans of compiled functions.
    pub fn code(&self) -> impl Iterator<Item = Span> {
        let outside = self.outside();
        let functions = self.map.functions.iter().flatten().copied();
        functions.filter(move |span| span.start < outside)
    }

    /// The spans of data objects, the fuel word last.
    pub fn data_spans(&self) -> impl Iterator<Item = Span> {
        self.map.data.iter().flatten().copied()
    }

    /// The stack for running this image.
    pub fn stack(&self) -> Span {
        addresses::stack(self.arena.base(), STACK_LEN)
    }

    /// The harness's return address. No bytes lie there.
    pub fn outside(&self) -> u64 {
        addresses::harness(self.arena.base())
    }

    /// The bytes of `span`.
    pub fn bytes(&self, span: Span) -> &[u8] {
        self.arena.bytes(span)
    }

    /// The contents of all data, to be given to [`Image::restore`].
    pub fn contents(&self) -> Vec<Vec<u8>> {
        let spans = self.data_spans();
        spans.map(|span| self.bytes(span).to_vec()).collect()
    }

    /// Restores the data that `contents` was taken from.
    pub fn restore(&mut self, contents: &[Vec<u8>]) {
        let spans: Vec<Span> = self.data_spans().collect();
        for (span, bytes) in spans.into_iter().zip(contents) {
            self.arena.bytes_mut(span).copy_from_slice(bytes);
        }
    }

    /// A pointer to the first byte of `span`, for a machine. Exclusive, so that no slice of the
    /// image is alive meanwhile.
    pub fn pointer(&mut self, span: Span) -> *mut u8 {
        self.arena.pointer(span)
    }
}
