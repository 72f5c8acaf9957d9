//! One case, with a clock between the stages.

use crate::case::Case;
use crate::generate;
use crate::link::{Arena, Image, Linker, bare};
use crate::model;
use crate::oracle::{self, Evidence};
use crate::run::{self, Layouts, MachineExecutor};
use serde::{Serialize, Serializer};
use std::time::{Duration, Instant};

/// The time of each stage.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Stages {
    /// Generating a case of about this size from entropy.
    #[serde(rename = "generate_us", serialize_with = "microseconds")]
    pub generate: Duration,
    /// Lowering, compiling, placing and linking.
    #[serde(rename = "link_us", serialize_with = "microseconds")]
    pub link: Duration,
    /// Auditing relocations.
    #[serde(rename = "audit_us", serialize_with = "microseconds")]
    pub audit: Duration,
    /// Executing in the machine, with the trace written.
    #[serde(rename = "execute_us", serialize_with = "microseconds")]
    pub execute: Duration,
    /// The model's trace.
    #[serde(rename = "model_us", serialize_with = "microseconds")]
    pub model: Duration,
    /// Looking up layouts, and judging.
    #[serde(rename = "judge_us", serialize_with = "microseconds")]
    pub judge: Duration,
    /// Not part of the iteration: bare `define_function` and `finalize_definitions`.
    #[serde(rename = "bare_us", serialize_with = "microseconds")]
    pub bare: Duration,
}

fn microseconds<S: Serializer>(time: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64((time.as_secs_f64() * 1e7).round() / 10.0)
}

impl Stages {
    /// The whole iteration.
    pub fn iteration(&self) -> Duration {
        self.parts().iter().map(|(_, time)| *time).sum()
    }

    /// The parts of an iteration, with their names.
    pub fn parts(&self) -> [(&'static str, Duration); 6] {
        [
            ("generate", self.generate),
            ("link", self.link),
            ("audit", self.audit),
            ("execute", self.execute),
            ("model", self.model),
            ("judge", self.judge),
        ]
    }

    /// Adds the times of another case.
    pub(super) fn add(&mut self, other: &Stages) {
        self.generate += other.generate;
        self.link += other.link;
        self.audit += other.audit;
        self.execute += other.execute;
        self.model += other.model;
        self.judge += other.judge;
        self.bare += other.bare;
    }

    /// The mean over this many cases.
    pub(super) fn divided_by(&self, cases: u32) -> Stages {
        Stages {
            generate: self.generate / cases,
            link: self.link / cases,
            audit: self.audit / cases,
            execute: self.execute / cases,
            model: self.model / cases,
            judge: self.judge / cases,
            bare: self.bare / cases,
        }
    }
}

/// The stages of one thread.
#[derive(Debug)]
pub(super) struct Bench {
    linker: Linker,
    executor: MachineExecutor,
}

impl Bench {
    pub(super) fn new(arena: Arena) -> Self {
        Bench {
            linker: Linker::new(arena),
            executor: MachineExecutor::new(),
        }
    }

    /// Whether `case` links, both on the road and bare.
    pub(super) fn executes(&mut self, case: &Case) -> bool {
        self.linker.link(case).is_ok() && bare(case).is_ok()
    }

    /// Links and executes `case`, and hands its evidence to `look`.
    pub(super) fn with_evidence(
        &mut self,
        case: &Case,
        look: impl FnOnce(&Image<'_>, &Evidence<'_>),
    ) {
        let mut image = self.linker.link(case).expect("it linked before");
        let layouts = Layouts::new(case);
        let expected = model::trace(case);
        let budget = run::budget(expected.events.len());
        let observed = self.executor.run(case, &layouts, &mut image, budget);
        let evidence = Evidence {
            case,
            layouts: &layouts,
            map: &image.map,
            expected: &expected,
            observed: &observed,
        };
        look(&image, &evidence);
    }

    /// Times one iteration over `case`, and its bare compile and link. Generation is timed on
    /// `entropy`.
    pub(super) fn iteration(&mut self, case: &Case, entropy: &[u8]) -> Stages {
        let mut clock = Clock(Instant::now());
        std::hint::black_box(generate::case_from_entropy(entropy));
        let generate = clock.lap();
        let mut image = self.linker.link(case).expect("it linked before");
        let link = clock.lap();
        std::hint::black_box(oracle::audit(&image));
        let audit = clock.lap();
        let layouts = Layouts::new(case);
        let tables = clock.lap();
        let expected = model::trace(case);
        let model = clock.lap();
        let budget = run::budget(expected.events.len());
        let observed = self.executor.run(case, &layouts, &mut image, budget);
        let execute = clock.lap();
        std::hint::black_box(oracle::judge(&Evidence {
            case,
            layouts: &layouts,
            map: &image.map,
            expected: &expected,
            observed: &observed,
        }));
        let judge = clock.lap() + tables;
        let bare = bare(case).expect("it linked before");
        Stages {
            generate,
            link,
            audit,
            execute,
            model,
            judge,
            bare,
        }
    }
}

struct Clock(Instant);

impl Clock {
    /// The time since the last call.
    fn lap(&mut self) -> Duration {
        let now = Instant::now();
        now - std::mem::replace(&mut self.0, now)
    }
}
