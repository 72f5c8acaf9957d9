//! The oracle of call and address sites: what the code names, by itself.
//!
//! *Proves.* Each pair of instructions in the final code that computes a pc-relative address leads
//! to what CLIF names in that function, in that way: a call or tail call to a function that is
//! called near, an address to a function, or data plus addend, that is named near. Both halves of a
//! pair agree in their register. A pair that leads into the function's own code is for a label, and
//! so is the base of a table of branches. If
//! it loads a literal that is the address of a symbol, or close to one, CLIF names that symbol as
//! far.
//!
//! This oracle does not read the recorded relocations. So it finds a relocation that is missing, or
//! names the wrong symbol, where `relocation.rs` believes it.
//!
//! *Cannot see.* Two exchanged sites of a function, if CLIF names both symbols in the same way;
//! `edge.rs` sees that at the crossing itself. Sites that control does not reach.
//!
//! *Source.* CLIF: `call` and `return_call` of a colocated function, `func_addr`, `symbol_value`
//! with the offset of the global value. RISC-V unprivileged ISA: "AUIPC", and the instructions that
//! add to it. RISC-V ELF psABI, "PC-Relative Symbol Addresses".

use super::code::{Code, links};
use super::key::{Key, SiteKey, SiteUse};
use super::{Class, Finding, Locus};
use crate::case::{Base, CallKind, Case, Exit, FuncId, Function};
use crate::link::{Image, LinkMap, Span};
use farcall_machine::op::{Integer, Jump, Load};
use farcall_machine::{Inst, Op};

/// A pair of instructions, or a literal, and the address that it names.
struct Site {
    at: u64,
    used: SiteUse,
    target: u64,
}

/// The first wrong site in the compiled functions of `image`.
pub fn sites(case: &Case, image: &Image<'_>) -> Option<Finding> {
    case.compiled()
        .find_map(|function| judge(case, image, function))
}

/// The first wrong site of `function`.
fn judge(case: &Case, image: &Image<'_>, function: FuncId) -> Option<Finding> {
    let span = image.function(function);
    let code = Code::follow(image.bytes(span));
    let named = named(case, image, &case.functions[function as usize]);
    let all = code.reached.iter();
    let mut halves = all.filter(|(offset, inst)| {
        inst.op == Op::Integer(Integer::Auipc) && !code.table_bases.contains(offset)
    });
    halves.find_map(|(&offset, auipc)| {
        let second = code.reached.get(&(offset + u32::from(auipc.len)));
        let Some(site) = second.and_then(|second| site(image, span, offset, auipc, second)) else {
            return Some(alone(function, span, offset));
        };
        let site = site.filter(|site| !named.contains(&(site.used, site.target)))?;
        Some(wrong(image, function, &site))
    })
}

/// What an auipc at `offset` and the instruction behind it name: `Some(None)` if that is a label in
/// the function, which needs no name, and `None` if they are no pair.
fn site(
    image: &Image<'_>,
    span: Span,
    offset: u32,
    auipc: &Inst,
    second: &Inst,
) -> Option<Option<Site>> {
    if second.rs1 != auipc.rd {
        return None;
    }
    let at = span.start + u64::from(offset);
    let high = at.wrapping_add_signed(auipc.imm.into());
    let target = high.wrapping_add_signed(second.imm.into());
    // A call of the function itself leads to its first byte.
    let is_inside = span.contains(target) && target != span.start;
    let used = match second.op {
        Op::Jump(Jump::Jalr) if links(second) => SiteUse::Call,
        Op::Jump(Jump::Jalr) if is_inside => return Some(None),
        Op::Jump(Jump::Jalr) => SiteUse::TailCall,
        Op::Load(_) => return Some(literal(image, span, target, second)),
        Op::Integer(Integer::Addi) if is_inside => return Some(None),
        Op::Integer(Integer::Addi) => SiteUse::Address,
        _ => return None,
    };
    Some(Some(Site { at, used, target }))
}

/// The literal loaded from `target`, if it is an address of this image, or lies outside of the
/// function.
fn literal(image: &Image<'_>, span: Span, target: u64, load: &Inst) -> Option<Site> {
    let bytes = Span {
        start: target,
        len: 8,
    };
    let is_inside = span.contains(target) && bytes.end() <= span.end();
    if !is_inside {
        // The last four bytes of the code may be a short literal.
        let is_short = span.contains(target) && load.op != Op::Load(Load::Ld);
        return (!is_short).then_some(Site {
            at: target,
            used: SiteUse::Literal,
            target,
        });
    }
    let held = u64::from_le_bytes(image.bytes(bytes).try_into().expect("eight bytes"));
    let is_word = matches!(load.op, Op::Load(Load::Ld));
    (is_word && is_address(&image.map, held)).then_some(Site {
        at: target,
        used: SiteUse::Literal,
        target: held,
    })
}

/// Whether `word` is within the range of addends around a function or data object, so that it is
/// hardly anything but an address.
fn is_address(map: &LinkMap, word: u64) -> bool {
    const ADDEND: u64 = 1 << 15;
    let mut spans = map.functions.iter().chain(&map.data).flatten();
    spans.any(|span| word.wrapping_sub(span.start - ADDEND) < span.len + 2 * ADDEND)
}

/// Everything that the CLIF of `function` names, with the way in which it does.
fn named(case: &Case, image: &Image<'_>, function: &Function) -> Vec<(SiteUse, u64)> {
    let mut named = Vec::new();
    for block in &function.blocks {
        let is_tail = matches!(block.exit, Exit::TailCall(_));
        let last = block.calls().count().wrapping_sub(usize::from(is_tail));
        for (index, call) in block.calls().enumerate() {
            let callee = image.function(call.callee).start;
            named.push(match call.kind {
                CallKind::Near if is_tail && index == last => (SiteUse::TailCall, callee),
                CallKind::Near => (SiteUse::Call, callee),
                CallKind::AddressNear => (SiteUse::Address, callee),
                CallKind::Far | CallKind::AddressFar => (SiteUse::Literal, callee),
                CallKind::Table => continue,
            });
        }
    }
    for access in function.accesses() {
        if let Some(Base::Symbol { near, displacement }) = access.base() {
            let start = image.data(access.index.into()).start;
            let used = if near {
                SiteUse::Address
            } else {
                SiteUse::Literal
            };
            named.push((used, start.wrapping_add_signed(displacement.into())));
        }
    }
    // Far symbols lead to tables, pointers and the fuel word.
    let objects = 0..=case.data.len();
    named.extend(objects.map(|index| (SiteUse::Literal, image.data(index).start)));
    named
}

fn wrong(image: &Image<'_>, function: FuncId, site: &Site) -> Finding {
    let Site { at, used, target } = *site;
    let map = &image.map;
    let starts = map.functions.iter().chain(&map.data).flatten();
    let is_symbol = starts.clone().any(|span| span.start == target);
    let key = if is_symbol {
        SiteKey::WrongSymbol(used)
    } else {
        SiteKey::NoSymbol(used)
    };
    Finding {
        key: Key::Site(key),
        class: Class::WrongCode,
        summary: format!(
            "the {used} at {at:#x} leads to {target:#x}, which nothing in the CLIF of %f{function} \
             names in this way"
        ),
        at: Locus {
            function: Some(function),
            other: map.function_at(target),
            address: Some(at),
            ..Locus::default()
        },
    }
}

/// The finding about an auipc that no instruction completes.
fn alone(function: FuncId, span: Span, offset: u32) -> Finding {
    let at = span.start + u64::from(offset);
    Finding {
        key: Key::Site(SiteKey::HalfAPair),
        class: Class::WrongCode,
        summary: format!("the auipc at {at:#x} has no second half that reads its register"),
        at: Locus {
            function: Some(function),
            address: Some(at),
            ..Locus::default()
        },
    }
}
