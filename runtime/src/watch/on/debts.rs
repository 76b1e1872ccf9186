//! What a task owes to others beside the locks that it holds, for the check of the declared order.

use super::Site;
use super::task::{Local, TaskRef, current};
use crate::level::LevelInfo;
use crate::report::DebtReport;
use crate::watch::Debt;
use crate::watch::on::declared;
use std::ptr;

/// A debt, and where it was taken on.
pub(super) struct Owed {
    pub(super) debt: Debt,
    at: Site,
}

impl Owed {
    pub(super) fn report(&self) -> DebtReport {
        DebtReport { how: self.debt.how(), level: self.debt.level()().name, at: self.at }
    }
}

/// What the current task owes by owning an end, for as long as it does.
pub(crate) struct Counted(Option<Debt>);

impl Counted {
    pub(crate) fn new(debt: Debt, at: Site) -> Counted {
        owe(debt, at);
        Counted(Some(debt))
    }

    /// Nobody waits for it.
    pub(crate) fn nothing() -> Counted {
        Counted(None)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        if let Some(debt) = self.0 {
            discharge(debt);
        }
    }
}

/// The current task gets an end of this level: from now on it must not wait for what comes before.
fn owe(debt: Debt, at: Site) {
    let task = current();
    task.local().debts.push(Owed { debt, at });
    recheck(task);
}

/// It drops the end, or hands it over. One that another task owes is left alone.
fn discharge(debt: Debt) {
    let task = current();
    let debts = &mut task.local().debts;
    if let Some(at) = debts.iter().rposition(|owed| owed.debt.is(debt)) {
        debts.remove(at);
        recheck(task);
    }
}

/// What was found in order was so beside other debts.
fn recheck(task: TaskRef) {
    task.local().rebase(task.serial());
}

impl Debt {
    pub(super) fn level(self) -> fn() -> &'static LevelInfo {
        let (Debt::Owes(level) | Debt::Drains(level)) = self;
        level
    }

    pub(super) fn how(self) -> &'static str {
        match self {
            Debt::Owes(_) => "owes",
            Debt::Drains(_) => "drains",
        }
    }

    fn is(self, other: Debt) -> bool {
        self.key() == other.key()
    }

    /// Stands for the kind and the level; levels lie further apart than one byte.
    fn key(self) -> u64 {
        ptr::from_ref(self.level()()) as u64 + u64::from(matches!(self, Debt::Drains(_)))
    }

    /// Whether `wanted` may be waited for.
    pub(super) fn allows(self, wanted: &'static LevelInfo) -> bool {
        match self {
            Debt::Owes(level) => declared::is_before(level(), wanted),
            Debt::Drains(level) => ptr::eq(level(), wanted) || level().is_drained_before(wanted),
        }
    }
}

impl Local {
    /// Whether the order must be checked although no lock is held.
    pub(super) fn has_floor(&self) -> bool {
        self.takes_turns || !self.floor.0.is_empty() || !self.debts.is_empty()
    }

    /// Stands for all that is owed; zero for nothing.
    pub(super) fn debts_key(&self) -> u64 {
        self.debts.iter().fold(0, |key, owed| (key.rotate_left(23) ^ owed.debt.key()).wrapping_mul(0x9E37_79B9_7F4A_7C15))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deadlock::Unwinds;
    use crate::level::LevelInfo;
    use crate::report::Report;
    use crate::watch::on::lock::Lock;
    use crate::watch::on::{against_declaration, check_entry};
    use crate::watch::{Kind, Mode, on};
    use std::panic::Location;

    /// Jobs come before Results; while Jobs are drained, Log may be waited for.
    static JOBS: LevelInfo = level("Jobs", &[], &[|| &LOG]);
    static RESULTS: LevelInfo = level("Results", &[|| &JOBS], &[]);
    static LOG: LevelInfo = level("Log", &[], &[]);

    type Levels = &'static [fn() -> &'static LevelInfo];

    const fn level(name: &'static str, before: Levels, drained_before: Levels) -> LevelInfo {
        LevelInfo { name, module: "", file: "", line: 0, drawn: "Jobs -> Results", before, after: &[], drained_before, after_drained: &[] }
    }

    #[track_caller]
    fn wait_for(level: fn() -> &'static LevelInfo) -> Option<Report> {
        against_declaration(current(), Some(level), None, Location::caller())
    }

    #[track_caller]
    fn refuses(level: fn() -> &'static LevelInfo, parts: &[&str]) {
        let text = wait_for(level).expect("a report").to_string();
        for part in parts {
            assert!(text.contains(part), "{part:?} is not in:\n{text}");
        }
    }

    #[test]
    fn what_is_owed_comes_first() {
        let at = Location::caller();
        owe(Debt::Owes(|| &JOBS), at);
        assert_eq!(wait_for(|| &RESULTS), None);
        refuses(
            || &JOBS,
            &["must not wait for `Jobs` while it owes `Jobs`", " owes `Jobs`\n", "debts.rs", "declared order: Jobs -> Results"],
        );
        refuses(|| &LOG, &["while it owes `Jobs`", "declare that `Log` comes after it"]);
        owe(Debt::Owes(|| &RESULTS), at);
        refuses(|| &JOBS, &["while it owes"]);
        discharge(Debt::Owes(|| &JOBS));
        refuses(|| &JOBS, &["while it owes `Results`", "wait for `Jobs` before"]);
        discharge(Debt::Owes(|| &RESULTS));
        assert_eq!(wait_for(|| &JOBS), None);
    }

    #[test]
    fn what_is_drained_has_a_list_of_its_own() {
        owe(Debt::Drains(|| &JOBS), Location::caller());
        assert_eq!(wait_for(|| &LOG), None);
        refuses(|| &RESULTS, &["must not wait for `Results` while it drains `Jobs`", " drains `Jobs`\n"]);
        discharge(Debt::Owes(|| &JOBS));
        refuses(|| &RESULTS, &["drains `Jobs`"]);
        discharge(Debt::Drains(|| &JOBS));
        assert_eq!(wait_for(|| &RESULTS), None);
    }

    #[test]
    fn a_child_starts_from_its_parents_debts() {
        owe(Debt::Owes(|| &RESULTS), Location::caller());
        let (birth, _child) = on::Birth::new(None, on::Floor::of_current(), on::Freight::of(&()));
        let found = std::thread::spawn(|| birth.live(|_| wait_for(|| &JOBS))).join().expect("no panic").expect("a report");
        assert!(found.help.contains("parent holds `Results`, or owes it"), "{}", found.help);
        discharge(Debt::Owes(|| &RESULTS));
    }

    /// What was in order without a debt is looked at again with it, and the other way round.
    #[test]
    fn a_lock_is_checked_at_its_entry() {
        let at = Location::caller();
        let lock = Lock::new(Kind::Mutex, Some(|| &JOBS), at);
        let take = || drop(on::acquire(current(), &lock, Mode::Exclusive, at, Unwinds, || Some(()), || ()));
        let told = |f: &dyn Fn()| std::panic::catch_unwind(std::panic::AssertUnwindSafe(f)).is_err();
        for _ in 0..3 {
            take();
            owe(Debt::Owes(|| &RESULTS), at);
            assert!(told(&take), "`Jobs` comes before what is owed");
            assert!(told(&|| _ = check_entry(&[|| &JOBS], at)));
            discharge(Debt::Owes(|| &RESULTS));
            take();
            check_entry(&[|| &JOBS], at);
        }
    }
}
