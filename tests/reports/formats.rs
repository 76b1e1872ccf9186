//! The other formats of a report, against its data.

use serde_json::{Value, json};
use std::collections::HashSet;
use unhang::{Report, Site, TaskReport};

pub fn check(report: &Report) {
    check_json(report);
    check_dot(&report.to_dot());
    let boxes = report.to_dot().matches("shape=box").count();
    assert!(boxes >= report.tasks.len(), "{}", report.to_dot());
    check_html(&report.to_html());
    assert!(report.to_html().matches("<article").count() == report.tasks.len());
}

fn check_json(report: &Report) {
    let text = report.to_json();
    let value: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error} in {text}"));
    let tasks: Vec<Value> = report.tasks.iter().map(task).collect();
    assert_eq!(value["version"], 1);
    assert_eq!(value["grade"], format!("{:?}", report.grade).to_lowercase());
    assert_eq!(value["headline"], report.to_string().lines().find(|line| line.contains("deadlock:") || line.contains("ahead:")).unwrap());
    assert_eq!(value["help"], report.help);
    assert_eq!(value["all_asleep"], report.all_asleep);
    assert_eq!(value["circle"], report.circle);
    assert_eq!(value["declared"], json!(report.declared));
    assert_eq!(value["stranded"], Value::Null);
    let mut found = value["tasks"].clone();
    for task in found.as_array_mut().expect("a list") {
        // Of what is waited for, the place and the text are compared.
        if let Some(waits) = task["waits"].as_object_mut() {
            assert!(waits.remove("for").is_some() && waits.remove("things").is_some_and(|things| things[0]["how"].is_string()));
        }
    }
    assert_eq!(found, json!(tasks));
}

fn task(task: &TaskReport) -> Value {
    let waits = task.waits.as_ref().map(|(wanted, at)| json!({"text": wanted.to_string(), "at": site(at)}));
    let held = task.holds.iter().map(|held| {
        let lock = &held.lock;
        let lock = json!({"kind": lock.kind, "level": lock.level, "id": lock.id, "created": site(lock.created)});
        json!({"lock": lock, "how": held.how, "at": site(held.at)})
    });
    let debts = task.debts.iter().map(|debt| json!({"how": debt.how, "level": debt.level, "at": site(debt.at)}));
    let wakers = task.wakers.iter().map(|waker| {
        let why_not = format!("{:?}", waker.why_not).to_lowercase();
        json!({"name": waker.name, "id": waker.id, "by": waker.by, "at": waker.at.map(site), "why_not": why_not})
    });
    json!({
        "name": task.name,
        "id": task.id,
        "spawned": task.spawned.map(site),
        "since_ns": u64::try_from(task.since.as_nanos()).unwrap(),
        "waits": waits,
        "holds": held.collect::<Vec<_>>(),
        "debts": debts.collect::<Vec<_>>(),
        "wakers": wakers.collect::<Vec<_>>(),
    })
}

fn site(site: Site) -> Value {
    json!({"file": site.file(), "line": site.line(), "column": site.column()})
}

/// A statement a line: attributes, boxes, and arrows between boxes that are there.
pub fn check_dot(text: &str) {
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("digraph unhang {"), "{text}");
    assert_eq!(lines.next_back(), Some("}"), "{text}");
    let mut boxes = HashSet::new();
    for line in lines {
        let bare = without_strings(line);
        let words: Vec<&str> = bare.split_whitespace().collect();
        match words[..] {
            [from, "->", to, ..] => assert!(boxes.contains(from) && boxes.contains(to), "{line}"),
            [name, ..] if name.starts_with('n') && name[1..].parse::<u32>().is_ok() => assert!(boxes.insert(name.to_owned()), "{line}"),
            _ => assert!(bare.contains('='), "{line}"),
        }
        assert!(bare.ends_with(';') && bare.matches('[').count() == bare.matches(']').count(), "{line}");
    }
}

fn without_strings(line: &str) -> String {
    let (mut out, mut inside, mut chars) = (String::new(), false, line.chars());
    while let Some(c) = chars.next() {
        match c {
            '"' => inside = !inside,
            '\\' if inside => _ = chars.next(),
            c if !inside => out.push(c),
            _ => {}
        }
    }
    assert!(!inside, "an open string: {line}");
    out
}

/// Every tag that is opened is closed, in order, and nothing comes from elsewhere.
pub fn check_html(text: &str) {
    assert!(text.starts_with("<!DOCTYPE html>\n<html"), "{text}");
    for part in ["http", "<script", "src=", "@import", "href"] {
        assert!(!text.contains(part), "{part} is in {text}");
    }
    let mut open: Vec<&str> = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        let tag = &rest[start + 1..];
        let end = end_of_tag(tag);
        let inside = &tag[..end];
        let name = inside.trim_start_matches('/').split([' ', '\n', '/']).next().unwrap();
        match inside {
            _ if inside.starts_with('!') || name == "meta" || inside.ends_with('/') => {}
            _ if inside.starts_with('/') => assert_eq!(open.pop(), Some(name), "{inside}"),
            _ => open.push(name),
        }
        rest = &tag[end + 1..];
    }
    assert_eq!(open, [""; 0]);
}

fn end_of_tag(tag: &str) -> usize {
    let mut inside = false;
    let end = tag.char_indices().find(|&(_, c)| {
        inside ^= c == '"';
        c == '>' && !inside
    });
    end.expect("a tag ends").0
}
