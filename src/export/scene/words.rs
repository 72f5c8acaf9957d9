//! Sentences about a finding.

use crate::export::Subject;
use crate::oracle::Class;

/// What a class says about the code.
pub(in crate::export) fn class_words(class: Class) -> &'static str {
    match class {
        Class::WrongCode => "wrong code",
        Class::Crash => "crash",
        Class::Conformance => "conformance",
        Class::Limitation => "limitation",
    }
}

/// What is wrong, and where: two sentences. The second one names the rule by its key.
pub(in crate::export) fn plain(subject: &Subject) -> [String; 2] {
    let finding = &subject.finding;
    let kind = match finding.class {
        Class::WrongCode => "The generated code does not do what the CLIF says",
        Class::Crash => "Cranelift stops at a program that it has to accept",
        Class::Conformance => "Two things that have to agree do not",
        Class::Limitation => "Cranelift stops where it leaves the duty to the embedder",
    };
    let summary = sentence(&finding.summary);
    match (subject.issue, finding.at.function) {
        (Some(issue), _) => [
            sentence(&issue.description.title),
            format!("{kind}: {summary}"),
        ],
        (None, Some(function)) => [summary, format!("{kind}. It shows in %f{function}.")],
        (None, None) => [summary, format!("{kind}.")],
    }
}

/// `text` with a full stop at its end.
pub(in crate::export) fn sentence(text: &str) -> String {
    let text = text.trim();
    if text.ends_with(['.', '!', '?']) {
        text.to_owned()
    } else {
        format!("{text}.")
    }
}
