#![allow(dead_code)]

mod joined_under_a_lock {
    use unhang::{Cx, JoinHandle, Mutex, Unheld};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
    use order::*;

    pub fn wait(cx: &mut Cx, task: JoinHandle<(), Unheld>, accounts: &Mutex<i64, Accounts>) {
        *accounts.lock(cx) += 1;
        let _ = task.join(cx);
    }
}

mod joined_beside_a_guard {
    use unhang::{Cx, JoinHandle, Mutex, Unheld};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
    use order::*;

    pub fn wait(cx: &mut Cx, task: JoinHandle<(), Unheld>, accounts: &Mutex<i64, Accounts>) {
        let _ = task.join(cx);
        let mut accounts = accounts.lock(cx);
        *accounts += 1;
    }
}

mod joined_without_a_context {
    use unhang::{Cx, JoinHandle, Unheld};

    pub fn wait(cx: &mut Cx, task: JoinHandle<(), Unheld>) {
        let _ = task.join(cx);
    }
}

mod joined_in_a_lock_taken_in_the_scope {
    use unhang::{Cx, Mutex, scope};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
    use order::*;

    pub fn wait(cx: &mut Cx, accounts: &Mutex<i64, Accounts>) {
        scope(cx, |scope, cx| {
            let task = scope.spawn(|cx| *accounts.lock(cx) += 1);
            let _ = task.join(cx);
            let (_accounts, _cx) = accounts.lock(cx).nest();
        });
    }
}

mod child_takes_what_the_owner_holds {
    use unhang::{Cx, Mutex, scope};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
    }
    use order::*;

    pub fn wait(cx: &mut Cx, accounts: &Mutex<i64, Accounts>, journal: &Mutex<i64, Journal>) {
        let (_accounts, cx) = accounts.lock(cx).nest();
        scope(cx, |scope, _| {
            scope.spawn(|cx| *journal.lock(cx) += 1);
        });
    }
}

mod child_takes_an_earlier_lock {
    use unhang::{Cx, Mutex, scope};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
    }
    use order::*;

    pub fn wait(cx: &mut Cx, accounts: &Mutex<i64, Accounts>, journal: &Mutex<i64, Journal>) {
        let (_accounts, cx) = accounts.lock(cx).nest();
        scope(cx, |scope, _| {
            scope.spawn(|cx| *journal.lock(cx) += 1);
        });
    }
}

mod child_uses_its_parents_context {
    use unhang::{Cx, Mutex, scope};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
    use order::*;

    pub fn wait(cx: &mut Cx, accounts: &Mutex<i64, Accounts>) {
        scope(cx, |scope, _| {
            scope.spawn(|cx| *accounts.lock(cx) += 1);
        });
    }
}

mod scope_uses_the_outer_context {
    use unhang::{Cx, Mutex, scope};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
    use order::*;

    pub fn wait(cx: &mut Cx, accounts: &Mutex<i64, Accounts>) {
        scope(cx, |_, cx| *accounts.lock(cx) += 1);
    }
}

mod opened_beside_a_guard {
    use unhang::{Cx, Mutex, scope};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
    }
    use order::*;

    pub fn wait(cx: &mut Cx, accounts: &Mutex<i64, Accounts>, journal: &Mutex<i64, Journal>) {
        let (accounts, cx) = accounts.lock(cx).nest();
        scope(cx, |scope, _| {
            scope.spawn(|cx| *journal.lock(cx) += 1);
        });
        drop(accounts);
    }
}

mod outer_scopes_task_joined_under_an_inner_lock {
    use unhang::{Cx, Mutex, scope};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
    use order::*;

    pub fn wait(cx: &mut Cx, accounts: &Mutex<i64, Accounts>) {
        scope(cx, |outer, cx| {
            let task = outer.spawn(|cx| *accounts.lock(cx) += 1);
            scope(cx, |_, cx| drop(task.join(cx)));
            let (_accounts, _cx) = accounts.lock(cx).nest();
        });
    }
}

mod spawned_with_the_context {
    use unhang::{Cx, spawn};

    pub fn start(_: &mut Cx) {
        drop(spawn(|cx| format!("{cx:?}")));
    }
}

mod after_a_level_takes_an_earlier_lock {
    use unhang::{Mutex, spawn, spawn_after};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
    }
    use order::*;

    static ACCOUNTS: Mutex<i64, Accounts> = Mutex::new(0);
    static JOURNAL: Mutex<i64, Journal> = Mutex::new(0);

    pub fn start() {
        drop(spawn_after::<Accounts, _>(|cx| *JOURNAL.lock(cx)));
        drop(spawn(|cx| *ACCOUNTS.lock(cx)));
    }
}

mod after_a_level_takes_the_level {
    use unhang::{Mutex, spawn_after};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
    }
    use order::*;

    static JOURNAL: Mutex<i64, Journal> = Mutex::new(0);

    pub fn start() {
        drop(spawn_after::<Accounts, _>(|cx| *JOURNAL.lock(cx)));
    }
}

mod after_a_level_joined_under_a_later_lock {
    use unhang::{Cx, JoinHandle, Mutex};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
    }
    use order::*;

    pub fn wait(cx: &mut Cx, task: JoinHandle<(), Accounts>, accounts: &Mutex<i64, Accounts>) {
        let (_accounts, cx) = accounts.lock(cx).nest();
        let _ = task.join(cx);
    }
}

mod joined_in_an_initialiser {
    use unhang::{Cx, JoinHandle, OnceLock, Unheld};

    #[unhang::levels]
    mod order {
        pub struct Settings;
    }
    use order::*;

    pub fn settings(cx: &mut Cx, once: &OnceLock<i64, Settings>, task: JoinHandle<i64, Unheld>) -> i64 {
        let value = task.join(cx).unwrap_or(0);
        *once.get_or_init(cx, |_| value)
    }
}

fn main() {}
