//! The result as a table: with times for whoever ran it, and without for the page of the documentation.

use crate::CATEGORIES;
use crate::case::Category;
use crate::judge::{Finding, Row, Verdict};
use serde_json::Value;
use std::fmt::Write;
use std::time::Duration;

/// What a form can come to.
const RESULTS: [&str; 8] = ["refused", "reported", "stopped", "right", "removed", "missed", "falsely reported", "wrong"];

/// All rows by category, with their numbers.
pub fn text(categories: &[&Category], rows: &[Row]) -> String {
    let mut text = String::new();
    for category in categories {
        let rows: Vec<&Row> = rows.iter().filter(|row| row.category == category.name).collect();
        if rows.is_empty() {
            continue;
        }
        _ = writeln!(text, "{}\n", category.title);
        let width = |name: fn(&Row) -> &str| rows.iter().map(|row| name(row).len()).max().unwrap_or_default();
        let (cases, forms) = (width(|row| row.case.name), width(|row| row.form.name));
        for (row, before) in rows.iter().zip([None].into_iter().chain(rows.iter().map(Some))) {
            let is_first = before.is_none_or(|before| before.case.name != row.case.name);
            let case = if is_first { row.case.name } else { "" };
            _ = writeln!(text, "  {case:cases$}  {:forms$}  {:16}  {}", row.form.name, name(&row.verdict), line(&row.verdict));
        }
        _ = writeln!(text, "\n  {}\n", sum(&rows));
    }
    text
}

fn sum(rows: &[&Row]) -> String {
    let mut cases: Vec<&str> = rows.iter().map(|row| row.case.name).collect();
    cases.dedup();
    let of = |result: &str| rows.iter().filter(|row| name(&row.verdict) == result).count();
    let counts: Vec<String> = RESULTS.iter().map(|result| format!("{} {result}", of(result))).collect();
    let slowest = rows.iter().filter_map(|row| if let Verdict::Reported(finding) = &row.verdict { Some(finding.took) } else { None }).max();
    let slowest = slowest.map_or_else(String::new, |took| format!("; the slowest report after {}", time(took)));
    format!("{} cases in {} forms: {}{slowest}", cases.len(), rows.len(), counts.join(", "))
}

pub fn name(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Refused { .. } => "refused",
        Verdict::Reported(_) => "reported",
        Verdict::Stopped(_) => "stopped",
        Verdict::Right(_) => "right",
        Verdict::Removed => "removed",
        Verdict::Missed(_) => "missed",
        Verdict::FalselyReported(_) => "falsely reported",
        Verdict::Wrong(_) => "wrong",
    }
}

/// What there is to say of it in a line.
fn line(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Refused { code, message, .. } => format!("{code} {message}").trim_start().to_owned(),
        Verdict::Reported(finding) => {
            let Finding { waited, took, .. } = finding;
            format!("{}, after {} ({} of its last wait)", kind(finding), time(*took), time(*waited))
        }
        Verdict::FalselyReported(finding) => kind(finding),
        Verdict::Right(often) => format!("{often} runs, {often} schedules"),
        Verdict::Stopped(text) | Verdict::Missed(text) | Verdict::Wrong(text) => text.lines().next().unwrap_or_default().to_owned(),
        Verdict::Removed => String::new(),
    }
}

fn kind(Finding { kind, grade, seed, .. }: &Finding) -> String {
    let on = seed.map_or_else(String::new, |seed| format!(" on seed {seed}"));
    format!("{kind} ({grade}){on}")
}

fn time(time: Duration) -> String {
    if time < Duration::from_millis(1) { format!("{} µs", time.as_micros()) } else { format!("{:.1} ms", time.as_secs_f64() * 1e3) }
}

/// A form that is not what its case says, and how to see it.
pub fn surprise(row: &Row) -> String {
    let Row { case, form, verdict, .. } = row;
    let seed = match verdict {
        Verdict::FalselyReported(Finding { seed: Some(seed), .. }) => format!(" --seed {seed}"),
        _ => String::new(),
    };
    format!(
        "`{}`, form `{}`, is {}: {}\n  to run it by hand: cargo run --release --features checked --example corpus -- {0} --form {1:?}{seed}",
        case.name,
        form.name,
        name(verdict),
        verdict.text(),
    )
}

/// A recorded form's result in a few words.
pub fn result(form: &Value) -> String {
    let of = |name: &str| form[name].as_str().unwrap_or_default();
    if form["kind"].is_null() { of("result").to_owned() } else { format!("{}, {} ({})", of("result"), of("kind"), of("grade")) }
}

const INTRODUCTION: &str = "\
# Real hangs, and what becomes of them

Each case is a hang that somebody had, written anew from its description: as it was found, with levels, roles and contexts, and as it was
mended. This page is what became of each form. One command runs them all again, and writes it:

```sh
cargo run --release --features checked --example corpus -- --write
```

- *refused*: the compiler says no. The file is one of [`ui/`](../ui), and its mended twin compiles.
- *reported*: without the checker it hangs, which a watchdog has seen; with it, a report says so. What is *proven* hangs now or breaks what was
  declared, what is *suspected* hangs unless a thread that the checker does not know helps, what is *potential* hangs on another schedule.
  The report comes within two seconds after the last wait has begun, nearly always at once; the command prints after how long.
- *stopped*: it panics before it could hang, in every build.
- *right*: it ended in 1,000 runs and on 1,000 schedules, and nothing was reported.
- *removed*: Rust does not let it hang.
- *missed*: it hangs, and nobody says so. The note says why.
- *falsely reported*: it is right, and a report says otherwise.

A hang that needs a certain order of events is looked for on the schedules of the seeds 0 to 99. [`corpus.json`](corpus.json) has the same for programs.
";

/// The page of the documentation, from what was recorded.
pub fn page(forms: &[Value]) -> String {
    let mut page = INTRODUCTION.to_owned();
    let head: Vec<&str> = RESULTS.into_iter().filter(|result| *result != "wrong").collect();
    _ = writeln!(page, "\n| | cases | {} |\n|---|{}", head.join(" | "), "---|".repeat(head.len() + 1));
    for category in CATEGORIES {
        let forms: Vec<&Value> = forms.iter().filter(|form| form["category"] == category.name).collect();
        let mut cases: Vec<&Value> = forms.iter().map(|form| &form["case"]).collect();
        cases.dedup();
        let counts = head.iter().map(|result| forms.iter().filter(|form| form["result"] == *result).count().to_string());
        let counts: Vec<String> = counts.collect();
        _ = writeln!(page, "| {} | {} | {} |", category.title, cases.len(), counts.join(" | "));
    }
    for category in CATEGORIES {
        let forms: Vec<&Value> = forms.iter().filter(|form| form["category"] == category.name).collect();
        _ = write!(page, "\n## {}\n\n| case | origin | hang | form | result | |\n|---|---|---|---|---|---|\n", category.title);
        for (at, form) in forms.iter().enumerate() {
            let is_first = at == 0 || forms[at - 1]["case"] != form["case"];
            page += &row(category, form, is_first);
        }
    }
    page
}

fn row(category: &Category, form: &Value, is_first: bool) -> String {
    let of = |name: &str| form[name].as_str().unwrap_or_default();
    let case = match is_first {
        true => format!("[{0}](../examples/corpus/{1}/{0}.rs) | {2} | {3}", of("case"), category.name, of("origin"), of("class")),
        false => " | |".to_owned(),
    };
    let more = match of("file") {
        "" => of("note").to_owned(),
        file => format!("[{}](../{file}). {}", of("message").replace('\n', " "), of("note")),
    };
    format!("| {case} | {} | {} | {} |\n", of("form"), result(form), more.trim_end().replace('|', "\\|"))
}
