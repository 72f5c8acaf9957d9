//! Extern functions in the program: each stores its arguments, leaves poison, and returns what its
//! body says.

use super::judge::Judge;
use super::record::in_record;
use super::{FOUND, POISONS, T3, T4, T5, T6, Writer};
use crate::abi::{CLASSES, IntReg, Layout, Location, Part, Reg, RegSet, Upper, classes};
use crate::case::{Answer, Case, FuncId, Function};
use crate::run::CallEdge;
use farcall_machine::Assembler;

impl Writer<'_, '_> {
    /// Writes every extern function, and a jump to it at its entry.
    pub(super) fn externs(&mut self, case: &Case, judge: Option<&Judge>) {
        for (id, function) in (0..)
            .zip(&case.functions)
            .filter(|(_, f)| f.origin.is_extern())
        {
            let here = self.asm.here();
            // The contract is C's for every caller.
            let edge = self.layouts.call_edge(Some(id), id);
            self.play(id, function, edge, judge);
            self.jump_from(self.image.function(id).start, here);
        }
    }

    /// An extern function: stores its arguments and may compare them, fills registers with poison,
    /// returns.
    fn play(&mut self, id: FuncId, function: &Function, edge: CallEdge<'_>, judge: Option<&Judge>) {
        let Layout {
            args,
            results,
            stack_args,
            return_area,
            ..
        } = edge.layout;
        let asm = &mut self.asm;
        asm.li(T6, self.outside + FOUND);
        for register in CLASSES.into_iter().flat_map(classes::arguments) {
            asm.store(register, found(Location::Reg(register)), T6);
        }
        for offset in (0..*stack_args).step_by(8) {
            asm.ld(T5, offset as i32, IntReg::SP);
            asm.sd(T5, found(Location::Stack(offset)), T6);
        }
        if let Some(judge) = judge {
            self.compare_call(judge, id);
        }
        let asm = &mut self.asm;
        asm.li(T5, self.outside + POISONS);
        // The rest of this function still uses these.
        let needed = [T3, T4, T5, T6, IntReg::RA].map(Reg::int);
        let needed = RegSet::from_iter(needed);
        for register in edge.contract.unspecified_on_exit.without(needed).iter() {
            asm.load(register, in_record(register) as i32, T5);
        }
        let area = return_area.map(|area| found(area.pointer));
        for (value, answer) in results.iter().zip(function.answers()) {
            let mut below = 0;
            for (n, part) in value.parts.iter().enumerate() {
                match answer {
                    Answer::Constant(bits) => asm.li(T5, (bits >> below) as u64),
                    Answer::Param(param) => {
                        asm.ld(T5, found(args[param].parts[n].location), T6);
                    }
                }
                widen(asm, part);
                put(asm, part.location, area);
                below += part.bits;
            }
        }
        asm.jump(IntReg::RA);
    }
}

/// The offset from [`FOUND`] at which an extern function stores the argument in `location`.
pub(super) fn found(location: Location) -> i32 {
    match location {
        Location::Reg(register) => {
            let mut all = CLASSES.into_iter().flat_map(classes::arguments);
            let position = all.position(|argument| argument == register);
            8 * position.expect("values are in argument registers") as i32
        }
        Location::Stack(offset) => {
            8 * i32::from(classes::ARGUMENTS) * CLASSES.len() as i32 + offset as i32
        }
        Location::ReturnArea(_) => unreachable!("no argument is in the return area"),
    }
}

/// Extends the part in t5 as its layout says.
fn widen(asm: &mut Assembler, part: &Part) {
    let above = 64 - part.bits;
    if above == 0 {
        return;
    }
    match part.upper {
        Upper::Undefined => {}
        Upper::Zero => {
            asm.slli(T5, T5, above);
            asm.srli(T5, T5, above);
        }
        Upper::Sign => {
            asm.slli(T5, T5, above);
            asm.srai(T5, T5, above);
        }
        Upper::Box => {
            asm.li(T4, u64::MAX << part.bits);
            asm.or(T5, T5, T4);
        }
    }
}

/// Moves t5 to `location`. `area` is the offset from [`FOUND`] of the return area's address.
fn put(asm: &mut Assembler, location: Location, area: Option<i32>) {
    match (location, area) {
        (Location::Reg(register), _) => asm.copy(register, T5),
        (Location::ReturnArea(offset), Some(area)) => {
            asm.ld(T4, area, T6);
            asm.sd(T5, offset as i32, T4);
        }
        (Location::Stack(_), _) | (Location::ReturnArea(_), None) => {
            unreachable!("results are in registers and in a return area that exists")
        }
    }
}
