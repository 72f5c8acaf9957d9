//! What the program has to find: the model's values in the places of the ABI tables.

use super::check::Check;
use super::externs::found;
use super::record::{base, in_record};
use super::{CALLED, FOUND, RECORD, entered};
use crate::abi::{IntReg, Layout, Location, Part, Reg, RegSet, ValueLayout};
use crate::case::{Case, Type};
use crate::link::{Image, TrapKind};
use crate::model::{Crossing, End, Event, Expected, Trace};
use crate::run::layouts::Layouts;
use farcall_machine::Hart;

/// What is known about a case before it runs.
pub(super) struct Expectations<'e> {
    pub(super) case: &'e Case,
    pub(super) layouts: &'e Layouts,
    pub(super) image: &'e Image<'e>,
    pub(super) trace: &'e Trace,
}

impl Expectations<'_> {
    /// The comparisons after the return of each invocation.
    pub(super) fn returns(&self) -> Vec<Vec<Check>> {
        let seen = self.trace.of_the_harness();
        let mut events = seen.events.iter();
        let mut returned = || events.find(|event| event.crossing == Crossing::Return);
        let numbers = 0..self.case.invocations.len();
        numbers
            .map(|number| match returned() {
                Some(event) => self.returned(number, &seen.values[event.values.clone()]),
                None => vec![self.missing_trap(number)],
            })
            .collect()
    }

    fn returned(&self, number: usize, expected: &[Expected]) -> Vec<Check> {
        let invocation = &self.case.invocations[number];
        let callee = invocation.function;
        let edge = self.layouts.call_edge(None, callee);
        let (hart, _) = entered(self.image, edge.layout, callee, &invocation.args);
        let base = base(&hart, self.image, edge.layout);
        let address = |location| match location {
            Location::Reg(register) => self.register(register),
            memory => base.address(memory).expect("results are in a return area"),
        };
        let mut checks = Vec::new();
        for (n, (value, expected)) in edge.layout.results.iter().zip(expected).enumerate() {
            let what = format!("result {n} of %f{callee}");
            checks.extend(arrives(value, expected, &what, &address));
        }
        checks.push(self.stack_pointer(callee, &hart, edge.layout));
        checks.extend(self.preserved(callee, &hart, edge.contract.preserved));
        checks
    }

    fn stack_pointer(&self, callee: u16, hart: &Hart, layout: &Layout) -> Check {
        let popped = if layout.callee_pops {
            layout.stack_args
        } else {
            0
        };
        let sp = Reg::int(IntReg::SP);
        let expected = hart.read(sp) + u64::from(popped);
        let what = format!("sp after the return of %f{callee}");
        Check::equal(self.register(sp), u64::MAX, expected, &what)
    }

    fn preserved(&self, callee: u16, hart: &Hart, preserved: RegSet) -> Vec<Check> {
        let checks = preserved.iter().map(|register| {
            let what = format!("callee-saved register {register} changed in %f{callee}");
            let address = self.register(register);
            Check::equal(address, u64::MAX, hart.read(register), &what)
        });
        checks.collect()
    }

    fn missing_trap(&self, number: usize) -> Check {
        let callee = self.case.invocations[number].function;
        let End::Trapped { function, code } = self.trace.end else {
            unreachable!("without a trap every invocation returns")
        };
        let text = format!("%f{callee} returned, where %f{function} should trap ({code}); a0 is");
        Check::never(self.register(Reg::int(IntReg::argument(0))), &text)
    }

    fn register(&self, register: Reg) -> u64 {
        self.image.outside() + RECORD + in_record(register)
    }

    /// The comparisons at each call of an extern function, in order.
    pub(super) fn calls(&self) -> Vec<Vec<Check>> {
        let calls = self.trace.events.iter().filter(|event| {
            let callee = event.to.filter(|_| event.crossing != Crossing::Return);
            callee.is_some_and(|callee| self.is_extern(callee))
        });
        calls.map(|event| self.called(event)).collect()
    }

    fn called(&self, event: &Event) -> Vec<Check> {
        let callee = event.to.expect("a call leads to a function");
        let outside = self.image.outside();
        let what = "the number of the extern function that is called";
        let number = Check::equal(outside + CALLED, u64::MAX, callee.into(), what);
        let layout = self.layouts.call_edge(Some(callee), callee).layout;
        let expected = &self.trace.values[event.values.clone()];
        let address = |location| outside + FOUND + found(location) as u64;
        let arguments = layout.args.iter().zip(expected).enumerate();
        let arguments = arguments.flat_map(|(n, (value, expected))| {
            let what = format!("argument {n} of extern function %f{callee}");
            arrives(value, expected, &what, &address)
        });
        [number].into_iter().chain(arguments).collect()
    }

    fn is_extern(&self, function: u16) -> bool {
        self.case.functions[function as usize].origin.is_extern()
    }

    /// Whether there are extern functions.
    pub(super) fn has_externs(&self) -> bool {
        self.case.functions.iter().any(|f| f.origin.is_extern())
    }

    /// The comparisons with the final memory.
    pub(super) fn memory(&self) -> Vec<Check> {
        let objects = self.image.data_spans().zip(&self.trace.memory).enumerate();
        let checks = objects.flat_map(|(index, (span, bytes))| {
            let bytes = match self.case.data.get(index) {
                Some(object) => self.image.map.with_addresses(object, bytes),
                None => Some(bytes.clone()),
            };
            let bytes = bytes.expect("an image has every symbol");
            let name = match self.case.data.get(index) {
                Some(_) => format!("data %data{index}"),
                None => "data %fuel".to_owned(),
            };
            words(span.start, &bytes, &name)
        });
        checks.collect()
    }

    /// The end of a sentence about an address: where the first functions lie.
    pub(super) fn places(&self) -> String {
        let functions = self.case.compiled().take(4);
        let places = functions.map(|f| format!("%f{f} is at {:#x}", self.image.function(f).start));
        format!(" ({}) at", places.collect::<Vec<_>>().join(", "))
    }

    /// The addresses of the instructions at which the case may end with a trap.
    pub(super) fn traps(&self) -> Vec<u64> {
        let End::Trapped { function, code } = self.trace.end else {
            return Vec::new();
        };
        let due = self
            .image
            .map
            .traps
            .iter()
            .filter(|trap| trap.function == function && trap.kind == TrapKind::Asked(code));
        let start = self.image.function(function).start;
        due.map(|trap| start + u64::from(trap.offset)).collect()
    }
}

/// The words of `bytes`, which lie at `start`.
fn words(start: u64, bytes: &[u8], name: &str) -> Vec<Check> {
    let words = bytes.chunks(8).zip((0..).step_by(8));
    let checks = words.map(|(bytes, offset)| {
        let mut word = [0; 8];
        word[..bytes.len()].copy_from_slice(bytes);
        let mask = u64::MAX >> (64 - 8 * bytes.len());
        let last = offset + bytes.len() as u64 - 1;
        let what = format!("{name}, bytes {offset} to {last}");
        Check::equal(start + offset, mask, u64::from_le_bytes(word), &what)
    });
    checks.collect()
}

/// The comparisons that a value passes: its own bits, and those above it that are defined.
fn arrives(
    value: &ValueLayout,
    expected: &Expected,
    what: &str,
    address: &impl Fn(Location) -> u64,
) -> Vec<Check> {
    let mut checks = Vec::new();
    let mut below = 0;
    for part in &value.parts {
        let bits = (expected.value.bits >> below) as u64;
        let what = match below {
            0 => what.to_owned(),
            below => format!("{what}, bits {below} and up"),
        };
        let at = address(part.location);
        checks.push(own(part, expected, bits, at, &what));
        let above = part.defined_above(bits).filter(|_| part.bits < 64);
        checks.extend(above.map(|above| {
            let what = format!("{what}, the bits above its {}", part.bits);
            let mask = u64::MAX << part.bits;
            Check::equal(at, mask, above << part.bits, &what)
        }));
        below += part.bits;
    }
    checks
}

fn own(part: &Part, expected: &Expected, bits: u64, address: u64, what: &str) -> Check {
    let mask = part.own(u64::MAX);
    if !expected.any_nan {
        return Check::equal(address, mask, part.own(bits), what);
    }
    let infinity = match expected.value.ty {
        Type::F32 => u64::from(f32::INFINITY.to_bits()),
        _ => f64::INFINITY.to_bits(),
    };
    let without_sign = mask >> 1;
    Check {
        address,
        mask: without_sign,
        range: infinity + 1..=without_sign,
        text: format!("{what}: expected a NaN, got, without its sign, 0x"),
    }
}
