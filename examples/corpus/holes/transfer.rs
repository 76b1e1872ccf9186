//! 8: two locks of one level are taken together with the arguments swapped, `transfer(a, b)` and `transfer(b, a)`, or the same one twice.

use crate::case::{Case, Form};
use unhang::{Cx, Mutex, SameLock, lock_all, lock_all_dynamic, scope, thread};

pub const CASE: Case = Case {
    name: "transfer",
    origin: "holes#8",
    class: "opposite orders; double lock",
    forms: &[
        Form::can_hang("swapped", swapped),
        Form::hangs("to_itself", to_itself),
        Form::refused("typed", "ui/locks/two_of_one_level.rs"),
        Form::refused("typed_to_itself", "ui/locks/one_lock_twice.rs"),
        Form::refused("typed_one_more_after_all", "ui/locks/one_more_of_the_level_after_all.rs"),
        Form::right("together", together),
        Form::right("together_without_a_level", together_without_a_level),
    ],
};

#[unhang::levels]
mod order {
    pub struct Accounts;
}
use order::*;

fn by_hand(from: &Mutex<i64>, to: &Mutex<i64>) {
    let (mut from, mut to) = (from.lock(), to.lock());
    (*from, *to) = (*from - 1, *to + 1);
}

fn swapped(_: &mut Cx) {
    let [mine, yours] = [Mutex::new(0), Mutex::new(0)];
    thread::scope(|scope| {
        scope.spawn(|| by_hand(&mine, &yours));
        scope.spawn(|| by_hand(&yours, &mine));
    });
}

fn to_itself(_: &mut Cx) {
    let mine = Mutex::new(0);
    by_hand(&mine, &mine);
}

type Account = Mutex<i64, Accounts>;

/// The same account twice is an error, and no hang.
fn together(cx: &mut Cx) {
    fn transfer(cx: &mut Cx, from: &Account, to: &Account) -> Result<(), SameLock> {
        let ([mut from, mut to], _) = lock_all(cx, [from, to])?.nest();
        (*from, *to) = (*from - 1, *to + 1);
        Ok(())
    }
    let (mine, yours) = (Account::new(0), Account::new(0));
    scope(cx, |scope, _| {
        scope.spawn(|cx| transfer(cx, &mine, &yours).expect("two accounts"));
        scope.spawn(|cx| transfer(cx, &yours, &mine).expect("two accounts"));
    });
    assert_eq!(transfer(cx, &mine, &mine).unwrap_err().places, (0, 1));
}

fn together_without_a_level(_: &mut Cx) {
    let [mine, yours] = [Mutex::new(0), Mutex::new(0)];
    thread::scope(|scope| {
        scope.spawn(|| drop(lock_all_dynamic([&mine, &yours]).expect("two accounts")));
        scope.spawn(|| drop(lock_all_dynamic([&yours, &mine]).expect("two accounts")));
    });
    assert!(lock_all_dynamic([&mine, &mine]).is_err());
}
