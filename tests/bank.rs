//! The bank of the crate documentation, on all three rungs.

use std::collections::HashMap;
use unhang::{Cx, Mutex, UpTo, root};

#[unhang::levels]
pub mod order {
    /// Balances.
    pub struct Accounts;
    /// What happened.
    #[after(Accounts)]
    pub struct Journal;
    /// What was computed.
    #[after(Accounts)]
    pub struct Cache;
    /// What is told.
    #[after(Journal, Cache)]
    pub struct Log;
}
use order::*;

struct Bank {
    accounts: Mutex<HashMap<u32, i64>, Accounts>,
    journal: Mutex<Vec<(u32, u32, i64)>, Journal>,
    log: Mutex<Vec<String>, Log>,
    scratch: Mutex<Vec<u8>>,
}

trait Audit {
    fn audit(&self, cx: &mut Cx<UpTo<Journal>>) -> usize;
}

impl Audit for Bank {
    fn audit(&self, cx: &mut Cx<UpTo<Journal>>) -> usize {
        self.journal.lock(cx).len()
    }
}

impl Bank {
    fn new() -> Self {
        Bank {
            accounts: Mutex::new(HashMap::from([(1, 10), (2, 0)])),
            journal: Mutex::new(vec![]),
            log: Mutex::new(vec![]),
            scratch: Mutex::new(vec![]),
        }
    }

    #[unhang::acquires(Accounts)]
    fn transfer(&self, cx: &mut Cx, from: u32, to: u32, amount: i64) {
        self.note(cx, "start");
        let (mut accounts, cx) = self.accounts.lock(cx).nest();
        self.journal.lock(cx).push((from, to, amount));
        *accounts.entry(from).or_default() -= amount;
        *accounts.entry(to).or_default() += amount;
        self.note(cx, "end");
        self.log_it();
        self.scratch.lock().push(1);
    }

    #[unhang::acquires(Log)]
    fn note(&self, cx: &mut Cx, text: &str) {
        self.log.lock(cx).push(text.into());
    }

    #[unhang::acquires(Log)]
    fn log_it(&self) {
        self.log.lock(cx).push("entered".into());
    }

    #[unhang::acquires(Accounts)]
    fn total(&self) -> i64 {
        self.accounts.lock(cx).values().sum()
    }
}

#[test]
fn all_rungs() {
    let bank = Bank::new();
    root(|cx| {
        bank.transfer(cx, 1, 2, 3);
        assert_eq!((&bank as &dyn Audit).audit(cx.narrow()), 1);
        assert_eq!(bank.accounts.lock(cx)[&2], 3);
    });
    assert_eq!(bank.total(), 10);
}

#[cfg(any(debug_assertions, feature = "checked"))]
#[test]
fn a_boundary_is_checked() {
    let bank = Bank::new();
    let refused = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        root(|cx| {
            let (_log, _) = bank.log.lock(cx).nest();
            bank.total()
        })
    }));
    let message = refused.unwrap_err();
    let message = message.downcast_ref::<String>().unwrap();
    println!("{message}");
    assert!(message.contains("must not wait for `Accounts` while holding mutex `Log`"), "{message}");
}
