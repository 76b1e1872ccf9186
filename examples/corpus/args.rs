//! The command line.

use crate::case::{Case, Category, Form};
use crate::{CATEGORIES, made_up};
use lexopt::{Arg, ValueExt};

pub const HELP: &str = "\
Runs real hangs, each as it was found, with types, and as it was mended, and says what became of them.

Usage: corpus [NAME..] [OPTIONS]

  NAME           a case, or a category of them: goker, holes, rust_issues; all of them if none is given

  --quick        a hundred runs and a hundred schedules of what must go well, in place of a thousand
  --check        fail as well if the recorded result, docs/corpus.json, is of other cases than there are
  --write        record the result, in docs/corpus.json and docs/corpus.md
  --list         print the names of all cases and of their forms
  -h, --help     print this

  --form FORM    run this form of a case once, in this process, and print all that is said of it
  --seed N       on the schedule of this seed; without, on none

Every other form runs in processes of its own, two at a time, each of which ends after a while. Those that the compiler is to refuse
are compiled. With UNHANG=off before it, a form that is run by --form shows what it does without the checker: it hangs.

Exit code: 0 if all is as the cases say, and as it was recorded or better; 1 if not; 2 for a mistake.
";

/// What the user wants.
pub enum Wish {
    Help,
    List,
    Run(Plan),
    Replay {
        case: &'static Case,
        form: &'static Form,
        seed: Option<u64>,
    },
    /// What a process of its own is started for.
    Child {
        case: &'static Case,
        form: &'static Form,
        runs: u64,
        schedules: u64,
    },
}

/// Which cases, and what to do with the result.
pub struct Plan {
    pub categories: Vec<&'static Category>,
    only: Vec<String>,
    /// How many runs, and how many schedules, what must go well has to stand.
    pub often: u64,
    pub then: Then,
}

/// What is done with the result.
pub enum Then {
    /// It must not be worse than the recorded one.
    Compare,
    /// The recorded one must be of the same cases, too.
    Check,
    Write,
}

impl Plan {
    /// All forms that are asked for.
    pub fn forms(&self) -> impl Iterator<Item = (&'static Category, &'static Case, &'static Form)> {
        let all = self.categories.iter().copied().flat_map(|category| category.cases.iter().map(move |case| (category, case)));
        let asked = |name: &str| self.only.is_empty() || self.only.iter().any(|only| only == name);
        let cases = all.filter(move |(category, case)| asked(category.name) || asked(case.name));
        cases.flat_map(|(category, case)| case.forms.iter().map(move |form| (category, case, form)))
    }
}

#[derive(Default)]
struct Given {
    names: Vec<String>,
    quick: bool,
    check: bool,
    write: bool,
    form: Option<String>,
    seed: Option<u64>,
    child: Option<(u64, u64)>,
}

pub fn read() -> Result<Wish, lexopt::Error> {
    let mut parser = lexopt::Parser::from_env();
    let mut given = Given::default();
    while let Some(arg) = parser.next()? {
        match arg {
            Arg::Short('h') | Arg::Long("help") => return Ok(Wish::Help),
            Arg::Long("list") => return Ok(Wish::List),
            Arg::Long("quick") => given.quick = true,
            Arg::Long("check") => given.check = true,
            Arg::Long("write") => given.write = true,
            Arg::Long("form") => given.form = Some(parser.value()?.string()?),
            Arg::Long("seed") => given.seed = Some(number("--seed", parser.value()?.string()?)?),
            Arg::Long("child") => {
                given.child = Some((number("--child", parser.value()?.string()?)?, number("--child", parser.value()?.string()?)?))
            }
            Arg::Value(name) => given.names.push(name.string()?),
            other => return Err(other.unexpected()),
        }
    }
    match &given.form {
        Some(form) => one(&given, form),
        None => many(given).map(Wish::Run),
    }
}

fn number(option: &str, value: String) -> Result<u64, String> {
    value.parse().map_err(|_| format!("`{option}` wants a number, not `{value}`"))
}

fn one(given: &Given, form: &str) -> Result<Wish, lexopt::Error> {
    if given.quick || given.check || given.write {
        return Err("`--form` runs one form by itself: `--quick`, `--check` and `--write` are for many".into());
    }
    let [name] = given.names.as_slice() else { return Err("`--form` wants the name of one case before it".into()) };
    let case = cases().find(|case| case.name == name).ok_or_else(|| unknown(name))?;
    let forms = || case.forms.iter().map(|form| form.name).collect::<Vec<_>>().join(", ");
    let form = case.forms.iter().find(|it| it.name == form);
    let form = form.ok_or_else(|| format!("`{name}` has no such form; its forms are {}", forms()))?;
    Ok(match given.child {
        Some((runs, schedules)) => Wish::Child { case, form, runs, schedules },
        None => Wish::Replay { case, form, seed: given.seed },
    })
}

fn many(given: Given) -> Result<Plan, lexopt::Error> {
    if given.seed.is_some() {
        return Err("`--seed` wants a `--form`, whose schedule it is".into());
    }
    if let Some(name) = given.names.iter().find(|name| !is_known(name)) {
        return Err(unknown(name).into());
    }
    let then = match (given.check, given.write) {
        (true, true) => return Err("`--check` compares with the record that `--write` would replace: one of them".into()),
        (false, false) => Then::Compare,
        _ if !given.names.is_empty() => return Err("`--check` and `--write` are about all cases: without a name".into()),
        (true, false) => Then::Check,
        (false, true) if given.quick => return Err("what `--write` records is the result of full runs: without `--quick`".into()),
        (false, true) => Then::Write,
    };
    let made_up = (!given.names.is_empty()).then_some(&made_up::CATEGORY);
    let categories = CATEGORIES.iter().chain(made_up).collect();
    Ok(Plan { categories, only: given.names, often: if given.quick { 100 } else { 1000 }, then })
}

/// With those that are run only if somebody asks for them.
fn categories() -> impl Iterator<Item = &'static Category> {
    CATEGORIES.iter().chain([&made_up::CATEGORY])
}

fn cases() -> impl Iterator<Item = &'static Case> {
    categories().flat_map(|category| category.cases)
}

fn is_known(name: &str) -> bool {
    categories().any(|category| category.name == name) || cases().any(|case| case.name == name)
}

fn unknown(name: &str) -> String {
    format!("neither a case nor a category is called `{name}`; `--list` prints their names")
}
