#![allow(dead_code)]

mod upgrade_under_another {
    use unhang::{Cx, Held, Mutex, RwLock};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
    }
    use order::*;

    pub fn fill(cx: &mut Cx, accounts: &RwLock<i64, Accounts>, journal: &Mutex<i64, Journal>) {
        let balance = accounts.upgradable_read(cx);
        let (mut balance, cx) = Held::upgrade(balance).nest();
        let _journal = journal.lock(cx);
        *balance += 1;
    }
}

mod unlock_under_another {
    use unhang::{Cx, Held, Mutex};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
    }
    use order::*;

    pub fn pause(cx: &mut Cx, accounts: &Mutex<i64, Accounts>, journal: &Mutex<i64, Journal>) {
        let mut accounts = accounts.lock(cx);
        Held::unlocked(&mut accounts, || ());
        let (_accounts, cx) = accounts.nest();
        let _journal = journal.lock(cx);
    }
}

mod unlock_what_was_tried_too_late {
    use unhang::{Cx, Held, Mutex};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
    }
    use order::*;

    pub fn pause(cx: &mut Cx, accounts: &Mutex<i64, Accounts>, journal: &Mutex<i64, Journal>) {
        let (_accounts, cx) = accounts.lock(cx).nest();
        let Some(mut journal) = journal.try_lock(cx) else { return };
        Held::unlocked(&mut journal, || ());
    }
}

fn main() {}
