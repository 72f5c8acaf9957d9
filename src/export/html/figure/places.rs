//! What the address map shows: spans, single addresses, and references between them.

use crate::case::FuncId;
use crate::check::Inspection;
use crate::export::Subject;
use crate::export::scene::Scene;
use crate::link::{Relocation, Span, Symbol};
use crate::oracle::key::RelocName;
use crate::run::Outcome;

/// The most references that are drawn.
const MOST: usize = 5;

/// Some bytes, or one address.
pub(super) struct Place {
    pub(super) name: String,
    pub(super) span: Span,
    /// The compiled or extern function, if it is one.
    pub(super) function: Option<FuncId>,
    /// Whether nothing lies there.
    pub(super) is_empty: bool,
}

/// A reference from one place to another, by their indices.
pub(super) struct Reference {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) what: String,
    pub(super) distance: Option<i64>,
    pub(super) bad: bool,
}

/// Everything that was placed, by address, and the addresses at which it goes wrong.
pub(super) fn places(subject: &Subject, inspection: &Inspection) -> Vec<Place> {
    let (case, map) = (&subject.case, &inspection.map);
    let functions = (0..).zip(&map.functions).filter_map(|(f, span)| {
        let is_extern = case.functions[usize::from(f)].origin.is_extern();
        let name = if is_extern {
            format!("%f{f} extern")
        } else {
            format!("%f{f}")
        };
        Some(Place::new(name, (*span)?, Some(f)))
    });
    let data = map.data.iter().enumerate().filter_map(|(d, span)| {
        let is_fuel = d == case.data.len();
        let name = if is_fuel {
            "%fuel".to_owned()
        } else {
            format!("%data{d}")
        };
        Some(Place::new(name, (*span)?, None))
    });
    let mut places: Vec<Place> = functions.chain(data).collect();
    for (_, address, what) in astray(subject, inspection) {
        if !places.iter().any(|place| place.span.contains(address)) {
            let span = Span {
                start: address,
                len: 0,
            };
            places.push(Place {
                is_empty: true,
                ..Place::new(what.to_owned(), span, None)
            });
        }
    }
    places.sort_by_key(|place| place.span.start);
    places
}

impl Place {
    fn new(name: String, span: Span, function: Option<FuncId>) -> Place {
        Place {
            name,
            span,
            function,
            is_empty: false,
        }
    }

    fn is_at(&self, address: u64) -> bool {
        self.span.contains(address) || self.span.start == address
    }
}

/// Addresses that control or an access goes to by mistake, each with the instruction that does it.
fn astray(
    subject: &Subject,
    inspection: &Inspection,
) -> impl Iterator<Item = (u64, u64, &'static str)> {
    let at = subject.finding.at;
    let accessed = at.address.zip(at.accessed);
    let accessed = accessed.map(|(from, to)| (from, to, "not mapped"));
    let execution = inspection.execution.as_ref();
    let jumped = execution.and_then(|execution| match execution.observed.outcome {
        Outcome::Astray { from, to, .. } => Some((from, to, "nothing here")),
        _ => None,
    });
    accessed.into_iter().chain(jumped)
}

/// The references between `places`, those at fault first.
pub(super) fn references(subject: &Subject, scene: &Scene, places: &[Place]) -> Vec<Reference> {
    let inspection = &scene.inspection;
    let wrong = astray(subject, inspection).filter_map(|(from, to, _)| {
        let index = |address| places.iter().position(|place| place.is_at(address));
        Some(Reference {
            from: index(from)?,
            to: index(to)?,
            what: "goes astray".to_owned(),
            distance: Some(to.wrapping_sub(from) as i64),
            bad: true,
        })
    });
    let mut all: Vec<Reference> = wrong.collect();
    // Where control goes by mistake, that is at fault, and not where it was meant to go.
    let strays = !all.is_empty();
    let relocations = inspection.map.relocations.iter();
    for mut found in relocations.filter_map(|r| intended(subject, scene, places, r)) {
        if strays && found.bad {
            found.bad = false;
            found.what = "is meant".to_owned();
        }
        let same = |other: &&mut Reference| {
            (other.from, other.to, &other.what) == (found.from, found.to, &found.what)
        };
        match all.iter_mut().find(same) {
            Some(other) => other.bad |= found.bad,
            None => all.push(found),
        }
    }
    all.retain(|reference| reference.from != reference.to);
    all.sort_by_key(|reference| !reference.bad);
    all.truncate(MOST);
    all
}

/// Where a relocation has to lead.
fn intended(
    subject: &Subject,
    scene: &Scene,
    places: &[Place],
    relocation: &Relocation,
) -> Option<Reference> {
    let map = &scene.inspection.map;
    let target = match relocation.symbol {
        Symbol::Function(_) | Symbol::Data(_) => map.resolve(relocation)?,
        Symbol::Label(_) | Symbol::Other => return None,
    };
    let (at, distance) = map.distance(relocation)?;
    let finding = subject.finding.at;
    let is_edge = match (scene.edge(subject), relocation.symbol) {
        (Some((Some(caller), callee)), Symbol::Function(symbol)) => {
            (relocation.function, symbol) == (caller, callee)
        }
        _ => false,
    };
    Some(Reference {
        from: places
            .iter()
            .position(|place| place.function == Some(relocation.function))?,
        to: places.iter().position(|place| place.span.start == target)?,
        what: RelocName::from(&relocation.kind).to_string(),
        distance: Some(distance),
        bad: is_edge || finding.address == Some(at),
    })
}
