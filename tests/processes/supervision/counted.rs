//! Counted hunts: what they find depends on the seed and the number of cases alone.

use super::worker::MORTAL;
use super::{NEW, deaths, nothing_is_broken, options, run};
use farcall::hunt::{Engine, HuntBound, HuntOptions, HuntSummary, ProgramSource};
use libtest_mimic::{Failed, Trial};
use std::env;
use std::fs;
use std::path::Path;
use std::time::Duration;
use tempfile::TempDir;

/// Enough for a dozen buckets, one of them new, and for some deaths.
const CASES: u64 = 240;

pub fn tests() -> Vec<Trial> {
    vec![
        Trial::test(
            "a_hunt_of_so_many_cases_is_the_same_for_any_number_of_workers_even_if_they_die",
            same_for_any_jobs,
        ),
        Trial::test("what_the_baseline_has_is_not_new", baseline),
    ]
}

fn counted(out: &Path, jobs: u32, is_mortal: bool) -> HuntOptions {
    let mortal = is_mortal.then(|| (MORTAL.to_owned(), "1".to_owned()));
    HuntOptions {
        engine: Engine::Random,
        bound: HuntBound::Cases(CASES),
        seed: 7,
        jobs,
        corpus: None,
        timeout: Duration::from_secs(60),
        rss_limit_mb: 1024,
        programs: ProgramSource::Plain(env::current_exe().expect("this program")),
        environment: mortal.into_iter().collect(),
        ..options(out, Duration::ZERO)
    }
}

/// Everything that is promised to be the same: a line a bucket, with its cases.
fn list(outcome: &HuntSummary, out: &Path) -> Vec<String> {
    let read = |path: &Path| fs::read(out.join(path)).expect("it was written");
    let records = outcome.records.iter();
    let line = |record: &farcall::hunt::Record| {
        let (case, smallest) = (read(&record.case), record.smallest.as_deref().map(read));
        let first = record.first_case.expect("it has a number");
        assert!(first < CASES, "{first}");
        format!(
            "{} {} {} {first} {case:x?} {smallest:x?}",
            record.key, record.class, record.count
        )
    };
    records.map(line).collect()
}

fn same_for_any_jobs() -> Result<(), Failed> {
    let mut lists = Vec::new();
    for jobs in [1, 2, 5] {
        let out = TempDir::new()?;
        let outcome = run(&counted(out.path(), jobs, true))?;
        assert_eq!(outcome.stats.cases, CASES, "each case once");
        assert_eq!(deaths(&outcome), ["death/abort/link"]);
        let of = |key| outcome.records.iter().find(|r| r.key == key);
        let death = of("death/abort/link").expect("some of the cases are fatal");
        assert!(death.count > 1, "each death counts");
        let new = of(NEW).expect("some case falls into it");
        assert!(new.smallest.is_some(), "it was shrunk");
        assert_eq!(outcome.new, 2);
        nothing_is_broken(out.path());
        lists.push(list(&outcome, out.path()));
    }
    assert!(lists[0].len() > 5, "{:?}", lists[0]);
    assert_eq!(lists[0], lists[1]);
    assert_eq!(lists[0], lists[2]);
    Ok(())
}

fn baseline() -> Result<(), Failed> {
    let [before, after] = [TempDir::new()?, TempDir::new()?];
    let outcome = run(&counted(before.path(), 2, false))?;
    assert_eq!(outcome.new, 1);
    assert_eq!(outcome.beyond_baseline, outcome.records);
    // The same hunt again finds nothing new. With deaths, only they are new.
    let options = HuntOptions {
        baseline: Some(before.path().to_owned()),
        ..counted(after.path(), 2, true)
    };
    let outcome = run(&options)?;
    let beyond: Vec<&str> = outcome
        .beyond_baseline
        .iter()
        .map(|r| r.key.as_str())
        .collect();
    assert_eq!((outcome.new, &beyond[..]), (1, &["death/abort/link"][..]));
    assert!(outcome.records.len() > 1, "all are written down");
    let in_baseline = outcome.records.iter().find(|record| record.key == NEW);
    let in_baseline = in_baseline.expect("it is found as before");
    assert_eq!(in_baseline.smallest, None, "it is not shrunk once more");
    Ok(())
}
