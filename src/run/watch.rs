//! What the machine reports, as crossings.
//!
//! A shadow stack of calls tells a return from a jump. A jump without link to the return address of
//! the innermost call is a return, unless it stays in the running function and does not use `ra`.
//! One to a function's first byte is a tail call. Anything else is astray.

use super::externs;
use super::files::Files;
use super::layouts::{CallEdge, Layouts};
use super::locations::{self, BaseAddresses};
use super::observed::{Astray, Changed, Event, Observed, Outcome, Prologue, Registers};
use super::observer::CrossingObserver;
use super::poison::{self, POISON};
use super::window::{StackProbes, StackWindow};
use crate::abi::{IntReg, Layout, Reg, RegSet, preserved};
use crate::case::{Case, FuncId, Function};
use crate::link::LinkMap;
use crate::model::Crossing;
use farcall_machine::{Flow, Hart, Memory, Observer, Refused, RefusedAccess, Transfer};

/// A call that has not returned.
struct Frame<'r> {
    /// Index of its event.
    event: usize,
    caller: Option<FuncId>,
    edge: CallEdge<'r>,
    return_address: u64,
    /// Address of the return area that its caller passed, if there is one.
    return_area: Option<u64>,
    /// The registers as they were at the call.
    before: Files,
    /// What the caller may access of the stack.
    window: StackWindow,
}

/// Records what crosses.
pub(super) struct Watch<'r> {
    case: &'r Case,
    map: &'r LinkMap,
    layouts: &'r Layouts,
    observed: &'r mut Observed,
    frames: Vec<Frame<'r>>,
    /// The running function.
    current: Option<FuncId>,
    /// What that function may access of the stack.
    window: StackWindow,
    /// The event at which the run stops, before anything is poisoned.
    stop_at: usize,
    /// The observer of crossings, if there is one.
    observer: Option<&'r mut dyn CrossingObserver>,
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
            window: StackWindow::default(),
            stop_at,
            observer: None,
        }
    }

    /// Lets `observer` see each crossing.
    pub(super) fn observed_by(self, observer: Option<&'r mut dyn CrossingObserver>) -> Self {
        Watch { observer, ..self }
    }

    /// The harness enters `callee`; the machine stands at its first instruction.
    pub(super) fn enter(&mut self, hart: &mut Hart, memory: &mut Memory, callee: FuncId) -> Flow {
        self.call(hart, memory, hart.pc, callee)
    }

    /// Whether the last invocation has returned.
    pub(super) fn is_done(&self) -> bool {
        self.frames.is_empty()
    }

    fn call(&mut self, hart: &mut Hart, memory: &mut Memory, from_pc: u64, callee: FuncId) -> Flow {
        self.end_of_prologue(hart);
        let caller = self.current;
        let event = self.observed.events.len();
        let edge = self.layouts.call_edge(caller, callee);
        let return_area = passed_area(hart, memory, edge.layout);
        let crossing = (Crossing::Call, from_pc, event);
        let flow = self.cross(hart, memory, crossing, Some(callee), edge.layout);
        self.poison_entry(hart, memory, edge, flow);
        let window = self.window_of(hart, memory, edge.layout, return_area);
        self.frames.push(Frame {
            event,
            caller,
            edge,
            return_address: hart.x[IntReg::RA.index()],
            return_area,
            before: Files::of(hart),
            window: std::mem::replace(&mut self.window, window),
        });
        self.look_on(hart, memory, flow);
        flow
    }

    /// Plays the extern `function`, which was just called, up to its return.
    fn play(&mut self, hart: &mut Hart, memory: &mut Memory, function: &Function) -> Flow {
        let frame = self.frames.last().expect("it was called just now");
        let event = &self.observed.events[frame.event];
        let args = &self.observed.values[event.values.clone()];
        let base = BaseAddresses {
            sp: event.registers.sp,
            return_area: frame.return_area,
        };
        let stub = hart.pc;
        externs::answer(hart, memory, function, frame.edge.layout, args, base);
        self.ret(hart, memory, stub)
    }

    fn tail_call(
        &mut self,
        hart: &mut Hart,
        memory: &mut Memory,
        from_pc: u64,
        callee: FuncId,
    ) -> Flow {
        self.end_of_prologue(hart);
        let call = self.answer(hart);
        let edge = self.layouts.call_edge(self.current, callee);
        let crossing = (Crossing::TailCall, from_pc, call);
        let flow = self.cross(hart, memory, crossing, Some(callee), edge.layout);
        self.poison_entry(hart, memory, edge, flow);
        let area = passed_area(hart, memory, edge.layout);
        self.window = self.window_of(hart, memory, edge.layout, area);
        self.look_on(hart, memory, flow);
        flow
    }

    fn ret(&mut self, hart: &mut Hart, memory: &mut Memory, from_pc: u64) -> Flow {
        self.end_of_prologue(hart);
        let call = self.answer(hart);
        let frame = self.frames.last().expect("a return answers a call");
        let (caller, edge, return_area) = (frame.caller, frame.edge, frame.return_area);
        let crossing = (Crossing::Return, from_pc, call);
        let flow = self.cross(hart, memory, crossing, caller, edge.layout);
        self.poison_exit(hart, memory, edge, return_area, flow);
        self.look_on(hart, memory, flow);
        if let Some(frame) = self.frames.pop() {
            self.window = frame.window;
        }
        if self.frames.is_empty() {
            Flow::Stop
        } else {
            flow
        }
    }

    /// What a function entered through `layout` may store to on the stack: its frame, which grows
    /// down from sp, its stack arguments, and the return area.
    fn window_of(
        &self,
        hart: &Hart,
        memory: &Memory,
        layout: &Layout,
        return_area: Option<u64>,
    ) -> StackWindow {
        let sp = hart.x[IntReg::SP.index()];
        let area = return_area.unwrap_or(0);
        let area_len = layout.return_area.map_or(0, |area| area.bytes);
        let probes = self.case.target.probestack_log2 != 0;
        StackWindow {
            stack: memory.stack_range(),
            end: sp.wrapping_add(layout.stack_args.into()),
            area: area..area.wrapping_add(area_len.into()),
            probes: probes.then(|| StackProbes::new(sp)),
        }
    }

    /// Called before a crossing. At the first one since the running function was entered, records
    /// its stack probes.
    fn end_of_prologue(&mut self, hart: &Hart) {
        let Some((mut probes, function)) = self.window.probes.take().zip(self.current) else {
            return;
        };
        probes.lowest_sp = probes.lowest_sp.min(hart.x[IntReg::SP.index()]);
        let event = self.observed.events.len();
        self.observed.prologues.push(Prologue {
            event,
            function,
            probes,
        });
    }

    /// Called before a tail call or return is recorded. Records the registers that changed since
    /// the call that it answers, and gives the index of that call's event.
    fn answer(&mut self, hart: &Hart) -> usize {
        let frame = self.frames.last().expect("it answers a call");
        let event = self.observed.events.len();
        let owed = preserved::C.or(frame.edge.contract.preserved);
        let changed = frame.before.changed(hart, owed);
        if !changed.is_empty() {
            let after = Files::of(hart);
            let changed = changed.iter().map(|register| Changed {
                event,
                register,
                before: frame.before.get(register),
                after: after.get(register),
            });
            self.observed.changed.extend(changed);
        }
        frame.event
    }

    /// Records a crossing: its kind, the instruction that crosses, and the event of the call that
    /// it answers or is. The machine is at the first instruction after it.
    fn cross(
        &mut self,
        hart: &Hart,
        memory: &Memory,
        (crossing, from_pc, call): (Crossing, u64, usize),
        to: Option<FuncId>,
        layout: &Layout,
    ) -> Flow {
        let sp = hart.x[IntReg::SP.index()];
        let answered = self.frames.last();
        let (values, return_address, return_area) = match crossing {
            Crossing::Return => {
                let area = answered.and_then(|frame| frame.return_area);
                (&layout.results, hart.pc, area)
            }
            Crossing::Call | Crossing::TailCall => {
                let area = passed_area(hart, memory, layout);
                (&layout.args, hart.x[IntReg::RA.index()], area)
            }
        };
        let observed = &mut *self.observed;
        let start = observed.values.len();
        let base = BaseAddresses { sp, return_area };
        for value in values {
            let seen = locations::read(hart, memory, &value.parts, base);
            observed.values.push(seen.map(|seen| seen.bits));
            observed.above.push(seen.map_or(0, |seen| seen.above));
        }
        observed.events.push(Event {
            crossing,
            from: std::mem::replace(&mut self.current, to),
            to,
            call,
            values: start..observed.values.len(),
            registers: Registers {
                from_pc,
                to_pc: hart.pc,
                sp,
                return_address,
                return_area,
            },
        });
        if observed.events.len() > self.stop_at {
            Flow::Stop
        } else {
            Flow::Continue
        }
    }

    /// Whether the observer wants every instruction.
    pub(super) fn is_stepped(&self) -> bool {
        let observer = self.observer.as_ref();
        observer.is_some_and(|observer| observer.is_stepped())
    }

    /// An instruction was executed.
    pub(super) fn stepped(&mut self, hart: &Hart) {
        if let Some(observer) = &mut self.observer {
            observer.stepped(hart);
        }
    }

    /// Lets the observer see the last event, unless the run stops there.
    fn look_on(&mut self, hart: &Hart, memory: &Memory, flow: Flow) {
        if let (Some(observer), Flow::Continue) = (&mut self.observer, flow) {
            let event = self.observed.events.last();
            observer.crossed(hart, memory, event.expect("it was written down just now"));
        }
    }

    /// Poisons what is undefined where a function was entered through `edge`, unless the run stops
    /// there.
    fn poison_entry(&self, hart: &mut Hart, memory: &mut Memory, edge: CallEdge<'_>, flow: Flow) {
        if flow == Flow::Stop {
            return;
        }
        let base = BaseAddresses {
            sp: hart.x[IntReg::SP.index()],
            return_area: passed_area(hart, memory, edge.layout),
        };
        self.poison(hart, edge.contract.unspecified_on_entry);
        // A preserve_all callee gives argument registers back whole.
        let kept = edge.contract.preserved;
        poison::above(hart, memory, &edge.layout.args, base, kept);
        poison::below(memory, base.sp);
        poison::padding(memory, edge.layout, base.sp);
        poison::results(memory, edge.layout, base);
    }

    /// Poisons what is undefined where a call through `edge` returned, unless the run stops there.
    fn poison_exit(
        &self,
        hart: &mut Hart,
        memory: &mut Memory,
        edge: CallEdge<'_>,
        return_area: Option<u64>,
        flow: Flow,
    ) {
        if flow == Flow::Stop {
            return;
        }
        let sp = hart.x[IntReg::SP.index()];
        self.poison(hart, edge.contract.unspecified_on_exit);
        let base = BaseAddresses { sp, return_area };
        poison::above(hart, memory, &edge.layout.results, base, RegSet::EMPTY);
        poison::below(memory, sp);
        poison::arguments(memory, edge.layout, sp);
    }

    /// Poisons `set`. A register that the harness must get back keeps the harness's pattern until
    /// code writes it: the pattern serves as poison, and a change shows at the return to the
    /// harness.
    fn poison(&self, hart: &mut Hart, set: RegSet) {
        let Some(outside) = self.frames.first() else {
            return POISON.write(hart, set);
        };
        let owed = set.and(outside.edge.contract.preserved);
        let written = outside.before.changed(hart, owed);
        POISON.write(hart, set.without(owed).or(written));
    }

    fn astray(&mut self, how: Astray, transfer: Transfer) -> Flow {
        let Transfer { from, to, .. } = transfer;
        self.observed.outcome = Outcome::Astray { how, from, to };
        Flow::Stop
    }

    /// How the run ended when [`Observer::load`] or [`Observer::store`] refused an access.
    pub(super) fn refused(access: RefusedAccess, hart: &Hart) -> Outcome {
        Outcome::OutsideWindow {
            access,
            below_sp: access.addr < hart.get(IntReg::SP),
        }
    }

    /// Whether `address` belongs to the function that runs.
    fn stays(&self, address: u64) -> bool {
        self.map.function_at(address) == self.current
    }

    fn entry(&self, address: u64) -> Option<FuncId> {
        let starts = |span: &Option<crate::link::Span>| span.is_some_and(|s| s.start == address);
        let index = self.map.functions.iter().position(starts);
        index.map(|f| f as FuncId)
    }
}

/// The address of the return area that a call or tail call passes, if the callee wants one.
fn passed_area(hart: &Hart, memory: &Memory, layout: &Layout) -> Option<u64> {
    let base = BaseAddresses {
        sp: hart.x[IntReg::SP.index()],
        return_area: None,
    };
    let pointer = layout.return_area?.pointer;
    locations::read_word(hart, memory, pointer, base)
}

impl Observer for Watch<'_> {
    fn transfer(&mut self, hart: &mut Hart, memory: &mut Memory, transfer: Transfer) -> Flow {
        let Transfer {
            from,
            to,
            link,
            through,
            ..
        } = transfer;
        let entry = self.entry(to);
        let top = self.frames.last().map(|frame| frame.return_address);
        match (link, entry) {
            (Some(link), Some(callee)) if link == IntReg::RA => {
                let flow = self.call(hart, memory, from, callee);
                let case = self.case;
                match &case.functions[callee as usize] {
                    function if function.origin.is_extern() && flow == Flow::Continue => {
                        self.play(hart, memory, function)
                    }
                    _ => flow,
                }
            }
            (Some(link), Some(_)) => self.astray(Astray::LinkRegister(link.number()), transfer),
            (Some(_), None) => self.astray(Astray::Call, transfer),
            (None, _) if through == Some(IntReg::RA) && top != Some(to) => {
                self.astray(Astray::Return, transfer)
            }
            // A veneer jumps like this. A function that called itself may also reach the code at
            // its return address this way.
            (None, None) if through != Some(IntReg::RA) && self.stays(to) => Flow::Continue,
            (None, _) if top == Some(to) => self.ret(hart, memory, from),
            (None, Some(callee)) => self.tail_call(hart, memory, from, callee),
            (None, None) => self.astray(Astray::Jump, transfer),
        }
    }
    #[inline(always)]
    fn load(&mut self, hart: &Hart, addr: u64, _len: u64) -> Result<(), Refused> {
        self.window.load(addr, hart.get(IntReg::SP))
    }

    #[inline(always)]
    fn store(&mut self, hart: &Hart, addr: u64, len: u64, source: Reg) -> Result<(), Refused> {
        let zero = source == Reg::int(IntReg::ZERO);
        self.window.store(addr, len, hart.get(IntReg::SP), zero)
    }
}
