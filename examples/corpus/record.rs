//! The recorded result: `docs/corpus.json` for programs, `docs/corpus.md` for people.
//!
//! What differs from run to run, such as times, is not recorded.

use crate::judge::{Row, Verdict};
use crate::table;
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

/// What became of all forms, each an object.
pub struct Record(Vec<Value>);

impl Record {
    pub fn of(rows: &[Row]) -> Record {
        Record(rows.iter().map(entry).collect())
    }

    pub fn read() -> Result<Record, String> {
        let text =
            fs::read_to_string(path("json")).map_err(|error| format!("docs/corpus.json, the recorded result, cannot be read: {error}"))?;
        let parsed: Option<Value> = serde_json::from_str(&text).ok();
        let forms = parsed.and_then(|mut all| all["forms"].as_array_mut().map(std::mem::take));
        forms.map(Record).ok_or_else(|| "docs/corpus.json is no record: `--write` makes a new one".into())
    }

    pub fn write(&self) -> Result<(), String> {
        let json = serde_json::to_string_pretty(&json!({ "version": 1, "forms": self.0 })).expect("it is JSON");
        let written = fs::write(path("json"), json + "\n").and_then(|()| fs::write(path("md"), table::page(&self.0)));
        written.map_err(|error| format!("the result cannot be recorded: {error}"))
    }

    /// What is worse now.
    pub fn worse(&self, rows: &[Row]) -> Vec<String> {
        let worse = |row: &Row| {
            let now = entry(row);
            let before = self.0.iter().find(|before| is_of_one(before, &now))?;
            (rank(&now) < rank(before))
                .then(|| format!("{} is worse: {}, and was {}", named(&now), table::result(&now), table::result(before)))
        };
        rows.iter().filter_map(worse).collect()
    }

    /// What is worse now, and what is in the record only, or not in it. `rows` are all that there are.
    pub fn differences(&self, rows: &[Row]) -> Vec<String> {
        let now = Record::of(rows);
        let without = |one: &Record, other: &Record, what: &str| -> Vec<String> {
            let alone = one.0.iter().filter(|form| !other.0.iter().any(|it| is_of_one(form, it)));
            alone.map(|form| format!("{} {what}", named(form))).collect()
        };
        let gone = without(self, &now, "was recorded, and is not there any more");
        let new = without(&now, self, "is not recorded: `--write` records it");
        let page = fs::read_to_string(path("md")).unwrap_or_default();
        let stale = (page != table::page(&self.0))
            .then(|| "docs/corpus.md does not show what docs/corpus.json says: `--write` writes both".to_owned());
        [self.worse(rows), gone, new, Vec::from_iter(stale)].concat()
    }
}

fn path(extension: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/corpus").with_extension(extension)
}

fn entry(row: &Row) -> Value {
    let mut entry = json!({
        "category": row.category,
        "case": row.case.name,
        "origin": row.case.origin,
        "class": row.case.class,
        "form": row.form.name,
        "note": row.form.note,
        "result": "",
    });
    let (result, more) = match &row.verdict {
        Verdict::Refused { code, message, .. } => ("refused", json!({ "file": row.form.kind.file(), "code": code, "message": message })),
        Verdict::Reported(finding) => ("reported", json!({ "kind": finding.kind, "grade": finding.grade })),
        Verdict::Stopped(_) => ("stopped", json!({})),
        Verdict::Right(_) => ("right", json!({})),
        Verdict::Removed => ("removed", json!({})),
        Verdict::Missed(_) => ("missed", json!({})),
        Verdict::FalselyReported(finding) => ("falsely reported", json!({ "kind": finding.kind, "grade": finding.grade })),
        Verdict::Wrong(_) => ("wrong", json!({})),
    };
    entry["result"] = json!(result);
    let Value::Object(more) = more else { unreachable!("an object") };
    entry.as_object_mut().expect("an object").extend(more);
    entry
}

fn is_of_one(one: &Value, other: &Value) -> bool {
    ["category", "case", "form"].iter().all(|part| one[part] == other[part])
}

fn named(form: &Value) -> String {
    format!("`{}`, form `{}`,", form["case"].as_str().unwrap_or_default(), form["form"].as_str().unwrap_or_default())
}

/// How good it is.
fn rank(form: &Value) -> u8 {
    match (form["result"].as_str().unwrap_or_default(), form["grade"].as_str().unwrap_or_default()) {
        ("refused" | "right" | "removed", _) => 5,
        ("stopped" | "reported", "" | "proven") => 4,
        ("reported", "suspected") => 3,
        ("reported", _) => 2,
        ("missed", _) => 1,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::{Case, Form};
    use crate::judge::Finding;

    const CASE: Case = Case { name: "one", origin: "", class: "", forms: &[Form::right("fixed", |_| ())] };

    fn row(verdict: Verdict) -> Row {
        Row { category: "all", case: &CASE, form: &CASE.forms[0], verdict }
    }

    fn finding(grade: &str) -> Finding {
        let (kind, grade, text) = ("circle".into(), grade.into(), String::new());
        Finding { kind, grade, text, seed: None, waited: Default::default(), took: Default::default() }
    }

    #[test]
    fn each_is_worse_than_the_one_before() {
        let refused = Verdict::Refused { code: String::new(), message: String::new(), text: String::new() };
        let reported = ["proven", "suspected", "potential"].map(|grade| Verdict::Reported(finding(grade)));
        let rest = [Verdict::Missed(String::new()), Verdict::FalselyReported(finding("proven"))];
        let verdicts: Vec<Verdict> = [refused].into_iter().chain(reported).chain(rest).collect();
        for (before, after) in verdicts.iter().zip(&verdicts[1..]) {
            let [before, after] = [before, after].map(|verdict| [row(verdict.clone())]);
            assert_eq!(Record::of(&before).worse(&after).len(), 1, "{:?}", after[0].verdict);
            assert!(Record::of(&after).worse(&before).is_empty() && Record::of(&after).worse(&after).is_empty());
        }
    }

    #[test]
    fn what_is_gone_and_what_is_new() {
        let right = [row(Verdict::Right(1))];
        let says = |record: Record, rows: &[Row], text: &str| record.differences(rows).iter().any(|difference| difference.contains(text));
        assert!(says(Record::of(&right), &[], "`one`, form `fixed`, was recorded"));
        assert!(says(Record::of(&[]), &right, "`one`, form `fixed`, is not recorded"));
        assert!(!says(Record::of(&right), &right, "`one`"));
    }
}
