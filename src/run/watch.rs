//! What the machine reports, as crossings.
//!
//! A shadow stack of calls tells a return from a jump: a jump without link to the top's return address is a return, one to a function's
//! first byte is a tail call, and anything else is astray.

use super::entry::{self, Base};
use super::layouts::Layouts;
use super::observed::{Astray, Event, Observed, Outcome, Registers};
use crate::abi::{IntReg, Layout, ValueLayout};
use crate::case::FuncId;
use crate::link::LinkMap;
use crate::machine::{Flow, Hart, Memory, Observer, Transfer};
use crate::model::Crossing;

/// A call that has not returned.
struct Frame {
    /// Index of its event.
    event: usize,
    caller: Option<FuncId>,
    callee: FuncId,
    return_address: u64,
    /// Address of the return area that its caller passed, if there is one.
    return_area: Option<u64>,
}

/// Writes down what crosses.
pub(super) struct Watch<'r> {
    map: &'r LinkMap,
    layouts: &'r Layouts,
    observed: &'r mut Observed,
    frames: Vec<Frame>,
    /// The function that runs.
    current: Option<FuncId>,
    /// Stop at this event, with the machine as it is then.
    stop_at: usize,
}

impl<'r> Watch<'r> {
    pub(super) fn new(
        map: &'r LinkMap,
        layouts: &'r Layouts,
        observed: &'r mut Observed,
        stop_at: usize,
    ) -> Self {
        Watch {
            map,
            layouts,
            observed,
            frames: Vec::new(),
            current: None,
            stop_at,
        }
    }

    /// The harness enters `callee`; the machine stands at its first instruction.
    pub(super) fn enter(&mut self, hart: &Hart, memory: &Memory, callee: FuncId) -> Flow {
        self.call(hart, memory, hart.pc, callee)
    }

    /// Whether the last invocation has returned.
    pub(super) fn is_done(&self) -> bool {
        self.frames.is_empty()
    }

    fn call(&mut self, hart: &Hart, memory: &Memory, from_pc: u64, callee: FuncId) -> Flow {
        let caller = self.current;
        let layout = self.layouts.of(caller, callee);
        self.frames.push(Frame {
            event: self.observed.events.len(),
            caller,
            callee,
            return_address: hart.x[IntReg::RA.index()],
            return_area: passed_area(hart, memory, layout),
        });
        let crossing = Crossing::Call;
        self.cross(hart, memory, crossing, from_pc, Some(callee), layout)
    }

    fn tail_call(&mut self, hart: &Hart, memory: &Memory, from_pc: u64, callee: FuncId) -> Flow {
        let layout = self.layouts.of(self.current, callee);
        let crossing = Crossing::TailCall;
        self.cross(hart, memory, crossing, from_pc, Some(callee), layout)
    }

    fn ret(&mut self, hart: &Hart, memory: &Memory, from_pc: u64) -> Flow {
        let frame = self.frames.last().expect("a return answers a call");
        let layout = self.layouts.of(frame.caller, frame.callee);
        let caller = frame.caller;
        let flow = self.cross(hart, memory, Crossing::Return, from_pc, caller, layout);
        self.frames.pop();
        if self.frames.is_empty() {
            Flow::Stop
        } else {
            flow
        }
    }

    fn cross(
        &mut self,
        hart: &Hart,
        memory: &Memory,
        crossing: Crossing,
        from_pc: u64,
        to: Option<FuncId>,
        layout: &Layout,
    ) -> Flow {
        let sp = hart.x[IntReg::SP.index()];
        let frame = self.frames.last();
        let (values, return_address, return_area) = match crossing {
            Crossing::Return => {
                let area = frame.and_then(|frame| frame.return_area);
                (&layout.results, hart.pc, area)
            }
            Crossing::Call | Crossing::TailCall => {
                let area = passed_area(hart, memory, layout);
                (&layout.args, hart.x[IntReg::RA.index()], area)
            }
        };
        let observed = &mut *self.observed;
        let start = observed.values.len();
        let base = Base { sp, return_area };
        let read = |value: &ValueLayout| entry::read(hart, memory, &value.parts, base);
        observed.values.extend(values.iter().map(read));
        let index = observed.events.len();
        observed.events.push(Event {
            crossing,
            from: std::mem::replace(&mut self.current, to),
            to,
            call: frame.map_or(index, |frame| frame.event),
            values: start..observed.values.len(),
            registers: Registers {
                from_pc,
                to_pc: hart.pc,
                sp,
                return_address,
                return_area,
            },
        });
        if index >= self.stop_at {
            Flow::Stop
        } else {
            Flow::Continue
        }
    }

    fn astray(&mut self, how: Astray, transfer: Transfer) -> Flow {
        let Transfer { from, to, .. } = transfer;
        self.observed.outcome = Outcome::Astray { how, from, to };
        Flow::Stop
    }

    fn entry(&self, address: u64) -> Option<FuncId> {
        let starts = |span: &Option<crate::link::Span>| span.is_some_and(|s| s.start == address);
        let index = self.map.functions.iter().position(starts);
        index.map(|f| f as FuncId)
    }
}

/// The address of the return area that a call or tail call passes, if the callee wants one.
fn passed_area(hart: &Hart, memory: &Memory, layout: &Layout) -> Option<u64> {
    let base = Base {
        sp: hart.x[IntReg::SP.index()],
        return_area: None,
    };
    let pointer = layout.return_area?.pointer;
    entry::read_word(hart, memory, pointer, base)
}

impl Observer for Watch<'_> {
    fn transfer(&mut self, hart: &mut Hart, memory: &mut Memory, transfer: Transfer) -> Flow {
        let Transfer { from, to, link, .. } = transfer;
        let entry = self.entry(to);
        let top = self.frames.last().map(|frame| frame.return_address);
        match (link, entry) {
            (Some(link), Some(callee)) if link == IntReg::RA => {
                self.call(hart, memory, from, callee)
            }
            (Some(link), Some(_)) => self.astray(Astray::LinkRegister(link.number()), transfer),
            (Some(_), None) => self.astray(Astray::Call, transfer),
            (None, _) if top == Some(to) => self.ret(hart, memory, from),
            (None, Some(callee)) => self.tail_call(hart, memory, from, callee),
            // A jump table, for example.
            (None, None) if self.map.function_at(to) == self.current => Flow::Continue,
            (None, None) => self.astray(Astray::Jump, transfer),
        }
    }
}
