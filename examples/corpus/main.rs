//! Real hangs, each as it was found, with types, and as it was mended; and what became of them.
//!
//! `case` says what a case is, and `goker`, `holes` and `rust_issues` list them. Each form of each case runs in processes of its own
//! (`child`), which a watchdog ends (`watchdog`), but those that the compiler is to refuse, which it sees together (`refused`). `judge`
//! makes a verdict of what was seen, `table` shows them, and `record` compares them with those that were recorded.

mod args;
mod case;
mod child;
mod judge;
mod record;
mod refused;
mod table;
mod watchdog;

mod goker;
mod holes;
mod made_up;
mod rust_issues;

use args::{Plan, Then, Wish};
use case::{Case, Category, Form};
use judge::Row;
use record::Record;
use std::collections::BTreeMap;
use std::io::{IsTerminal, Write};
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

static CATEGORIES: &[Category] = &[
    Category { name: "goker", title: "GoKer: blocking bugs of Go projects", cases: goker::CASES },
    Category { name: "holes", title: "What peers accept, and what then hangs", cases: holes::CASES },
    Category { name: "rust_issues", title: "Issues of Rust projects", cases: rust_issues::CASES },
];

/// How many processes run at once.
const AT_ONCE: usize = 2;

const UNCHECKED: &str = "\
this build has no checker, which is what the corpus tries. Run it with the feature `checked`:

    cargo run --release --features checked --example corpus
";

fn main() -> ExitCode {
    if !unhang::is_checked() {
        eprint!("error: {UNCHECKED}");
        return ExitCode::from(2);
    }
    let done = match args::read() {
        Ok(Wish::Help) => Ok(help()),
        Ok(Wish::List) => Ok(list()),
        Ok(Wish::Child { case, form, runs, schedules }) => Ok(child::run(case, form, runs, schedules)),
        Ok(Wish::Replay { case, form, seed }) => replay(case, form, seed),
        Ok(Wish::Run(plan)) => run(&plan),
        Err(mistake) => Err(mistake.to_string()),
    };
    done.unwrap_or_else(|mistake| {
        eprintln!("error: {mistake}");
        ExitCode::from(2)
    })
}

fn help() -> ExitCode {
    print!("{}", args::HELP);
    ExitCode::SUCCESS
}

fn list() -> ExitCode {
    for category in CATEGORIES {
        println!("{}", category.name);
        for case in category.cases {
            let forms: Vec<&str> = case.forms.iter().map(|form| form.name).collect();
            println!("  {}: {}", case.name, forms.join(", "));
        }
    }
    ExitCode::SUCCESS
}

/// Runs one form in this process, and shows all that is said of it.
fn replay(case: &'static Case, form: &'static Form, seed: Option<u64>) -> Result<ExitCode, String> {
    let Some(body) = form.kind.body() else {
        let case::Kind::Refused(file) = form.kind else { return Err(format!("there is no program: {}", form.note)) };
        println!("{}", refused::compile(&[file])?.said_of(file).text());
        return Ok(ExitCode::SUCCESS);
    };
    match child::test(case, seed).run(body) {
        Ok(()) => println!("it ended, and nothing was reported"),
        Err(failure) => println!("{failure}"),
    }
    Ok(ExitCode::SUCCESS)
}

fn run(plan: &Plan) -> Result<ExitCode, String> {
    let rows = judged(plan)?;
    print!("{}", table::text(&plan.categories, &rows));
    let surprises = rows.iter().filter(|row| !row.is_as_said()).map(table::surprise);
    let worse = match plan.then {
        Then::Compare => Record::read()?.worse(&rows),
        Then::Check => Record::read()?.differences(&rows),
        Then::Write => Vec::new(),
    };
    let complaints: Vec<String> = surprises.chain(worse).collect();
    complaints.iter().for_each(|complaint| eprintln!("\nerror: {complaint}"));
    if matches!(plan.then, Then::Write) && complaints.is_empty() {
        Record::of(&rows).write()?;
    }
    Ok(ExitCode::from(u8::from(!complaints.is_empty())))
}

/// Every form that was asked for, and what became of it, in their order.
fn judged(plan: &Plan) -> Result<Vec<Row>, String> {
    let forms: Vec<_> = plan.forms().collect();
    let files: Vec<&str> = forms.iter().filter_map(|(.., form)| form.kind.file()).collect();
    let refused = refused::compile(&files)?;
    let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let rows = Mutex::new(BTreeMap::new());
    let work = || {
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(&(category, case, form)) = forms.get(at) else { break };
            let verdict = match form.kind.file() {
                Some(file) => refused.said_of(file),
                None => judge::verdict(case, form, plan.often),
            };
            rows.lock().expect("no panic").insert(at, Row { category: category.name, case, form, verdict });
            progress(done.fetch_add(1, Ordering::Relaxed) + 1, forms.len());
        }
    };
    std::thread::scope(|scope| (0..AT_ONCE).for_each(|_| _ = scope.spawn(work)));
    Ok(rows.into_inner().expect("no panic").into_values().collect())
}

/// On one line, for a person who waits.
fn progress(done: usize, of: usize) {
    let mut stderr = std::io::stderr();
    if stderr.is_terminal() {
        _ = write!(stderr, "\r{done} of {of}{}", if done == of { "\n" } else { "" });
    }
}
