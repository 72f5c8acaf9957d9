//! `farcall export`: turns findings into what others commit, run or read.

use super::output::Output;
use super::{CLEAN, CliError, FAILED, input};
use crate::atomic;
use crate::case::Case;
use crate::check::Checker;
use crate::export::{ExportFile, Exported, Format, Subject, export, export_fixed};
use crate::known::{self, KnownIssue, known_issues};
use crate::version;
use std::fs;
use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// Turn findings into filetests, tests, programs, drafts of reports, or pages. Nothing is sent.
/// Exit code 0: each was written; 1: some could not be, or FORMAT cannot show some.
#[derive(Debug, clap::Args)]
pub(super) struct Export {
    /// Case files, or known issues by the names of their directories; `known` stands for all.
    #[arg(required = true, value_name = "CASE|KNOWN-ISSUE")]
    subjects: Vec<String>,
    /// The format.
    #[arg(long, value_enum)]
    format: Format,
    /// The directory to write to; it is made if need be.
    #[arg(short, long, value_name = "DIR")]
    out: PathBuf,
    /// Of a case with several buckets, the one to export; the first new one if not given, else the
    /// first.
    #[arg(long)]
    key: Option<String>,
}

impl Export {
    pub(super) fn run(&self) -> Result<u8, CliError> {
        // Names that do not exist are told before any work.
        let named = self.named()?;
        fs::create_dir_all(&self.out).map_err(|error| unwritable(&self.out, &error))?;
        let mut checker = Checker::new(0)?.knowing(known::everywhere());
        let mut out = Output::new();
        let mut code = CLEAN;
        for named in named {
            let exported = match named.issue.filter(|issue| is_fixed(issue)) {
                Some(issue) => export_fixed(issue, &named.case, self.format),
                None => {
                    let subject = self.subject(&named, &mut checker)?;
                    export(&subject, self.format, &mut checker)
                }
            };
            match exported {
                Ok(exported) => self.write(&exported, &mut out)?,
                Err(error) => {
                    writeln!(out, "{}: {error}", named.name)?;
                    code = FAILED;
                }
            }
        }
        Ok(code)
    }

    fn named(&self) -> Result<Vec<Named>, CliError> {
        let mut all = Vec::new();
        for subject in &self.subjects {
            if subject == "known" {
                let slugs = known_issues().iter().map(|issue| issue.slug);
                for slug in slugs {
                    all.push(Named::issue(slug, subject)?);
                }
            } else if known_issues().iter().any(|issue| issue.slug == subject) {
                all.push(Named::issue(subject, subject)?);
            } else {
                all.push(Named::file(subject)?);
            }
        }
        Ok(all)
    }

    fn subject(&self, named: &Named, checker: &mut Checker) -> Result<Subject, CliError> {
        let Named {
            name,
            case,
            shown,
            issue,
        } = named;
        let wrong = |keys: Vec<String>| CliError::Input {
            path: shown.clone(),
            reason: match (&self.key, keys.is_empty()) {
                (_, true) => "there is no finding to export; it passes".to_owned(),
                (Some(key), false) => {
                    format!(
                        "it does not fall into {key}, but into {}",
                        keys.join(" and ")
                    )
                }
                (None, false) => format!("none of its buckets can be named: {}", keys.join(", ")),
            },
        };
        let subject = match (issue, &self.key) {
            (Some(issue), None) => Subject::of_issue(issue, case, checker),
            (_, key) => Subject::of_case(name.clone(), case, key.as_deref(), checker),
        };
        subject.map_err(wrong)
    }

    fn write(&self, exported: &Exported, out: &mut Output) -> Result<(), CliError> {
        for file in &exported.files {
            let path = self.out.join(&file.name);
            write(&path, file).map_err(|error| unwritable(&path, &error))?;
            writeln!(out, "wrote {}", path.display())?;
        }
        writeln!(out, "  {}", exported.advice)?;
        Ok(())
    }
}

/// Whether the linked Cranelift has the fix of an issue.
fn is_fixed(issue: &KnownIssue) -> bool {
    let fixed = &version::linked().fixed;
    fixed.iter().any(|slug| slug == issue.slug)
}

/// A case that the arguments name.
struct Named {
    name: String,
    case: Case,
    /// As it was named.
    shown: String,
    issue: Option<&'static KnownIssue>,
}

impl Named {
    fn issue(slug: &str, shown: &str) -> Result<Named, CliError> {
        let mut issues = known_issues().iter();
        let issue = issues.find(|issue| issue.slug == slug);
        let issue = issue.expect("the slug is an issue's");
        let case = issue.case();
        let case = case.map_err(|error| CliError::Input {
            path: format!("triage/known/{slug}/smallest.case"),
            reason: error.to_string(),
        })?;
        Ok(Named {
            name: slug.to_owned(),
            case,
            shown: shown.to_owned(),
            issue: Some(issue),
        })
    }

    fn file(subject: &str) -> Result<Named, CliError> {
        let path = Path::new(subject);
        if !path.exists() {
            return Err(CliError::Input {
                path: subject.to_owned(),
                reason: "there is no such file, and no known issue of this name; \
                         `farcall triage check` lists the known issues"
                    .to_owned(),
            });
        }
        let case = input::read(path, false)?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let name = name.split('.').next().unwrap_or_default();
        Ok(Named {
            name: name.to_owned(),
            case,
            shown: subject.to_owned(),
            issue: None,
        })
    }
}

fn write(path: &Path, file: &ExportFile) -> io::Result<()> {
    path.parent().map_or(Ok(()), fs::create_dir_all)?;
    atomic::write(path, &file.contents)?;
    if file.executable {
        let mut permissions = fs::metadata(path)?.permissions();
        permissions.set_mode(permissions.mode() | 0o111);
        fs::set_permissions(path, permissions)?;
    }
    Ok(())
}

fn unwritable(path: &Path, error: &io::Error) -> CliError {
    CliError::Write {
        path: path.display().to_string(),
        reason: error.to_string(),
    }
}
