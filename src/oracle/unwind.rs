//! The unwind oracle.
//!
//! *Proves.* At every call, tail call and return, Cranelift's unwind information, as gimli decodes
//! it, leads through every active frame. The rules of each frame give the stack pointer, the return
//! address and the callee-saved registers that the function had at its entry. The entered frame is
//! unwound from its first instruction, the others from their call sites, with nothing but the
//! registers that a callee preserves, and memory as it is then. Each frame is judged from the true
//! state of the one below it, so that no mistake hides another.
//!
//! *What the CFA is.* "Typically, the CFA is defined to be the value of the stack pointer at the
//! call site in the previous frame" (DWARF 5, section 6.4). Cranelift means the same: the CFA "is
//! equal to the 'SP at call'", and a frame is defined by the distance to "the value of SP at the
//! callsite that invoked us" (cranelift-codegen, `src/isa/unwind.rs`). No call of riscv64 moves sp,
//! so the CFA is sp at the function's entry. The call site of a function that was tail-called is
//! the tail call: sp there allows for the function's own stack arguments. It cannot know how many
//! the first callee had.
//!
//! *Cannot see.* Everything between crossings: "We include only unwind info for prologues", "unwind
//! info for epilogues is only necessary if one expects to unwind while within the last few
//! instructions of the function", "we don't have to be precise about SP adjustments" (same file).
//! So the state after a crossing is judged, where the frame of a function that returned or
//! tail-called is gone. Functions without a call are unwound from their first instruction only.
//! Registers that no callee preserves, fs1 among them (`abi/preserved.rs`). Where unwinding ends.
//!
//! *Source.* DWARF 5, section 6.4, "Call Frame Information"; RISC-V ELF psABI, "DWARF Register
//! Numbers". Registers without a rule are unchanged, as compilers for this psABI have it. The
//! setting `unwind_info`, which is on, promises that there is unwind information at all.

mod table;

use super::edge::name;
use super::key::{Key, UnwindKey, crossing_word};
use super::{Class, Finding, Locus};
use crate::abi::{IntReg, REGISTERS, Reg, RegSet, preserved};
use crate::case::{Case, Exit, FuncId};
use crate::link::{LinkMap, Metadata};
use crate::model::Crossing;
use crate::run::files::Files;
use crate::run::{CrossingObserver, Event, Layouts};
use farcall_machine::{Hart, Memory};
use std::fmt;
use table::{Row, Rule, Table};

const SP: Reg = Reg::int(IntReg::SP);

/// Unwinds a run at every crossing.
#[derive(Debug)]
pub struct Unwinding<'u> {
    case: &'u Case,
    layouts: &'u Layouts,
    map: &'u LinkMap,
    /// By function.
    tables: Vec<Option<Table>>,
    /// The active frames, the innermost last.
    frames: Vec<Frame>,
    events: usize,
    findings: Vec<Finding>,
}

/// The frame of a function that was entered.
#[derive(Debug)]
struct Frame {
    function: FuncId,
    /// The registers at its first instruction.
    entry: Files,
}

impl Frame {
    fn return_address(&self) -> u64 {
        self.entry.get(Reg::int(IntReg::RA))
    }
}

/// What is known of a function whose frame is unwound.
#[derive(Clone, Copy)]
struct State<'s> {
    /// An address inside its current instruction.
    pc: u64,
    files: &'s Files,
    /// The registers of `files` that are known.
    known: RegSet,
    memory: &'s Memory,
}

/// A wrong rule of a frame.
struct Wrong {
    key: UnwindKey,
    /// For people.
    why: String,
}

impl<'u> Unwinding<'u> {
    /// For a run of `case` with the functions in `map`, and the metadata of each.
    pub fn new(
        case: &'u Case,
        layouts: &'u Layouts,
        map: &'u LinkMap,
        metadata: &[Option<Metadata>],
    ) -> Self {
        let mut unwinding = Unwinding {
            case,
            layouts,
            map,
            tables: Vec::new(),
            frames: Vec::new(),
            events: 0,
            findings: Vec::new(),
        };
        for (function, metadata) in metadata.iter().enumerate() {
            let (table, wrong) = match metadata.as_ref().map(decode) {
                None => (None, None),
                Some(Err(wrong)) => (None, Some(wrong)),
                Some(Ok(mut table)) => {
                    let unknown = table.unknown.take();
                    (Some(table), unknown)
                }
            };
            let wrong = wrong.map(|wrong| malformed(function as FuncId, &wrong));
            unwinding.findings.extend(wrong);
            unwinding.tables.push(table);
        }
        unwinding
    }

    /// What is wrong, one finding a key, earliest first.
    pub fn findings(self) -> Vec<Finding> {
        super::one_of_each_key(self.findings)
    }

    /// Unwinds every frame.
    fn unwind(&mut self, hart: &Hart, memory: &Memory, event: &Event) {
        let now = Files::of(hart);
        let mut state = State {
            pc: hart.pc,
            files: &now,
            known: REGISTERS,
            memory,
        };
        let mut found = Vec::new();
        for frame in self.frames.iter().rev() {
            let wrong = self.judge(frame, state).into_iter();
            found.extend(wrong.map(|wrong| self.finding(event, frame, state.pc, wrong)));
            state = State {
                // The byte before the return address always belongs to the call.
                pc: frame.return_address().wrapping_sub(1),
                files: &frame.entry,
                known: self.preserved(frame.function).with(SP),
                memory,
            };
        }
        self.findings.extend(found);
    }

    fn finding(&self, event: &Event, frame: &Frame, pc: u64, wrong: Wrong) -> Finding {
        Finding {
            key: Key::Unwind(wrong.key),
            class: Class::Conformance,
            summary: format!(
                "at the {} from {} to {}, unwinding %f{} {}",
                crossing_word(event.crossing),
                name(event.from),
                name(event.to),
                frame.function,
                wrong.why
            ),
            at: Locus {
                event: Some(self.events),
                function: Some(frame.function),
                address: Some(pc),
                ..Locus::default()
            },
        }
    }

    /// The registers that a call of `function` preserves.
    fn preserved(&self, function: FuncId) -> RegSet {
        let signature = &self.case.functions[usize::from(function)].signature;
        preserved::internal(signature.convention)
    }

    /// What the rules of `frame` get wrong; nothing if its function has no table, because it is an
    /// extern function or its table is malformed.
    fn judge(&self, frame: &Frame, state: State<'_>) -> Vec<Wrong> {
        let function = usize::from(frame.function);
        let (Some(table), Some(span)) = (&self.tables[function], self.map.functions[function])
        else {
            return Vec::new();
        };
        let Some(row) = table.row(state.pc.wrapping_sub(span.start)) else {
            let why = format!("there is no row for {:#x}", state.pc);
            return vec![Wrong {
                key: UnwindKey::WrongRange,
                why,
            }];
        };
        let cfa = state.cfa(row);
        let sp = self.stack_pointer(frame, cfa);
        let returns_to = state.caller(row, table.return_address, cfa);
        if returns_to == Some(frame.return_address()) {
            let saved = self.callee_saved(frame, |register| state.caller(row, register, cfa));
            return sp.into_iter().chain(saved).collect();
        }
        // A wrong CFA explains a wrong return address, and everything else.
        vec![sp.unwrap_or_else(|| {
            let was = (returns_to, frame.return_address());
            Wrong::value(UnwindKey::ReturnAddress, "return address", was)
        })]
    }

    fn stack_pointer(&self, frame: &Frame, cfa: Option<u64>) -> Option<Wrong> {
        let sp = frame.entry.get(SP);
        let excess = cfa.map(|cfa| sp.wrapping_sub(cfa));
        let key = match excess {
            Some(0) => return None,
            Some(excess) if self.grows_by(frame.function, excess) => UnwindKey::TailCallArguments,
            _ => UnwindKey::Cfa,
        };
        Some(Wrong::value(key, "CFA", (cfa, sp)))
    }

    /// The registers that `caller` does not give as they were at the entry.
    fn callee_saved(
        &self,
        frame: &Frame,
        caller: impl Fn(Reg) -> Option<u64>,
    ) -> impl Iterator<Item = Wrong> {
        let preserved = self.preserved(frame.function).iter();
        preserved.filter_map(move |register| {
            let (is, was) = (caller(register), frame.entry.get(register));
            let key = UnwindKey::CalleeSaved(register);
            (is != Some(was)).then(|| Wrong::value(key, register, (is, was)))
        })
    }

    /// Whether `function` tail-calls a function whose stack arguments take `excess` bytes more than
    /// its own.
    fn grows_by(&self, function: FuncId, excess: u64) -> bool {
        let bytes = |function| u64::from(self.layouts.of(function).stack_args);
        let blocks = self.case.functions[usize::from(function)].blocks.iter();
        blocks
            .filter_map(|block| match &block.exit {
                Exit::TailCall(call) => Some(call.callee),
                _ => None,
            })
            .any(|callee| bytes(callee) == bytes(function) + excess)
    }
}

impl State<'_> {
    /// The canonical frame address, if its register is known.
    fn cfa(&self, row: &Row) -> Option<u64> {
        let (register, offset) = row.cfa;
        Some(self.held(register)?.wrapping_add_signed(offset))
    }

    fn held(&self, register: Reg) -> Option<u64> {
        let is_known = self.known.contains(register);
        is_known.then(|| self.files.get(register))
    }

    /// The value of `register` in the caller, if the rules give one.
    fn caller(&self, row: &Row, register: Reg, cfa: Option<u64>) -> Option<u64> {
        match row.rule(register) {
            Rule::Undefined => None,
            Rule::Same => self.held(register),
            Rule::In(other) => self.held(other),
            Rule::At(offset) => self.memory.read_u64(cfa?.wrapping_add_signed(offset)).ok(),
            Rule::Is(offset) => Some(cfa?.wrapping_add_signed(offset)),
        }
    }
}

impl Wrong {
    /// A value that differs from the one at the function's entry.
    fn value(key: UnwindKey, what: impl fmt::Display, (is, was): (Option<u64>, u64)) -> Wrong {
        let is = is.map_or("nothing".to_owned(), |is| format!("{is:#x}"));
        let why = format!("gives {is} for the {what}, which was {was:#x} at its entry");
        Wrong { key, why }
    }
}

impl CrossingObserver for Unwinding<'_> {
    fn crossed(&mut self, hart: &Hart, memory: &Memory, event: &Event) {
        match (event.crossing, event.to) {
            (Crossing::Call | Crossing::TailCall, Some(function)) => {
                match (event.crossing, event.from) {
                    (Crossing::TailCall, _) => drop(self.frames.pop()),
                    // An earlier invocation may have ended without returning.
                    (_, None) => self.frames.clear(),
                    _ => {}
                }
                let entry = Files::of(hart);
                self.frames.push(Frame { function, entry });
            }
            _ => drop(self.frames.pop()),
        }
        self.unwind(hart, memory, event);
        self.events += 1;
    }
}

fn decode(metadata: &Metadata) -> Result<Table, table::Wrong> {
    let section = metadata.unwind.as_ref().ok_or(table::Wrong::NoFde)?;
    Table::decode(section, metadata.code.len() as u64)
}

fn malformed(function: FuncId, wrong: &table::Wrong) -> Finding {
    Finding {
        key: Key::Unwind(wrong.key()),
        class: Class::Conformance,
        summary: format!("the unwind information of %f{function}: {wrong}"),
        at: Locus {
            function: Some(function),
            ..Locus::default()
        },
    }
}
