//! The vector unit (chapter "'V' Extension for Vector Operations"; Zvfh; Zvbb).
//!
//! **Problem.** A few hundred instructions combine three kinds of operands, four element widths,
//! seven group sizes, masks, two policies and a start index. Each combination has its own rules for
//! which register overlaps are legal.
//!
//! **Idea.** An element of any width fits a `u64`, so what an instruction computes is a function of
//! `u64`s and the width. An instruction states once which groups it reads and writes, as
//! [`Group`]s. Legality, masks, policies and the start index are the same code for all ([`Unit`]).
//!
//! **Invariants.** What the specification reserves is illegal, even where it would let an
//! implementation continue: overlaps, the same register read with two element widths, `vstart` past
//! the last possible index, an invalid `frm` under a float instruction, VSETVLI with `x0, x0` and
//! another ratio (which sets `vill`). An illegal instruction changes nothing. A load or store that
//! faults leaves `vstart` at the faulting element, and has completed the elements before.
//!
//! **Policies.** Agnostic elements are undisturbed. On a strict hart they become all ones, so that
//! code which relies on them goes wrong at once. The specification allows either, element by
//! element. Tails of masks are always agnostic. `vl` is the smaller of AVL and VLMAX.
//!
//! **Limits.** No segment or fault-only-first transfers and no seven-bit estimates: Cranelift does
//! not emit them.

mod arithmetic;
mod carry;
mod compare;
mod configure;
pub(super) mod csr;
mod extend;
mod fixed;
mod float;
mod group;
mod legal;
mod mask;
mod memory;
mod moves;
mod permute;
mod reduce;
mod unit;
mod widen;
mod width;

use crate::hart::Hart;
use crate::inst::Inst;
use crate::memory::Memory;
use crate::op::{Addressing, Move, Vector};
use crate::vector::VectorState;

use legal::{Result, illegal, require};
use unit::Unit;

/// Executes an instruction.
#[inline(never)]
pub(super) fn execute(op: Vector, hart: &mut Hart, memory: &mut Memory, inst: &Inst) -> Result {
    let mut v = hart.vector.take().ok_or_else(illegal)?;
    let result = dispatch(op, &mut v, hart, memory, inst);
    if result.is_ok() {
        v.vstart = 0;
    }
    hart.vector = Some(v);
    result
}

/// Executes an instruction; the caller resets `vstart`.
fn dispatch(
    op: Vector,
    v: &mut VectorState,
    hart: &mut Hart,
    memory: &mut Memory,
    inst: &Inst,
) -> Result {
    match op {
        Vector::Configure(op) => {
            configure::execute(op, v, hart, inst);
            return Ok(());
        }
        // Whole-register transfers do not depend on `vtype`.
        Vector::Load(Addressing::Whole, element) => {
            return memory::load_whole(element, v, hart, memory, inst);
        }
        Vector::Store(Addressing::Whole, _) => {
            return memory::store_whole(v, hart, memory, inst);
        }
        _ => {}
    }
    let mut unit = Unit::new(v, hart, inst)?;
    // VMV<nr>R has its own length, so `vstart` may be past VLMAX.
    require(op == Vector::Move(Move::Whole) || unit.v.vstart < unit.vlmax())?;
    match op {
        Vector::Load(addressing, element) => memory::load(addressing, element, &mut unit, memory),
        Vector::Store(addressing, element) => memory::store(addressing, element, &mut unit, memory),
        _ => compute(op, &mut unit),
    }
}

/// Executes an instruction that does not access memory.
fn compute(op: Vector, unit: &mut Unit<'_>) -> Result {
    match op {
        Vector::Arithmetic(op, source) => arithmetic::execute(op, source, unit),
        Vector::MultiplyAdd(op, source) => arithmetic::multiply_add(op, source, unit),
        Vector::FixedPoint(op, source) => fixed::execute(op, source, unit),
        Vector::Narrow(op, source) => fixed::narrow(op, source, unit),
        Vector::Widen(op, source) => widen::execute(op, source, false, unit),
        Vector::WidenSecond(op, source) => widen::execute(op, source, true, unit),
        Vector::WidenMultiplyAdd(op, source) => widen::multiply_add(op, source, unit),
        Vector::Extend(op) => extend::extend(op, unit),
        Vector::Unary(op) => extend::unary(op, unit),
        Vector::Carry(op, source) => carry::execute(op, source, unit),
        Vector::CarryOut(op, source) => carry::out(op, source, unit),
        Vector::Compare(op, source) => compare::execute(op, source, unit),
        Vector::Merge(source) => moves::merge(source, unit),
        Vector::Reduce(op) => reduce::execute(op, unit),
        Vector::MaskLogic(op) => mask::logic(op, unit),
        Vector::Mask(op) => mask::execute(op, unit),
        Vector::Permute(op, source) => permute::execute(op, source, unit),
        Vector::Move(op) => moves::execute(op, unit),
        _ => float::execute(op, unit),
    }
}
