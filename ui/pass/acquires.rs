#![allow(dead_code)]

mod callee_takes_more_than_its_caller_says {
    use unhang::Cx;

    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
    }
    use order::*;

    #[unhang::acquires(Accounts)]
    fn transfer(_: &mut Cx) {}

    #[unhang::acquires(Accounts)]
    pub fn book(cx: &mut Cx) {
        transfer(cx);
    }
}

mod body_takes_more_than_it_says {
    use unhang::{Cx, Mutex};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
    }
    use order::*;

    #[unhang::acquires(Accounts)]
    pub fn book(cx: &mut Cx, accounts: &Mutex<i64, Accounts>) {
        *accounts.lock(cx) += 1;
    }
}

mod entered_body_takes_more_than_it_says {
    use unhang::Mutex;

    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
    }
    use order::*;

    #[unhang::acquires(Accounts)]
    pub fn book(accounts: &Mutex<i64, Accounts>) {
        *accounts.lock(cx) += 1;
    }
}

mod called_under_a_later_lock {
    use unhang::{Cx, Mutex};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
    }
    use order::*;

    #[unhang::acquires(Accounts)]
    fn transfer(_: &mut Cx) {}

    pub fn book(cx: &mut Cx, journal: &Mutex<i64, Journal>) {
        *journal.lock(cx) += 1;
        transfer(cx);
    }
}

mod called_under_the_same_level {
    use unhang::{Cx, Mutex};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
    use order::*;

    #[unhang::acquires(Accounts)]
    fn transfer(_: &mut Cx) {}

    pub fn book(cx: &mut Cx, accounts: &Mutex<i64, Accounts>) {
        *accounts.lock(cx) += 1;
        transfer(cx);
    }
}

mod one_of_two_is_missing {
    use unhang::{Cx, Mutex};

    #[unhang::levels]
    mod order {
        pub struct Left;
        pub struct Right;
    }
    use order::*;

    #[unhang::acquires(Left, Right)]
    pub fn both(cx: &mut Cx, left: &Mutex<i64, Left>, right: &Mutex<i64, Right>) {
        *left.lock(cx) += 1;
        *right.lock(cx) += 1;
    }
}

mod recursion_under_its_own_lock {
    use unhang::{Cx, Mutex};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
    use order::*;

    #[unhang::acquires(Accounts)]
    pub fn walk(cx: &mut Cx, accounts: &Mutex<i64, Accounts>) {
        let balance = *accounts.lock(cx);
        if balance > 0 {
            walk(cx, accounts);
        }
    }
}

mod impl_takes_more_than_its_trait_says {
    use unhang::Cx;

    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
    }
    use order::*;

    pub trait Audit {
        #[unhang::acquires(Accounts)]
        fn audit(&self, cx: &mut Cx);
    }

    impl Audit for u32 {
        #[unhang::acquires(Accounts)]
        fn audit(&self, _: &mut Cx) {}
    }
}

mod in_a_trait_object {
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

    pub fn run(_: &dyn Audit) {}
}

mod trait_method_with_neither_body_nor_cx {
    use unhang::Cx;

    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
    }
    use order::*;

    pub trait Audit {
        #[unhang::acquires(Journal)]
        fn audit(&self, cx: &mut Cx);
    }
}

mod concrete_context_that_is_too_late {
    use unhang::Cx;

    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
    }
    use order::*;

    #[unhang::acquires(Journal)]
    pub fn book(_: &mut Cx<Accounts>) {}
}

mod nothing {
    use unhang::Cx;

    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
    use order::*;

    #[unhang::acquires(Accounts)]
    pub fn book(_: &mut Cx) {}
}

mod a_lock_in_place_of_its_level {
    use unhang::{Cx, Mutex};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
    use order::*;

    pub struct Bank {
        accounts: Mutex<i64, Accounts>,
    }

    impl Bank {
        #[unhang::acquires(Accounts)]
        pub fn total(&self, cx: &mut Cx) -> i64 {
            *self.accounts.lock(cx)
        }
    }
}

mod unknown_level {
    use unhang::Cx;

    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
    use order::*;

    #[unhang::acquires(Accounts)]
    pub fn book(_: &mut Cx) {}
}

mod unknown_level_without_cx {
    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
    use order::*;

    #[unhang::acquires(Accounts)]
    pub fn book() {}
}

mod on_a_struct {
    use unhang::Cx;

    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
    use order::*;

    pub struct Bank {
        pub accounts: i64,
    }

    impl Bank {
        #[unhang::acquires(Accounts)]
        pub fn total(&self, _: &mut Cx) {}
    }
}

mod async_fn {
    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
    use order::*;

    #[unhang::acquires(Accounts)]
    fn book() {}

    pub async fn later() {
        book();
    }
}

mod const_fn {
    use unhang::Cx;

    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
    use order::*;

    #[unhang::acquires(Accounts)]
    pub fn book(_: &mut Cx) {}
}

mod extern_fn {
    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
    use order::*;

    #[unhang::acquires(Accounts)]
    fn book() {}

    pub extern "C" fn outside() {
        book();
    }
}

mod context_by_value {
    use unhang::Cx;

    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
    use order::*;

    #[unhang::acquires(Accounts)]
    pub fn book(_cx: &mut Cx) {}
}

mod context_by_shared_reference {
    use unhang::Cx;

    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
    use order::*;

    #[unhang::acquires(Accounts)]
    pub fn book(_cx: &mut Cx) {}
}

mod cx_of_another_type {
    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
    use order::*;

    #[unhang::acquires(Accounts)]
    pub fn book(count: &mut u32) {
        *count += 1;
    }
}

mod two_contexts {
    use unhang::Cx;

    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
    use order::*;

    #[unhang::acquires(Accounts)]
    pub fn book(_cx: &mut Cx) {}
}

mod two_arguments_of_the_context {
    use unhang::Cx;

    #[unhang::levels]
    mod order {
        pub struct Accounts;
        #[after(Accounts)]
        pub struct Journal;
        #[after(Journal)]
        pub struct Log;
    }
    use order::*;

    #[unhang::acquires(Log)]
    pub fn book(_cx: &mut Cx<(Accounts, Journal)>) {}
}

mod guard_returned_from_its_own_context {
    use unhang::{Cx, Mutex, MutexGuard};

    #[unhang::levels]
    mod order {
        pub struct Accounts;
    }
    use order::*;

    #[unhang::acquires(Accounts)]
    pub fn peek<'a>(cx: &'a mut Cx, accounts: &'a Mutex<i64, Accounts>) -> MutexGuard<'a, i64, Accounts> {
        accounts.lock(cx).nest().0
    }
}

fn main() {}
