//! A finding as JSON.

use super::{
    DebtReport, EventReport, HeldReport, LockReport, Report, Site, StrandedReport, TaskReport, Tasks, WakerReport, Wanted, WhyNot,
};
use std::fmt::Write;

impl Report {
    /// The finding as one JSON object. These fields stay as they are; others may join them, and then `version` rises.
    ///
    /// | field | |
    /// |---|---|
    /// | `version` | 1 |
    /// | `kind` | `double_lock`, `circle`, `orphan`, `declared_order`, `learned_order`, `recursive_read`, `all_asleep`, `leaked`, `left_behind`, `outlives`, `forgotten_guard`, `stranded_message` |
    /// | `grade` | `proven`, `suspected`, `potential` |
    /// | `headline`, `help` | the first line of the text, and what to change |
    /// | `all_asleep` | whether no known task can move |
    /// | `circle` | how many of the first tasks wait for one another, each for the next |
    /// | `declared` | the declared order that was broken, or null |
    /// | `stranded` | the message that was lost, with `channel` (a thing) and `sent` (a site), or null |
    /// | `tasks` | a list of tasks |
    ///
    /// A **task** has `name`, `id`, `spawned` (a site or null), `waits` (null if it has ended), `since_ns` (how long it had waited),
    /// `wakers`, `holds` and `debts`. `waits` has `for` (`lock`, `level`, `tasks`, `event`, `any` or `outside`), `text` (*for mutex #2*), `at` (a
    /// site), and `things`: a list of what is waited for, each with `how` and one of `lock` (a thing), `event` (a thing), `level`, and
    /// `name` (of a task). A **waker** has `name`, `id`, `by`, `at` (a site or null) and `why_not` (`itself`, `waits`, `ended`, `runs`). What is
    /// **held** has `lock` (a thing), `how` and `at`. A **debt** has `how`, `level` and `at`.
    ///
    /// A **thing** is `{"kind", "level", "id", "created"}`: `level` may be null, `created` is a site. A **site** is
    /// `{"file", "line", "column"}`.
    pub fn to_json(&self) -> String {
        let fields = [
            ("version", "1".to_owned()),
            ("kind", string(&self.kind.name().replace(' ', "_"))),
            ("grade", string(self.grade.name())),
            ("headline", string(&self.headline())),
            ("help", string(&self.help)),
            ("all_asleep", self.all_asleep.to_string()),
            ("circle", self.circle.to_string()),
            ("declared", or_null(self.declared.map(string))),
            ("stranded", or_null(self.stranded.as_ref().map(stranded))),
            ("tasks", list(self.tasks.iter().map(task))),
        ];
        object(&fields) + "\n"
    }
}

impl Tasks {
    /// The snapshot as one JSON object, with `version` and `tasks`: see [`Report::to_json`]. A task that runs has null for `waits`.
    pub fn to_json(&self) -> String {
        object(&[("version", "1".to_owned()), ("tasks", list(self.iter().map(task)))]) + "\n"
    }
}

fn task(task: &TaskReport) -> String {
    object(&[
        ("name", string(&task.name)),
        ("id", task.id.to_string()),
        ("spawned", or_null(task.spawned.map(site))),
        ("waits", or_null(task.waits.as_ref().map(|(wanted, at)| waits(wanted, at)))),
        ("since_ns", task.since.as_nanos().to_string()),
        ("wakers", list(task.wakers.iter().map(waker))),
        ("holds", list(task.holds.iter().map(held))),
        ("debts", list(task.debts.iter().map(debt))),
    ])
}

fn waits(wanted: &Wanted, at: Site) -> String {
    let one = |how: &str, name: &str, thing: String| object(&[("how", string(how)), (name, thing)]);
    let (what, things) = match wanted {
        Wanted::Lock(wanted, how) => ("lock", vec![one(how, "lock", lock(wanted))]),
        Wanted::Level(level) => ("level", vec![one("enter", "level", string(level))]),
        Wanted::Tasks(names) => ("tasks", names.iter().map(|name| one("join", "name", string(name))).collect()),
        Wanted::Event(wanted, how) => ("event", vec![one(how, "event", event(wanted))]),
        Wanted::Outside(_) => ("outside", vec![]),
        Wanted::Any(events) => ("any", events.iter().map(|(wanted, how)| one(how, "event", event(wanted))).collect()),
    };
    object(&[("for", string(what)), ("text", string(&wanted.to_string())), ("at", site(at)), ("things", list(things.into_iter()))])
}

fn waker(waker: &WakerReport) -> String {
    let why_not = match waker.why_not {
        WhyNot::Itself => "itself",
        WhyNot::Waits => "waits",
        WhyNot::Ended => "ended",
        WhyNot::Runs => "runs",
    };
    object(&[
        ("name", string(&waker.name)),
        ("id", waker.id.to_string()),
        ("by", string(waker.by)),
        ("at", or_null(waker.at.map(site))),
        ("why_not", string(why_not)),
    ])
}

fn held(held: &HeldReport) -> String {
    object(&[("lock", lock(&held.lock)), ("how", string(held.how)), ("at", site(held.at))])
}

fn debt(debt: &DebtReport) -> String {
    object(&[("how", string(debt.how)), ("level", string(debt.level)), ("at", site(debt.at))])
}

fn stranded(stranded: &StrandedReport) -> String {
    object(&[("channel", thing("channel", stranded.level, stranded.id, stranded.created)), ("sent", site(stranded.sent))])
}

fn lock(lock: &LockReport) -> String {
    thing(lock.kind, lock.level, lock.id, lock.created)
}

fn event(event: &EventReport) -> String {
    thing(event.kind, event.level, event.id, event.created)
}

fn thing(kind: &str, level: Option<&str>, id: u64, created: Site) -> String {
    flat(&[("kind", string(kind)), ("level", or_null(level.map(string))), ("id", id.to_string()), ("created", site(created))])
}

fn site(site: Site) -> String {
    flat(&[("file", string(site.file())), ("line", site.line().to_string()), ("column", site.column().to_string())])
}

fn or_null(value: Option<String>) -> String {
    value.unwrap_or_else(|| "null".to_owned())
}

/// On one line.
fn flat(fields: &[(&str, String)]) -> String {
    let fields: Vec<String> = fields.iter().map(|(name, value)| format!("{}: {value}", string(name))).collect();
    format!("{{{}}}", fields.join(", "))
}

fn object(fields: &[(&str, String)]) -> String {
    let fields: Vec<String> = fields.iter().map(|(name, value)| format!("{}: {value}", string(name))).collect();
    format!("{{\n{}\n}}", indented(&fields.join(",\n")))
}

fn list(values: impl Iterator<Item = String>) -> String {
    let values: Vec<String> = values.collect();
    if values.is_empty() { "[]".to_owned() } else { format!("[\n{}\n]", indented(&values.join(",\n"))) }
}

/// No string has a line break of its own: it is escaped.
fn indented(text: &str) -> String {
    format!("  {}", text.replace('\n', "\n  "))
}

fn string(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => _ = write!(out, "\\u{:04x}", c as u32),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::super::examples::{all, lonely_reader};
    use super::*;

    /// That it can be parsed is tested from outside: `tests/reports.rs`.
    #[test]
    fn strings() {
        let table = [
            ("", r#""""#),
            ("a\"b\\c", r#""a\"b\\c""#),
            ("a\nb\tc\u{1b}\u{7f}\u{9f}", r#""a\nb\u0009c\u001b\u007f\u009f""#),
            ("\u{202e}☃", "\"\u{202e}☃\""),
        ];
        for (text, json) in table {
            assert_eq!(string(text), json);
        }
    }

    #[test]
    fn a_lonely_reader() {
        let report = lonely_reader();
        let json = report.to_json();
        let at = |at: Site| format!(r#"{{"file": "{}", "line": {}, "column": {}}}"#, at.file(), at.line(), at.column());
        let (waits, got) = (report.tasks[0].waits.as_ref().expect("it waits").1, report.tasks[0].wakers[0].at.expect("a place"));
        for part in [
            "{\n  \"version\": 1,\n  \"kind\": \"all_asleep\",\n  \"grade\": \"proven\",\n",
            "\n  \"all_asleep\": true,\n  \"circle\": 0,\n  \"declared\": null,\n  \"stranded\": null,\n",
            "\n        \"for\": \"event\",\n        \"text\": \"to receive from channel #1\",\n",
            &format!("\"at\": {},\n        \"things\": [", at(waits)),
            &format!("\"at\": {},\n          \"why_not\": \"itself\"\n", at(got)),
            "      \"holds\": [],\n      \"debts\": []\n    }\n  ]\n}\n",
        ] {
            assert!(json.contains(part), "{part} is not in {json}");
        }
    }

    #[test]
    fn brackets_match() {
        for report in all() {
            let json = report.to_json();
            let bare: String = json.replace("\\\\", "").replace("\\\"", "").split('"').step_by(2).collect();
            assert_eq!(bare.matches(['{', '[']).count(), bare.matches(['}', ']']).count());
        }
    }
}
