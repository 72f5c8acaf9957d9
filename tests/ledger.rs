//! `docs/oracles.md` has every oracle.

use farcall::check::Sampled;
use farcall::oracle::RULES;
use std::fs;

#[test]
fn the_ledger_has_every_oracle_and_its_rate() {
    let ledger = fs::read_to_string("docs/oracles.md").expect("it is there");
    let is_listed = |name: &str| {
        let mut rows = ledger.lines().filter(|line| line.starts_with("| `"));
        rows.any(|row| {
            row.split('|')
                .nth(1)
                .is_some_and(|cell| cell.contains(&format!("`{name}`")))
        })
    };
    for (name, _) in RULES {
        assert!(is_listed(name), "{name}");
    }
    // What opens with a theory is an oracle, or a part of one in the same folder.
    for entry in fs::read_dir("src/oracle").expect("it is there") {
        let path = entry.expect("it can be listed").path();
        let Ok(text) = fs::read_to_string(&path) else {
            continue;
        };
        let name = path
            .file_stem()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        if text.contains("//! *Proves.*") {
            assert!(is_listed(&name), "{name}");
        }
    }
    for sampled in Sampled::ALL {
        let rate = format!("| {} |", sampled.one_in());
        assert!(
            ledger.contains(&rate),
            "{sampled:?}: one in {}",
            sampled.one_in()
        );
    }
}
