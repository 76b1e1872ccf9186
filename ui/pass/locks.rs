#![allow(dead_code)]

mod backwards {
    use unhang::{Cx, Mutex};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
    }
    use order::*;

    pub fn book(cx: &mut Cx, accounts: &Mutex<i64, Accounts>, journal: &Mutex<i64, Journal>) {
        let (_accounts, cx) = accounts.lock(cx).nest();
        *journal.lock(cx) += 1;
    }
}

mod backwards_past_one {
    use unhang::{Cx, Mutex};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
        #[after(Journal)]
        pub struct Log;
    }
    use order::*;

    pub fn book(cx: &mut Cx, accounts: &Mutex<i64, Accounts>, log: &Mutex<i64, Log>) {
        let (_accounts, cx) = accounts.lock(cx).nest();
        *log.lock(cx) += 1;
    }
}

mod two_of_one_level {
    use unhang::{Cx, Mutex, SameLock, lock_all};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
    use order::*;

    pub fn transfer(cx: &mut Cx, from: &Mutex<i64, Accounts>, to: &Mutex<i64, Accounts>) -> Result<(), SameLock> {
        let ((mut from, mut to), _) = lock_all(cx, (from, to))?.nest();
        *to += 1;
        *from -= 1;
        Ok(())
    }
}

mod one_lock_twice {
    use unhang::{Cx, Mutex};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
    use order::*;

    pub fn twice(cx: &mut Cx, accounts: &Mutex<i64, Accounts>) {
        *accounts.lock(cx) += 1;
        *accounts.lock(cx) += 1;
    }
}

mod two_sides_of_a_diamond {
    use unhang::{Cx, Mutex};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
        #[after(Accounts)]
        pub struct Cache;
        #[after(Journal, Cache)]
        pub struct Log;
    }
    use order::*;

    pub fn refresh(cx: &mut Cx, journal: &Mutex<i64, Journal>, cache: &Mutex<i64, Cache>) {
        let latest = *journal.lock(cx);
        *cache.lock(cx) = latest;
    }
}

mod up_a_diamond {
    use unhang::{Cx, Mutex};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
        #[after(Accounts)]
        pub struct Cache;
        #[after(Journal, Cache)]
        pub struct Log;
    }
    use order::*;

    pub fn refresh(cx: &mut Cx, cache: &Mutex<i64, Cache>, log: &Mutex<i64, Log>) {
        let (mut cache, cx) = cache.lock(cx).nest();
        *cache = *log.lock(cx);
    }
}

mod levels_without_an_order {
    use unhang::{Cx, Mutex, lock_all};

    #[unhang::levels]
    mod order {
        pub struct Left;
        pub struct Right;
    }
    use order::*;

    pub fn both(cx: &mut Cx, left: &Mutex<i64, Left>, right: &Mutex<i64, Right>) {
        let ((left, mut right), _) = lock_all(cx, (left, right)).expect("two locks").nest();
        *right = *left;
    }
}

mod write_backwards {
    use unhang::{Cx, RwLock};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
    }
    use order::*;

    pub fn book(cx: &mut Cx, accounts: &RwLock<i64, Accounts>, journal: &RwLock<i64, Journal>) {
        let (mut accounts, cx) = accounts.write(cx).nest();
        *accounts = *journal.read(cx);
    }
}

mod read_twice {
    use unhang::{Cx, RwLock};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
    use order::*;

    pub fn sum(cx: &mut Cx, accounts: &RwLock<i64, Accounts>) -> i64 {
        let first = accounts.read(cx);
        *first + *first
    }
}

mod write_under_ones_own_read {
    use unhang::{Cx, Held, RwLock};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
    use order::*;

    pub fn clear(cx: &mut Cx, accounts: &RwLock<i64, Accounts>) {
        let balance = accounts.upgradable_read(cx);
        if *balance < 0 {
            *Held::upgrade(balance) = 0;
        }
    }
}

mod wait_after_a_try {
    use unhang::{Cx, Mutex};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
    }
    use order::*;

    pub fn book(cx: &mut Cx, accounts: &Mutex<i64, Accounts>, journal: &Mutex<i64, Journal>) {
        let Some(accounts) = accounts.try_lock(cx) else { return };
        let (_accounts, cx) = accounts.nest();
        *journal.lock(cx) += 1;
    }
}

mod wait_between_what_was_tried {
    use unhang::{Cx, Mutex};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
        #[after(Journal)]
        pub struct Log;
    }
    use order::*;

    pub fn book(cx: &mut Cx, accounts: &Mutex<i64, Accounts>, journal: &Mutex<i64, Journal>, log: &Mutex<i64, Log>) {
        let (_journal, cx) = journal.lock(cx).nest();
        let Some(accounts) = accounts.try_lock(cx) else { return };
        let (_accounts, cx) = accounts.nest();
        *log.lock(cx) += 1;
    }
}

mod all_backwards {
    use unhang::{Cx, Mutex, lock_all};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
    }
    use order::*;

    pub fn move_all(cx: &mut Cx, from: &Mutex<i64, Accounts>, to: &Mutex<i64, Accounts>, journal: &Mutex<i64, Journal>) {
        let (_both, cx) = lock_all(cx, (from, to)).expect("two accounts").nest();
        *journal.lock(cx) += 1;
    }
}

mod one_more_of_the_level_after_all {
    use unhang::{Cx, Mutex, lock_all};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
    use order::*;

    pub fn third(cx: &mut Cx, [a, b, c]: [&Mutex<i64, Accounts>; 3]) {
        let ([_, _, mut c], _) = lock_all(cx, [a, b, c]).expect("three accounts").nest();
        *c += 1;
    }
}

mod between_two_that_were_taken_together {
    use unhang::{Cx, Mutex, lock_all};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
        #[after(Journal)]
        pub struct Log;
    }
    use order::*;

    pub fn book(cx: &mut Cx, accounts: &Mutex<i64, Accounts>, journal: &Mutex<i64, Journal>, log: &Mutex<i64, Log>) {
        let (_both, cx) = lock_all(cx, (accounts, journal)).expect("two locks").nest();
        *log.lock(cx) += 1;
    }
}

mod all_with_one_that_has_no_level {
    use unhang::{Cx, Mutex};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
    use order::*;

    pub fn both(cx: &mut Cx, accounts: &Mutex<i64, Accounts>, scratch: &Mutex<i64>) {
        let _accounts = accounts.lock(cx);
        let _scratch = scratch.lock();
    }
}

mod all_without_a_context {
    use unhang::{Mutex, lock_all_dynamic};

    pub fn both(mine: &Mutex<i64>, yours: &Mutex<i64>) {
        let _both = lock_all_dynamic((mine, yours));
    }
}

mod levelled_without_cx {
    use unhang::{Cx, Mutex};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
    use order::*;

    pub fn total(cx: &mut Cx, accounts: &Mutex<i64, Accounts>) -> i64 {
        *accounts.lock(cx)
    }
}

mod dynamic_with_cx {
    use unhang::{Cx, Mutex};

    pub fn total(_: &mut Cx, scratch: &Mutex<i64>) -> i64 {
        *scratch.lock()
    }
}

mod level_that_is_none {
    use unhang::{Cx, Mutex};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
    use order::*;

    pub fn total(cx: &mut Cx, accounts: &Mutex<i64, Accounts>) -> i64 {
        *accounts.lock(cx)
    }
}

mod created_at_a_level_that_is_none {
    use unhang::Mutex;

    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
    use order::*;

    pub static ACCOUNTS: Mutex<i64, Accounts> = Mutex::new(0);
}

mod in_a_callback {
    use unhang::{Cx, Mutex};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
    }
    use order::*;

    fn under_accounts(cx: &mut Cx, accounts: &Mutex<i64, Accounts>, f: impl FnOnce(&mut Cx<Accounts>)) {
        let (_accounts, cx) = accounts.lock(cx).nest();
        f(cx);
    }

    pub fn book(cx: &mut Cx, accounts: &Mutex<i64, Accounts>, journal: &Mutex<i64, Journal>) {
        under_accounts(cx, accounts, |cx| *journal.lock(cx) += 1);
    }
}

mod in_one_branch_only {
    use unhang::{Cx, Mutex};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
    }
    use order::*;

    pub fn book(cx: &mut Cx, accounts: &Mutex<i64, Accounts>, journal: &Mutex<i64, Journal>, again: bool) {
        match again {
            true => *accounts.lock(cx) += 1,
            false => *journal.lock(cx) += 1,
        }
    }
}

mod generic_level_without_a_bound {
    use unhang::{After, Cx, Level, Mutex};

    pub fn bump<L: Level + After<H>, H>(cx: &mut Cx<H>, lock: &Mutex<i64, L>) {
        *lock.lock(cx) += 1;
    }
}

mod one_lock_at_two_levels {
    use unhang::Mutex;

    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
    }
    use order::*;

    pub fn as_accounts(accounts: &Mutex<i64, Accounts>) -> &Mutex<i64, Accounts> {
        accounts
    }
}

fn main() {}
