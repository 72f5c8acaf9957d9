//! `docs/oracles.md` has every oracle, and nothing else.

use crate::keys::PINS;
use farcall::check::Sampled;
use farcall::oracle::RULES;
use std::fs;

/// The rows of the ledger's tables that are about oracles, as cells.
fn rows(ledger: &str) -> Vec<Vec<&str>> {
    let rows = ledger.lines().filter(|line| line.starts_with("| `"));
    rows.map(|row| row.split('|').map(str::trim).collect())
        .collect()
}

/// The parts of a cell in backticks.
fn code(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('`').skip(1).step_by(2)
}

/// The patterns that `abi/*-edge/{sp,ra}` stands for.
fn alternatives(pattern: &str) -> Vec<String> {
    let Some((before, rest)) = pattern.split_once('{') else {
        return vec![pattern.to_owned()];
    };
    let (list, after) = rest.split_once('}').expect("a closed list");
    let list = list.split(',');
    list.map(|word| format!("{before}{word}{after}")).collect()
}

/// Whether `key` fits `pattern`: part by part, where `*` stands for any characters, and a slash at
/// the end for any further parts.
fn is_of(pattern: &str, key: &str) -> bool {
    let (mut patterns, mut parts) = (pattern.split('/'), key.split('/'));
    let fits = |pattern: &str, part: &str| match pattern.split_once('*') {
        Some((before, after)) => part.starts_with(before) && part.ends_with(after),
        None => part == pattern,
    };
    loop {
        match (patterns.next(), parts.next()) {
            (Some(""), Some(_)) | (None, None) => return true,
            (Some(pattern), Some(part)) if fits(pattern, part) => {}
            _ => return false,
        }
    }
}

#[test]
fn the_ledger_has_every_kind_of_key_and_no_other() {
    let ledger = fs::read_to_string("docs/oracles.md").expect("it is there");
    let rows = rows(&ledger);
    let cells = rows.iter().flat_map(|row| code(row[2]));
    let patterns: Vec<String> = cells.flat_map(alternatives).collect();
    for pin in PINS {
        let listed = patterns.iter().any(|pattern| is_of(pattern, pin.text));
        assert!(listed, "{} has no row", pin.text);
    }
    for pattern in &patterns {
        let given = PINS.iter().any(|pin| is_of(pattern, pin.text));
        assert!(given, "no key is of {pattern}");
    }
}

#[test]
fn the_ledger_has_every_rule_and_every_rate() {
    let ledger = fs::read_to_string("docs/oracles.md").expect("it is there");
    let rows = rows(&ledger);
    for (name, _) in RULES {
        let listed = rows.iter().any(|row| code(row[1]).any(|own| own == name));
        assert!(listed, "{name}");
    }
    for sampled in Sampled::ALL {
        let rate = sampled.one_in().to_string();
        let listed = rows.iter().any(|row| row.contains(&rate.as_str()));
        assert!(listed, "{sampled:?}: one in {rate}");
    }
}
