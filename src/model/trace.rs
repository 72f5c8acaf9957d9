//! The expected trace.

use crate::case::{FuncId, Scalar, TrapCode};
use std::fmt;
use std::ops::Range;

/// A value as the model expects it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Expected {
    /// The value.
    pub value: Scalar,
    /// Whether any other NaN of the type would do as well; only ever set when `value` is a NaN.
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

    /// Whether `bits` are what is expected.
    pub fn accepts(&self, bits: u128) -> bool {
        bits == self.value.bits || self.any_nan && self.value.ty.is_nan(bits)
    }
}

impl Trace {
    /// The same without what happens between functions: the edges of the harness, and memory. A return to the harness is that of the function
    /// which was called, whatever tail calls lay between.
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

/// What crosses from one function to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Crossing {
    /// A call: the values are the callee's arguments.
    Call,
    /// A tail call: the values are the callee's arguments, and its caller is gone.
    TailCall,
    /// A return: the values are the results.
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
    /// What it is.
    pub crossing: Crossing,
    /// The function that calls or returns; none if it is the harness that calls.
    pub from: Option<FuncId>,
    /// The function that is entered or returned to; none for the harness.
    pub to: Option<FuncId>,
    /// Index of the values in [`Trace::values`].
    pub values: Range<usize>,
}

/// How a case ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum End {
    /// Every invocation returned.
    #[default]
    Returned,
    /// An instruction trapped; nothing came after it.
    Trapped {
        /// The function that it is in.
        function: FuncId,
        /// Why.
        code: TrapCode,
    },
}

/// Everything that can be observed of a case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trace {
    /// The crossings, in order.
    pub events: Vec<Event>,
    /// The values of all events.
    pub values: Vec<Expected>,
    /// Final contents of each data object; the last one is the fuel word, 8 bytes, little-endian.
    pub memory: Vec<Vec<u8>>,
    /// How it ends.
    pub end: End,
}
