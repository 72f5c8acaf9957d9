//! What the machine reports, as crossings.
//!
//! A shadow stack of calls tells a return from a jump: a jump without link to the top's return address is a return, one to a function's
//! first byte is a tail call, and anything else is astray.

use super::entry;
use super::host;
use super::layouts::Layouts;
use super::observed::{Astray, Event, Observed, Outcome, Registers};
use crate::abi::{IntReg, ValueLayout};
use crate::case::{Case, FuncId};
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
}

/// Writes down what crosses.
pub(super) struct Watch<'r> {
    case: &'r Case,
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
        case: &'r Case,
        map: &'r LinkMap,
        layouts: &'r Layouts,
        observed: &'r mut Observed,
        stop_at: usize,
    ) -> Self {
        Watch {
            case,
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
        let event = self.observed.events.len();
        let caller = self.current;
        self.frames.push(Frame {
            event,
            caller,
            callee,
            return_address: hart.x[IntReg::RA.index()],
        });
        let args = &self.layouts.of(caller, callee).args;
        self.cross(hart, memory, Crossing::Call, from_pc, Some(callee), args)
    }

    /// The host's function that was called last does what it does, and returns.
    fn answer(&mut self, hart: &mut Hart, memory: &mut Memory) -> Flow {
        let frame = self.frames.last().expect("it was called just now");
        let function = &self.case.functions[frame.callee as usize];
        let layout = self.layouts.of(frame.caller, frame.callee);
        let event = &self.observed.events[frame.event];
        let args = &self.observed.values[event.values.clone()];
        let stub = hart.pc;
        host::answer(hart, memory, function, layout, args);
        self.ret(hart, memory, stub)
    }

    fn tail_call(&mut self, hart: &Hart, memory: &Memory, from_pc: u64, callee: FuncId) -> Flow {
        let args = &self.layouts.of(self.current, callee).args;
        let crossing = Crossing::TailCall;
        self.cross(hart, memory, crossing, from_pc, Some(callee), args)
    }

    fn ret(&mut self, hart: &Hart, memory: &Memory, from_pc: u64) -> Flow {
        let frame = self.frames.last().expect("a return answers a call");
        let results = &self.layouts.of(frame.caller, frame.callee).results;
        let caller = frame.caller;
        let flow = self.cross(hart, memory, Crossing::Return, from_pc, caller, results);
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
        values: &[ValueLayout],
    ) -> Flow {
        let sp = hart.x[IntReg::SP.index()];
        let observed = &mut *self.observed;
        let start = observed.values.len();
        let read = |value: &ValueLayout| entry::read(hart, memory, &value.parts, sp);
        observed.values.extend(values.iter().map(read));
        let return_address = match crossing {
            Crossing::Return => hart.pc,
            Crossing::Call | Crossing::TailCall => hart.x[IntReg::RA.index()],
        };
        let index = observed.events.len();
        observed.events.push(Event {
            crossing,
            from: std::mem::replace(&mut self.current, to),
            to,
            call: self.frames.last().map_or(index, |frame| frame.event),
            values: start..observed.values.len(),
            registers: Registers {
                from_pc,
                to_pc: hart.pc,
                sp,
                return_address,
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

impl Observer for Watch<'_> {
    fn transfer(&mut self, hart: &mut Hart, memory: &mut Memory, transfer: Transfer) -> Flow {
        let Transfer { from, to, link, .. } = transfer;
        let entry = self.entry(to);
        let top = self.frames.last().map(|frame| frame.return_address);
        match (link, entry) {
            (Some(link), Some(callee)) if link == IntReg::RA => {
                let flow = self.call(hart, memory, from, callee);
                match self.case.functions[callee as usize].host {
                    true if flow == Flow::Continue => self.answer(hart, memory),
                    _ => flow,
                }
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
