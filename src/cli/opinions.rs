//! The host's opinion, for `farcall replay`; the interpreter's is a sampled oracle's.

use super::CliError;
use crate::case::Case;
use crate::model;
use crate::opinion::Opinion;
use crate::opinion::host::Host;
use crate::oracle::Finding;
use serde_json::{Value, json};
use std::io::{self, Write};
use std::path::Path;

/// Whoever is asked.
pub(super) struct Opinions {
    host: Option<Host>,
}

/// What was said about a case, and by whom.
pub(super) struct Said(Vec<(&'static str, Opinion)>);

impl Opinions {
    /// Asks the host if that is wanted, else nobody.
    pub(super) fn new(host: bool) -> Result<Opinions, CliError> {
        let host = host.then(Host::new).transpose()?;
        Ok(Opinions { host })
    }

    pub(super) fn ask(&mut self, case: &Case) -> Result<Said, CliError> {
        let mut said = Vec::new();
        if let Some(host) = &mut self.host {
            said.push(("host", host.judge(case, &model::trace(case))?));
        }
        Ok(Said(said))
    }
}

impl Said {
    /// Where somebody disagrees.
    pub(super) fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.0.iter().filter_map(|(_, opinion)| match opinion {
            Opinion::Disagrees(finding) => Some(finding),
            Opinion::Agrees | Opinion::Refused(_) => None,
        })
    }

    /// A line a disagreement.
    pub(super) fn print(&self, out: &mut impl Write, file: &Path) -> io::Result<()> {
        for finding in self.findings() {
            let (class, key, summary) = (finding.class, &finding.key, &finding.summary);
            writeln!(out, "{}: {class} {key}: {summary}", file.display())?;
        }
        Ok(())
    }

    pub(super) fn to_json(&self, finding: impl Fn(&Finding) -> Value) -> Value {
        let said = self.0.iter().map(|(by, opinion)| match opinion {
            Opinion::Agrees => json!({ "by": by, "verdict": "pass" }),
            Opinion::Disagrees(found) => {
                json!({ "by": by, "verdict": "findings", "findings": [finding(found)] })
            }
            Opinion::Refused(why) => {
                json!({ "by": by, "verdict": "unsupported", "unsupported": why })
            }
        });
        said.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oracle::key::{Key, OpinionKey, Witness};
    use crate::oracle::{Class, Locus};

    #[test]
    fn each_opinion_is_told_and_only_disagreement_is_a_finding() {
        let finding = Finding {
            key: Key::Opinion(Witness::Host, OpinionKey::Died),
            class: Class::Conformance,
            summary: "the host dies".to_owned(),
            at: Locus::default(),
        };
        let said = Said(vec![
            ("interpreter", Opinion::Agrees),
            ("interpreter", Opinion::Refused("no".to_owned())),
            ("host", Opinion::Disagrees(finding.clone())),
        ]);
        assert_eq!(said.findings().collect::<Vec<_>>(), [&finding]);
        let mut text = Vec::new();
        said.print(&mut text, Path::new("a.case"))
            .expect("memory takes it");
        let text = String::from_utf8(text).expect("text");
        assert_eq!(
            text,
            "a.case: conformance opinion/host/died: the host dies\n"
        );
        let told = said.to_json(|finding| json!(finding.key.to_string()));
        let wanted = json!([
            { "by": "interpreter", "verdict": "pass" },
            { "by": "interpreter", "verdict": "unsupported", "unsupported": "no" },
            { "by": "host", "verdict": "findings", "findings": ["opinion/host/died"] },
        ]);
        assert_eq!(told, wanted);
    }
}
