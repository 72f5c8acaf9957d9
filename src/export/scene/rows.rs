//! Expectation and observation at one crossing, side by side.

use crate::abi::{self, Displaced, Upper, ValueLayout, preserved};
use crate::case::Scalar;
use crate::model::{self, Crossing, End};
use crate::oracle::{
    Evidence, Finding, Oracle, expected_ra, expected_sp, key::Key, layouts_at, name_of,
};
use crate::run::{Event, Prologue};

/// One thing that the contract says about a crossing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::export) struct Row {
    /// What it is about.
    pub(in crate::export) what: String,
    /// Its register, stack slot, or other place.
    pub(in crate::export) place: String,
    /// What the contract says.
    pub(in crate::export) expected: String,
    /// What was observed.
    pub(in crate::export) observed: String,
    /// Whether both agree.
    pub(in crate::export) holds: bool,
}

impl Row {
    fn new(what: impl Into<String>, place: impl Into<String>, both: [String; 2]) -> Row {
        let [expected, observed] = both;
        Row {
            what: what.into(),
            place: place.into(),
            holds: expected == observed,
            expected,
            observed,
        }
    }

    fn words(what: &str, place: &str, expected: u64, observed: u64) -> Row {
        Row::new(what, place, [word(expected), word(observed)])
    }
}

/// A register's contents.
pub(in crate::export) fn word(word: u64) -> String {
    format!("0x{word:016x}")
}

/// What the contract says about event `index`; one row a rule, and one a value.
pub(super) fn rows(evidence: &Evidence<'_>, index: usize, finding: &Finding) -> Vec<Row> {
    let expected = evidence.expected.events.get(index);
    let Some(event) = evidence.observed.events.get(index) else {
        return ending(evidence, expected);
    };
    let told = expected.map_or("the end".to_owned(), |expected| {
        edge(expected.crossing, expected.from, expected.to)
    });
    let seen = edge(event.crossing, event.from, event.to);
    let is_right = told == seen;
    let mut rows = vec![Row::new("control", "pc", [told, seen])];
    if let Some(expected) = expected.filter(|_| is_right) {
        rows.extend(values(evidence, expected, event));
    }
    rows.extend(places(evidence, event, finding));
    rows.extend(pointers(evidence, event));
    rows.extend(kept(evidence, index, event, finding));
    rows.extend(probes(evidence, index, finding));
    rows
}

fn edge(crossing: Crossing, from: Option<u16>, to: Option<u16>) -> String {
    format!("{crossing} from {} to {}", name_of(from), name_of(to))
}

/// The end of an execution where another crossing was expected.
fn ending(evidence: &Evidence<'_>, expected: Option<&model::Event>) -> Vec<Row> {
    let told = match (expected, evidence.expected.end) {
        (Some(event), _) => edge(event.crossing, event.from, event.to),
        (None, End::Trapped { function, code }) => format!("trap {code} in %f{function}"),
        (None, End::Returned) => "the end".to_owned(),
    };
    let seen = evidence.observed.outcome.to_string();
    vec![Row::new("control", "pc", [told, seen])]
}

fn values(evidence: &Evidence<'_>, expected: &model::Event, event: &Event) -> Vec<Row> {
    let role = match event.crossing {
        Crossing::Return => "result",
        Crossing::Call | Crossing::TailCall => "argument",
    };
    let layouts = layouts_at(evidence, event).iter().enumerate();
    let all = layouts.zip(expected.values.clone().zip(event.values.clone()));
    all.flat_map(|((position, layout), (wanted, seen))| {
        let wanted = evidence.expected.values[wanted];
        let seen_bits = evidence.observed.values[seen];
        let observed = match seen_bits {
            Some(bits) => Scalar::new(layout.ty, bits).to_string(),
            None => "no such slot".to_owned(),
        };
        let what = format!("{role} {position}");
        let value = Row {
            holds: seen_bits.is_some_and(|bits| wanted.accepts(bits)),
            ..Row::new(&what, layout.to_string(), [wanted.to_string(), observed])
        };
        let above = evidence.observed.above[seen];
        let upper = seen_bits.and_then(|bits| upper(&what, layout, bits, above));
        [Some(value), upper].into_iter().flatten()
    })
    .collect()
}

/// The bits above a value, where the contract defines them.
fn upper(what: &str, layout: &ValueLayout, bits: u128, above: u64) -> Option<Row> {
    let last = layout.parts.last()?;
    if last.bits == 64 {
        return None;
    }
    let below: u32 = layout.parts.iter().rev().skip(1).map(|p| p.bits).sum();
    let wanted = last.defined_above((bits >> below) as u64)?;
    let how = match last.upper {
        Upper::Box => "NaN box around",
        _ => "bits above",
    };
    let digits = (64 - last.bits as usize) / 4;
    let hex = |word: u64| format!("0x{word:0digits$x}");
    let place = last.location.to_string();
    Some(Row::new(
        format!("{how} {what}"),
        place,
        [hex(wanted), hex(above)],
    ))
}

/// The first argument that C puts elsewhere, if the finding is about that.
fn places(evidence: &Evidence<'_>, event: &Event, finding: &Finding) -> Option<Row> {
    let callee = event.to.filter(|_| finding.key.oracle() == Oracle::Psabi)?;
    let signature = &evidence.case.functions[usize::from(callee)].signature;
    let displaced = abi::first_displaced(signature)?;
    let Displaced { position, inner, c } = &displaced;
    Some(Row::new(
        format!("place of argument {position} ({})", inner.ty),
        "by C, by Cranelift",
        [c.to_string(), inner.to_string()],
    ))
}

fn pointers(evidence: &Evidence<'_>, event: &Event) -> impl Iterator<Item = Row> {
    let sp = event.registers.sp;
    let ra = event.registers.return_address;
    let sp =
        expected_sp(evidence, event).map(|wanted| Row::words("stack pointer", "sp", wanted, sp));
    let place = match event.crossing {
        Crossing::Return => "pc",
        Crossing::Call | Crossing::TailCall => "ra",
    };
    let ra =
        expected_ra(evidence, event).map(|wanted| Row::words("return address", place, wanted, ra));
    sp.into_iter().chain(ra)
}

/// The registers that the call had to preserve.
fn kept(evidence: &Evidence<'_>, index: usize, event: &Event, finding: &Finding) -> Vec<Row> {
    if event.crossing == Crossing::Call {
        return Vec::new();
    }
    let callee = event.called(&evidence.observed.events);
    let convention = evidence.case.functions[usize::from(callee)]
        .signature
        .convention;
    let owed = match finding.key.oracle() {
        Oracle::Psabi => preserved::at_boundary(convention),
        _ => preserved::internal(convention),
    };
    let changed = evidence.observed.changed.iter();
    let lost: Vec<Row> = changed
        .filter(|changed| changed.event == index && owed.contains(changed.register))
        .map(|lost| {
            let name = lost.register.name();
            Row::words("preserved register", name, lost.before, lost.after)
        })
        .collect();
    let rest = owed.iter().count() - lost.len();
    let same = || "as at the call".to_owned();
    let rest = Row::new(
        format!("{rest} preserved registers"),
        "x and f",
        [same(), same()],
    );
    lost.into_iter().chain([rest]).collect()
}

/// The stack probes of the function that crosses, if the finding is about them.
fn probes(evidence: &Evidence<'_>, index: usize, finding: &Finding) -> Option<Row> {
    let is_probe = matches!(base(&finding.key), Key::Stack(_));
    let mut prologues = evidence.observed.prologues.iter().filter(|_| is_probe);
    let Prologue { probes, .. } = prologues.find(|prologue| prologue.event == index)?;
    let guard = 1u64 << evidence.case.target.probestack_log2;
    // The frame starts below the saved ra and s0.
    let start = probes.entry_sp.saturating_sub(16);
    let frame = start.saturating_sub(probes.lowest_sp);
    let list = |below: Vec<u64>| match below.len() {
        0 => "none".to_owned(),
        _ => below
            .iter()
            .map(|below| format!("−{below}"))
            .collect::<Vec<_>>()
            .join(", "),
    };
    let wanted = (1..=frame / guard).map(|step| step * guard).collect();
    let seen = probes
        .addresses
        .iter()
        .map(|&address| start.wrapping_sub(address))
        .collect();
    Some(Row::new(
        format!("stack probes in {frame} bytes of frame"),
        format!("frame start 0x{start:x}"),
        [list(wanted), list(seen)],
    ))
}

fn base(key: &Key) -> &Key {
    match key {
        Key::Refined(key, _) => base(key),
        key => key,
    }
}
