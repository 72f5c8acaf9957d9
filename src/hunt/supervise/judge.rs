//! What the end of a process means.

use super::builds::without_target;
use super::process::WorkerJob;
use super::slot::EndedProcess;
use super::supervisor::Supervisor;
use super::suspect::Suspect;
use crate::case::Case;
use crate::check::Checker;
use crate::generate;
use crate::hunt::confirm::confirm;
use crate::hunt::error::{HuntError, OutputError};
use crate::hunt::record::{Effort, Sighting};
use crate::hunt::summary::{HuntReport, Mistake};
use crate::hunt::worker::{CANNOT_WRITE, Phase, name_of};
use crate::oracle::key::Death;
use crate::oracle::{Class, Key, Oracle};
use crate::triage;
use std::fs;
use std::path::PathBuf;

/// How many workers in a row may end without having checked a case.
const USELESS: u32 = 3;

impl Supervisor {
    /// Acts on the end of a process, except for starting another one.
    pub(super) fn judge(
        &mut self,
        ended: EndedProcess,
        show: &mut dyn FnMut(HuntReport),
    ) -> Result<(), HuntError> {
        match (&ended.job, ended.page.words()) {
            (_, Some(words)) if ended.death == Death::Exit(CANNOT_WRITE) => {
                Err(OutputError::Worker { words }.into())
            }
            (WorkerJob::Try(suspect), words) => {
                let suspect = suspect.clone();
                match ended.death {
                    // An earlier hunt was killed, and its workers with it.
                    Death::Exit(0) if suspect.was_left => {}
                    Death::Exit(0) => self.lost += 1,
                    _ => self.blame(&ended, words)?,
                }
                Ok(suspect.forget()?)
            }
            (WorkerJob::Shrink(shrink), _) if ended.death == Death::Exit(0) => {
                // There is no file if the worker was killed first.
                if let Ok(case) = fs::read(&shrink.out) {
                    let by = self.confirm(&shrink.key, &case);
                    self.output.add_smallest(&shrink.key, &case, by)?;
                    fs::remove_file(&shrink.out).map_err(OutputError::write(&shrink.out))?;
                }
                Ok(())
            }
            (WorkerJob::Hunt, _) if ended.death == Death::Exit(0) => Ok(()),
            (WorkerJob::Hunt | WorkerJob::Shrink(_), words) => self.suspect(&ended, words, show),
        }
    }

    /// What confirms a finding, if anything does. Workers go on meanwhile.
    fn confirm(&self, key: &str, case: &[u8]) -> Option<String> {
        let qemu = self.qemu.as_ref()?;
        let case = Case::read(case).ok()?;
        // Workers have their arenas in their own processes.
        let mut checker = Checker::new(0).ok()?;
        confirm(&mut checker, qemu, &case, key)
    }

    /// A worker died: if it was at an input, the input is tried again.
    fn suspect(
        &mut self,
        ended: &EndedProcess,
        words: Option<String>,
        show: &mut dyn FnMut(HuntReport),
    ) -> Result<(), HuntError> {
        if let Some(suspect) = Suspect::of(&ended.page, &self.workshop.suspects())? {
            self.suspects.push_back(suspect);
            return Ok(());
        }
        self.useless = if ended.cases == 0 {
            self.useless + 1
        } else {
            0
        };
        if self.useless >= USELESS {
            let words = words.unwrap_or(format!("{}, {}", ended.death, ended.last_line));
            let error = HuntError::Useless(words);
            if !self.available.give_up(&ended.program) {
                return Err(error);
            }
            self.useless = 0;
            show(without_target(ended.program.assertions, &error));
            return Ok(());
        }
        match words {
            Some(words) => self.note_mistake(words, None),
            None => self.lost += 1,
        }
        Ok(())
    }

    /// An input ended its process twice: a finding if that was inside Cranelift, otherwise our own
    /// fault.
    fn blame(&mut self, ended: &EndedProcess, words: Option<String>) -> Result<(), OutputError> {
        let input = ended.page.input();
        let death = ended.death;
        self.fatal.insert(name_of(&input));
        self.deaths.cases += 1;
        if words.is_none() && ended.page.phase() == Phase::Link {
            let seconds = self.start.elapsed().as_secs_f64();
            // It cannot be shrunk by a worker, which would die of it.
            let sighting = sighting(ended, &input, seconds);
            self.deaths.count_key(&sighting.key);
            return self.record(sighting).map(drop);
        }
        let file = self
            .output
            .save(&format!("farcall-{death}.input"), &input)?;
        self.note_mistake(words.unwrap_or(format!("died: {death}")), Some(file));
        Ok(())
    }

    fn note_mistake(&mut self, what: String, input: Option<PathBuf>) {
        if self.mistakes.iter().all(|mistake| mistake.what != what) {
            self.mistakes.push(Mistake { what, input });
        }
    }
}

/// Whether a bucket's cases end their process, so that no worker can shrink them.
pub(super) fn is_death(key: &str) -> bool {
    Oracle::of_text(key) == Some(Oracle::Death)
}

/// The sighting of an input that killed its process inside Cranelift, twice.
fn sighting(ended: &EndedProcess, input: &[u8], seconds: f64) -> Sighting {
    let (death, assertions) = (ended.death, ended.page.assertions());
    let key = Key::Death(death).to_string();
    let said = match ended.last_line.as_str() {
        "" => String::new(),
        line => format!(": {line}"),
    };
    Sighting {
        class: Class::Crash,
        seconds,
        number: ended.page.number(),
        known: triage::known_issue_of(&key, assertions).is_some(),
        assertions,
        // The process that died had made a case of it.
        case: generate::case_from_bytes(input).to_bytes(),
        summary: format!("{death} while compiling and linking, twice{said}"),
        effort: Effort::default(),
        key,
    }
}
