//! The observed trace.

use super::window::StackProbes;
use crate::abi::Reg;
use crate::case::FuncId;
use crate::link::Trap;
use crate::model::Crossing;
use farcall_machine::{Fault, RefusedAccess};
use std::fmt;
use std::ops::Range;

/// The registers and addresses that a crossing must respect, at the first instruction after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Registers {
    /// Address of the instruction that crosses.
    pub from_pc: u64,
    /// Address of the first instruction after the crossing.
    pub to_pc: u64,
    /// The stack pointer there.
    pub sp: u64,
    /// The return address in force: after a call or tail call, what `ra` holds; after a return,
    /// where it went.
    pub return_address: u64,
    /// The address of the return area in force, if there is one: that passed by a call or tail
    /// call; at a return, that of the call it answers.
    pub return_area: Option<u64>,
}

/// One crossing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// How control passes.
    pub crossing: Crossing,
    /// The function whose code crosses; none for the harness.
    pub from: Option<FuncId>,
    /// The function that is entered or returned to; none for the harness.
    pub to: Option<FuncId>,
    /// For a tail call or return, the index of the call that it answers; for a call its own.
    pub call: usize,
    /// Index of the values in [`Observed::values`].
    pub values: Range<usize>,
    /// The addresses and registers at the crossing.
    pub registers: Registers,
}

impl Event {
    /// The callee of the call that this event answers; for a call, its own callee. `events` are all
    /// events of the trace.
    pub fn called(&self, events: &[Event]) -> FuncId {
        events[self.call].to.expect("a call leads to a function")
    }
}

/// A register that changed between a call and the tail call or return that answers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Changed {
    /// Index of the tail call or return in [`Observed::events`].
    pub event: usize,
    /// The register.
    pub register: Reg,
    /// What it held at the call.
    pub before: u64,
    /// What it holds at the crossing.
    pub after: u64,
}

/// The stack probes of a function before its first crossing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prologue {
    /// Index of that crossing in [`Observed::events`].
    pub event: usize,
    /// The function.
    pub function: FuncId,
    /// Its probes.
    pub probes: StackProbes,
}

/// Control left a function in a way that is neither a call, nor a tail call, nor a return.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Astray {
    /// A jump with link to something other than a function's entry.
    Call,
    /// A jump with link to a function's entry, with a link register other than `ra`.
    LinkRegister(u8),
    /// A jump without link that leads neither to a function's entry, nor to the return address, nor
    /// into the function that runs.
    Jump,
    /// A jump without link through `ra` to anything but the return address.
    Return,
}

/// Executed bytes that are not an instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misread {
    /// An instruction that starts in the middle of another executed one.
    Overlap {
        /// The address of the outer one.
        outer: u64,
        /// The address of the one that starts inside of it.
        inner: u64,
    },
    /// Part of an address that is stored in the code.
    Literal {
        /// The address of the literal.
        at: u64,
    },
}

/// How the run ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Outcome {
    /// Every invocation returned.
    #[default]
    Completed,
    /// The machine stopped at a fault.
    Fault(Fault),
    /// An access to the stack outside of what belongs to the running function.
    OutsideWindow {
        /// The access.
        access: RefusedAccess,
        /// Whether it lies below sp.
        below_sp: bool,
    },
    /// An instruction that is recorded to trap has trapped.
    Trapped {
        /// Its address.
        pc: u64,
        /// The record of the trap.
        trap: Trap,
    },
    /// The instruction budget was used up. It is far above the needs of any case.
    RanAway,
    /// A signal ended the process that executes the case. Only executors with a process of their
    /// own report this.
    Signal(i32),
    /// The process that executes the case exited before every invocation had returned.
    Ended,
    /// Control went where it may not.
    Astray {
        /// How.
        how: Astray,
        /// Address of the instruction.
        from: u64,
        /// Where it led.
        to: u64,
    },
}

/// Everything that was observed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Observed {
    /// The crossings, in order.
    pub events: Vec<Event>,
    /// The values of all events: bits, or nothing where a value's stack slot does not exist.
    pub values: Vec<Option<u128>>,
    /// For each of [`Observed::values`], the bits above its own in its register or slot, shifted
    /// down.
    pub above: Vec<u64>,
    /// The registers that changed between a call and its answer, event by event. Only registers
    /// that some convention preserves are listed.
    pub changed: Vec<Changed>,
    /// The stack probes of functions, if the case asks for probes and the executor can see them.
    pub prologues: Vec<Prologue>,
    /// Executed bytes that are not an instruction, if the executor can observe that.
    pub misread: Option<Misread>,
    /// How the run ended.
    pub outcome: Outcome,
    /// Final contents of each data object, the fuel word last.
    pub memory: Vec<Vec<u8>>,
    /// Instructions executed.
    pub retired: u64,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Outcome::Completed => f.write_str("completed"),
            Outcome::Fault(fault) => write!(f, "{fault}"),
            Outcome::OutsideWindow { access, below_sp } => {
                let RefusedAccess {
                    pc,
                    addr,
                    len,
                    kind,
                } = access;
                let place = if *below_sp {
                    "below sp"
                } else {
                    "where the running function may not store"
                };
                write!(
                    f,
                    "{kind} of {len} bytes at {addr:#x} by the instruction at {pc:#x}, {place}"
                )
            }
            Outcome::Trapped { pc, trap } => {
                write!(f, "trap {} at {pc:#x}, in %f{}", trap.kind, trap.function)
            }
            Outcome::Signal(signal) => write!(f, "signal {signal} ended it"),
            Outcome::Ended => f.write_str("ended before every function had returned"),
            Outcome::RanAway => f.write_str("ran away: the instruction budget is used up"),
            Outcome::Astray { how, from, to } => match how {
                Astray::Call => write!(f, "call at {from:#x} to {to:#x}, where no function starts"),
                Astray::LinkRegister(reg) => {
                    write!(f, "call at {from:#x} to {to:#x} links in x{reg}, not in ra")
                }
                Astray::Return => write!(
                    f,
                    "jump through ra at {from:#x} to {to:#x}, which is not the return address"
                ),
                Astray::Jump => write!(
                    f,
                    "jump at {from:#x} to {to:#x}, neither a function's start \
                     nor the return address"
                ),
            },
        }
    }
}
