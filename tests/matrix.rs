//! The matrix of lock orders: what one thread does, step by step, and what the checker says to it.
//!
//! The patterns are those of the self-tests of the Linux kernel's lockdep (`lib/locking-selftest.c`), told anew for these locks. Since
//! everything happens on one thread, nothing blocks.
#![cfg(any(debug_assertions, feature = "checked"))]

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use unhang::{Dynamic, Grade, Mutex, Report, ReportKind, RwLock, lock_all_dynamic, on_report};

/// What is done, and what comes of it if `A`, `B`, .. are locked in the way of each of [`WAYS`].
///
/// A word takes its locks one after the other and releases all at its end. Before a lock stands its way, if that is always the same;
/// after it a `?`, if it is tried. `A1` and `A2` are two locks of one level, the others have none. `{AB}` takes mutexes with
/// `lock_all`. A word in brackets is no part of the circle.
///
/// `D` is a double lock, `R` a recursive read, `L` the learned and `O` the declared order, `.` nothing, and a blank no row.
type Row = (&'static str, &'static str);

/// Mutex, write, read, recursive read, upgradable read.
const WAYS: &str = "mwrqu";

#[rustfmt::skip]
const MATRIX: &[Row] = &[
    //                     mwrqu
    // One lock twice.
    ("AA",                "DDR.D"),
    ("wAA",               " DDDD"),
    ("AwA",               " DDDD"),
    ("ArA",               " DRR."),
    // Two locks of a kind. Without a level each lock is its own class, so this is an order, and no reason to complain.
    ("AB",                "....."),
    ("wAB",               " ...."),
    ("AwB",               " ...."),
    // With a level it is against the order, in every way: the level does not say which of its locks is held.
    ("A1A1",              "OOOOO"),
    ("A1A2",              "OOOOO"),
    ("wA1A2",             " OOOO"),
    ("A1wA2",             " OOOO"),
    // Circles.
    ("AB BA",             "LLL.L"),
    ("AB BC CA",          "LLL.L"),
    ("AB CA BC",          "LLL.L"),
    ("AB BC CD DA",       "LLL.L"),
    ("AB (CD) BD DA",     "LLL.L"),
    ("AB CD BC DA",       "LLL.L"),
    // Each lock of a set may be the one that is waited for.
    ("A{BC} CA",          "L    "),
    ("{AD}{BC} CD",       "L    "),
    // Readers and writers. Where there are writers, a read waits for another as soon as one stands between them; a recursive one does not.
    ("AmB mBwA",          " LLLL"),
    ("AmB mBuA",          " LLLL"),
    ("AmB mBrA",          " LLL."),
    ("AmB mBqA",          " L..."),
    ("wAmB mBA",          " LLLL"),
    ("AmB mBA",           " LL.L"),
    // What was found in order for a reader is not in order for a writer.
    ("qAmB (mBqA) mBA",   " LL L"),
    ("uAmB (mBrA) mBA",   " L  L"),
    // Three locks, read and written.
    ("wAB wBC wCA",       " LLLL"),
    ("wAwB BC wCA",       " LLLL"),
    ("wAwB BC CwA",       " LL.L"),
    ("wAB BC wCwA",       " LL.L"),
    // A lock around both keeps them apart, if it is not shared.
    ("EAB EBA",           "..L.."),
    // What is tried waits for nobody, but it is held.
    ("AB? BA",            "....."),
    ("A?B BA",            "LLL.L"),
    ("A?B? BA",           "....."),
    ("AB?C CB",           "LLL.L"),
    ("AB?C CA",           "LLL.L"),
    ("AA?B BA",           "LLL.L"),
    // To release and to start with what was taken, as a back-off does.
    ("AB? BA?",           "....."),
    // A set has no order in it, but stands in one with what is held around it.
    ("{AB} {BA}",         ".    "),
    ("{AB} BA",           ".    "),
    ("AB {BA}",           ".    "),
    ("AB ({AB}) BA",      "L    "),
    ("A{BC} BA",          "L    "),
    ("A{B} {B}A",         "L    "),
    ("A?{BC} BA",         "L    "),
    ("{AD}B BA",          "L    "),
    ("{AD}B BD",          "L    "),
    ("{AD}B? BA",         ".    "),
    ("{AD}{BC} BA",       "L    "),
    ("AB {BC}A",          "L    "),
    ("{AA}",              ".    "),
];

/// What should be reported, and is not.
/// In whatever order the words come, the last one of the circle is reported, with one place for each word of it.
#[test]
fn each_row_is_as_it_says() {
    check(MATRIX.iter().copied().flat_map(in_each_way));
}

/// A circle is none if one of its locks is only tried under the others, or if these are released before.
#[test]
fn each_row_has_a_quiet_twin() {
    check(MATRIX.iter().copied().flat_map(in_each_way).flat_map(|case| {
        let with = |at: usize, words: Vec<Word>| {
            let is_of_circle = !case.words[at].is_aside;
            let mut twin = case.clone();
            twin.words.splice(at..=at, words);
            if is_of_circle { Case { outcome: '.', ..twin } } else { twin }
        };
        let twins = (0..case.words.len()).flat_map(|at| [with(at, vec![case.words[at].trying_last()]), with(at, case.words[at].apart())]);
        twins.collect::<Vec<_>>()
    }));
}

/// A lock that was tried, with success, is held like any other.
#[test]
fn each_row_is_the_same_if_what_comes_first_is_tried() {
    check(MATRIX.iter().copied().flat_map(in_each_way).map(|mut case| {
        case.words.iter_mut().for_each(|word| word.steps[0].is_tried = true);
        case
    }));
}

fn check(cases: impl Iterator<Item = Case>) {
    // Quieter than a panic: no message for each.
    on_report(|report| resume_unwind(Box::new(report.clone())));
    let wrong: Vec<String> = cases.flat_map(|case| case.in_each_order()).filter_map(|case| case.fault()).collect();
    assert!(wrong.is_empty(), "{} rows are not as they should be:\n{}", wrong.len(), wrong.join("\n"));
}

/// One row in one way.
#[derive(Clone)]
struct Case {
    words: Vec<Word>,
    outcome: char,
}

#[derive(Clone)]
struct Word {
    steps: Vec<Step>,
    is_aside: bool,
}

#[derive(Clone)]
struct Step {
    how: char,
    /// `A`, `A1` or `{AB}`.
    what: String,
    is_tried: bool,
}

fn in_each_way((text, outcomes): Row) -> Vec<Case> {
    let ways = WAYS.chars().zip(outcomes.chars()).filter(|(_, outcome)| *outcome != ' ');
    ways.map(|(way, outcome)| Case { words: text.split(' ').map(|word| Word::parse(word, way)).collect(), outcome }).collect()
}

impl Case {
    fn in_each_order(&self) -> Vec<Case> {
        orders(&self.words).into_iter().map(|words| Case { words, outcome: self.outcome }).collect()
    }

    fn fault(&self) -> Option<String> {
        let circle: Vec<usize> = (0..self.words.len()).filter(|&at| !self.words[at].is_aside).collect();
        let due = (self.outcome != '.').then(|| (circle[circle.len() - 1], self.outcome, circle.len()));
        let found = self.run();
        (found != due).then(|| format!("{self}: {found:?}, not {due:?} (word, outcome, places)"))
    }

    /// The first word with a report, and what it reports at how many places.
    fn run(&self) -> Option<(usize, char, usize)> {
        let locks = Locks::written();
        self.words.iter().enumerate().find_map(|(at, word)| {
            let thrown = catch_unwind(AssertUnwindSafe(|| locks.nest(&word.steps))).err()?;
            let report = thrown.downcast::<Report>().unwrap_or_else(|other| resume_unwind(other));
            Some((at, letter(&report), report.tasks.len()))
        })
    }
}

fn letter(report: &Report) -> char {
    match (report.kind, report.grade) {
        (ReportKind::DoubleLock, Grade::Proven) => 'D',
        (ReportKind::RecursiveRead, Grade::Potential) => 'R',
        (ReportKind::LearnedOrder, Grade::Potential) => 'L',
        (ReportKind::DeclaredOrder, Grade::Proven) => 'O',
        _ => '!',
    }
}

fn orders<T: Clone>(items: &[T]) -> Vec<Vec<T>> {
    let Some((first, rest)) = items.split_first() else { return vec![vec![]] };
    let with_first_at = |order: &[T], at: usize| [&order[..at], std::slice::from_ref(first), &order[at..]].concat();
    orders(rest).iter().flat_map(|order| (0..=order.len()).map(move |at| with_first_at(order, at))).collect()
}

impl Word {
    fn parse(text: &str, way: char) -> Word {
        let (mut steps, mut how): (Vec<Step>, char) = (Vec::new(), way);
        for c in text.chars() {
            match (c, steps.last_mut()) {
                ('(' | ')', _) => {}
                ('?', Some(last)) => last.is_tried = true,
                ('0'..='9', Some(last)) => last.what.push(c),
                (_, Some(last)) if last.what.starts_with('{') && !last.what.ends_with('}') => last.what.push(c),
                ('A'..='Z' | '{', _) => {
                    steps.push(Step { how, what: c.into(), is_tried: false });
                    how = way;
                }
                _ => how = c,
            }
        }
        Word { steps, is_aside: text.starts_with('(') }
    }

    fn trying_last(&self) -> Word {
        let mut word = self.clone();
        word.steps.last_mut().expect("a lock").is_tried = true;
        word
    }

    fn apart(&self) -> Vec<Word> {
        self.steps.iter().map(|step| Word { steps: vec![step.clone()], ..*self }).collect()
    }
}

#[unhang::levels]
mod order {
    pub struct Shelf;
    /// For what is entered under a lock of the shelf.
    #[after(Shelf)]
    pub struct Inside;
}
use order::*;

#[derive(Default)]
struct Locks {
    free: [Either<Dynamic>; 5],
    levelled: [Either<Shelf>; 3],
}

/// A mutex and an rwlock of one name, of which a row uses one.
type Either<L> = (Mutex<(), L>, RwLock<(), L>);

/// Anything that holds a lock, or nothing.
trait Held {}
impl<T> Held for T {}

macro_rules! wait {
    ($lock:expr, $how:expr $(, $cx:expr)?) => {
        match $how {
            'm' => Box::new($lock.0.lock($($cx)?)) as Box<dyn Held + '_>,
            'w' => Box::new($lock.1.write($($cx)?)),
            'r' => Box::new($lock.1.read($($cx)?)),
            'q' => Box::new($lock.1.read_recursive($($cx)?)),
            'u' => Box::new($lock.1.upgradable_read($($cx)?)),
            other => panic!("no way to lock: {other}"),
        }
    };
}

macro_rules! attempt {
    ($lock:expr, $how:expr $(, $cx:expr)?) => {
        match $how {
            'm' => Box::new($lock.0.try_lock($($cx)?)) as Box<dyn Held + '_>,
            'w' => Box::new($lock.1.try_write($($cx)?)),
            'r' => Box::new($lock.1.try_read($($cx)?)),
            'q' => Box::new($lock.1.try_read_recursive($($cx)?)),
            'u' => Box::new($lock.1.try_upgradable_read($($cx)?)),
            other => panic!("no way to lock: {other}"),
        }
    };
}

impl Locks {
    /// There are writers too: each was written once.
    fn written() -> Locks {
        let locks = Locks::default();
        locks.free.iter().for_each(|(_, lock)| drop(lock.write()));
        locks
    }

    /// Takes them one inside the other.
    fn nest(&self, steps: &[Step]) {
        let Some((step, rest)) = steps.split_first() else { return };
        match (step.what.as_bytes(), step.is_tried) {
            ([b'{', names @ .., b'}'], _) => {
                let set: Vec<&Mutex<()>> = names.iter().map(|&name| &self.free(name).0).collect();
                let _held = if step.is_tried {
                    Box::new(set.iter().map(|lock| lock.try_lock()).collect::<Vec<_>>()) as Box<dyn Held + '_>
                } else {
                    Box::new(lock_all_dynamic(set.as_slice()))
                };
                self.nest(rest);
            }
            (&[name], is_tried) => {
                let lock = self.free(name);
                let _held = if is_tried { attempt!(lock, step.how) } else { wait!(lock, step.how) };
                self.nest(rest);
            }
            (&[_, number], is_tried) => {
                let lock = &self.levelled[usize::from(number - b'0')];
                if is_tried { self.attempt_levelled(lock, step.how, rest) } else { self.wait_levelled(lock, step.how, rest) }
            }
            (other, _) => panic!("no lock: {other:?}"),
        }
    }

    fn free(&self, name: u8) -> &Either<Dynamic> {
        &self.free[usize::from(name - b'A')]
    }

    #[unhang::acquires(Shelf)]
    fn wait_levelled(&self, lock: &Either<Shelf>, how: char, rest: &[Step]) {
        let _held = wait!(lock, how, cx);
        self.nest(rest);
    }

    #[unhang::acquires(Inside)]
    fn attempt_levelled(&self, lock: &Either<Shelf>, how: char, rest: &[Step]) {
        let _held = attempt!(lock, how, cx);
        self.nest(rest);
    }
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Word { steps, is_aside } in &self.words {
            let text: String =
                steps.iter().map(|step| format!("{}{}{}", step.how, step.what, if step.is_tried { "?" } else { "" })).collect();
            if *is_aside { write!(f, "({text}) ")? } else { write!(f, "{text} ")? }
        }
        Ok(())
    }
}
