//! From a case's placement to addresses.
//!
//! Functions are placed one after another, in the order of a module's requests. The caller of a
//! goal is placed before its callee, out of order if necessary, because the distance counts from
//! the call site. In order of precedence a function goes
//!
//! 1. where the first goal to it that can be satisfied puts it;
//! 2. to its region, on its side of what lies there, after its gap.
//!
//! A later goal to a placed function either happens to hold or is dropped. A goal is also dropped
//! if its call was optimised away, if its caller comes after its callee in a cycle of goals, or if
//! its place is taken. Dropped goals are counted.

use super::addresses::{self, ANCHORS, DATA};
use super::map::{Relocation, Symbol};
use super::riscv64::reach::{self, POOL_ALIGN};
use super::span::Span;
use crate::case::{Base, Case, DistanceGoal, FuncId, Function, Origin, Side, Spot, limits};

/// The state of a goal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum WishState {
    Open,
    Satisfied,
    Dropped,
}

#[derive(Clone, Debug)]
struct Wish {
    goal: DistanceGoal,
    callee: FuncId,
    /// The number of near call sites of the same callee before this one in the caller.
    rank: usize,
    /// Offset of the relocated instruction in the caller, once it is compiled.
    offset: Option<u32>,
    state: WishState,
}

/// The planner of one case. See the module page.
#[derive(Debug)]
pub(super) struct Planner {
    base: u64,
    ialign: u64,
    spots: Vec<Spot>,
    wishes: Vec<Wish>,
    functions: Vec<Option<Span>>,
    data: Vec<Option<Span>>,
    /// The region of each data object that is named as colocated.
    data_regions: Vec<Option<u8>>,
    /// What each region spans so far.
    regions: [(u64, u64); limits::REGIONS as usize],
}

impl Planner {
    /// A planner with nothing placed yet.
    pub(super) fn new(case: &Case, base: u64) -> Self {
        let wish = |goal: &DistanceGoal| {
            let calls: Vec<_> = case.calls(goal.caller).collect();
            let callee = calls[goal.site as usize].callee;
            let before = &calls[..goal.site as usize];
            let same = before
                .iter()
                .filter(|c| c.callee == callee && c.kind.is_near());
            Wish {
                goal: *goal,
                callee,
                rank: same.count(),
                offset: None,
                state: WishState::Open,
            }
        };
        Planner {
            base,
            ialign: case.target.ialign(),
            spots: case.placement.spots.clone(),
            wishes: case.placement.goals.iter().map(wish).collect(),
            functions: extern_functions(case, base),
            data: vec![None; case.data.len() + 1],
            data_regions: data_regions(case),
            regions: ANCHORS.map(|offset| (base + offset, base + offset)),
        }
    }

    /// The address of the arena.
    pub(super) fn base(&self) -> u64 {
        self.base
    }

    /// Where each function lies.
    pub(super) fn functions(&self) -> &[Option<Span>] {
        &self.functions
    }

    /// Where each data object lies.
    pub(super) fn data(&self) -> &[Option<Span>] {
        &self.data
    }

    /// For each goal the distance at which it holds, if it does.
    pub(super) fn goals(&self) -> Vec<Option<i64>> {
        let distance = |wish: &Wish| {
            if wish.state != WishState::Satisfied {
                return None;
            }
            let caller = self.functions[wish.goal.caller as usize]?;
            let callee = self.functions[wish.callee as usize]?;
            let site = caller.start + u64::from(wish.offset?);
            Some(callee.start.wrapping_sub(site) as i64)
        };
        self.wishes.iter().map(distance).collect()
    }

    /// Callers that must be placed before `function`, because a goal leads from them to it.
    pub(super) fn callers_first(&self, function: FuncId) -> Vec<FuncId> {
        let open = self
            .wishes
            .iter()
            .filter(|w| w.callee == function && w.state == WishState::Open);
        let callers = open.map(|w| w.goal.caller);
        callers
            .filter(|&f| self.functions[f as usize].is_none())
            .collect()
    }

    /// Whether a goal leads from `function`. If so, its code must be known before it is placed.
    pub(super) fn is_caller(&self, function: FuncId) -> bool {
        self.wishes.iter().any(|w| w.goal.caller == function)
    }

    /// Finds the call sites of `function` among its relocations.
    pub(super) fn learn(&mut self, function: FuncId, relocations: &[Relocation]) {
        for wish in self.wishes.iter_mut().filter(|w| w.goal.caller == function) {
            let sites = relocations
                .iter()
                .filter(|r| r.kind.is_near() && r.symbol == Symbol::Function(wish.callee));
            let count = sites.clone().count();
            let mut sites = sites;
            wish.offset = (count > 0)
                .then(|| sites.nth(wish.rank % count))
                .flatten()
                .map(|r| r.offset);
        }
    }

    /// Gives `function` its place. A function may be placed only once.
    pub(super) fn place(&mut self, function: FuncId, len: u64, align: u64) -> Option<Span> {
        debug_assert!(self.functions[function as usize].is_none());
        let align = align.max(self.ialign);
        let len = len.max(1);
        let span = self
            .place_by_goal(function, len, align)
            .or_else(|| self.place_in_region(function, len, align))?;
        self.functions[function as usize] = Some(span);
        for wish in &mut self.wishes {
            // A caller that is placed after its callee cannot move it any more.
            let late = wish.goal.caller == function
                && wish.state == WishState::Open
                && self.functions[wish.callee as usize].is_some();
            if late {
                wish.state = WishState::Dropped;
            }
        }
        Some(span)
    }

    fn place_by_goal(&mut self, function: FuncId, len: u64, align: u64) -> Option<Span> {
        let mut chosen: Option<Span> = None;
        for index in 0..self.wishes.len() {
            let wish = &self.wishes[index];
            if wish.callee != function || wish.state != WishState::Open {
                continue;
            }
            let span = self.wished(wish, len, align, chosen);
            self.wishes[index].state = match span {
                Some(_) => WishState::Satisfied,
                None => WishState::Dropped,
            };
            chosen = chosen.or(span);
        }
        chosen
    }

    /// A place that satisfies `wish`: `chosen`, if there is one already.
    fn wished(&self, wish: &Wish, len: u64, align: u64, chosen: Option<Span>) -> Option<Span> {
        let caller = self.functions[wish.goal.caller as usize]?;
        let site = caller.start + u64::from(wish.offset?);
        reach::distances(wish.goal.distance, self.ialign as i64).find_map(|distance| {
            let start = site.wrapping_add_signed(distance);
            let span = Span { start, len };
            let fits = match chosen {
                Some(chosen) => chosen == span,
                None => start % align == 0 && self.is_inside(&span) && self.is_free(&span),
            };
            fits.then_some(span)
        })
    }

    fn place_in_region(&mut self, function: FuncId, len: u64, align: u64) -> Option<Span> {
        let spot = self.spots[function as usize];
        let region = spot.region as usize;
        let gap = u64::from(spot.gap).next_multiple_of(self.ialign);
        let (low, high) = self.regions[region];
        let (modulus, rest) = match self.rest_for_callee(function, align) {
            Some(rest) => (POOL_ALIGN, rest),
            None => (align, 0),
        };
        // `modulus` is a power of 2, so the remainder of a wrapped difference is right.
        let above = |bound: u64| bound + rest.wrapping_sub(bound) % modulus;
        let below = |bound: u64| (bound - len) - (bound - len).wrapping_sub(rest) % modulus;
        let mut start = match spot.side {
            Side::Above => above(high + gap),
            Side::Below => below(low - gap),
        };
        // Skip functions that goals have placed here.
        while let Some(other) = self.in_the_way(&Span { start, len }) {
            start = match spot.side {
                Side::Above => above(other.end()),
                Side::Below => below(other.start),
            };
        }
        let span = Span { start, len };
        self.regions[region] = (low.min(span.start), high.max(span.end()));
        self.is_inside(&span).then_some(span)
    }

    /// The remainder that the address of `function` has to leave modulo [`POOL_ALIGN`], so that
    /// the callee of its first goal is aligned at the requested distance; none if there is no such
    /// goal, or the function's own alignment forbids it.
    fn rest_for_callee(&self, function: FuncId, align: u64) -> Option<u64> {
        let mut own = self.wishes.iter().filter(|w| w.goal.caller == function);
        let wish = own.find(|w| w.state == WishState::Open && w.offset.is_some())?;
        let distance = reach::distances(wish.goal.distance, self.ialign as i64).next()?;
        let callee = i64::from(wish.offset?) + distance;
        let rest = callee.wrapping_neg() as u64 % POOL_ALIGN;
        (align <= POOL_ALIGN && rest.is_multiple_of(align)).then_some(rest)
    }

    /// Places data object `index`.
    ///
    /// An object that is named as colocated goes to the region of the functions that name it. All
    /// others lie apart from code. Data is placed before any function.
    pub(super) fn place_data(&mut self, index: usize, len: u64, align: u64) -> Span {
        let first = self.base + DATA;
        let apart = self.data.iter().flatten().filter(|s| s.start >= first);
        let behind = apart.map(Span::end).max().unwrap_or(first);
        let region = self.data_regions[index].map(|region| &mut self.regions[region as usize]);
        let bound = region.as_ref().map_or(behind, |(_, high)| *high);
        let span = Span {
            start: bound.next_multiple_of(align),
            len: len.max(1),
        };
        if let Some((_, high)) = region {
            *high = span.end();
        }
        self.data[index] = Some(span);
        span
    }

    fn is_inside(&self, span: &Span) -> bool {
        span.start >= self.base && span.end() <= self.base + DATA
    }

    fn is_free(&self, span: &Span) -> bool {
        self.in_the_way(span).is_none()
    }

    fn in_the_way(&self, span: &Span) -> Option<Span> {
        let placed = self.functions.iter().chain(&self.data).flatten();
        placed.copied().find(|other| other.overlaps(span))
    }
}

/// Where functions lie before any is placed: only extern functions do.
fn extern_functions(case: &Case, base: u64) -> Vec<Option<Span>> {
    let functions = case.functions.iter().enumerate();
    let span = |(number, function): (usize, &Function)| {
        let entry = match function.origin {
            Origin::Compiled => return None,
            Origin::Extern => addresses::extern_entry(number as FuncId),
            Origin::Libcall(libcall) => addresses::libcall_entry(libcall),
        };
        let start = base + entry;
        Some(Span { start, len: 1 })
    };
    functions.map(span).collect()
}

/// The region of each data object, the fuel word last: that of the first function that names the
/// object as colocated. All functions that name it so share that region.
fn data_regions(case: &Case) -> Vec<Option<u8>> {
    let mut regions = vec![None; case.data.len() + 1];
    for (function, spot) in case.functions.iter().zip(&case.placement.spots) {
        for access in function.accesses() {
            if access.base().is_some_and(Base::is_near) {
                regions[usize::from(access.index)].get_or_insert(spot.region);
            }
        }
    }
    regions
}
