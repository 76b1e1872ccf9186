#![allow(dead_code)]

mod outer_beside_a_guard {
    use unhang::{Cx, Mutex};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
    }
    use order::*;

    pub fn book(cx: &mut Cx, accounts: &Mutex<i64, Accounts>, journal: &Mutex<i64, Journal>) {
        let (accounts, cx) = accounts.lock(cx).nest();
        *journal.lock(cx) += *accounts;
    }
}

mod outer_beside_the_inner {
    use unhang::{Cx, Mutex};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
    }
    use order::*;

    pub fn book(cx: &mut Cx, accounts: &Mutex<i64, Accounts>, journal: &Mutex<i64, Journal>) {
        let (accounts, inner) = accounts.lock(cx).nest();
        *journal.lock(inner) += *accounts;
    }
}

mod shared_reference {
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

mod none_in_scope {
    use unhang::Mutex;

    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
    use order::*;

    #[unhang::acquires(Accounts)]
    pub fn total(accounts: &Mutex<i64, Accounts>) -> i64 {
        *accounts.lock(cx)
    }
}

mod made_by_hand {
    use unhang::{Mutex, root};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
    use order::*;

    pub fn total(accounts: &Mutex<i64, Accounts>) -> i64 {
        root(|cx| *accounts.lock(cx))
    }
}

mod made_by_default {
    use unhang::{Mutex, root};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
    use order::*;

    pub fn total(accounts: &Mutex<i64, Accounts>) -> i64 {
        root(|cx| *accounts.lock(cx))
    }
}

mod cloned {
    use unhang::{Cx, Mutex};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
    }
    use order::*;

    pub fn book(cx: &mut Cx, accounts: &Mutex<i64, Accounts>, journal: &Mutex<i64, Journal>) {
        let (_accounts, second) = accounts.lock(cx).nest();
        *journal.lock(second) += 1;
    }
}

mod taken_out_of_its_reference {
    use unhang::Cx;

    pub fn keep(cx: &mut Cx) -> &mut Cx {
        cx
    }
}

mod swapped_with_the_inner {
    use unhang::{Cx, Mutex};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
    }
    use order::*;

    pub fn book(cx: &mut Cx, accounts: &Mutex<i64, Accounts>, journal: &Mutex<i64, Journal>) {
        *journal.lock(cx) += 1;
        *accounts.lock(cx) += 1;
    }
}

mod two_swapped_references {
    use unhang::{Cx, Mutex};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
    }
    use order::*;

    pub fn book(cx: &mut Cx, accounts: &Mutex<i64, Accounts>, journal: &Mutex<i64, Journal>) {
        *journal.lock(cx) += 1;
        *accounts.lock(cx) += 1;
    }
}

mod returned_from_root {
    use unhang::root;

    pub fn main() {
        let _count = root(|cx| format!("{cx:?}").len());
    }
}

mod kept_past_root {
    use unhang::{Cx, root};

    pub fn main() {
        root(|cx| {
            let kept: Option<&mut Cx> = Some(cx);
            drop(kept);
        });
    }
}

mod in_a_static {
    pub static COUNT: std::sync::Mutex<Option<&'static mut i64>> = std::sync::Mutex::new(None);
}

mod moved_to_a_thread {
    use unhang::{Cx, Mutex};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
    use order::*;

    pub fn total(cx: &mut Cx, accounts: &Mutex<i64, Accounts>) {
        unhang::scope(cx, |scope, _| {
            scope.spawn(|cx| *accounts.lock(cx) += 1);
        });
    }
}

mod sent_through_a_channel {
    use unhang::Cx;

    pub fn hand_over<'a>(cx: &'a mut Cx, to: &std::sync::mpsc::Sender<&'a mut Cx>) {
        let _ = to.send(cx);
    }
}

mod in_a_future_that_is_sent {
    use unhang::{Cx, Mutex};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
    use order::*;

    pub fn later<'a>(cx: &'a mut Cx, accounts: &'a Mutex<i64, Accounts>) -> impl Future<Output = i64> + Send {
        let total = *accounts.lock(cx);
        async move { total }
    }
}

mod in_two_futures {
    use unhang::{Cx, Mutex};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
    }
    use order::*;

    pub fn both(cx: &mut Cx, accounts: &Mutex<i64, Accounts>, journal: &Mutex<i64, Journal>) {
        let one_after_the_other = async {
            *accounts.lock(cx) += 1;
            *journal.lock(cx) += 1;
        };
        drop(one_after_the_other);
    }
}

mod in_two_closures {
    use unhang::{Cx, Mutex};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
    }
    use order::*;

    pub fn both(cx: &mut Cx, accounts: &Mutex<i64, Accounts>, journal: &Mutex<i64, Journal>) {
        let one = |cx: &mut Cx| *accounts.lock(cx) += 1;
        let other = |cx: &mut Cx| *journal.lock(cx) += 1;
        one(cx);
        other(cx);
    }
}

mod in_a_closure_that_outlives_the_guard {
    use unhang::{Cx, Mutex};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
    }
    use order::*;

    pub fn later(cx: &mut Cx, accounts: &Mutex<i64, Accounts>, journal: &Mutex<i64, Journal>) {
        let book = |cx: &mut Cx<Accounts>| *journal.lock(cx) += 1;
        let (_accounts, cx) = accounts.lock(cx).nest();
        book(cx);
    }
}

mod in_a_struct_beside_its_guard {
    use unhang::{Cx, Mutex, MutexGuard};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
    use order::*;

    pub struct Session<'a> {
        pub cx: &'a mut Cx<Accounts>,
        pub accounts: MutexGuard<'a, i64, Accounts>,
    }

    pub fn open<'a>(cx: &'a mut Cx, accounts: &'a Mutex<i64, Accounts>) -> Session<'a> {
        let (accounts, cx) = accounts.lock(cx).nest();
        Session { cx, accounts }
    }
}

mod inner_for_one_that_holds_nothing {
    use unhang::{Cx, Mutex};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
    }
    use order::*;

    #[unhang::acquires(Journal)]
    fn total(cx: &mut Cx, journal: &Mutex<i64, Journal>) -> i64 {
        *journal.lock(cx)
    }

    pub fn book(cx: &mut Cx, accounts: &Mutex<i64, Accounts>, journal: &Mutex<i64, Journal>) {
        let (mut accounts, cx) = accounts.lock(cx).nest();
        *accounts = total(cx, journal);
    }
}

mod not_narrowed_for_a_trait_object {
    use unhang::{Cx, UpTo};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
    }
    use order::*;

    pub trait Audit {
        fn audit(&self, cx: &mut Cx<UpTo<Journal>>);
    }

    pub fn run(cx: &mut Cx, audit: &dyn Audit) {
        audit.audit(cx.narrow());
    }
}

mod narrowed_too_late {
    use unhang::{Cx, Mutex, UpTo};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
        #[after(Journal)]
        pub struct Log;
    }
    use order::*;

    pub trait Audit {
        fn audit(&self, cx: &mut Cx<UpTo<Journal>>);
    }

    pub fn run(cx: &mut Cx, accounts: &Mutex<i64, Accounts>, audit: &dyn Audit) {
        let (_accounts, cx) = accounts.lock(cx).nest();
        audit.audit(cx.narrow());
    }
}

mod narrowed_at_the_level_itself {
    use unhang::{Cx, Mutex, UpTo};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
    }
    use order::*;

    pub fn run(cx: &mut Cx, journal: &Mutex<i64, Journal>, audit: fn(&mut Cx<UpTo<Journal>>)) {
        audit(cx.narrow());
        *journal.lock(cx) += 1;
    }
}

mod earlier_lock_in_up_to {
    use unhang::{Cx, Mutex, UpTo};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
    }
    use order::*;

    pub fn audit(cx: &mut Cx<UpTo<Journal>>, journal: &Mutex<i64, Journal>) {
        *journal.lock(cx) += 1;
    }
}

mod narrowed_back_to_earlier {
    use unhang::{Cx, Mutex, UpTo};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
        #[after(Journal)]
        pub struct Log;
    }
    use order::*;

    pub fn audit(cx: &mut Cx<UpTo<Journal>>, log: &Mutex<i64, Log>) {
        *log.lock(cx.narrow::<UpTo<Log>>()) += 1;
    }
}

mod across_catch_unwind {
    use unhang::{Cx, Mutex};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
    use order::*;

    pub fn guarded(cx: &mut Cx, accounts: &Mutex<i64, Accounts>) {
        let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| *accounts.lock(cx) += 1));
    }
}

fn main() {}
