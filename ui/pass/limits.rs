#![allow(dead_code)]

mod outer_context_used_inside {
    use std::time::Duration;
    use unhang::{Cx, Mutex};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
    use order::*;

    pub fn deposit(cx: &mut Cx, accounts: &Mutex<i64, Accounts>) {
        cx.with_timeout(Duration::MAX, |cx| *accounts.lock(cx) += 1);
    }
}

mod context_kept_past_its_end {
    use std::time::Duration;
    use unhang::{Cx, Mutex};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
    use order::*;

    pub fn deposit(cx: &mut Cx, accounts: &Mutex<i64, Accounts>) {
        cx.with_timeout(Duration::MAX, |_| ());
        *accounts.lock(cx) += 1;
    }
}

mod guard_kept_past_its_end {
    use std::time::Duration;
    use unhang::{Cx, Mutex};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
    use order::*;

    pub fn deposit(cx: &mut Cx, accounts: &Mutex<i64, Accounts>) {
        let added = cx.with_timeout(Duration::MAX, |cx| accounts.lock_within(cx).map(|mut guard| *guard += 1));
        added.unwrap();
    }
}

mod locked_within_backwards {
    use unhang::{Cx, Interrupt, Mutex};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
    }
    use order::*;

    pub fn note(cx: &mut Cx, accounts: &Mutex<i64, Accounts>, journal: &Mutex<i64, Journal>) -> Result<(), Interrupt> {
        let (mut accounts, cx) = accounts.lock(cx).nest();
        *accounts += *journal.lock_within(cx)?;
        Ok(())
    }
}

mod read_within_backwards {
    use unhang::{Cx, Interrupt, Mutex, RwLock};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
    }
    use order::*;

    pub fn note(cx: &mut Cx, accounts: &RwLock<i64, Accounts>, journal: &Mutex<i64, Journal>) -> Result<(), Interrupt> {
        let (accounts, cx) = accounts.read_within(cx)?.nest();
        *journal.lock_within(cx)? += *accounts;
        Ok(())
    }
}

mod context_moved_to_a_thread {
    use std::time::Duration;
    use unhang::{Cx, Mutex};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
    use order::*;

    pub fn deposit(cx: &mut Cx, accounts: &Mutex<i64, Accounts>) {
        cx.with_timeout(Duration::MAX, |cx| {
            unhang::scope(cx, |scope, _| {
                scope.spawn(|cx| *accounts.lock(cx) += 1);
            });
        });
    }
}

mod joined_within_under_a_lock {
    use unhang::{Cx, JoinHandle, Mutex, Unheld};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
    use order::*;

    pub fn wait(cx: &mut Cx, task: JoinHandle<(), Unheld>, accounts: &Mutex<i64, Accounts>) {
        *accounts.lock(cx) += 1;
        let _ = task.join_within(cx);
    }
}

mod token_kept_by_reference {
    use unhang::{CancelToken, Cx};

    pub fn token(cx: &mut Cx) -> CancelToken {
        cx.cancellable(|_, token| token.clone())
    }
}

fn main() {}
