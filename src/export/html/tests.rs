//! What a browser has to find on every page.

use super::*;
use crate::export::scene::fixtures::{checker, subject, subjects};

/// Elements without an end.
const VOID: [&str; 3] = ["meta", "link", "br"];

fn text(subject: &Subject, checker: &mut Checker) -> String {
    let exported = export(subject, checker).unwrap_or_else(|error| panic!("{error}"));
    let [file] = &exported.files[..] else {
        panic!("a page is one file");
    };
    String::from_utf8(file.contents.clone()).expect("text")
}

/// The values of all attributes of this name.
fn attributes<'p>(page: &'p str, name: &str) -> Vec<&'p str> {
    let start = format!(" {name}=\"");
    let mut values = page.split(&start).map(|rest| rest.split('"').next());
    values.next();
    values.flatten().collect()
}

/// The first element that is not closed where it has to be.
fn unclosed(page: &str) -> Option<String> {
    let mut open = Vec::new();
    let body = page.split_once("</style>").map_or(page, |(_, body)| body);
    for tag in body.split('<').skip(1) {
        let tag = tag.split('>').next().unwrap_or_default();
        let name = tag.split([' ', '>']).next().unwrap_or_default();
        match name.strip_prefix('/') {
            // The part in front of the body opened these.
            Some("head" | "html") => {}
            Some(name) if open.pop() == Some(name) => {}
            Some(name) => return Some(name.to_owned()),
            None if VOID.contains(&name) => {}
            None => open.push(name),
        }
    }
    open.pop().map(str::to_owned)
}

#[test]
fn every_page_is_whole_and_loads_nothing() {
    let mut checker = checker();
    for subject in subjects(&mut checker) {
        let (name, page) = (&subject.name, text(&subject, &mut checker));
        assert_eq!(unclosed(&page), None, "{name}");
        let ids = attributes(&page, "id");
        for (number, id) in ids.iter().enumerate() {
            assert!(!ids[..number].contains(id), "{name}: #{id} is there twice");
        }
        for target in attributes(&page, "href") {
            let is_anchor = target.strip_prefix('#').is_some_and(|id| ids.contains(&id));
            assert!(is_anchor || target.starts_with("data:"), "{name}: {target}");
        }
        for head in page.split("url(#").skip(1) {
            let id = head.split(')').next().unwrap_or_default();
            assert!(ids.contains(&id), "{name}: {id}");
        }
        assert!(attributes(&page, "src").is_empty(), "{name}");
        assert!(
            !page.contains("@import") && !page.contains("<script"),
            "{name}"
        );
    }
}

#[test]
fn every_page_names_its_key_its_functions_and_its_cause() {
    let mut checker = checker();
    for subject in subjects(&mut checker) {
        let page = text(&subject, &mut checker);
        let key = html! { (subject.finding.key) }.into_string();
        assert!(page.contains(&key), "{}", subject.name);
        for function in 0..subject.case.functions.len() {
            let node = format!(">%f{function}");
            assert!(page.contains(&node), "{}: {node}", subject.name);
        }
        for (anchor, _) in SECTIONS {
            assert!(
                page.contains(&format!("id=\"{anchor}\"")),
                "{}",
                subject.name
            );
        }
        let issue = subject.issue.expect("it is known");
        assert!(page.contains(issue.slug), "{}", subject.name);
    }
}

#[test]
fn what_differs_at_a_crossing_is_marked() {
    let mut checker = checker();
    for (slug, place) in [
        ("psabi-fs1-not-preserved", ">fs1</td>"),
        ("preserve-all-loses-t3-to-stack-probes", ">t3</td>"),
        ("psabi-float-overflow", ">by C, by Cranelift</td>"),
        ("result-in-memory-is-not-extended", ">return-area+0</td>"),
        ("jit-call-just-inside-plus-2gib", "call from %f0 to %f1"),
    ] {
        let subject = subject(&mut checker, slug);
        let page = text(&subject, &mut checker);
        let mut rows = page.split("<tr class=\"fails\">").skip(1);
        let row = rows.find(|row| row.split("</tr>").next().is_some_and(|r| r.contains(place)));
        assert!(row.is_some(), "{slug}");
    }
}

#[test]
fn text_is_escaped() {
    let mut checker = checker();
    let mut subject = subject(&mut checker, "jit-out-of-reach");
    subject.issue = None;
    subject.finding.summary = "<script>alert(\"1\")</script> & more".to_owned();
    let page = text(&subject, &mut checker);
    assert!(!page.contains("<script"));
    assert!(page.contains("&lt;script&gt;alert("));
    assert!(page.contains("&amp; more"));
    assert_eq!(unclosed(&page), None);
}

#[test]
fn the_case_can_be_saved_from_the_page() {
    let mut checker = checker();
    let subject = subject(&mut checker, "jit-out-of-reach");
    let page = text(&subject, &mut checker);
    let hrefs = attributes(&page, "href");
    let bytes = hrefs.iter().find_map(|target| {
        let stored = target.strip_prefix("data:application/octet-stream,")?;
        let bytes = stored.split('%').skip(1);
        bytes
            .map(|byte| u8::from_str_radix(byte, 16).ok())
            .collect::<Option<Vec<u8>>>()
    });
    let case = crate::case::Case::read(&bytes.expect("the page holds it"));
    assert!(case.expect("it is a case") == subject.case);
}
