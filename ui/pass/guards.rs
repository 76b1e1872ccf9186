#![allow(dead_code)]

mod returned_from_root {
    use unhang::{Mutex, root};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
    use order::*;

    pub fn leave(accounts: &Mutex<i64, Accounts>) {
        let _balance = root(|cx| *accounts.lock(cx));
    }
}

mod carried_out_of_root {
    use unhang::{Mutex, root};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
    use order::*;

    pub fn leave(accounts: &Mutex<i64, Accounts>) {
        root(|cx| {
            let kept = Some(accounts.lock(cx).nest().0);
            drop(kept);
        });
    }
}

mod carried_out_of_a_scope {
    use unhang::{Cx, Mutex, scope};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
    use order::*;

    pub fn leave(cx: &mut Cx, accounts: &Mutex<i64, Accounts>) {
        let mut kept = None;
        scope(cx, |_, cx| kept = Some(*accounts.lock(cx)));
        *accounts.lock(cx) += 1;
        assert!(kept.is_some());
    }
}

mod returned_with_the_outer_context {
    use unhang::{Cx, Mutex, MutexGuard};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
    use order::*;

    pub fn enter<'a>(cx: &'a mut Cx, accounts: &'a Mutex<i64, Accounts>) -> (MutexGuard<'a, i64, Accounts>, &'a mut Cx<Accounts>) {
        accounts.lock(cx).nest()
    }
}

mod returned_without_the_contexts_lifetime {
    use unhang::{Cx, Mutex, MutexGuard};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
    use order::*;

    pub fn enter<'a>(cx: &'a mut Cx, accounts: &'a Mutex<i64, Accounts>) -> MutexGuard<'a, i64, Accounts> {
        accounts.lock(cx).nest().0
    }
}

mod kept_past_its_block {
    use unhang::{Cx, Mutex};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
    use order::*;

    pub fn twice(cx: &mut Cx, accounts: &Mutex<i64, Accounts>) {
        {
            let (mut accounts, _cx) = accounts.lock(cx).nest();
            *accounts += 1;
        }
        *accounts.lock(cx) += 1;
    }
}

mod kept_in_a_vec {
    use unhang::{Cx, Mutex, lock_all};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
    use order::*;

    pub fn all(cx: &mut Cx, accounts: &[&Mutex<i64, Accounts>]) {
        let (_guards, _cx) = lock_all(cx, accounts).expect("different accounts").nest();
    }
}

mod in_an_rc {
    use std::rc::Rc;
    use unhang::{Cx, Mutex};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
    use order::*;

    pub fn twice(cx: &mut Cx, accounts: &Mutex<i64, Accounts>) {
        let held = Rc::new(accounts.lock(cx));
        drop(held);
        *accounts.lock(cx) += 1;
    }
}

mod leaked_and_used {
    use unhang::{Cx, Mutex};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
    use order::*;

    pub fn twice(cx: &mut Cx, accounts: &Mutex<i64, Accounts>) {
        let held = &mut *Box::new(accounts.lock(cx));
        **held += 1;
    }
}

mod in_a_closure {
    use unhang::{Cx, Mutex};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
    use order::*;

    pub fn twice(cx: &mut Cx, accounts: &Mutex<i64, Accounts>) {
        let (mut held, _) = accounts.lock(cx).nest();
        let mut later = move || *held += 1;
        later();
    }
}

mod mapped_and_kept {
    use unhang::{Cx, Mutex};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
    use order::*;

    pub fn twice(cx: &mut Cx, accounts: &Mutex<(i64, i64), Accounts>) {
        let mut both = accounts.lock(cx);
        both.1 += both.0;
    }
}

mod dropped_but_its_context_goes_on {
    use unhang::{Cx, Mutex};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
    use order::*;

    pub fn twice(cx: &mut Cx, accounts: &Mutex<i64, Accounts>) {
        let (held, _) = accounts.lock(cx).nest();
        drop(held);
        *accounts.lock(cx) += 1;
    }
}

mod temporary_in_a_match {
    use unhang::{Cx, Mutex};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
    }
    use order::*;

    pub fn settle(cx: &mut Cx, accounts: &Mutex<i64, Accounts>, journal: &Mutex<i64, Journal>) {
        let balance = *accounts.lock(cx);
        match balance {
            0 => {}
            rest => *journal.lock(cx) += rest,
        }
    }
}

mod temporary_in_if_let {
    use unhang::{Cx, Mutex};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
    }
    use order::*;

    pub fn settle(cx: &mut Cx, accounts: &Mutex<Vec<i64>, Accounts>, journal: &Mutex<i64, Journal>) {
        let last = accounts.lock(cx).pop();
        if let Some(last) = last {
            *journal.lock(cx) += last;
        }
    }
}

mod temporary_in_while_let {
    use unhang::{Cx, Mutex};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
    }
    use order::*;

    pub fn settle(cx: &mut Cx, accounts: &Mutex<Vec<i64>, Accounts>, journal: &Mutex<i64, Journal>) {
        let pop = |cx: &mut Cx| accounts.lock(cx).pop();
        while let Some(last) = pop(cx) {
            *journal.lock(cx) += last;
        }
    }
}

mod temporary_in_a_for {
    use unhang::{Cx, Mutex};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
    }
    use order::*;

    pub fn settle(cx: &mut Cx, accounts: &Mutex<Vec<i64>, Accounts>, journal: &Mutex<i64, Journal>) {
        let (accounts, cx) = accounts.lock(cx).nest();
        for amount in accounts.iter() {
            *journal.lock(cx) += amount;
        }
    }
}

mod two_temporaries_in_one_expression {
    use unhang::{Cx, Mutex};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
    }
    use order::*;

    pub fn equal(cx: &mut Cx, accounts: &Mutex<i64, Accounts>, journal: &Mutex<i64, Journal>) {
        let balance = *accounts.lock(cx);
        assert_eq!(balance, *journal.lock(cx));
    }
}

mod tried_in_a_match_and_waited_for_in_its_other_arm {
    use unhang::{Cx, Mutex};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
    use order::*;

    pub fn total(cx: &mut Cx, accounts: &Mutex<i64, Accounts>) -> i64 {
        if let Some(accounts) = accounts.try_lock(cx) {
            return *accounts;
        }
        *accounts.lock(cx)
    }
}

mod sent_to_a_task {
    use unhang::{Cx, Mutex, scope};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
    use order::*;

    pub fn give(cx: &mut Cx, accounts: &Mutex<i64, Accounts>) {
        let (mut accounts, cx) = accounts.lock(cx).nest();
        let balance = &mut *accounts;
        scope(cx, |scope, _| {
            scope.spawn(move |_| *balance += 1);
        });
    }
}

mod returned_by_a_task {
    use unhang::{Cx, Mutex, scope};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
    use order::*;

    pub fn fetch(cx: &mut Cx, accounts: &Mutex<i64, Accounts>) {
        scope(cx, |scope, cx| {
            let task = scope.spawn(|cx| *accounts.lock(cx));
            let _balance = task.join(cx);
        });
    }
}

mod context_taken_out_by_hand {
    use unhang::{Cx, Mutex};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
    }
    use order::*;

    pub fn both(cx: &mut Cx, accounts: &Mutex<i64, Accounts>, journal: &Mutex<i64, Journal>) {
        let (_accounts, cx) = accounts.lock(cx).nest();
        *journal.lock(cx) += 1;
    }
}

mod dropped_twice {
    use unhang::Mutex;

    pub fn release(scratch: &Mutex<i64>) {
        let held = scratch.lock();
        drop(held);
        drop(scratch.lock());
    }
}

mod lock_overwritten_while_it_is_held {
    use unhang::{Cx, Mutex};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
    use order::*;

    pub fn reset(cx: &mut Cx, accounts: &mut Mutex<i64, Accounts>) {
        let mut held = accounts.lock(cx);
        *held += 1;
        drop(held);
        *accounts = Mutex::new(0);
    }
}

fn main() {}
