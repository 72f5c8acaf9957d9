//! Extern functions in the program: each takes down its arguments, leaves poison, and returns what
//! its body says.

use super::{FOUND, POISONS, T3, T4, T5, T6, Writer};
use crate::abi::{FloatReg, IntReg, Layout, Part, Place, Reg, Upper};
use crate::case::{Case, Exit, Function, Operand};
use crate::qemu::asm::Assembler;
use crate::run::Edge;

impl Writer<'_, '_> {
    /// Writes every extern function, and a jump to it at its entry.
    pub(super) fn externs(&mut self, case: &Case) {
        for (id, function) in (0..).zip(&case.functions).filter(|(_, f)| f.home.is_host()) {
            let here = self.asm.here();
            // The contract is C's, whoever calls.
            let edge = self.layouts.edge(Some(id), id);
            self.play(function, edge);
            self.jump_from(self.image.function(id).start, here);
        }
    }

    /// An extern function: stores its arguments, fills registers with poison, returns.
    fn play(&mut self, function: &Function, edge: Edge<'_>) {
        let Layout {
            args,
            results,
            stack_args,
            return_area,
            ..
        } = edge.layout;
        let asm = &mut self.asm;
        asm.li(T6, self.outside + FOUND);
        for n in 0..8 {
            asm.sd(IntReg::argument(n), 8 * i32::from(n), T6);
            asm.fsd(FloatReg::argument(n), 64 + 8 * i32::from(n), T6);
        }
        for offset in (0..*stack_args as i32).step_by(8) {
            asm.ld(T5, offset, IntReg::SP);
            asm.sd(T5, 128 + offset, T6);
        }
        asm.li(T5, self.outside + POISONS);
        for register in edge.contract.unspecified_on_exit.iter() {
            match register {
                // These are in use until the end.
                Reg::Int(T3 | T4 | T5 | T6 | IntReg::RA) => {}
                Reg::Int(reg) => asm.ld(reg, 8 * i32::from(reg.number()), T5),
                Reg::Float(reg) => asm.fld(reg, 256 + 8 * i32::from(reg.number()), T5),
            }
        }
        let Exit::Return(returned) = &function.blocks[0].exit else {
            unreachable!("legalisation leaves an extern function nothing but a return");
        };
        let area = return_area.map(|area| found(area.pointer));
        for (value, operand) in results.iter().zip(returned) {
            let mut below = 0;
            for (n, part) in value.parts.iter().enumerate() {
                match *operand {
                    Operand::Const(bits) => asm.li(T5, (bits >> below) as u64),
                    Operand::Value(param) => {
                        asm.ld(T5, found(args[param as usize].parts[n].place), T6);
                    }
                }
                widen(asm, part);
                put(asm, part.place, area);
                below += part.bits;
            }
        }
        asm.jump(IntReg::RA);
    }
}

/// Where an extern function stores the argument in `place`, as an offset from [`FOUND`].
fn found(place: Place) -> i32 {
    match place {
        Place::Reg(Reg::Int(reg)) => 8 * (i32::from(reg.number()) - 10),
        Place::Reg(Reg::Float(reg)) => 64 + 8 * (i32::from(reg.number()) - 10),
        Place::Stack(offset) => 128 + offset as i32,
        Place::ReturnArea(_) => unreachable!("no argument is in the return area"),
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
        Upper::Zero | Upper::Sign => {
            asm.slli(T5, T5, above);
            asm.shift_right(part.upper == Upper::Sign, T5, T5, above);
        }
        Upper::Box => {
            asm.li(T4, u64::MAX << part.bits);
            asm.or(T5, T5, T4);
        }
    }
}

/// Moves t5 to `place`. `area` is the offset from [`FOUND`] of the return area's address.
fn put(asm: &mut Assembler, place: Place, area: Option<i32>) {
    match (place, area) {
        (Place::Reg(Reg::Int(reg)), _) => asm.addi(reg, T5, 0),
        (Place::Reg(Reg::Float(reg)), _) => asm.fmv_d_x(reg, T5),
        (Place::ReturnArea(offset), Some(area)) => {
            asm.ld(T4, area, T6);
            asm.sd(T5, offset as i32, T4);
        }
        (Place::Stack(_), _) | (Place::ReturnArea(_), None) => {
            unreachable!("results are in registers and in a return area that exists")
        }
    }
}
