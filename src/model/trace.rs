//! The expected trace.

use crate::case::{FuncId, Scalar, TrapCode};
use std::fmt;
use std::ops::Range;

/// A value that the model expects.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Expected {
    /// The value.
    pub value: Scalar,
    /// Whether any other NaN of the type is also correct. Only set if `value` is a NaN.
    pub any_nan: bool,
}

impl Expected {
    /// Exactly this value.
    pub fn exactly(value: Scalar) -> Self {
        Expected {
            value,
            any_nan: false,
        }
    }

    /// Whether `bits` match the expectation.
    pub fn accepts(&self, bits: u128) -> bool {
        bits == self.value.bits || self.any_nan && self.value.ty.is_nan(bits)
    }
}

impl Trace {
    /// The trace as the harness sees it: its own calls and their returns, and the final memory. A
    /// return to the harness comes from the function that the harness called, whatever tail calls
    /// happened in between.
    pub fn of_the_harness(&self) -> Trace {
        let mut called = None;
        let mut trace = Trace {
            events: Vec::new(),
            values: Vec::new(),
            memory: self.memory.clone(),
            end: self.end,
        };
        for event in &self.events {
            let from = match (event.from, event.to) {
                (None, callee) => {
                    called = callee;
                    None
                }
                (Some(_), None) => called,
                (Some(_), Some(_)) => continue,
            };
            let start = trace.values.len();
            trace.values.extend(&self.values[event.values.clone()]);
            trace.events.push(Event {
                from,
                values: start..trace.values.len(),
                ..event.clone()
            });
        }
        trace
    }
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.any_nan {
            write!(f, "{} any NaN", self.value.ty)
        } else {
            self.value.fmt(f)
        }
    }
}

impl fmt::Debug for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// How control passes from one function to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Crossing {
    /// A call. The values are the callee's arguments.
    Call,
    /// A tail call. The values are the callee's arguments, and the caller's activation is gone.
    TailCall,
    /// A return. The values are the results.
    Return,
}

impl fmt::Display for Crossing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Crossing::Call => "call",
            Crossing::TailCall => "tail call",
            Crossing::Return => "return",
        })
    }
}

/// One crossing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// How control passes.
    pub crossing: Crossing,
    /// The function that calls or returns; none if the harness calls.
    pub from: Option<FuncId>,
    /// The function that is entered or returned to; none for the harness.
    pub to: Option<FuncId>,
    /// The range of the values in [`Trace::values`].
    pub values: Range<usize>,
}

/// How a case ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum End {
    /// Every invocation returned.
    #[default]
    Returned,
    /// An instruction trapped, and nothing happened after it.
    Trapped {
        /// The function that contains the instruction.
        function: FuncId,
        /// The trap code.
        code: TrapCode,
    },
}

/// Everything observable about a case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trace {
    /// The crossings, in order.
    pub events: Vec<Event>,
    /// The values of all events.
    pub values: Vec<Expected>,
    /// Final contents of each data object. The last one is the fuel word: 8 bytes, little-endian.
    pub memory: Vec<Vec<u8>>,
    /// How it ends.
    pub end: End,
}
