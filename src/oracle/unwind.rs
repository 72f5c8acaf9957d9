//! The unwind oracle.
//!
//! *Proves.* At every call, tail-call and return edge, unwinding from there with Cranelift's unwind information, as gimli decodes it, leads through every
//! active frame: the rules of each give the stack pointer, the return address and the callee-saved registers that the function had when
//! it was entered. The frame that is entered is unwound from its first instruction, the others from their call sites, with nothing
//! but the registers that a callee preserves, and memory as it is at that moment. Each frame is judged from a true state of the one below it, so that no
//! mistake hides another.
//!
//! *What the CFA is.* "Typically, the CFA is defined to be the value of the stack pointer at the call site in the previous frame" (DWARF 5, section 6.4), and "we define [the CFA]
//! to always be equal" to the caller's sp (cranelift-codegen, `src/isa/unwind/systemv.rs`), "the value of SP at the callsite that invoked us"
//! (`src/isa/unwind.rs`). No call of riscv64 moves sp, so it is sp at the function's entry. A function that was tail-called has for its call site the one
//! that tail-called it: sp there allows for its own stack arguments, and what the first callee's were it cannot know.
//!
//! *Cannot see.* Everything between edges: the information is promised "for prologues" only, "unwind info for epilogues ... is not necessary for
//! correct operation", and "we don't have to be precise about SP adjustments" (`src/isa/unwind.rs`). So the state behind an edge is judged, where the frame
//! of a function that returned or tail-called is gone, and never the instruction that ends it. Registers that no callee preserves, fs1 among them (`abi/preserved.rs`). That unwinding ends at the harness. Prologues
//! of functions that make no call are seen at their first instruction only.
//!
//! *Source.* DWARF 5, section 6.4, "Call Frame Information"; RISC-V ELF psABI, "DWARF Register Numbers". What no rule mentions is unchanged, as compilers for this
//! psABI have it. That there is unwind information at all: the setting `unwind_info` is on.

mod table;

use super::edge::{crossing_key, name};
use super::{Class, Finding, Locus};
use crate::abi::{IntReg, Reg, RegSet, preserved};
use crate::case::{Case, Exit, FuncId};
use crate::link::{LinkMap, Metadata};
use crate::machine::{Hart, Memory};
use crate::model::Crossing;
use crate::run::files::Files;
use crate::run::{Event, Layouts, Probe};
use table::{Row, Rule, Table};

const SP: Reg = Reg::Int(IntReg::SP);

/// Unwinds a run at every edge.
#[derive(Debug)]
pub struct Unwinding<'u> {
    case: &'u Case,
    layouts: &'u Layouts,
    map: &'u LinkMap,
    /// By function.
    tables: Vec<Option<Table>>,
    /// What was entered and has not returned.
    frames: Vec<Frame>,
    events: usize,
    findings: Vec<Finding>,
}

/// A function that was entered.
#[derive(Debug)]
struct Frame {
    function: FuncId,
    /// The registers at its first instruction.
    entry: Files,
}

impl Frame {
    fn return_address(&self) -> u64 {
        self.entry.x[IntReg::RA.index()]
    }
}

/// A frame at an edge.
struct Standing<'s> {
    frame: &'s Frame,
    row: &'s Row,
    /// The column of the return address.
    return_address: Reg,
    /// The registers, as far as they are known.
    files: &'s Files,
    known: RegSet,
    memory: &'s Memory,
}

impl<'u> Unwinding<'u> {
    /// For a run of `case`, whose functions lie where `map` has them, with what was recorded about each.
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
            let table = metadata.as_ref().map(decode).transpose();
            let table = table.unwrap_or_else(|wrong| {
                unwinding
                    .findings
                    .push(malformed(function as FuncId, &wrong));
                None
            });
            unwinding.tables.push(table);
        }
        unwinding
    }

    /// What is wrong, one for each key, earliest first.
    pub fn findings(self) -> Vec<Finding> {
        super::one_of_each_key(self.findings)
    }

    /// Unwinds every frame.
    fn unwind(&mut self, hart: &Hart, memory: &Memory, event: &Event) {
        let now = Files::of(hart);
        let (mut files, mut known, mut pc) = (&now, RegSet::ALL, hart.pc);
        let mut found = Vec::new();
        for frame in self.frames.iter().rev() {
            let function = usize::from(frame.function);
            if let (Some(table), Some(span)) =
                (&self.tables[function], self.map.functions[function])
            {
                let return_address = table.return_address;
                let standing = table.row(pc.wrapping_sub(span.start)).map(|row| Standing {
                    frame,
                    row,
                    return_address,
                    files,
                    known,
                    memory,
                });
                let wrong = match standing {
                    Some(standing) => self.judge(&standing),
                    None => vec![(
                        "unwind/no-row".to_owned(),
                        format!("has no row for {pc:#x}"),
                    )],
                };
                found.extend(wrong.into_iter().map(|wrong| (frame.function, pc, wrong)));
            }
            // A caller is looked up by the byte before the return address: that one belongs to the call, whatever lies behind it.
            (files, pc) = (&frame.entry, frame.return_address().wrapping_sub(1));
            known = self.preserved(frame.function).with(SP);
        }
        for (function, pc, (key, why)) in found {
            self.findings.push(Finding {
                key,
                class: Class::Conformance,
                summary: format!(
                    "at the {} from {} to {}, unwinding %f{function} {why}",
                    crossing_key(event.crossing),
                    name(event.from),
                    name(event.to)
                ),
                at: Locus {
                    event: Some(self.events),
                    function: Some(function),
                    other: None,
                    address: Some(pc),
                },
            });
        }
    }

    /// What a call of `function` preserves.
    fn preserved(&self, function: FuncId) -> RegSet {
        let signature = &self.case.functions[usize::from(function)].signature;
        preserved::internal(signature.convention)
    }

    /// What the rules of a frame get wrong: keys, and words for people. If the CFA and the return address are wrong, the rest is so because of it.
    fn judge(&self, standing: &Standing<'_>) -> Vec<(String, String)> {
        let frame = standing.frame;
        let sp = frame.entry.get(SP);
        let cfa = standing.cfa();
        let mut wrong = Vec::new();
        if cfa != Some(sp) {
            let key = match cfa
                .is_some_and(|cfa| self.is_off_by_arguments(frame.function, sp.wrapping_sub(cfa)))
            {
                true => "unwind/cfa/tail-call-arguments",
                false => "unwind/cfa",
            };
            wrong.push((
                key.to_owned(),
                format!(
                    "gives the CFA {}, and sp was {sp:#x} at its entry",
                    shown(cfa)
                ),
            ));
        }
        let returns_to = standing.caller(standing.return_address, cfa);
        if returns_to != Some(frame.return_address()) {
            if wrong.is_empty() {
                wrong.push((
                    "unwind/return-address".to_owned(),
                    format!(
                        "gives the return address {}, and it is {:#x}",
                        shown(returns_to),
                        frame.return_address()
                    ),
                ));
            }
            return wrong;
        }
        for register in self.preserved(frame.function).iter() {
            let (is, was) = (standing.caller(register, cfa), frame.entry.get(register));
            if is != Some(was) {
                wrong.push((
                    format!("unwind/callee-saved/{register}"),
                    format!(
                        "gives {register} as {}, and it was {was:#x} at its entry",
                        shown(is)
                    ),
                ));
            }
        }
        wrong
    }

    /// Whether `function` makes a tail call whose stack arguments take `excess` bytes more than its own.
    fn is_off_by_arguments(&self, function: FuncId, excess: u64) -> bool {
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

impl Standing<'_> {
    /// The canonical frame address.
    fn cfa(&self) -> Option<u64> {
        let (register, offset) = self.row.cfa;
        Some(self.held(register)?.wrapping_add_signed(offset))
    }

    fn held(&self, register: Reg) -> Option<u64> {
        let is_known = self.known.contains(register);
        is_known.then(|| self.files.get(register))
    }

    /// What the rules say that `register` holds in the caller; none if they do not know, or point to no memory.
    fn caller(&self, register: Reg, cfa: Option<u64>) -> Option<u64> {
        match self.row.rule(register) {
            Rule::Undefined => None,
            Rule::Same => self.held(register),
            Rule::In(other) => self.held(other),
            Rule::At(offset) => self.memory.read_u64(cfa?.wrapping_add_signed(offset)).ok(),
            Rule::Is(offset) => Some(cfa?.wrapping_add_signed(offset)),
        }
    }
}

impl Probe for Unwinding<'_> {
    fn crossed(&mut self, hart: &Hart, memory: &Memory, event: &Event) {
        match (event.crossing, event.to) {
            (Crossing::Call | Crossing::TailCall, Some(function)) => {
                match (event.crossing, event.from) {
                    (Crossing::TailCall, _) => drop(self.frames.pop()),
                    // Nothing is left of another invocation.
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
        key: format!("unwind/{}", wrong.key()),
        class: Class::Conformance,
        summary: format!("the unwind information of %f{function}: {wrong}"),
        at: Locus {
            function: Some(function),
            ..Locus::default()
        },
    }
}

fn shown(value: Option<u64>) -> String {
    value.map_or("nowhere".to_owned(), |value| format!("{value:#x}"))
}
